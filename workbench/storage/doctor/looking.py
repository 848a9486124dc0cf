"""What is wrong with the rows of a project."""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from workbench.domain.complaints import Complaint, Damage
from workbench.storage.doctor.raw import PAGE, RawSentence, raw_sentences, to_sentence
from workbench.storage.images import Image, unpack
from workbench.storage.old_pages import is_old
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
# So many lines of SQLite at the most: an index that is gone has one for each sentence.
_MOST_FAULTS = 10_000
_NOT_IN_INDEX = re.compile(r"row (?P<row>\d+) missing from index (?P<index>\w+)")
_OF_INDEX = re.compile(r"wrong # of entries in index |non-unique entry in index ")
ORPHANS = "SELECT sentence_id FROM {table} WHERE sentence_id NOT IN (SELECT id FROM sentences)"


def look(connection: sqlite3.Connection, labels: frozenset[str]) -> Iterator[list[Damage]]:
    """All damage of a project, some of it at a time; often a list is empty."""
    parts = (
        _file(connection),
        _orphans(connection),
        _sentences(connection, labels),
        _history(connection),
        _paths(connection),
    )
    for part in parts:
        yield from _as_far_as_it_can_be_read(part)


def _as_far_as_it_can_be_read(part: Iterator[list[Damage]]) -> Iterator[list[Damage]]:
    try:
        yield from part
    except sqlite3.DatabaseError as error:
        yield [Damage(Complaint.FILE, str(error))]


def _file(connection: sqlite3.Connection) -> Iterator[list[Damage]]:
    yield look_at_file(connection)


def look_at_file(connection: sqlite3.Connection) -> list[Damage]:
    """What SQLite says of the file and its indexes."""
    # The quick check compares no index with its table.
    lines = connection.execute(f"PRAGMA integrity_check({_MOST_FAULTS})")
    of_sentences = _indexes_of(connection, "sentences")
    return [_fault(str(line), of_sentences) for (line,) in lines if line != "ok"]


def _fault(line: str, of_sentences: Collection[str]) -> Damage:
    """What SQLite tells of the file; where a sentence is not in an index, with its number."""
    if (found := _NOT_IN_INDEX.fullmatch(line)) is not None:
        number = int(found["row"]) if found["index"] in of_sentences else 0
        return Damage(Complaint.INDEX, line, number)
    return Damage(Complaint.INDEX if _OF_INDEX.match(line) else Complaint.FILE, line)


def _indexes_of(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    rows = connection.execute("SELECT name FROM pragma_index_list(?)", (table,))
    return frozenset(row[0] for row in rows)


def _orphans(connection: sqlite3.Connection) -> Iterator[list[Damage]]:
    for table in _CHILDREN:
        yield [
            Damage(Complaint.ORPHAN, f"a row of {table} of sentence {number}")
            for (number,) in connection.execute(ORPHANS.format(table=table))
        ]


def _sentences(connection: sqlite3.Connection, labels: frozenset[str]) -> Iterator[list[Damage]]:
    for page in raw_sentences(connection):
        maker = RowMaker(0, labels)
        yield [damage for raw in page for damage in complaints(raw, maker)]


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
        page = unpack(content)
        return is_old(page) or isinstance(Image(**page), Image)
    except (ValueError, TypeError, AttributeError, KeyError, zlib.error):
        return False


def _paths(connection: sqlite3.Connection) -> Iterator[list[Damage]]:
    runs = connection.execute("SELECT name, folder FROM runs ORDER BY number")
    yield [
        Damage(Complaint.PATH, f"run {name}: {folder}")
        for name, folder in runs
        if not is_inside(str(folder))
    ]
