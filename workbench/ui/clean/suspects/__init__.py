"""Mentions that are tagged inconsistently."""
