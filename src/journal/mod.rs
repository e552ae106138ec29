//! What happened: facts, who said them and when, and the state they add up to.
