//! Statistics: golden vectors (one test a family, named after it), laws, and figures that others
//! published of data that is public.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod agreement;
mod edges;
mod general;
mod laws;
mod pairwise;
mod quality;
mod real;
mod rubric;
mod vectors;
