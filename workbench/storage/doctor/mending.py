"""Damaged sentences become what they should be, in one operation that can be undone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from workbench.domain.complaints import MEANINGS, Complaint
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.storage.codec import from_lines
from workbench.storage.doctor.donors import Donors, proven
from workbench.storage.doctor.looking import (
    CONTROLS,
    ORPHANS,
    complaints,
    look_at_file,
    wanted,
)
from workbench.storage.doctor.raw import (
    RawSentence,
    digest_of,
    is_legible,
    raw_sentences,
    some,
    to_sentence,
)
from workbench.storage.images import Image, Pair
from workbench.storage.rows import RowMaker
from workbench.storage.tables import Row

# The key of a suggestion, with texts as the bytes that they are.
_AS_STORED = (
    "sentence_id", "CAST(suggester AS BLOB)", "start", '"end"', "CAST(label AS BLOB)",
)  # fmt: skip
_TABLES = ("entities", "suggestions", "findings", "queue")
# What a column becomes that cannot be read, or means nothing.
_USUAL: Mapping[str, Any] = {
    "scheme": IOB2.key,
    "status": str(Status.NEW),
    "split": "",
    "flagged": 0,
    "note": "",
    "ignored": "[]",
    "document": "",
    "sourced": 0,
    "extras": "",
    "position": 0,
}


class Mender:
    """Mends the sentences of a project for one operation."""

    def __init__(
        self, connection: Connection, project: Path, labels: frozenset[str], sequence: int
    ) -> None:
        self._connection = connection
        self._donors = Donors(project)
        self._sequence = sequence
        self._maker = RowMaker(sequence, labels)

    def mend(self, write: Callable[[list[Image]], object]) -> Counter[str]:
        """Write what should be there; how many sentences of each kind were mended."""
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        counts: Counter[str] = Counter()
        for page in list(_damaged(driver, self._maker)):
            given = self._donors.of(page)
            for raw in some(driver, page):
                counts.update({one.kind.value for one in complaints(raw, self._maker)})
            _delete_illegible(driver, page)
            images = []
            for raw in some(driver, page):
                sound = _sound(raw, given.get(raw.id), self._maker)
                images.append(_image(raw, sound, self._maker, self._sequence))
            write(images)
        if orphans := _delete_orphans(self._connection):
            counts[Complaint.ORPHAN.value] = orphans
        if faults := _mend_indexes(driver):
            counts[Complaint.INDEX.value] = faults
        return counts


def _damaged(connection: sqlite3.Connection, maker: RowMaker) -> Iterator[list[int]]:
    for page in raw_sentences(connection):
        ids = [one.id for one in page if _wants_repair(one, maker)]
        if ids:
            yield ids


def _wants_repair(raw: RawSentence, maker: RowMaker) -> bool:
    return any(MEANINGS[one.kind][1] for one in complaints(raw, maker))


def _delete_orphans(connection: Connection) -> int:
    """Rows of sentences that are gone: nothing could show them. They do not come back."""
    deleted = 0
    for table in _TABLES:
        condition = ORPHANS.format(table=table)
        statement = f"DELETE FROM {table} WHERE sentence_id IN ({condition})"
        deleted += connection.exec_driver_sql(statement).rowcount
    return deleted


def _delete_illegible(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Suggestions with a text that is none: nobody has confirmed them. They do not come back."""
    marks = ", ".join("?" * len(ids))
    values = ", ".join(_AS_STORED)
    statement = f"SELECT {values} FROM suggestions WHERE sentence_id IN ({marks})"
    illegible = [
        row
        for row in connection.execute(statement, tuple(ids)).fetchall()
        if not all(map(is_legible, row))
    ]
    condition = " AND ".join(f"{value} = ?" for value in _AS_STORED)
    connection.executemany(f"DELETE FROM suggestions WHERE {condition}", illegible)


def _mend_indexes(connection: sqlite3.Connection) -> int:
    """Make all indexes anew where one does not agree with its table; how many faults there were."""
    found = sum(damage.kind is Complaint.INDEX for damage in look_at_file(connection))
    if found:
        connection.execute("REINDEX")
    return found


def _sound(raw: RawSentence, donor: RawSentence | None, maker: RowMaker) -> RawSentence:
    """The sentence as it should be."""
    if not raw.is_as_saved:
        raw = _as_saved(raw, donor)
    kinds = {damage.kind for damage in complaints(raw, maker)}
    if Complaint.UNREADABLE in kinds:
        raw = made_readable(raw)
    tokens = str(raw.values["tokens"]).translate(CONTROLS)
    if tokens != raw.values["tokens"]:
        raw = replace(raw, values={**raw.values, "tokens": tokens})
    return raw


def _as_saved(raw: RawSentence, donor: RawSentence | None) -> RawSentence:
    """What is proven; or else an older state, or what is there, with a flag on it."""
    if donor is None:
        return replace(raw, values={**raw.values, "flagged": 1})
    if (values := proven(raw, donor)) is not None:
        return replace(raw, values=values, unread=frozenset())
    return replace(donor, values={**donor.values, "flagged": 1})


def made_readable(raw: RawSentence) -> RawSentence:
    """Each value that means nothing becomes the usual one; the tokens stay as far as they can."""
    values = dict(raw.values)
    tokens = str(values["tokens"]).split("\n")
    tags = [*str(values["tags"]).split("\n"), *["O"] * len(tokens)][: len(tokens)]
    values |= {"tokens": "\n".join(tokens), "tags": "\n".join(tags), "length": len(tokens)}
    values |= {"flagged": 1}
    rows = {"suggestions": raw.rows.get("suggestions", ())}
    for name, usual in _USUAL.items():
        mended = replace(raw, values=values, unread=frozenset(), rows=rows)
        try:
            to_sentence(mended)
        except ValueError:
            if name != "flagged":
                values = {**values, name: usual}
            continue
        return mended
    # Only the suggestions are left, which nobody has confirmed.
    return replace(raw, values=values, unread=frozenset(), rows={})


def _image(raw: RawSentence, sound: RawSentence, maker: RowMaker, sequence: int) -> Image:
    """What to write, so that an undo writes back what was there as far as it is text."""
    columns, rows = wanted(sound, maker)
    columns["edited"] = sequence
    columns["digest"] = digest_of(columns)
    assert columns["length"] == len(from_lines(columns["tokens"], 1))
    pairs: dict[str, Pair] = {
        name: ([raw.values[name]], [value])
        for name, value in columns.items()
        if name != "id" and (value != raw.values[name] or name in ("edited", "digest"))
    }
    rows["suggestions"] = list(sound.rows.get("suggestions", ()))
    swapped = {table: _parted(raw.rows.get(table, ()), should) for table, should in rows.items()}
    return Image([raw.id], pairs, {name: pair for name, pair in swapped.items() if any(pair)})


def _parted(old: Sequence[Row], new: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    return [row for row in old if row not in new], [row for row in new if row not in old]
