//! Keeping the work: shelves, frames, commit, load.
