"""Rules: regular expressions with a live preview, measured."""
