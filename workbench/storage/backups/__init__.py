"""Copies of a project that were read back: made, thinned, listed and restored.

`folder` is where they lie, `making` writes one, `keeper` knows when, `restoring` brings one back.
"""
