"""Starts the program twice at the same moment on one project: exactly one may write.

`python -m tests.faults.double_starts [COUNT]`; the default is 200.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from workbench.domain.errors import BusyError
from workbench.operations import edit
from workbench.storage.project import Project

REFUSED = 3


@dataclass
class Outcome:
    """What a series of double starts has shown."""

    starts: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(
            [
                *self.broken[:20],
                f"{self.starts} double starts, {len(self.broken)} without exactly one writer",
            ]
        )


def start_twice(path: Path, number: int, outcome: Outcome) -> None:
    """Two processes wait for each other, open, write, and say how that went."""
    command = [sys.executable, "-m", "tests.faults.double_starts", "--child", str(path)]
    pipes = subprocess.PIPE
    children = [
        subprocess.Popen([*command, f"{number}-{one}"], stdin=pipes, stdout=pipes, text=True)
        for one in "ab"
    ]
    for child in children:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    said = [child.stdout.readline().strip() for child in children if child.stdout]
    for child in children:
        child.communicate()
    outcome.starts += 1
    if sorted(one.partition(" ")[0] for one in said) != ["busy", "wrote"]:
        outcome.broken.append(f"start {number}: {said}")
        return
    (writer,) = (
        child.pid for child, one in zip(children, said, strict=True) if one.startswith("wrote")
    )
    if not any(f"(process {writer})" in one for one in said):
        outcome.broken.append(f"start {number}: the second was not told who is first: {said}")
    (note,) = (one.partition(" ")[2] for one in said if one.startswith("wrote"))
    # Opened at once, too: nobody has to delete a lock of a process that is gone.
    with Project.open(path) as project:
        if project.ask(lambda reader: reader.sentence(1).note).result() != note:
            outcome.broken.append(f"start {number}: what was written is not there")


def start_often(path: Path, count: int) -> Outcome:
    outcome = Outcome()
    for number in range(count):
        start_twice(path, number, outcome)
    return outcome


def child(path: Path, note: str) -> None:
    """Open when told to, write, hold the project until the other one was refused."""
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        project = Project.open(path)
    except BusyError as error:
        print("busy", error.code, error.happened, flush=True)
        return
    project.submit(edit.set_note, 1, note).result()
    print("wrote", note, flush=True)
    # Until its input is closed: the other one must have had its answer by then.
    sys.stdin.read()
    project.close()


def main(count: int) -> int:
    from tests.faults.features import prepare_folder

    with tempfile.TemporaryDirectory() as name:
        prepare_folder(Path(name) / "folder")
        outcome = start_often(Path(name) / "folder" / "a.nerproj", count)
    print(outcome)
    return int(bool(outcome.broken))


if __name__ == "__main__":
    if "--child" in sys.argv:
        child(Path(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
