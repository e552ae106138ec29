//! Votes between two.
