//! Values and rules of the product: no I/O, clock, chance or interface.
