"""Every question to a project, answered with frozen values."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, tuple_

from workbench.domain.checks import Finding, FindingKind
from workbench.domain.complaints import Damage
from workbench.domain.counts import FindingGroup, FoundFinding, LabelCounts, Statistics
from workbench.domain.errors import UsageError
from workbench.domain.filters import ALL, Filter, Order
from workbench.domain.labels import Label, LabelSet
from workbench.domain.queueing import Queued, Twin
from workbench.domain.sentence import Sentence, Status
from workbench.operations.store import HistoryEntry, NextSteps, Row, Run, SentenceVersion
from workbench.storage import known_names, past, queue_rows, run_rows, statistics
from workbench.storage.codec import from_lines, loads
from workbench.storage.filters import condition, where
from workbench.storage.listing import Listing, is_named
from workbench.storage.loading import SPLITS, STATUSES, load
from workbench.storage.patterns import pattern_spans
from workbench.storage.schema import (
    ENTITIES,
    FINDINGS,
    IMPORTED_FILES,
    LABELS,
    OPERATIONS,
    SENTENCES,
    SETTINGS,
    VALUES,
)
from workbench.storage.search import Search

PAGE = 500


def pages(ids: Iterable[int], size: int = PAGE) -> Iterator[list[int]]:
    """Cut ids into lists short enough for one statement."""
    remaining = iter(ids)
    while page := list(islice(remaining, size)):
        yield page


class StoredReader:
    """Answers from one connection; see `workbench.operations.store.Reader`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, wanted: Filter = ALL) -> int:
        if any(is_named(term) for term in wanted.terms):
            return sum(map(len, self.listing(replace(wanted, order=Order.POSITION))))
        # SQLite often counts along an index, without a look at a sentence.
        condition, values = where(wanted.terms)
        statement = f"SELECT count(*) FROM sentences WHERE {condition}"
        return int(self._connection.exec_driver_sql(statement, values).scalar() or 0)

    def ids(self, wanted: Filter = ALL) -> Sequence[int]:
        found = array("q")
        for batch in self.listing(wanted):
            found.extend(batch)
        return found

    def listing(self, wanted: Filter = ALL) -> Iterator[array[int]]:
        yield from Listing(self._connection, wanted, Search(self._connection)).batches()

    def tokens(self, ids: Sequence[int]) -> list[tuple[int, tuple[str, ...]]]:
        found: dict[int, tuple[str, ...]] = {}
        for page in pages(ids):
            statement = select(SENTENCES.c.id, SENTENCES.c.tokens, SENTENCES.c.length)
            rows = self._connection.execute(statement.where(SENTENCES.c.id.in_(page)))
            found |= {number: from_lines(lines, length) for number, lines, length in rows}
        return [(one, found[one]) for one in ids if one in found]

    def pattern_spans(self, pattern: str, text: str) -> list[tuple[int, int]]:
        return pattern_spans(pattern, text)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """List rows in the order of `ids`; ids that are gone are left out."""
        found: dict[int, Row] = {}
        for page in pages(ids):
            statement = select(*_ROW_COLUMNS).where(SENTENCES.c.id.in_(page))
            for row in self._connection.execute(statement).mappings():
                found[row["id"]] = _to_row(row)
        return [found[one] for one in ids if one in found]

    def sentence(self, sentence_id: int) -> Sentence:
        for sentence in self.sentences([sentence_id]):
            return sentence
        raise UsageError(
            "NW-U22",
            f"There is no sentence {sentence_id}.",
            "Nothing was changed.",
            "It may have been undone; choose another one.",
        )

    def sentences(self, ids: Iterable[int]) -> Iterator[Sentence]:
        """Whole sentences in the order of `ids`; ids that are gone are left out."""
        for page in pages(ids):
            loaded = self._load(page)
            yield from (loaded[one] for one in page if one in loaded)

    def _load(self, page: Sequence[int]) -> dict[int, Sentence]:
        return load(self._connection, page)

    def neighbours(self, sentence_id: int, before: int, after: int) -> tuple[list[Row], list[Row]]:
        """List rows around a sentence, of the same document, in reading order."""
        here = self.sentence(sentence_id)
        columns = select(*_ROW_COLUMNS).where(SENTENCES.c.document == here.document)
        above = (
            columns.where(SENTENCES.c.position < here.position)
            .order_by(SENTENCES.c.position.desc())
            .limit(before)
        )
        below = (
            columns.where(SENTENCES.c.position > here.position)
            .order_by(SENTENCES.c.position)
            .limit(after)
        )
        execute = self._connection.execute
        earlier = [_to_row(row) for row in execute(above).mappings()]
        return earlier[::-1], [_to_row(row) for row in execute(below).mappings()]

    def labels(self) -> LabelSet:
        rows = self._connection.execute(select(LABELS).order_by(LABELS.c.position)).mappings()
        return LabelSet(tuple(Label(row["name"], row["colour"], row["key"]) for row in rows))

    def label_counts(self) -> Mapping[str, LabelCounts]:
        return statistics.label_counts(self._connection)

    def statistics(self) -> Statistics:
        for counted in self.statistics_in_steps():
            found = counted
        return found

    def statistics_in_steps(self) -> Iterator[Statistics]:
        yield from statistics.statistics_in_steps(self._connection)

    def mention_labels(self, text: str) -> Mapping[str, int]:
        """How often each label stands on exactly this text, the most frequent first."""
        count = func.count().label("count")
        statement = (
            select(ENTITIES.c.label, count)
            .where(ENTITIES.c.text == text)
            .group_by(ENTITIES.c.label)
            .order_by(count.desc(), ENTITIES.c.label)
        )
        return {str(label): int(number) for label, number in self._connection.execute(statement)}

    def finding_groups(self) -> list[FindingGroup]:
        # Along the index twice: to tell different sentences apart SQLite would sort them.
        each = (
            select(FINDINGS.c.kind, func.count().label("findings"))
            .group_by(FINDINGS.c.kind, FINDINGS.c.sentence_id)
            .subquery()
        )
        statement = select(each.c.kind, func.sum(each.c.findings), func.count()).group_by(
            each.c.kind
        )
        found = {kind: numbers for kind, *numbers in self._connection.execute(statement)}
        return [
            FindingGroup(kind, *found[kind.value]) for kind in FindingKind if kind.value in found
        ]

    def findings(
        self,
        kind: FindingKind,
        limit: int,
        offset: int = 0,
        after: tuple[int, int] = (0, -1),
    ) -> list[FoundFinding]:
        statement = (
            select(FINDINGS)
            .where(
                FINDINGS.c.kind == kind.value,
                tuple_(FINDINGS.c.sentence_id, FINDINGS.c.position) > after,
            )
            .order_by(FINDINGS.c.sentence_id, FINDINGS.c.position)
            .limit(limit)
            .offset(offset)
        )
        return [
            FoundFinding(
                row["sentence_id"], Finding(kind, row["position"], row["tag"], row["repair"])
            )
            for row in self._connection.execute(statement).mappings()
        ]

    def history(self, limit: int = 200, before: int | None = None) -> list[HistoryEntry]:
        return past.history(self._connection, limit, before)

    def next_steps(self) -> NextSteps:
        return past.next_steps(self._connection)

    def operation_sentences(self, sequence: int, limit: int | None = None) -> Sequence[int]:
        return past.operation_sentences(self._connection, sequence, limit)

    def history_totals(self) -> Mapping[str, int]:
        return past.history_totals(self._connection)

    def sentence_history(self, sentence_id: int) -> Iterator[SentenceVersion]:
        return past.sentence_history(self._connection, self.sentence(sentence_id))

    def runs(self) -> list[Run]:
        return run_rows.runs(self._connection)

    def run(self, name: str) -> Run:
        return run_rows.run(self._connection, name)

    def run_names(self) -> frozenset[str]:
        return run_rows.run_names(self._connection)

    def setting(self, name: str, default: Any = None) -> Any:
        statement = select(SETTINGS.c.value).where(SETTINGS.c.name == name)
        text = self._connection.scalar(statement)
        return default if text is None else loads(text)

    def value(self, name: str, default: Any = None) -> Any:
        text = self._connection.scalar(select(VALUES.c.value).where(VALUES.c.name == name))
        return default if text is None else loads(text)

    def matching(self, wanted: Filter, ids: Iterable[int]) -> list[int]:
        found: list[int] = []
        for page in pages(ids):
            statement = select(SENTENCES.c.id).where(
                SENTENCES.c.id.in_(page), *map(condition, wanted.terms)
            )
            found += self._connection.scalars(statement)
        return found

    def documents(self, limit: int = 100) -> list[str]:
        return known_names.documents(self._connection, limit)

    def suggesters(self) -> list[str]:
        return known_names.suggesters(self._connection)

    def sentence_at(self, position: int) -> int | None:
        return known_names.sentence_at(self._connection, position)

    def is_imported(self, digest: str) -> bool:
        statement = (
            select(func.count())
            .select_from(IMPORTED_FILES)
            .join(OPERATIONS, OPERATIONS.c.sequence == IMPORTED_FILES.c.sequence)
            .where(IMPORTED_FILES.c.digest == digest, OPERATIONS.c.state == "done")
        )
        return bool(self._connection.scalar(statement))

    def queue(self) -> list[Queued]:
        return queue_rows.queue(self._connection)

    def same_words(self, ids: Sequence[int]) -> list[Twin]:
        return queue_rows.same_words(self._connection, ids)

    def damage(self) -> Iterator[list[Damage]]:
        from workbench.storage.doctor.looking import look

        driver = self._connection.connection.driver_connection
        assert driver is not None
        yield from look(driver, frozenset(self.labels().names))


_ROW_COLUMNS = (
    SENTENCES.c.id,
    SENTENCES.c.text,
    SENTENCES.c.status,
    SENTENCES.c.split,
    SENTENCES.c.flagged,
    SENTENCES.c.entity_count,
    SENTENCES.c.suggestion_count,
    SENTENCES.c.finding_count,
    SENTENCES.c.doubt,
)


def _to_row(row: RowMapping) -> Row:
    return Row(
        row["id"],
        # One line: a source may hold line breaks.
        " ".join(row["text"].split()),
        # In a damaged row they may be anything; the sentence itself is not shown then.
        STATUSES.get(row["status"], Status.NEW),
        SPLITS.get(row["split"]),
        row["flagged"],
        row["entity_count"],
        row["suggestion_count"],
        row["finding_count"],
        row["doubt"],
    )
