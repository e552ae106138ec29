//! Proportions, tests, correlations and resampling: what every other family stands on.

pub mod bootstrap;
pub mod correlation;
pub mod difference;
pub mod multiple;
pub mod paired;
pub mod proportion;
