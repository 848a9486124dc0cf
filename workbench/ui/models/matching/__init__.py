"""What dictionaries and rules share in the window: counting, suggesting, conflicts."""
