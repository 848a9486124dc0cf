"""Dictionaries: terms by label, edited, learned, imported, measured."""
