"""Kills a migration at each of its statements, from every version of the project file.

`python -m tests.faults.migration_kills` does all of them. After each kill the file must be of
the old version or of the new one, whole, with all its sentences; so must the copy from before.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from sqlalchemy import Engine, event

from workbench.examining.look import examine, read_only
from workbench.storage import database, migration
from workbench.storage.project import Project
from workbench.storage.schema import APPLICATION_ID, HEAD_REVISION

VERSIONS = ("0001", "0002", "0003", "0004", "0005")
SENTENCES = 30
_COLUMNS = (
    "position, document, tokens, tags, scheme, text, status, flagged, note, ignored, length,"
    " entity_count, suggestion_count, finding_count, edited"
)
_ROW = "?, 'd', ?, ?, 'IOB2', 'Ada met', 'new', 0, '', '[]', 2, 1, 0, 0, 0"


@dataclass
class Outcome:
    """What the kills have left."""

    kills: int = 0
    old: int = 0
    new: int = 0
    broken: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.kills} migrations killed: {self.old} projects of the old version,"
            f" {self.new} of the new one, {len(self.broken)} between"
        )


def make_old(path: Path, version: str) -> None:
    """A project as a program of that version left it."""
    path.touch()
    connection = database.connect(path)
    with connection.begin():
        config = migration._config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    database.close(connection)
    first = version == "0001"
    tokens, tags = ('["Ada","met"]', '["B-PER","O"]') if first else ("Ada\nmet", "B-PER\nO")
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for number in range(1, SENTENCES + 1):
        raw.execute(f"INSERT INTO sentences ({_COLUMNS}) VALUES ({_ROW})", (number, tokens, tags))
    raw.execute("INSERT INTO labels VALUES ('PER', 0, '#000000', '1')")
    raw.commit()
    raw.close()


def open_and_die(path: Path, statement: int) -> None:
    """Open a project; at that statement the process ends, as if killed."""
    count = 0

    def tell(*_: object) -> None:
        nonlocal count
        count += 1
        if count == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", tell)
    Project.open(path).close()


def kill_at(folder: Path, version: str, statement: int, outcome: Outcome) -> bool:
    """One kill; False where the migration has fewer statements than that."""
    path = folder / f"{version}-{statement}.nerproj"
    make_old(path, version)
    program = [sys.executable, "-m", "tests.faults.migration_kills", "--die"]
    done = subprocess.run([*program, str(path), str(statement)], check=False)
    if done.returncode == 0:
        return False
    outcome.kills += 1
    with read_only(path) as connection:
        (left,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    found = examine(path, digests=True)
    copy = path.with_name(f"{path.name}.before-{HEAD_REVISION}")
    sound = found.ok and found.sentences == SENTENCES and left in (version, HEAD_REVISION)
    if left == HEAD_REVISION or copy.exists():
        sound = sound and examine(copy).sentences == SENTENCES
    if sound:
        with Project.open(path) as project:
            sound = project.ask(lambda reader: reader.sentence(1).tokens).result()[0] == "Ada"
    outcome.old += left == version
    outcome.new += left == HEAD_REVISION
    if not sound:
        outcome.broken += (f"{version} at statement {statement}: {left} {found}",)
    return True


def kill_each(versions: Sequence[str] = VERSIONS, step: int = 1) -> Outcome:
    """Kill at each statement, or each so many-th."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as name:
        for version in versions:
            statement = step
            while kill_at(Path(name), version, statement, outcome):
                statement += step
    return outcome


def main(arguments: Sequence[str]) -> int:
    """Die in a child, or count what the children left."""
    if arguments[:1] == ["--die"]:
        open_and_die(Path(arguments[1]), int(arguments[2]))
        return 0
    outcome = kill_each()
    for line in outcome.broken:
        print(line)
    print(outcome)
    return int(bool(outcome.broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
