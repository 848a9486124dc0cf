"""What a verb prints: one JSON object, or text for people; progress on standard error."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BAR = 24
_INTERVAL = 0.5


@dataclass(frozen=True)
class Answer:
    """The outcome of a verb: what `--json` prints, and the lines for a person."""

    values: Mapping[str, Any]
    lines: Sequence[str]
    exit_status: int = 0


def print_answer(answer: Answer, as_json: bool) -> None:
    """Print an answer on standard output."""
    if as_json:
        lines: Iterable[str] = [json.dumps(answer.values, ensure_ascii=not _is_utf8())]
    else:
        lines = answer.lines
    for line in lines:
        print(_printable(line))
    # Here, where a reader that has gone is noticed, and not when the process ends.
    sys.stdout.flush()


def _is_utf8() -> bool:
    return sys.stdout.encoding.lower().replace("-", "") == "utf8"


def _printable(line: str) -> str:
    """The line without signs that standard output cannot carry; those become escapes."""
    encoding = sys.stdout.encoding
    return line.encode(encoding, "backslashreplace").decode(encoding)


def let_go_of_output() -> None:
    """Let what is still to be printed go nowhere, since nobody reads it."""
    for stream in (sys.stdout, sys.stderr):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def say(text: str) -> None:
    """Print a line of progress or log."""
    print(text, file=sys.stderr, flush=True)


def table(rows: Iterable[Sequence[object]]) -> list[str]:
    """Lay rows out in columns; numbers are right-aligned."""
    cells = [[_cell(value) for value in row] for row in rows]
    if not cells:
        return []
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return [
        "  ".join(
            text.ljust(width) if i == 0 else text.rjust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


class ProgressLine:
    """Progress of a job: a bar that is drawn over on a terminal, sparse lines elsewhere."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._on_terminal = sys.stderr.isatty()
        self._last = 0.0

    def show(self, share: float, seconds_left: float | None, note: str = "") -> None:
        """Show how much (0..1) is done."""
        now = time.monotonic()
        pause = _INTERVAL if self._on_terminal else 10 * _INTERVAL
        if now - self._last < pause and share < 1:
            return
        self._last = now
        left = "" if seconds_left is None else f", {format_seconds(seconds_left)} left"
        text = f"{self._what} {share:4.0%}{left}{note and '  ' + note}"
        if self._on_terminal:
            filled = round(share * _BAR)
            sys.stderr.write(f"\r\x1b[K{'█' * filled}{'░' * (_BAR - filled)} {text}")
            sys.stderr.flush()
        else:
            say(text)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._on_terminal and self._last:
            sys.stderr.write("\r\x1b[K")


def format_seconds(seconds: float) -> str:
    """A duration such as `1:05` or `40 s`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d} min" if whole >= 60 else f"{whole} s"
