"""Long questions are cut into steps of some milliseconds."""

from __future__ import annotations

from time import perf_counter

# Seconds that a step is to take; half of what it may, as steps differ.
_STEP = 0.008
_FEWEST = 64


class Pace:
    """How many rows a step looks at: as many as take some milliseconds, told by the last ones.

    `with pace as rows:` is one step.
    """

    def __init__(self, rows: int = 400, most: int = 20_000) -> None:
        self._rows = rows
        self._most = most
        self._begun = 0.0

    def __enter__(self) -> int:
        self._begun = perf_counter()
        return self._rows

    def __exit__(self, *_: object) -> None:
        seconds = max(perf_counter() - self._begun, 1e-6)
        factor = min(max(_STEP / seconds, 0.25), 2.0)
        self._rows = int(min(max(self._rows * factor, _FEWEST), self._most))
