"""The runs of a project: their table, and what can be done with them."""
