"""Bugs and crashes in the window: noted, told, and on wish made into a report."""
