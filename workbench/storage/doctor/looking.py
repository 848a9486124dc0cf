"""What is wrong with the rows of a project."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.domain.complaints import Complaint, Damage
from workbench.storage.doctor.raw import PAGE, RawSentence, raw_sentences, to_sentence
from workbench.storage.images import unpack
from workbench.storage.rows import SENTENCE, RowMaker, Rows
from workbench.storage.run_rows import is_inside
from workbench.storage.tables import Row

_CHILDREN = ("entities", "suggestions", "findings", "queue")
_DERIVED = (
    "text",
    "length",
    "entity_count",
    "suggestion_count",
    "finding_count",
    "doubt",
    "disagreement",
)
_NAMES = [str(column.name) for column in SENTENCE.columns]
# All below the space but tab, and that which deletes; line breaks end a token.
CONTROLS = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {127: 0x2421}
ORPHANS = "SELECT sentence_id FROM {table} WHERE sentence_id NOT IN (SELECT id FROM sentences)"


def look(connection: sqlite3.Connection, labels: frozenset[str]) -> Iterator[list[Damage]]:
    """All damage of a project, some of it at a time; often a list is empty."""
    yield list(_file(connection))
    yield list(_orphans(connection))
    for page in raw_sentences(connection):
        maker = RowMaker(0, labels)
        yield [damage for raw in page for damage in complaints(raw, maker)]
    yield from _history(connection)
    yield list(_paths(connection))


def _file(connection: sqlite3.Connection) -> Iterator[Damage]:
    for (line,) in connection.execute("PRAGMA quick_check(100)"):
        if line != "ok":
            yield Damage(Complaint.FILE, str(line))


def _orphans(connection: sqlite3.Connection) -> Iterator[Damage]:
    for table in _CHILDREN:
        for (number,) in connection.execute(ORPHANS.format(table=table)):
            yield Damage(Complaint.ORPHAN, f"a row of {table} of sentence {number}")


def complaints(raw: RawSentence, maker: RowMaker) -> Iterator[Damage]:
    """What is wrong with one sentence."""
    if not raw.unread and not raw.is_as_saved:
        yield Damage(Complaint.CHANGED, "it is not as it was saved", raw.id)
    try:
        wrong = out_of_step(raw, maker)
    except ValueError as error:
        yield Damage(Complaint.UNREADABLE, str(error), raw.id)
        return
    if wrong:
        yield Damage(Complaint.DERIVED, ", ".join(wrong), raw.id)
    if str(raw.values["tokens"]).translate(CONTROLS) != raw.values["tokens"]:
        yield Damage(Complaint.CONTROL, "control characters in tokens", raw.id)


def out_of_step(raw: RawSentence, maker: RowMaker) -> list[str]:
    """What does not follow from the sentence; ValueError where there is none to read."""
    columns, rows = wanted(raw, maker)
    names = [name for name in _DERIVED if columns[name] != raw.values[name]]
    return names + [
        table for table, should in rows.items() if sorted(should) != _sorted(raw.rows, table)
    ]


def _sorted(rows: Mapping[str, Sequence[Row]], table: str) -> list[Row]:
    return (
        sorted(rows.get(table, ()), key=repr)
        if _mixed(rows, table)
        else sorted(rows.get(table, ()))
    )


def _mixed(rows: Mapping[str, Sequence[Row]], table: str) -> bool:
    """Whether damage has put values of different types into a column."""
    kinds = {tuple(map(type, row[:5])) for row in rows.get(table, ())}
    return len(kinds) > 1


def wanted(raw: RawSentence, maker: RowMaker) -> tuple[dict[str, Any], dict[str, list[Row]]]:
    """The columns and the rows that follow from a sentence."""
    made = Rows()
    maker.add(made, to_sentence(raw))
    columns = dict(zip(_NAMES, made.sentences[0], strict=True))
    return columns, {"entities": made.entities, "findings": made.findings}


def _history(connection: sqlite3.Connection) -> Iterator[list[Damage]]:
    last = -1
    statement = (
        "SELECT number, sequence, content FROM journal_pages WHERE number > ?"
        " ORDER BY number LIMIT ?"
    )
    while page := connection.execute(statement, (last, PAGE)).fetchall():
        last = page[-1][0]
        yield [
            Damage(Complaint.HISTORY, f"operation {sequence}")
            for _, sequence, content in page
            if not _can_be_unpacked(content)
        ]


def _can_be_unpacked(content: Any) -> bool:
    try:
        return isinstance(unpack(content), dict)
    except (ValueError, TypeError, AttributeError, KeyError, zlib.error):
        return False


def _paths(connection: sqlite3.Connection) -> Iterator[Damage]:
    for name, folder in connection.execute("SELECT name, folder FROM runs ORDER BY number"):
        if not is_inside(str(folder)):
            yield Damage(Complaint.PATH, f"run {name}: {folder}")
