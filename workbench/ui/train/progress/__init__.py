"""A run under way: how far it is, its curves and its log."""
