"""The level descriptors and the tables beside them."""
