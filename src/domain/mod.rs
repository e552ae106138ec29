//! Values and rules of the product: no I/O, clock, chance or interface.
//!
//! One noun a file. Our own file shapes (`files.md` calls them pack and results) are the
//! notation of these values, so the plain ones derive it; what has to be checked while it is
//! read (a rubric, a pack) is built by a constructor that may refuse.

pub mod assignment;
pub mod changes;
pub mod check;
pub mod clock;
pub mod decision;
pub mod evaluation;
pub mod extras;
pub mod gold;
pub mod hash;
pub mod heading;
pub mod id;
pub(crate) mod null;
pub mod order;
pub mod pack;
pub(crate) mod prints;
pub mod rating;
pub mod readiness;
pub mod revision;
pub mod rubric;
pub(crate) mod rubric_file;
pub mod score;
pub mod search;
pub mod summary;
pub mod task;
pub mod task_list;
pub mod template;
pub mod time;
pub mod work;
pub mod workspace;
