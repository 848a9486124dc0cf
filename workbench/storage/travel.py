"""Undo and redo: the rows that operations changed go back to what they were, or forth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from workbench.domain.changes import Changes
from workbench.domain.labels import LabelSet
from workbench.domain.sentence import Status
from workbench.storage import old_pages, undone
from workbench.storage.codec import json_to_labels, loads
from workbench.storage.images import Image, apply
from workbench.storage.indexes import aside, aside_of_rows
from workbench.storage.journal import BACKGROUND, DONE, UNDONE, Journal, write_value
from workbench.storage.reader import StoredReader
from workbench.storage.run_rows import about_runs
from workbench.storage.schema import ENTITIES, FINDINGS, LABELS, SENTENCES, SUGGESTIONS
from workbench.storage.writer import SentenceWriter

INDEXED = (SENTENCES, ENTITIES, SUGGESTIONS, FINDINGS)


class Travel:
    """Takes one operation back, or does it again, and gathers what is different then."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._journal = Journal(connection)
        self._operation: RowMapping | None = None
        self._changed: set[int] = set()
        self._membership = False
        self._labels = False
        self._values: set[str] = set()
        self._finished = 0

    def undo(self) -> bool:
        """Take the last operation back that was asked for; whether there was one.

        What went on in the background after it goes first.
        """
        wanted = self._journal.last_done(asked_for=True)
        while wanted is not None and self._operation != wanted:
            self._go(self._journal.last_done(), back=True)
        return wanted is not None

    def redo(self) -> bool:
        """Do the first undone operation again, and what followed it in the background."""
        wanted = following = self._journal.first_undone()
        while following is not None and (following == wanted or following["actor"] == BACKGROUND):
            self._go(following, back=False)
            following = self._journal.first_undone()
        self._operation = wanted
        return wanted is not None

    def changes(self, nothing: str) -> Changes:
        """What is different; `nothing` is the name where nothing happened."""
        if self._operation is None:
            return Changes(nothing)
        return Changes(
            self._operation["name"],
            self._operation["sequence"],
            frozenset(self._changed),
            membership=self._membership,
            labels=self._labels,
            runs=about_runs(self._values),
            values=frozenset(self._values),
            finished=self._finished,
            details={"sentences": self._operation["sentences"]},
        )

    def _go(self, operation: RowMapping | None, back: bool) -> None:
        assert operation is not None
        sequence = operation["sequence"]
        labels = operation["labels_before" if back else "labels_after"]
        if labels is not None:
            write_labels(self._connection, json_to_labels(loads(labels)))
            self._labels = True
        for name, value in self._journal.values(sequence, back):
            write_value(self._connection, name, value)
            self._values.add(name)
        added = added_by(operation)
        if added and not back:
            self._add_again(sequence, added)
        self._apply_all(operation, back)
        if added and back:
            self._take_away(added)
        self._journal.close(sequence, state=UNDONE if back else DONE)
        self._operation = operation

    def _apply_all(self, operation: RowMapping, back: bool) -> None:
        sequence, indexes = operation["sequence"], None
        with ExitStack() as away:
            for contents in self._journal.pages(sequence, back):
                for content in contents:
                    if "fields" in content:
                        self._apply_old(content, sequence, back)
                images = [Image(**one) for one in contents if not old_pages.is_old(one)]
                if indexes is None:
                    times = operation["sentences"] / max(sum(len(one.ids) for one in images), 1)
                    indexes = aside_of_rows(self._connection, images, times, back)
                    away.enter_context(indexes)
                for some in _apart(images):
                    apply(self._connection, some, back)
                self._note(images, back)

    def _apply_old(self, content: Any, sequence: int, back: bool) -> None:
        sentence = StoredReader(self._connection).sentence(content["id"])
        images = old_pages.images(content, sentence, back, self._writer(sequence))
        apply(self._connection, images)
        self._note(images, back=False)

    def _note(self, images: Sequence[Image], back: bool) -> None:
        for image in images:
            if image.is_edit:
                self._changed.update(image.ids)
            self._finished += -image.finished() if back else image.finished()

    def _take_away(self, added: range) -> None:
        self._finished -= self._count_done(added)
        with aside(self._connection, INDEXED, len(added), self._count() - len(added)):
            undone.put_aside(self._connection, added)
        self._membership = True

    def _add_again(self, sequence: int, added: range) -> None:
        with aside(self._connection, INDEXED, len(added), self._count()):
            undone.bring_back(self._connection, added)
            old_pages.add_whole(self._connection, sequence, self._writer(sequence))
        self._finished += self._count_done(added)
        self._membership = True

    def _writer(self, sequence: int) -> SentenceWriter:
        labels = frozenset(StoredReader(self._connection).labels().names)
        return SentenceWriter(self._connection, sequence, labels)

    def _count(self) -> int:
        return StoredReader(self._connection).count()

    def _count_done(self, added: range) -> int:
        statement = select(func.count()).where(
            SENTENCES.c.id.between(added[0], added[-1]), SENTENCES.c.status == Status.DONE.value
        )
        return int(self._connection.scalar(statement) or 0)


def _apart(images: Sequence[Image]) -> Iterator[list[Image]]:
    """Cut images, in order, so that no sentence stands in one part twice."""
    part: list[Image] = []
    seen: set[int] = set()
    for image in images:
        if not seen.isdisjoint(image.ids):
            yield part
            part, seen = [], set()
        part.append(image)
        seen.update(image.ids)
    if part:
        yield part


def write_labels(connection: Connection, labels: LabelSet) -> None:
    """Make this the label set."""
    connection.execute(delete(LABELS))
    rows = [
        {"name": label.name, "position": place, "colour": label.colour, "key": label.key}
        for place, label in enumerate(labels)
    ]
    if rows:
        connection.execute(insert(LABELS), rows)


def added_by(operation: RowMapping) -> range:
    """The ids of the sentences that an operation added."""
    first, last = operation["added_first"], operation["added_last"]
    return range(0) if first is None else range(first, last + 1)
