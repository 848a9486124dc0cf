"""Lets calls of the system fail, one after the other, and looks at what the program makes of it.

`failing_calls` and `full_disk` run this as a child under the shim:
`python -m tests.faults.faulty_disk HOW FOLDER COUNT`; it prints what came out as JSON.
"""

from __future__ import annotations

import errno
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from tests.faults import shim
from tests.faults.features import FEATURES, Session, fresh, prepare_folder

ERRORS = (errno.EIO, errno.ENOSPC)


@dataclass
class Outcome:
    """What a series of failing calls has shown."""

    runs: int = 0
    refused: int = 0
    broken: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return "\n".join(
            [
                *self.broken[:40],
                "codes: " + ", ".join(f"{one} {n}" for one, n in sorted(self.codes.items())),
                f"{self.runs} runs, {self.refused} in which something was refused in words; "
                f"{len(self.broken)} with a false word, a traceback or half a file",
            ]
        )


def run(how: str, count: int, names: Sequence[str] = ()) -> Outcome:
    """Run a series in a child of its own, over all features or some."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "tests.faults.faulty_disk", how, name, str(count), *names]
        environment = shim.environment(folder / "watched")
        done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE)
    return Outcome(**json.loads(done.stdout))


class Bench:
    """Uses one feature after the other, each time with another fault."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template"
        self._watched = folder / "watched"
        self.shim = shim.Shim()
        self.outcome = Outcome()
        prepare_folder(self._template)

    def use(self, name: str, where: str, arm: Callable[[], None]) -> int:
        """Use a feature with a fault; how many calls that took."""
        self.shim.watch()
        fresh(self._template, self._watched)
        session = Session(self._watched, name)
        arm()
        # There is room again; a call that failed does not do so a second time.
        session.use(self.shim.watch)
        calls = self.shim.calls
        self.shim.watch()
        self.outcome.runs += 1
        self.outcome.refused += bool(session.refused)
        for words in session.refused.values():
            code = words.partition("]")[0].strip("[")
            self.outcome.codes[code] = self.outcome.codes.get(code, 0) + 1
        self.outcome.broken += [f"{name}, {where}: {one}" for one in session.look()]
        return calls


def failing_calls(bench: Bench, count: int, names: Sequence[str], syncs: bool = False) -> None:
    """Let each call fail once; or so many in all, evenly over all of them."""
    for name in names:
        calls = bench.use(name, "without a fault", partial(bench.shim.watch, syncs))
        number = min(count // len(names), calls) if count else calls
        for turn in range(number):
            place, error = (
                1 + turn * calls // number,
                ERRORS[turn % len(ERRORS) if not syncs else 0],
            )
            where = f"call {place} of {calls} ({errno.errorcode[error]})"
            bench.use(name, where, partial(bench.shim.fail, place, error, syncs))


def full_disk(bench: Bench, count: int, names: Sequence[str]) -> None:
    """Let the disk be full after some bytes, few or many."""
    lots = random.Random(13)
    for number in range(count):
        room = int(2 ** lots.uniform(9, 21))
        name = names[number % len(names)]
        bench.use(name, f"{room} bytes free", partial(bench.shim.fill, room))


WAYS: Mapping[str, Callable[[Bench, int, Sequence[str]], None]] = {
    "failing-calls": failing_calls,
    "failing-syncs": partial(failing_calls, syncs=True),
    "full-disk": full_disk,
}


def run_from_the_command_line(how: str, default: int) -> int:
    """Run one of the long series, as often as the command line says; the exit status."""
    if reason := shim.why_not():
        print(reason)
        return 1
    found = run(how, int(sys.argv[1]) if len(sys.argv) > 1 else default)
    print(found)
    return int(bool(found.broken))


def main(how: str, folder: Path, count: int, names: Sequence[str]) -> None:
    bench = Bench(folder)
    WAYS[how](bench, count, names or list(FEATURES))
    print(json.dumps(asdict(bench.outcome)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
