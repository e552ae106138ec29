//! Whether raters agree: with each other, with themselves, and who is strict or drifts.
