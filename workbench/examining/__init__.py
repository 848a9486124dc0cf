"""Looks a project file through without a change to it; needs nothing but the standard library.

So a process of its own, `python -m workbench.examining.look FILE`, is there at once.
"""
