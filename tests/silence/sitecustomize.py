"""Notes and refuses connections to other machines; every Python process of the tests loads it."""

from __future__ import annotations

import os
import sys
from typing import Any

HERE = ("127.0.0.1", "::1", "localhost", "", None, b"localhost")
CONNECTIONS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
NOTES = "WORKBENCH_CONNECTIONS"

_watched = False


def watch() -> None:
    """Begin, once in a process."""
    global _watched  # noqa: PLW0603
    if not _watched:
        _watched = True
        sys.addaudithook(_look)


def _look(event: str, arguments: tuple[Any, ...]) -> None:
    if event in CONNECTIONS:
        address = arguments[1]
        # Local sockets have a path, those of the kernel numbers.
        if isinstance(address, tuple) and isinstance(address[0], str) and address[0] not in HERE:
            _refuse(f"{event} {address[0]}")
    elif event in NAMES and arguments[0] not in HERE:
        _refuse(f"{event} {arguments[0]!r}")


def _refuse(what: str) -> None:
    place = os.environ.get(NOTES)
    if place:
        with open(place, "a", encoding="utf-8") as notes:  # noqa: PTH123 - before pathlib is there
            notes.write(f"{what} (process {os.getpid()})\n")
    raise PermissionError(f"tests do not reach the net: {what}")


if NOTES in os.environ:
    watch()
