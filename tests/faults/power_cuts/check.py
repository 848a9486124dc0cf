"""Records workloads, cuts the power at random moments, and opens what is left.

`python -m tests.faults.power_cuts [IMAGES] [--weakened]`; the default is 1,000 images.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import invariants, shim
from tests.faults.power_cuts.images import MODES, Call, Disk, read_folder, read_record
from tests.faults.power_cuts.workloads import (
    BACKUP,
    LABELS,
    OLDER,
    PROJECT,
    WEAKENED,
    WORKLOADS,
    fill,
    state,
)
from tests.storage.test_first_version import make_first_version
from workbench.domain.errors import WorkbenchError
from workbench.storage.project import Project
from workbench.storage.recovery.rebuild import rebuild

# Of so many images one is also brought back from the side journal alone.
REBUILT = 5


@dataclass
class Outcome:
    """What a series of power cuts has shown."""

    images: int = 0
    lost: int = 0
    corrupt: int = 0
    rebuilt: int = 0
    broken: list[str] = field(default_factory=list)
    moments: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return "\n".join(
            [
                *self.broken[:20],
                f"{self.images} images of {len(self.moments)} workloads: {self.lost} lost what "
                f"was saved, {self.corrupt} damaged, {self.rebuilt} also brought back from the "
                "side journal alone",
            ]
        )


@dataclass(frozen=True)
class Recording:
    """A workload that was recorded: the files before it, its calls, and what it reached when."""

    name: str
    folder: Path
    before: Mapping[str, bytes]
    calls: Sequence[Call]

    @property
    def states(self) -> list[tuple[int, str]]:
        """After which call it said that it had reached which state."""
        return [(at, one.path) for at, one in enumerate(self.calls) if one.kind == "say"]


def record(name: str, folder: Path, weakened: bool = False) -> Recording:
    """Run a workload in a process of its own."""
    watched = folder / name
    watched.mkdir(parents=True)
    make_project(watched / PROJECT, old=name == "migrate")
    shutil.copyfile(watched / PROJECT, folder / OLDER)
    before, log = read_folder(watched), folder / f"{name}.record"
    environment = shim.environment(watched, log) | {WEAKENED: "NORMAL" if weakened else ""}
    command = [sys.executable, "-m", "tests.faults.power_cuts.workloads", name]
    subprocess.run([*command, str(watched / PROJECT)], check=True, env=environment)
    calls = list(read_record(log))
    log.unlink()
    disk = Disk(dict(before))
    for call in calls:
        disk.take(call)
    whole = disk.whole()
    missed = {one for one, content in read_folder(watched).items() if whole.get(one) != content}
    assert not missed, f"the record has not all of {missed}"
    return Recording(name, watched, before, calls)


def make_project(path: Path, old: bool) -> None:
    """A small project, of the version before this one if it is to be an old one."""
    if old:
        make_first_version(path)
        return
    with Project.create(path, LABELS) as project:
        project.submit(fill).result()
    shutil.rmtree(path.with_name("a.backups"), ignore_errors=True)


def cut(recording: Recording, count: int, outcome: Outcome, seed: int = 13) -> None:
    """Cut the power so many times in one workload."""
    os.environ["XDG_DATA_HOME"] = str(recording.folder / "user")
    for number, (at, mode, image) in enumerate(images(recording, count, seed)):
        outcome.images += 1
        outcome.moments[recording.name] += 1
        write_folder(recording.folder, image)
        where = f"{recording.name}, after call {at} ({mode})"
        _look(recording, at, where, outcome, number % REBUILT == 0)


def images(
    recording: Recording, count: int, seed: int
) -> Iterator[tuple[int, str, dict[str, bytes]]]:
    lots = random.Random(seed)
    first = recording.states[0][0]
    moments = sorted(
        (lots.randint(first, len(recording.calls) - 1), lots.choice(MODES), lots.random())
        for _ in range(count)
    )
    disk, done = Disk(dict(recording.before)), 0
    for at, mode, salt in moments:
        for call in recording.calls[done : at + 1]:
            disk.take(call)
        done = at + 1
        yield at, mode, disk.image(mode, random.Random(salt))


def allowed(recording: Recording, at: int) -> list[str]:
    """The states in which a project may be found after a call: the last that was called saved,
    and the one that was under way."""
    states = recording.states
    place = bisect_right([one for one, _ in states], at)
    return [one for _, one in states[max(place - 1, 0) : place + 1]]


def _look(recording: Recording, at: int, where: str, outcome: Outcome, from_journal: bool) -> None:
    path, wanted = recording.folder / PROJECT, allowed(recording, at)
    if from_journal and recording.name != "migrate":
        _look_at_journal(recording, wanted, where, outcome)
    # What the first version wrote is not all as it would be written today.
    found, missing = _opened(path, strict=recording.name != "migrate")
    if found not in wanted:
        outcome.broken.append(f"{where}: {found}")
        damaged = found.startswith("!")
        outcome.corrupt += damaged
        outcome.lost += not damaged
    elif missing:
        outcome.broken.append(f"{where}: offers {missing} changes that are there")
        outcome.corrupt += 1
    copy = path.with_name(BACKUP)
    if copy.exists() and _opened(copy)[0].startswith("!"):
        outcome.broken.append(f"{where}: a half backup")
        outcome.corrupt += 1


def _opened(path: Path, strict: bool = True) -> tuple[str, int]:
    """The state of a file and what it is said to lack; or `!` and what is wrong with it."""
    try:
        with Project.open(path) as project:
            project.ask(invariants.check if strict else invariants.check_file).result()
            return state(project), project.missing
    except (WorkbenchError, AssertionError) as error:
        return f"! {error}", 0


def _look_at_journal(
    recording: Recording, wanted: Sequence[str], where: str, outcome: Outcome
) -> None:
    """Lose the project and everything beside it, but an old copy."""
    target = recording.folder / "rebuilt.nerproj"
    project = recording.folder / PROJECT
    kept = {one: one.read_bytes() for one in recording.folder.glob(f"{PROJECT}*")}
    logs = read_folder(recording.folder / "user")
    for one in kept:
        one.unlink()
    shutil.rmtree(recording.folder / "a.backups", ignore_errors=True)
    try:
        rebuild(project, target, [recording.folder.parent / OLDER])
        found = _opened(target)[0]
    except WorkbenchError as error:
        found = f"! {error}"
    # Before the first change of this session the journal may not be there.
    if found not in wanted and wanted[0] != recording.states[0][1]:
        outcome.broken.append(f"{where}: from the side journal {found}")
        outcome.lost += 1
    outcome.rebuilt += 1
    write_folder(recording.folder, {str(one): content for one, content in kept.items()} | logs)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Let a folder hold these files and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)


def cut_often(
    folder: Path, count: int, weakened: bool = False, names: Sequence[str] = ()
) -> Outcome:
    """Cut the power so many times, in each workload as often."""
    outcome, chosen = Outcome(), list(names or WORKLOADS)
    before = os.environ.get("XDG_DATA_HOME", "")
    try:
        for name in chosen:
            recording = record(name, folder, weakened)
            cut(recording, -(-count // len(chosen)), outcome)
            shutil.rmtree(recording.folder)
    finally:
        os.environ["XDG_DATA_HOME"] = before
    return outcome
