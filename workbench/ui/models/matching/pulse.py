"""Progress that is told a few times a second, however many steps there are."""

from __future__ import annotations

import time

INTERVAL = 0.2


class Pulse:
    """Says when it is time to tell again: to lay out and paint takes longer than a step."""

    def __init__(self) -> None:
        self._told = 0.0

    def is_due(self) -> bool:
        """Whether so much time has passed since the last time that it was."""
        now = time.monotonic()
        due = now - self._told >= INTERVAL
        if due:
            self._told = now
        return due
