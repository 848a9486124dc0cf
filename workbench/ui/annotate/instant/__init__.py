"""The instant model in the window: it learns from what is accepted, and suggests at once."""
