"""Probable label errors: what speaks against gold, answered with one key each."""
