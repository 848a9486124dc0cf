"""All mentions of a text, and tagging them in one go."""
