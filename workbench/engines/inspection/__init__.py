"""Looks for label errors in gold: models that did not see a sentence say what they think of it."""
