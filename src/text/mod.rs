//! Foreign text as typed nodes; words; templates.
