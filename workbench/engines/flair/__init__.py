"""Sequence tagging with flair: stacks of embeddings, its trainer, its files."""
