"""Ends windows by a signal, also while a dialog is open, and looks for every edit shown as saved.

`python -m tests.faults.endings [COUNT]` ends so many; the default is 50.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.faults.ending_driver import HEARD, MOMENTS, TYPED
from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.filters import ALL
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations.store import NewSentence, Reader, Transaction

ROOT = Path(__file__).resolve().parents[2]
# Seconds until a window that was told to end is gone, on a machine that does other things too.
PATIENCE = 60.0
LONGEST_DELAY = 0.1


@dataclass(frozen=True)
class Ended:
    """What became of one window."""

    moment: str
    status: int
    said: tuple[str, ...]
    complaints: str
    lost: frozenset[str]
    left: tuple[str, ...]
    note: str

    @property
    def wrong(self) -> str:
        """What is not as it was promised; empty where everything is."""
        if self.status or "Traceback" in self.complaints:
            return f"{self.moment}: it ended by {self.status}\n{self.complaints}"
        if self.lost or self.left:
            return f"{self.moment}: lost {sorted(self.lost)}, left behind {self.left}"
        typed = self.moment == "while_typing" and self.note != TYPED
        return f"{self.moment}: the note is {self.note!r}" if typed else ""


class Ending:
    """A window on a project of its own, from its start to its end."""

    def __init__(self, folder: Path, moment: str, number: signal.Signals) -> None:
        self._moment, self._number = moment, number
        folder.mkdir()
        self._path = folder / "a.nerproj"
        with bootstrap.create_project(self._path, ("PER",)) as project:
            project.submit(_fill).result()
        command = [sys.executable, "-m", "tests.faults.ending_driver", str(self._path), moment]
        pipe = subprocess.PIPE
        self._window = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)

    def finish(self, delay: float = 0.0) -> Ended:
        """Tell it to end once it is ready, and look at what is there."""
        said = []
        assert self._window.stdout is not None
        for line in self._window.stdout:
            said.append(line.strip())
            if line == "ready\n":
                break
        try:
            self._window.wait(delay or 0.001)
        except subprocess.TimeoutExpired:
            self._window.send_signal(self._number)
        out, complaints = self._gone()
        said += out.split("\n")
        left = sorted(one.name for one in self._path.parent.glob("a.nerproj?*"))
        with bootstrap.open_project(self._path) as project:
            labels, note = project.ask(_look).result()
        saved = frozenset(line.removeprefix("saved ") for line in said if line.startswith("saved "))
        return Ended(
            self._moment, self._window.returncode, tuple(said), complaints, saved - labels,
            tuple(left), note,
        )  # fmt: skip

    def _gone(self) -> tuple[str, str]:
        """What it still said; one that does not end is killed, which its status tells."""
        try:
            return self._window.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._window.kill()
            return self._window.communicate()


def _fill(transaction: Transaction) -> Changes:
    transaction.add([NewSentence(("Ada", "saw"), ("B-PER", "O"), IOB2, Status.NEW, None, "d")])
    return transaction.changes("fill")


def _look(reader: Reader) -> tuple[frozenset[str], str]:
    return frozenset(reader.labels().names), reader.sentence(reader.ids(ALL)[0]).note


def end_often(folder: Path, count: int, seed: int = 5) -> tuple[int, list[str]]:
    """How many edits were shown as saved, and what went wrong."""
    lots = random.Random(seed)
    signals: Counter[str] = Counter()
    saved, wrong = 0, []
    for number in range(count):
        kind = lots.choice(HEARD)
        ending = Ending(folder / str(number), lots.choice([*MOMENTS]), kind)
        ended = ending.finish(lots.uniform(0, LONGEST_DELAY))
        signals[kind.name] += 1
        saved += sum(line.startswith("saved ") for line in ended.said)
        if ended.wrong:
            print(f"{kind.name} {ended.wrong}", flush=True)
            wrong.append(ended.wrong)
    return saved, wrong


def main() -> int:
    """End windows; 1 where a promise broke."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as name:
        for home in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            os.environ[home] = f"{name}/{home}"
        saved, wrong = end_often(Path(name), count)
    print(f"{count} windows ended, {saved} edits shown as saved, {len(wrong)} ends went wrong")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
