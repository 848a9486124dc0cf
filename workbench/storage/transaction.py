"""One gesture: its reads and writes, and the journal rows that go with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, text, update

from workbench.domain.changes import Changes
from workbench.domain.filters import ALL, Field, Filter, Term
from workbench.domain.labels import LabelSet
from workbench.domain.sentence import Sentence
from workbench.operations.store import NewSentence, Run
from workbench.storage.codec import (
    difference,
    dumps,
    json_to_labels,
    json_to_sentence,
    loads,
    with_fields,
)
from workbench.storage.journal import DONE, UNDONE, Journal, SentenceChange, labels_or_none
from workbench.storage.reader import PAGE, StoredReader, pages
from workbench.storage.schema import LABELS, RUNS, SENTENCES, SETTINGS
from workbench.storage.writer import SentenceWriter

_LAST_ID = text("SELECT seq FROM sqlite_sequence WHERE name = 'sentences'")


class StoredTransaction(StoredReader):
    """See `workbench.operations.store.Transaction`. Committed by the project, or not at all."""

    def __init__(self, connection: Connection, actor: str) -> None:
        super().__init__(connection)
        self._journal = Journal(connection)
        self._actor = actor
        self._sequence = 0
        self._pending: dict[int, Sentence] = {}
        self._changed: set[int] = set()
        self._added: list[int] = []
        self._labels_before: LabelSet | None = None
        self._runs_changed = False

    # Reads see what was put before.

    def count(self, wanted: Filter = ALL) -> int:
        self._flush()
        return super().count(wanted)

    def ids(self, wanted: Filter = ALL) -> Sequence[int]:
        self._flush()
        return super().ids(wanted)

    def sentences(self, ids: Iterable[int]) -> Iterator[Sentence]:
        for page in pages(ids):
            self._flush()
            yield from super().sentences(page)

    # Writes.

    def add(self, sentences: Iterable[NewSentence]) -> Sequence[int]:
        """Add sentences at the end; their ids, which are never used twice."""
        self._begin()
        first = int(self._connection.scalar(_LAST_ID) or 0) + 1
        position = int(self._connection.scalar(select(func.max(SENTENCES.c.position))) or 0) + 1
        writer = self._writer()
        added = 0
        page: list[Sentence] = []
        for sentence in sentences:
            page.append(_numbered(sentence, first + added, position + added))
            added += 1
            if len(page) == PAGE:
                writer.insert(page)
                page = []
        writer.insert(page)
        ids = range(first, first + added)
        self._added.extend(ids)
        return ids

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
            )
        return Changes(
            operation,
            self._sequence,
            frozenset(self._changed),
            membership=bool(self._added),
            labels=relabelled,
            runs=self._runs_changed,
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
        if operation["added_first"] is not None and not back:
            self._add_again(operation)
        for page in self._journal.changes(sequence):
            self._apply(page, back)
        if operation["added_first"] is not None and back:
            self._take_away(operation)
        self._journal.close(sequence, state=UNDONE if back else DONE)
        return Changes(
            operation["name"],
            sequence,
            frozenset(self._changed),
            membership=operation["added_first"] is not None,
            labels=labels is not None,
            details={"sentences": operation["sentences"]},
        )

    def _apply(self, changes: Sequence[SentenceChange], back: bool) -> None:
        wanted = {
            change.sentence_id: change.before if back else change.after
            for change in changes
            if change.before is not None
        }
        current = self._load(list(wanted))
        self._writer().update(
            [with_fields(current[one], fields or {}) for one, fields in wanted.items()]
        )
        self._changed.update(wanted)

    def _take_away(self, operation: RowMapping) -> None:
        for page in pages(range(operation["added_first"], operation["added_last"] + 1)):
            loaded = self._load(page)
            self._journal.forget(operation["sequence"], page)
            self._journal.keep_whole(operation["sequence"], loaded.values())
            self._writer().delete(page)

    def _add_again(self, operation: RowMapping) -> None:
        for page in list(self._journal.changes(operation["sequence"])):
            whole = [change for change in page if change.before is None]
            self._writer().insert([json_to_sentence(c.sentence_id, c.after) for c in whole])
            self._journal.forget(operation["sequence"], [c.sentence_id for c in whole])

    # How changes reach the tables.

    def _begin(self) -> None:
        if not self._sequence:
            self._sequence = self._journal.next_sequence()
            self._journal.open(self._sequence, self._actor)

    def _writer(self) -> SentenceWriter:
        return SentenceWriter(self._connection, self._sequence, frozenset(self.labels().names))

    def _flush(self) -> None:
        if not self._pending:
            return
        pending, self._pending = self._pending, {}
        before = self._load(list(pending))
        changed = [one for one in pending.values() if before.get(one.id, one) != one]
        if not changed:
            return
        self._begin()
        self._writer().update(changed)
        self._record([(before[one.id], one) for one in changed])

    def _record(self, pairs: Sequence[tuple[Sentence, Sentence]]) -> None:
        """Journal the pairs; a sentence put twice keeps its first before-image."""
        ids = [after.id for _, after in pairs]
        added = set(self._added)
        earlier = self._journal.earlier(self._sequence, ids)
        self._journal.forget(self._sequence, list(earlier))
        changes = []
        for before, after in pairs:
            if after.id in added:
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
        writer = self._writer()
        for page in pages(ids):
            writer.update(list(self._load(page).values()))


def _numbered(sentence: NewSentence, sentence_id: int, position: int) -> Sentence:
    return replace(
        Sentence(sentence_id, sentence.tokens, sentence.tags, sentence.scheme, sentence.status),
        split=sentence.split,
        document=sentence.document,
        position=position,
        suggestions=tuple(sorted(sentence.suggestions)),
    )
