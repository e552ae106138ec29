//! Proportions, tests, correlations and resampling: what every other family stands on.
