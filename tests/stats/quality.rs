//! Raters and judges against what is known.
