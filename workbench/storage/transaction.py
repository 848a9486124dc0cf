"""One gesture: its reads and writes, and the journal rows that go with them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, text, update

from workbench.domain.changes import Changes
from workbench.domain.filters import ALL, Field, Filter, Term
from workbench.domain.labels import LabelSet
from workbench.domain.sentence import Sentence, Status
from workbench.operations.store import NewSentence, PlainSentence, Run
from workbench.storage.codec import (
    difference,
    dumps,
    json_to_labels,
    json_to_sentence,
    loads,
    with_fields,
)
from workbench.storage.indexes import aside
from workbench.storage.journal import (
    DONE,
    UNDONE,
    Journal,
    SentenceChange,
    labels_or_none,
    write_value,
)
from workbench.storage.reader import PAGE, StoredReader, pages
from workbench.storage.room import check_room
from workbench.storage.schema import (
    ENTITIES,
    FINDINGS,
    IMPORTED_FILES,
    LABELS,
    RUNS,
    SENTENCES,
    SETTINGS,
    SUGGESTIONS,
)
from workbench.storage.writer import SentenceWriter

T = TypeVar("T")

# Sentences that are added at once, and sentences whose state before is kept at hand.
_BULK = 2000
_AT_HAND = 4 * PAGE
_INDEXED = (SENTENCES, ENTITIES, SUGGESTIONS, FINDINGS)
_LAST_ID = text("SELECT seq FROM sqlite_sequence WHERE name = 'sentences'")


class StoredTransaction(StoredReader):
    """See `workbench.operations.store.Transaction`. Committed by the project, or not at all."""

    def __init__(self, connection: Connection, actor: str, path: Path) -> None:
        super().__init__(connection)
        self._journal = Journal(connection)
        self._actor = actor
        self._path = path
        self._sequence = 0
        self._pending: dict[int, Sentence] = {}
        # Sentences as they stand in the file.
        self._at_hand: dict[int, Sentence] = {}
        self._writer: SentenceWriter | None = None
        self._changed: set[int] = set()
        self._added = range(0)
        self._labels_before: LabelSet | None = None
        self._runs_changed = False
        self._values: set[str] = set()
        self._finished = 0

    # Reads see what was put before.

    def count(self, wanted: Filter = ALL) -> int:
        self._flush()
        return super().count(wanted)

    def ids(self, wanted: Filter = ALL) -> Sequence[int]:
        self._flush()
        return super().ids(wanted)

    def listing(self, wanted: Filter = ALL) -> Iterator[array[int]]:
        self._flush()
        return super().listing(wanted)

    def sentences(self, ids: Iterable[int]) -> Iterator[Sentence]:
        for page in pages(ids):
            self._flush()
            yield from super().sentences(page)

    def _load(self, page: Sequence[int]) -> dict[int, Sentence]:
        loaded = super()._load(page)
        if len(self._at_hand) + len(loaded) > _AT_HAND:
            self._at_hand.clear()
        self._at_hand.update(loaded)
        return loaded

    # Writes.

    def need_room(self, size: int) -> None:
        check_room(self._path, size)

    def add(
        self,
        sentences: Iterable[NewSentence | PlainSentence],
        expected: int = 0,
        heartbeat: Callable[[], None] | None = None,
    ) -> Sequence[int]:
        """Add sentences at the end; their ids, which are never used twice."""
        self._begin()
        first = next_id = int(self._connection.scalar(_LAST_ID) or 0) + 1
        position = int(self._connection.scalar(select(func.max(SENTENCES.c.position))) or 0) + 1
        writer = self._sentence_writer()
        with aside(self._connection, _INDEXED, expected, super().count(), heartbeat):
            for page in _bundles(sentences, _BULK):
                writer.insert_new(page, next_id, position)
                next_id += len(page)
                position += len(page)
        self._added = range(self._added.start if self._added else first, next_id)
        return range(first, next_id)

    def note_file(self, digest: str, name: str, sentences: int) -> None:
        self._begin()
        self._connection.execute(
            insert(IMPORTED_FILES).values(
                sequence=self._sequence, digest=digest, name=name, sentences=sentences
            )
        )

    def put(self, sentence: Sentence) -> None:
        """Change a sentence; nothing happens when it is as it was."""
        self._pending[sentence.id] = sentence
        if len(self._pending) >= PAGE:
            self._flush()

    def put_labels(self, labels: LabelSet) -> None:
        before = self.labels()
        if labels == before:
            return
        self._begin()
        # An empty label set is false, but it is a set that an undo must bring back.
        if self._labels_before is None:
            self._labels_before = before
        self._write_labels(labels)

    def set_labels_silently(self, labels: LabelSet) -> None:
        """Set the label set of a new project: there is nothing to undo."""
        self._write_labels(labels)

    def put_run(self, run: Run) -> None:
        values = {
            "name": run.name,
            "state": run.state,
            "folder": run.folder,
            "created": run.created,
            "seconds": run.seconds,
            "spec": dumps(run.spec),
            "report": None if run.report is None else dumps(run.report),
            "error": None if run.error is None else dumps(run.error),
        }
        known = self._connection.scalar(select(RUNS.c.number).where(RUNS.c.name == run.name))
        if known is None:
            self._connection.execute(insert(RUNS).values(**values))
        else:
            self._connection.execute(update(RUNS).where(RUNS.c.number == known).values(**values))
        self._runs_changed = True

    def put_value(self, name: str, value: Any) -> None:
        before = self.value(name)
        if value == before:
            return
        self._begin()
        self._journal.note_value(self._sequence, name, before, value)
        write_value(self._connection, name, value)
        self._values.add(name)

    def put_setting(self, name: str, value: Any) -> None:
        self._connection.execute(
            insert(SETTINGS).prefix_with("OR REPLACE").values(name=name, value=dumps(value))
        )

    def changes(self, operation: str, **details: int) -> Changes:
        """Complete the journal row; what has happened until here, under a name."""
        self._flush()
        relabelled = self._labels_before is not None
        if self._sequence:
            ids = self._added
            self._journal.close(
                self._sequence,
                name=operation,
                sentences=len(self._changed) + len(ids),
                added_first=ids[0] if ids else None,
                added_last=ids[-1] if ids else None,
                labels_before=labels_or_none(self._labels_before),
                labels_after=labels_or_none(self.labels() if relabelled else None),
                details=dumps(details) if details else None,
            )
        return Changes(
            operation,
            self._sequence,
            frozenset(self._changed),
            membership=bool(self._added),
            labels=relabelled,
            runs=self._runs_changed,
            values=frozenset(self._values),
            finished=self._finished,
            details=details,
        )

    # Undo and redo.

    def undo(self) -> Changes:
        operation = self._journal.last_done()
        if operation is None:
            return Changes("nothing to undo")
        return self._travel(operation, back=True)

    def redo(self) -> Changes:
        operation = self._journal.first_undone()
        if operation is None:
            return Changes("nothing to redo")
        return self._travel(operation, back=False)

    def _travel(self, operation: RowMapping, back: bool) -> Changes:
        self._sequence = sequence = operation["sequence"]
        labels = operation["labels_before" if back else "labels_after"]
        if labels is not None:
            self._write_labels(json_to_labels(loads(labels)))
        for name, value in self._journal.values(sequence, back):
            write_value(self._connection, name, value)
            self._values.add(name)
        added = _added_by(operation)
        if added and not back:
            self._add_again(added)
        for page in self._journal.fields(sequence, back):
            self._apply(page)
        if added and back:
            self._take_away(added)
        self._journal.close(sequence, state=UNDONE if back else DONE)
        return Changes(
            operation["name"],
            sequence,
            frozenset(self._changed),
            membership=bool(added),
            labels=labels is not None,
            values=frozenset(self._values),
            finished=self._finished,
            details={"sentences": operation["sentences"]},
        )

    def _apply(self, wanted: dict[int, dict[str, Any]]) -> None:
        current = self._load(list(wanted))
        pairs = [(current[one], with_fields(current[one], wanted[one])) for one in wanted]
        self._update(pairs)
        self._changed.update(wanted)

    def _take_away(self, added: range) -> None:
        with aside(self._connection, _INDEXED, len(added), super().count() - len(added)):
            for page in pages(added):
                loaded = self._load(page)
                self._journal.forget(self._sequence, page)
                self._journal.keep_whole(self._sequence, loaded.values())
                self._sentence_writer().delete(page)
        self._at_hand.clear()

    def _add_again(self, added: range) -> None:
        with aside(self._connection, _INDEXED, len(added), super().count()):
            for page in self._journal.whole(self._sequence):
                sentences = [json_to_sentence(number, fields) for number, fields in page.items()]
                self._sentence_writer().insert(sentences)
                self._journal.forget(self._sequence, list(page))

    # How changes reach the tables.

    def _begin(self) -> None:
        if not self._sequence:
            self._sequence = self._journal.next_sequence()
            self._journal.open(self._sequence, self._actor)
            self._writer = None

    def _sentence_writer(self) -> SentenceWriter:
        if self._writer is None:
            labels = frozenset(self.labels().names)
            self._writer = SentenceWriter(self._connection, self._sequence, labels)
        return self._writer

    def _flush(self) -> None:
        if not self._pending:
            return
        pending, self._pending = self._pending, {}
        before = self._stored(pending)
        pairs = [
            (before[one.id], one)
            for one in pending.values()
            if one.id in before and before[one.id] != one
        ]
        if not pairs:
            return
        self._begin()
        self._record(pairs)
        self._update(pairs)

    def _update(self, pairs: Sequence[tuple[Sentence, Sentence]]) -> None:
        self._sentence_writer().update(pairs)
        self._at_hand.update((after.id, after) for _, after in pairs)
        self._finished += sum(
            (after.status is Status.DONE) - (before.status is Status.DONE)
            for before, after in pairs
        )

    def _stored(self, ids: Iterable[int]) -> dict[int, Sentence]:
        """Sentences as they stand in the file; those that were just read are at hand."""
        wanted = list(ids)
        stored = {one: self._at_hand[one] for one in wanted if one in self._at_hand}
        unread = [one for one in wanted if one not in stored]
        return {**stored, **self._load(unread)} if unread else stored

    def _record(self, pairs: Sequence[tuple[Sentence, Sentence]]) -> None:
        """Journal the pairs; a sentence put twice keeps its first before-image."""
        again = [after.id for _, after in pairs if after.id in self._changed]
        earlier = self._journal.take_back(self._sequence, again) if again else {}
        changes = []
        for before, after in pairs:
            if after.id in self._added:
                continue
            old, new = difference(before, after)
            known = earlier.get(after.id)
            if known is not None and known.before is not None:
                old, new = {**old, **known.before}, {**known.after, **new}
            changes.append(SentenceChange(after.id, old, new))
        self._journal.write(self._sequence, changes)
        self._changed.update(change.sentence_id for change in changes)

    def _write_labels(self, labels: LabelSet) -> None:
        before = set(self.labels().names)
        self._connection.execute(delete(LABELS))
        rows = [
            {"name": label.name, "position": place, "colour": label.colour, "key": label.key}
            for place, label in enumerate(labels)
        ]
        if rows:
            self._connection.execute(insert(LABELS), rows)
        self._writer = None
        gone = before - set(labels.names)
        new = set(labels.names) - before
        if gone or new:
            self._rewrite(self._concerned(gone))

    def _concerned(self, gone: set[str]) -> Sequence[int]:
        """Sentences whose findings depend on a change of the label set."""
        concerned = set(self.ids(Filter((Term(Field.FINDING),))))
        for label in gone:
            concerned.update(self.ids(Filter((Term(Field.LABEL, label),))))
        return sorted(concerned)

    def _rewrite(self, ids: Sequence[int]) -> None:
        """Write sentences as they are, so that their findings are looked for anew."""
        self._flush()
        for page in pages(ids):
            stored = self._load(page).values()
            self._sentence_writer().update([(one, one) for one in stored])


def _bundles(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while bundle := list(islice(remaining, size)):
        yield bundle


def _added_by(operation: RowMapping) -> range:
    """The ids of the sentences that an operation added."""
    first, last = operation["added_first"], operation["added_last"]
    return range(0) if first is None else range(first, last + 1)
