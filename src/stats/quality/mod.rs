//! Raters and judges held against what is known to be right, and how much to look at.
