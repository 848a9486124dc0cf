"""A log of SQLite that lies beside a file to which it does not belong.

Who puts an older copy in the place of a project that was killed leaves its log beside it.
Folded into that copy it would mix two states, which SQLite does not notice.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from workbench.storage.recovery import places
from workbench.storage.recovery.log import read_lines
from workbench.storage.recovery.side import SETTING, Mark, from_text


def put_away_foreign_wal(path: Path) -> None:
    """Rename the log beside a file that is older than what the log goes on from.

    What stood in it stands in the side journal, too.
    """
    wal = path.with_name(f"{path.name}-wal")
    if not wal.exists() or not wal.stat().st_size:
        return
    mark = mark_of(path)
    if mark is None:
        return
    log = places.log_of(mark.project, path)
    if log.exists() and _is_older(log, mark.token, path):
        wal.replace(wal.with_name(f"{wal.name}.aside"))


def _is_older(log: Path, token: str, path: Path) -> bool:
    """Whether a change was folded into the file of a journal after the last one in this file."""
    tokens: dict[str, int] = {}
    folded = -1
    for part in (places.previous(log), log):
        for value in read_lines(part):
            for name in ("start", "token"):
                if name in value:
                    tokens.setdefault(value[name], len(tokens))
            if "folded" in value:
                folded = tokens.get(value["folded"], folded)
    if token not in tokens:
        return places.is_other_file(log, path)
    return tokens[token] < folded


def journal_knows(path: Path) -> bool:
    """Whether the side journal of a file goes on from it, or ends with it."""
    mark = mark_of(path)
    if mark is None:
        return False
    log = places.find_log(mark.project, path)
    lines = (value for part in (places.previous(log), log) for value in read_lines(part))
    return any(mark.token in map(value.get, ("start", "saved", "folded")) for value in lines)


def mark_of(path: Path) -> Mark | None:
    """The mark in a file itself, without its log, or None; nothing is written beside it."""
    with suppress(sqlite3.Error, OSError):
        name = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(name, uri=True)) as connection:
            found = connection.execute(
                "SELECT value FROM settings WHERE name = ?", (SETTING,)
            ).fetchone()
        return from_text(found[0]) if found else None
    return None
