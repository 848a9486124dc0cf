"""Rows of sentences as they lie in the file, whatever they hold."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.schemes import scheme_of
from workbench.domain.sentence import Sentence, Split, Status
from workbench.examining import digests
from workbench.storage.codec import from_lines, json_to_extras, json_to_ignored, loads
from workbench.storage.rows import ENTITY, FINDING, SENTENCE, SUGGESTION
from workbench.storage.tables import Row, Writing

PAGE = 500
_CHILDREN = (ENTITY, SUGGESTION, FINDING)
_NAMES = [str(column.name) for column in SENTENCE.table.columns]
_NUMBERS = frozenset(
    column.name for column in SENTENCE.table.columns if column.type.python_type in (int, bool)
)
_FRACTIONS = frozenset({"doubt", "disagreement", "score"})


@dataclass(frozen=True)
class RawSentence:
    """The row of a sentence and those that belong to it; `unread` columns hold no values.

    `suggestions` are among them where one of those holds a text that is none.

    Values look as in `tables.Row`, but for a missing text or number, which is None.
    """

    values: Mapping[str, Any]
    unread: frozenset[str] = frozenset()
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.values["id"])

    @property
    def is_as_saved(self) -> bool:
        return not self.unread and self.digest == self.values["digest"]

    @property
    def digest(self) -> int:
        """The digest that the values have."""
        return digest_of(self.values)


def digest_of(values: Mapping[str, Any]) -> int:
    return digests.row_digest(*(values[name] for name in digests.COLUMNS))


def raw_sentences(connection: sqlite3.Connection) -> Iterator[list[RawSentence]]:
    """All sentences, page by page."""
    after = 0
    while page := behind(connection, after):
        yield page
        after = page[-1].id


def behind(connection: sqlite3.Connection, after: int, most: int = PAGE) -> list[RawSentence]:
    """The next sentences behind one."""
    return _page(connection, "s.id > ? ORDER BY s.id LIMIT ?", (after, most))


def some(connection: sqlite3.Connection, ids: Sequence[int]) -> list[RawSentence]:
    """Sentences by their numbers, as far as they are there."""
    marks = ", ".join("?" * len(ids))
    return _page(connection, f"s.id IN ({marks}) ORDER BY s.id", tuple(ids))


def _page(
    connection: sqlite3.Connection, condition: str, values: tuple[Any, ...]
) -> list[RawSentence]:
    read = list(map(_raw, _fetched(connection, SENTENCE, "s", condition, values)))
    if not read:
        return []
    children: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    odd: set[int] = set()
    span = read[0].id, read[-1].id
    for writing in _CHILDREN:
        where = f"s.sentence_id BETWEEN ? AND ? ORDER BY {_order(writing)}"
        for row in _fetched(connection, writing, "s", where, span):
            children[row[0]][writing.table.name].append(tuple(map(_lenient, row)))
            # The others are made anew from the tags, whatever they hold.
            if writing is SUGGESTION and not all(map(is_legible, row)):
                odd.add(row[0])
    return [
        replace(
            one,
            rows=children.get(one.id, {}),
            unread=one.unread | {"suggestions"} if one.id in odd else one.unread,
        )
        for one in read
    ]


def _order(writing: Writing) -> str:
    return ", ".join(f's."{column.name}"' for column in writing.table.primary_key)


def _fetched(
    connection: sqlite3.Connection,
    writing: Writing,
    alias: str,
    condition: str,
    values: tuple[Any, ...],
) -> list[Row]:
    there = stored_columns(connection, writing.table.name)
    columns = ", ".join(
        _selected(alias, column.name) if column.name in there else "NULL"
        for column in writing.table.columns
    )
    statement = f"SELECT {columns} FROM {writing.table.name} AS {alias} WHERE {condition}"
    return connection.execute(statement, values).fetchall()


def stored_columns(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """The columns of a table that hold values of their own; those that are computed do not."""
    rows = connection.execute("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", (table,))
    return frozenset(row[0] for row in rows)


def _selected(alias: str, name: str) -> str:
    # Texts as bytes: what is damaged may be no text any more.
    column = f'{alias}."{name}"'
    return f"iif(typeof({column}) = 'text', CAST({column} AS BLOB), {column})"


def _lenient(value: Any) -> Any:
    if value is None:
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def is_legible(value: Any) -> bool:
    """Whether the bytes of a text are text."""
    return not isinstance(value, bytes) or _lenient(value).encode() == value


def _raw(row: Row) -> RawSentence:
    values: dict[str, Any] = {}
    unread: set[str] = set()
    for column, value in zip(_NAMES, row, strict=True):
        found = _lenient(value)
        if not is_legible(value) or not _fits(column, found):
            unread.add(column)
        values[column] = found
    return RawSentence(values, frozenset(unread))


def _fits(name: str, value: Any) -> bool:
    if name in _NUMBERS:
        return isinstance(value, int)
    if name in _FRACTIONS:
        return value == "" or isinstance(value, int | float)
    return isinstance(value, str)


def to_sentence(raw: RawSentence) -> Sentence:
    """The sentence that a row tells; ValueError where it tells none."""
    if raw.unread:
        raise ValueError(f"{', '.join(sorted(raw.unread))} cannot be read")
    found = raw.values
    length = found["length"]
    try:
        sentence = Sentence(
            found["id"],
            from_lines(found["tokens"], length),
            from_lines(found["tags"], length),
            scheme_of(found["scheme"]),
            Status(found["status"]),
            Split(found["split"]) if found["split"] else None,
            bool(found["flagged"]),
            found["note"],
            found["document"],
            found["position"],
            tuple(map(_origin, filter(_is_own, raw.rows.get("entities", ())))),
            tuple(sorted(map(_suggestion, raw.rows.get("suggestions", ())))),
            json_to_ignored(loads(found["ignored"])),
            found["text"] if found["sourced"] else "",
            json_to_extras(loads(found["extras"])) if found["extras"] else (),
        )
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{error} means nothing") from error
    if len(sentence.tokens) != len(sentence.tags) or len(sentence.tokens) != length:
        raise ValueError(
            f"{length} tokens expected, {len(sentence.tokens)} tokens and"
            f" {len(sentence.tags)} tags found"
        )
    return sentence


def _is_own(row: Row) -> bool:
    return bool(row[5] != OriginKind.IMPORT)


def _origin(row: Row) -> tuple[Entity, Origin]:
    _, start, end, label, _, kind, name, score = row
    return Entity(label, start, end), Origin(OriginKind(kind), name, None if score == "" else score)


def _suggestion(row: Row) -> Suggestion:
    _, suggester, start, end, label, score = row
    return Suggestion(Entity(label, start, end), suggester, score)
