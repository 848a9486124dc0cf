"""A run's report as a page, as plain text, as tables and as pictures."""
