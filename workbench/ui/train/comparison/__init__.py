"""Two runs side by side on the same test sentences."""
