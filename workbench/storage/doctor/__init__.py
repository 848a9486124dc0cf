"""Damage that no opening would show, looked for and mended.

`raw` reads rows that may hold anything, `looking` says what is wrong with them, `donors` finds
the same sentences in a backup, `mending` writes what they should be.
"""
