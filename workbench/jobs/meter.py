"""Time, memory and energy of a run, over all its attempts."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from workbench.files import write_json

RAPL = Path("/sys/class/powercap")
_PACKAGE = re.compile(r"intel-rapl:\d+")
INTERVAL = 10.0


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run has taken so far; `joules` is None where no counter can be read."""

    seconds: float = 0.0
    joules: float | None = None
    peak_memory_mb: int = 0


@dataclass
class Counter:
    """A counter of energy that starts again at 0 when it has reached `most` (joules)."""

    read: Callable[[], float]
    most: float
    last: float = 0.0

    def since(self) -> float:
        """The joules since the last look."""
        now = self.read()
        used = now - self.last if now >= self.last else now + self.most - self.last
        self.last = now
        return used


class Meter:
    """Adds to what earlier attempts have spent, and writes it down every few seconds."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before = read_spent(file)
        self._begun = self._written = time.monotonic()
        self._counters = [*_processors(), *_graphics_cards()]
        self._joules = 0.0

    def beat(self) -> None:
        """Write down what was spent, if the last time is long ago."""
        if time.monotonic() - self._written >= INTERVAL:
            self._written = time.monotonic()
            write_json(self._file, asdict(self.spent()))

    def save(self) -> None:
        write_json(self._file, asdict(self.spent()))

    def spent(self) -> Spent:
        """Everything so far."""
        self._look()
        known = bool(self._counters) or self._before.joules is not None
        return Spent(
            self._before.seconds + time.monotonic() - self._begun,
            (self._before.joules or 0.0) + self._joules if known else None,
            max(self._before.peak_memory_mb, peak_memory_mb()),
        )

    def _look(self) -> None:
        # A counter that can be read no longer, as a card that was lost, counts no further.
        with contextlib.suppress(OSError, ValueError):
            self._joules += sum(counter.since() for counter in self._counters)


def read_spent(file: Path) -> Spent:
    """What earlier attempts have written down."""
    try:
        return Spent(**json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        return Spent()


def peak_memory_mb() -> int:
    """The most memory this process ever held, in MB (2**20 bytes); 0 where nobody tells."""
    if os.name != "posix":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> (20 if sys.platform == "darwin" else 10)


def _processors() -> Iterator[Counter]:
    """The energy counters of processors (RAPL); most systems show them to root alone."""
    for zone in sorted(RAPL.glob("intel-rapl:*")):
        if _PACKAGE.fullmatch(zone.name):
            with contextlib.suppress(OSError, ValueError):
                yield _begun(_processor(zone))


def _processor(zone: Path) -> Counter:
    return Counter(lambda: _micro(zone / "energy_uj"), _micro(zone / "max_energy_range_uj"))


def _micro(file: Path) -> float:
    return int(file.read_text("ascii")) / 1e6


def _graphics_cards() -> list[Counter]:
    """The energy counters of NVIDIA cards."""
    import pynvml

    try:
        pynvml.nvmlInit()
        cards = [pynvml.nvmlDeviceGetHandleByIndex(i) for i in range(pynvml.nvmlDeviceGetCount())]
        return [_begun(Counter(partial(_card_joules, card), 0.0)) for card in cards]
    except (OSError, pynvml.NVMLError):
        return []


def _card_joules(card: Any) -> float:
    import pynvml

    try:
        return float(pynvml.nvmlDeviceGetTotalEnergyConsumption(card)) / 1e3
    except pynvml.NVMLError as error:
        raise OSError(str(error)) from error


def _begun(counter: Counter) -> Counter:
    counter.last = counter.read()
    return counter
