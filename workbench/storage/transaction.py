"""One gesture: its reads and writes, and the journal rows that go with them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, func, insert, select, text

from workbench.domain.changes import Changes
from workbench.domain.filters import ALL, Filter
from workbench.domain.labels import LabelSet
from workbench.domain.queueing import QUEUE, Pick, Queued, Twin
from workbench.domain.sentence import Sentence, Status
from workbench.operations.store import NewSentence, PlainSentence, Rewrite, Run, TagRun
from workbench.storage import queue_rows, run_rows, setting
from workbench.storage.codec import dumps, labels_to_json, loads
from workbench.storage.images import Image, apply
from workbench.storage.indexes import aside, aside_of_rows
from workbench.storage.journal import BACKGROUND, Journal, labels_or_none, write_value
from workbench.storage.reader import PAGE, StoredReader, pages
from workbench.storage.recovery import records
from workbench.storage.refreshing import Refresher
from workbench.storage.retagging import Retagger
from workbench.storage.room import check_room
from workbench.storage.run_rows import about_runs
from workbench.storage.schema import IMPORTED_FILES, SENTENCES, SETTINGS
from workbench.storage.travel import INDEXED, Travel, write_labels
from workbench.storage.writer import Change, SentenceWriter

T = TypeVar("T")

# Sentences that are added at once, and sentences whose state before is kept at hand.
_BULK = 2000
_AT_HAND = 4 * PAGE
_LAST_ID = text("SELECT seq FROM sqlite_sequence WHERE name = 'sentences'")


# Sentences whose findings may depend on a label: where there are some, or some kind is not to
# be shown, and with entities of the labels that are gone.
_CONCERNED = text(
    "SELECT id FROM sentences WHERE finding_count > 0 OR ignored != '[]' UNION"
    " SELECT sentence_id FROM entities WHERE label IN (SELECT value FROM json_each(:gone))"
)


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
        # Whether findings were looked for with an earlier label set, and the labels that left it.
        self._stale = False
        self._gone: set[str] = set()
        self._runs_changed = False
        self._values: set[str] = set()
        self._finished = 0
        # An operation in the background that this one goes on with, from behind this page.
        self._resumed: RowMapping | None = None
        self._first_page = 0
        # What it did beside its own operation, for the side journal.
        self._travels: list[records.Event] = []
        self._events: list[records.Event] = []

    # Reads see what was put before.

    def count(self, wanted: Filter = ALL) -> int:
        self._settle()
        return super().count(wanted)

    def ids(self, wanted: Filter = ALL) -> Sequence[int]:
        self._settle()
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

    def in_background(self, operation: str) -> bool:
        last = self._journal.last_done()
        if last is None or self._journal.first_undone() is not None:
            return False
        self._actor = BACKGROUND
        self._resumed = last if last["name"] == operation else None
        return True

    def need_room(self, size: int) -> None:
        check_room(self._path, size)

    def add(
        self,
        sentences: Iterable[NewSentence | PlainSentence],
        expected: int = 0,
        heartbeat: Callable[[], None] | None = None,
    ) -> Sequence[int]:
        """Add sentences at the end; their ids, which are never used twice."""
        self._settle()
        self._begin()
        first = next_id = int(self._connection.scalar(_LAST_ID) or 0) + 1
        position = int(self._connection.scalar(select(func.max(SENTENCES.c.position))) or 0) + 1
        writer = self._sentence_writer()
        with aside(self._connection, INDEXED, expected, super().count(), heartbeat):
            for page in _bundles(sentences, _BULK):
                writer.insert_new(page, next_id, position)
                self._finished += sum(one.status is Status.DONE for one in page)
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

    def put_all(self, ids: Iterable[int], **fields: Any) -> None:
        self._rewrite(ids, lambda some, at: setting.images(self._connection, some, fields, at))

    def retag(self, ids: Iterable[int], rewrite: Rewrite) -> Mapping[TagRun, int]:
        self._settle()
        retagger = Retagger(self._connection, frozenset(self.labels().names), rewrite)
        self._rewrite(ids, retagger.images)
        return retagger.applied()

    def _rewrite(
        self, ids: Iterable[int], images: Callable[[Sequence[int], int], list[Image]]
    ) -> None:
        """Write what changes in sentences, as told for some of them and this operation."""
        self._settle()
        self._write_all(ids, images)

    def _write_all(
        self, ids: Iterable[int], images: Callable[[Sequence[int], int], list[Image]]
    ) -> None:
        sequence = self._sequence or self._journal.next_sequence()
        every = list(ids)
        known = [one for one in every if one not in self._added] if self._added else every
        fresh = [one for one in every if one in self._added]
        for some, journalled in (known, True), (fresh, False):
            with ExitStack() as away:
                for start in range(0, len(some), _BULK):
                    page = images(some[start : start + _BULK], sequence)
                    if not start:
                        times = len(some) / _BULK
                        away.enter_context(aside_of_rows(self._connection, page, times))
                    self._write(page, journalled)

    def put_labels(self, labels: LabelSet) -> None:
        before = self.labels()
        if labels == before:
            return
        self._flush()
        self._begin()
        # An empty label set is false, but it is a set that an undo must bring back.
        if self._labels_before is None:
            self._labels_before = before
        write_labels(self._connection, labels)
        self._writer = None
        self._gone.update(set(before.names) - set(labels.names))
        self._stale = self._stale or set(before.names) != set(labels.names)

    def set_labels_silently(self, labels: LabelSet) -> None:
        """Set the label set of a new project: there is nothing to undo."""
        write_labels(self._connection, labels)
        self._events.append(records.of_labels(labels_to_json(labels)))

    def put_run(self, run: Run) -> None:
        run_rows.put_run(self._connection, run)
        self._events.append(records.of_run(self._connection, run.name))
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
        content = dumps(value)
        self._connection.execute(
            insert(SETTINGS).prefix_with("OR REPLACE").values(name=name, value=content)
        )
        self._events.append(records.of_setting(name, content))

    def put_queue(self, picks: Sequence[Pick]) -> None:
        self._flush()
        queue_rows.put_queue(self._connection, picks)
        self._events.append(records.of_queue(self._connection))
        self._values.add(QUEUE)

    def same_words(self, ids: Sequence[int]) -> list[Twin]:
        self._flush()
        return super().same_words(ids)

    def queue(self) -> list[Queued]:
        self._flush()
        return super().queue()

    def changes(self, operation: str, **details: int) -> Changes:
        """Complete the journal row; what has happened until here, under a name."""
        self._settle()
        relabelled = self._labels_before is not None
        if self._sequence and self._resumed is not None:
            self._go_on(self._resumed, details)
        elif self._sequence:
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
            runs=self._runs_changed or about_runs(self._values),
            values=frozenset(self._values),
            finished=self._finished,
            details=details,
        )

    def _go_on(self, before: RowMapping, details: Mapping[str, int]) -> None:
        """Add what was changed to the row of the operation that this one goes on with."""
        counts = loads(before["details"]) if before["details"] else {}
        names = dict.fromkeys((*counts, *details))
        total = {name: counts.get(name, 0) + details.get(name, 0) for name in names}
        self._journal.close(
            self._sequence,
            sentences=before["sentences"] + len(self._changed),
            details=dumps(total) if total else None,
        )

    def mend(self) -> Mapping[str, int]:
        from workbench.storage.doctor.mending import Mender

        self._settle()
        sequence = self._sequence or self._journal.next_sequence()
        mender = Mender(self._connection, self._path, frozenset(self.labels().names), sequence)
        return mender.mend(lambda images: self._write(images, journalled=True))

    # Undo and redo.

    def record(self) -> list[records.Event] | None:
        """What this transaction did, for the side journal; None where that is too much."""
        if not self._sequence:
            return [*self._travels, *self._events]
        operation = records.of_operation(self._connection, self._sequence, self._first_page)
        return None if operation is None else [*self._travels, operation, *self._events]

    def undo(self) -> Changes:
        with self._travel(back=True) as travel:
            travel.undo()
        return travel.changes("nothing to undo")

    def redo(self) -> Changes:
        with self._travel(back=False) as travel:
            travel.redo()
        return travel.changes("nothing to redo")

    @contextmanager
    def _travel(self, back: bool) -> Iterator[Travel]:
        self._flush()
        yield Travel(self._connection)
        self._travels.append(records.of_travel(back))
        self._at_hand.clear()

    # How changes reach the tables.

    def _begin(self) -> None:
        if self._sequence:
            return
        if self._resumed is not None:
            self._sequence = self._resumed["sequence"]
            self._first_page = self._journal.last_page()
        else:
            self._sequence = self._journal.next_sequence()
            self._journal.open(self._sequence, self._actor)
        self._writer = None

    def _sentence_writer(self) -> SentenceWriter:
        if self._writer is None:
            labels = frozenset(self.labels().names)
            marks = self._actor != BACKGROUND
            self._writer = SentenceWriter(self._connection, self._sequence, labels, marks)
        return self._writer

    def _flush(self) -> None:
        if not self._pending:
            return
        pending, self._pending = self._pending, {}
        before = self._stored(pending)
        changes = [
            (before[one.id], one)
            for one in pending.values()
            if one.id in before and before[one.id] != one
        ]
        if changes:
            self._begin()
            self._change(changes)

    def _change(self, changes: Sequence[Change]) -> None:
        fresh = [one for one in changes if one[1].id in self._added]
        known = [one for one in changes if one[1].id not in self._added] if fresh else changes
        writer = self._sentence_writer()
        self._write(writer.images(known), journalled=True)
        self._write(writer.images(fresh), journalled=False)
        self._at_hand.update((after.id, after) for _, after in changes)

    def _write(self, images: Sequence[Image], journalled: bool) -> None:
        """Write what changes; of what this operation adds itself, only the ids are journalled."""
        if not images:
            return
        self._begin()
        apply(self._connection, images)
        self._at_hand.clear()
        self._finished += sum(image.finished() for image in images)
        if journalled:
            self._journal.write(self._sequence, images)
            self._changed.update(one for image in images if image.is_edit for one in image.ids)

    def _stored(self, ids: Iterable[int]) -> dict[int, Sentence]:
        """Sentences as they stand in the file; those that were just read are at hand."""
        wanted = list(ids)
        stored = {one: self._at_hand[one] for one in wanted if one in self._at_hand}
        unread = [one for one in wanted if one not in stored]
        return {**stored, **self._load(unread)} if unread else stored

    def _settle(self) -> None:
        """Write all that was put; what is found in sentences follows the label set at last."""
        self._flush()
        if self._stale:
            self._stale = False
            gone, self._gone = dumps(sorted(self._gone)), set()
            self._refresh(array("q", self._connection.scalars(_CONCERNED, {"gone": gone})))

    def _refresh(self, ids: Sequence[int]) -> None:
        """Look for the findings of sentences anew."""
        labels = frozenset(self.labels().names)
        self._write_all(ids, Refresher(self._connection, labels).images)


def _bundles(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while bundle := list(islice(remaining, size)):
        yield bundle
