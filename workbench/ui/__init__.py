"""The window. The only package that imports PySide6."""

import builtins

_plain_import = builtins.__import__

import PySide6  # noqa: E402, F401

# PySide6 puts itself before every import from now on, to look in each module's source for its
# `__feature__`. Nothing here uses that, and imports take a third longer by it.
builtins.__import__ = _plain_import
