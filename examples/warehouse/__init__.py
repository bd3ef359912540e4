"""A small warehouse, for the examples of Steady."""
