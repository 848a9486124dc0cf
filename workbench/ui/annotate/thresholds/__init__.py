"""Which suggestions count as sure: the dialog, and what it changes."""
