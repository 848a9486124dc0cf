"""What the journal tells about the past: of the project, and of one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, RowMapping, select, text

from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.sentence import Sentence
from workbench.operations.store import HistoryEntry, NextSteps, SentenceVersion
from workbench.storage.codec import loads
from workbench.storage.columns import fields_in
from workbench.storage.images import Image, places_of, unpack
from workbench.storage.journal import DONE, DROPPED, Journal
from workbench.storage.old_pages import earlier, is_old
from workbench.storage.schema import JOURNAL_PAGES, OPERATIONS
from workbench.storage.tables import Row

# Adding up is left to SQLite: Python would read each text for itself.
_TOTALS = text(
    "SELECT each.key, sum(each.value) FROM operations, json_each(operations.details) AS each"
    " WHERE operations.state = 'done' AND operations.details IS NOT NULL GROUP BY each.key"
)
_BEFORE_ALL = {"sequence": 0, "name": "", "time": "", "actor": ""}


def history(connection: Connection, limit: int, before: int | None = None) -> list[HistoryEntry]:
    """The journal, the latest operation first; `before` leaves it and what is later out."""
    statement = select(OPERATIONS).order_by(OPERATIONS.c.sequence.desc()).limit(limit)
    if before is not None:
        statement = statement.where(OPERATIONS.c.sequence < before)
    return [_entry(row) for row in connection.execute(statement).mappings()]


def next_steps(connection: Connection) -> NextSteps:
    """The operation that an undo takes back, and the one that a redo does again."""
    journal = Journal(connection)
    undo, redo = journal.last_done(asked_for=True), journal.first_undone(asked_for=True)
    return NextSteps(_entry(undo) if undo else None, _entry(redo) if redo else None)


def operation_sentences(
    connection: Connection, sequence: int, limit: int | None = None
) -> Sequence[int]:
    """What an operation changed or added, as far as it is there; or the first of them."""
    statement = select(OPERATIONS).where(OPERATIONS.c.sequence == sequence)
    operation = connection.execute(statement).mappings().one_or_none()
    if operation is None:
        return ()
    first = operation["added_first"]
    if first is not None and operation["state"] == DONE:
        added = range(first, operation["added_last"] + 1)
    else:
        added = range(0)
    # Those of one page are in order; pages of several kinds of change follow each other.
    changed = dict.fromkeys(_changed(connection, sequence, limit))
    return [*sorted(changed), *added[:limit]][:limit]


def _changed(connection: Connection, sequence: int, limit: int | None) -> Iterator[int]:
    """The ids of sentences that an operation changed, or some of them."""
    statement = select(JOURNAL_PAGES.c.content).where(JOURNAL_PAGES.c.sequence == sequence)
    left = limit
    for content in connection.scalars(statement.order_by(JOURNAL_PAGES.c.number)):
        page = unpack(content)
        if is_old(page):
            ids = [page["id"]] if "fields" in page else []
        else:
            image = Image(**page)
            ids = list(image.ids) if image.is_edit else []
        yield from islice(ids, left)
        left = None if left is None else max(left - len(ids), 0)
        if left == 0:
            return


def _entry(row: RowMapping) -> HistoryEntry:
    return HistoryEntry(
        row["sequence"],
        row["name"],
        row["time"],
        row["actor"],
        row["sentences"],
        row["state"] != DONE,
        loads(row["details"]) if row["details"] else {},
        row["state"] == DROPPED,
    )


def history_totals(connection: Connection) -> dict[str, int]:
    """The sums of what operations reported, by name."""
    return {name: int(total) for name, total in connection.execute(_TOTALS)}


def sentence_history(connection: Connection, sentence: Sentence) -> Iterator[SentenceVersion]:
    """What a sentence was like after each operation, the latest first, from how it is now.

    Pages are read as versions are asked for: the last ones of a long past are there at once.
    """
    last = None
    for page in _pages_on(connection, sentence.id):
        content = unpack(page["content"])
        # A page of the block may leave this sentence out, or hold nothing but its findings.
        before = _before(content, sentence)
        if before is None:
            continue
        if last != page["sequence"]:
            yield _version(page, sentence)
            last = page["sequence"]
        sentence = before
    yield _version(_addition(connection, sentence.id), sentence)


def _version(operation: RowMapping | Mapping[str, Any], sentence: Sentence) -> SentenceVersion:
    return SentenceVersion(
        operation["sequence"], operation["name"], operation["time"], operation["actor"], sentence
    )


def _pages_on(connection: Connection, sentence_id: int) -> Iterator[RowMapping]:
    """The pages that a sentence may stand in, the latest first, with their operations."""
    # Merged here: one query for both places would read and sort every page before the first.
    places = [_pages_at(connection, place) for place in places_of(sentence_id)]
    return merge(*places, key=itemgetter("number"), reverse=True)


def _pages_at(connection: Connection, place: int) -> Iterator[RowMapping]:
    statement = (
        select(OPERATIONS, JOURNAL_PAGES.c.number, JOURNAL_PAGES.c.content)
        .join(JOURNAL_PAGES, JOURNAL_PAGES.c.sequence == OPERATIONS.c.sequence)
        .where(JOURNAL_PAGES.c.place == place, OPERATIONS.c.state == DONE)
        .order_by(JOURNAL_PAGES.c.number.desc())
    )
    with connection.execute(statement) as pages:
        yield from pages.mappings()


def _before(content: Any, sentence: Sentence) -> Sentence | None:
    """The sentence before the change of a page; None where the page does not change it."""
    if is_old(content):
        return earlier(content, sentence)
    image = Image(**content)
    if not image.is_edit or sentence.id not in image.ids:
        return None
    fields = fields_in(image.columns_of(sentence.id, back=True), sentence)
    gone, come = image.rows_of(sentence.id, "entities")
    if gone or come:
        fields["origins"] = _origins(sentence, gone, come)
    gone, come = image.rows_of(sentence.id, "suggestions")
    if gone or come:
        fields["suggestions"] = _suggestions(sentence, gone, come)
    return replace(sentence, **fields)


def _origins(
    sentence: Sentence, gone: Iterable[Row], come: Iterable[Row]
) -> tuple[tuple[Entity, Origin], ...]:
    """The origins before some rows of entities went and others came."""
    origins = dict(sentence.origins)
    for _, start, end, label, *_ in come:
        origins.pop(Entity(label, start, end), None)
    for _, start, end, label, _, kind, name, score in gone:
        if kind != OriginKind.IMPORT:
            origin = Origin(OriginKind(kind), name, None if score == "" else score)
            origins[Entity(label, start, end)] = origin
    return tuple(sorted(origins.items(), key=lambda one: one[0].start))


def _suggestions(
    sentence: Sentence, gone: Iterable[Row], come: Iterable[Row]
) -> tuple[Suggestion, ...]:
    """The suggestions before some rows of them went and others came."""
    before = set(sentence.suggestions) - set(map(_suggestion, come)) | set(map(_suggestion, gone))
    return tuple(sorted(before))


def _suggestion(row: Row) -> Suggestion:
    _, suggester, start, end, label, score = row
    return Suggestion(Entity(label, start, end), suggester, score)


def _addition(connection: Connection, sentence_id: int) -> RowMapping | Mapping[str, Any]:
    """The operation that brought the sentence in; nameless where none is known."""
    statement = select(OPERATIONS).where(
        OPERATIONS.c.added_first <= sentence_id, OPERATIONS.c.added_last >= sentence_id
    )
    return connection.execute(statement).mappings().first() or _BEFORE_ALL
