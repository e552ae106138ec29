//! What votes between two responses say: who wins, who ranks where, and whether to ask on.
