"""Loads SQLAlchemy without the modules that it names at its top and that no project needs.

They take a quarter of its time, of which the window has little before it is to be there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

# SQLAlchemy uses them for asynchronous drivers, for plug-ins and for long names only.
UNNEEDED = ("asyncio", "importlib.metadata", "hashlib", "sqlalchemy.dialects.sqlite.aiosqlite")


class _Later(ModuleType):
    """Stands where a module would, and loads it when something in it is used."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            # Whoever takes a function while loading does not call it yet.
            return self._function(name)
        return getattr(import_module(self.__name__), name)

    def _function(self, name: str) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            function: Callable[..., object] = getattr(import_module(self.__name__), name)
            return function(*args, **kwargs)

        return call


@contextmanager
def put_off(names: tuple[str, ...]) -> Iterator[None]:
    """Whoever imports these modules within gets them when it uses them; others as ever."""
    stands = {name: _Later(name) for name in names if name not in sys.modules}
    sys.modules.update(stands)
    try:
        yield
    finally:
        for name in stands:
            del sys.modules[name]


def load_sqlalchemy() -> None:
    """Import SQLAlchemy, with SQLite's dialect."""
    with put_off(UNNEEDED):
        import_module("sqlalchemy.dialects.sqlite")
