"""Writing of whole sentences with everything derived from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from workbench.domain.sentence import Sentence
from workbench.operations.store import NewSentence, PlainSentence
from workbench.storage.codec import dumps
from workbench.storage.columns import COLUMNS, COLUMNS_OF
from workbench.storage.images import Image, Pair, block_of
from workbench.storage.loading import AMONG
from workbench.storage.refreshing import FOUND
from workbench.storage.rows import (
    ENTITY,
    FINDING,
    IMPORTED,
    PLAIN,
    SENTENCE,
    SUGGESTION,
    RowMaker,
    Rows,
    entity_rows,
    suggestion_rows,
    with_origins,
)
from workbench.storage.tables import Row
from workbench.storage.tag_reader import Reading

# A sentence before and after.
Change = tuple[Sentence, Sentence]

_FIELDS = tuple(COLUMNS_OF)
_values_of = attrgetter(*_FIELDS)
# What the rows of entities and findings depend on.
_DERIVED_FROM = frozenset({"tokens", "tags", "scheme", "origins", "ignored"})
_KNOWN = f"SELECT id, edited, finding_count FROM sentences WHERE id {AMONG}"


@dataclass(frozen=True, slots=True)
class _Stored:
    """What stands in the file about some sentences: who wrote last, and their findings."""

    edited: Mapping[int, int]
    findings: Mapping[int, Sequence[Row]]


class SentenceWriter:
    """Writes sentences, their entities, suggestions and findings in one go.

    `sequence` is the operation that writes; `labels` is the label set the findings are
    looked up with. What nobody asked for does not count as edited (`marks`).
    """

    def __init__(
        self,
        connection: Connection,
        sequence: int,
        labels: frozenset[str],
        marks: bool = True,
    ) -> None:
        self._connection = connection
        self._sequence = sequence
        self._marks = marks
        self._maker = RowMaker(sequence, labels)

    def insert(self, sentences: Iterable[Sentence]) -> None:
        """Insert sentences that have their numbers."""
        rows = Rows()
        for sentence in sentences:
            self._maker.add(rows, sentence)
        self._insert(rows)

    def insert_new(
        self, sentences: Iterable[NewSentence | PlainSentence], number: int, position: int
    ) -> None:
        """Insert sentences under the numbers and at the positions from these on."""
        rows = Rows()
        for place, sentence in enumerate(sentences):
            if isinstance(sentence, PlainSentence):
                self._maker.add_plain(rows, number + place, position + place, sentence)
            else:
                self._maker.add(rows, _numbered(sentence, number + place, position + place))
        self._insert(rows)

    def images(self, changes: Sequence[Change]) -> list[Image]:
        """What to write of sentences, each at most once; only what differs is touched."""
        groups: dict[tuple[int, tuple[str, ...]], list[Change]] = defaultdict(list)
        for before, after in changes:
            groups[block_of(after.id), _differing(before, after)].append((before, after))
        stored = self._stored([after.id for _, after in changes])
        return [self._image(fields, some, stored) for (_, fields), some in groups.items()]

    def _insert(self, rows: Rows) -> None:
        connection = self._connection
        SENTENCE.insert(connection, rows.sentences)
        PLAIN.insert_values(connection, rows.plain)
        ENTITY.insert(connection, rows.entities)
        IMPORTED.insert_values(connection, rows.imported)
        SUGGESTION.insert(connection, rows.suggestions)
        FINDING.insert(connection, rows.findings)

    def _stored(self, ids: Sequence[int]) -> _Stored:
        execute = self._connection.exec_driver_sql
        edited: dict[int, int] = {}
        faulty = []
        for number, sequence, findings in execute(_KNOWN, (dumps(ids),)).all():
            edited[number] = sequence
            if findings:
                faulty.append(number)
        found: dict[int, list[Row]] = defaultdict(list)
        if faulty:
            for row in execute(FOUND, (dumps(faulty),)).all():
                found[row[0]].append(tuple(row))
        return _Stored(edited, found)

    def _image(self, fields: Sequence[str], changes: Sequence[Change], stored: _Stored) -> Image:
        """What to write of sentences that changed in the same fields."""
        ids = [after.id for _, after in changes]
        columns: dict[str, Pair] = {}
        for name in dict.fromkeys(name for field in fields for name in COLUMNS_OF[field]):
            value = COLUMNS[name]
            columns[name] = [value(old) for old, _ in changes], [value(new) for _, new in changes]
        rows: dict[str, Pair] = {}
        if not _DERIVED_FROM.isdisjoint(fields):
            readings = self._read(changes)
            columns["entity_count"], rows["entities"] = self._entities(fields, changes, readings)
            counts, found = self._findings(changes, readings, stored)
            columns |= counts
            rows |= found
        if "suggestions" in fields:
            rows["suggestions"] = _parted(
                [row for old, _ in changes for row in suggestion_rows(old)],
                [row for _, new in changes for row in suggestion_rows(new)],
            )
        if self._marks:
            columns["edited"] = [stored.edited[one] for one in ids], [self._sequence] * len(ids)
        return Image(ids, _different(columns), _different(rows))

    def _read(self, changes: Sequence[Change]) -> list[Reading]:
        return [self._maker.read(new) for _, new in changes]

    def _entities(
        self, fields: Sequence[str], changes: Sequence[Change], readings: Sequence[Reading]
    ) -> tuple[Pair, Pair]:
        """The number of entities in each sentence, and the rows that go and come."""
        counts: tuple[list[int], list[int]] = [], []
        rows: tuple[list[Row], list[Row]] = [], []
        for (old, new), reading in zip(changes, readings, strict=True):
            spans = self._maker.read(old)[0] if _differ(old, new) else reading[0]
            counts[0].append(len(spans))
            counts[1].append(len(reading[0]))
            were, are = with_origins(old, spans), with_origins(new, reading[0])
            if were == are and "tokens" not in fields:
                continue
            if "tokens" not in fields:
                # Of one that is as it was the text need not be made.
                same = set(were) & set(are)
                were = [one for one in were if one not in same]
                are = [one for one in are if one not in same]
            rows[0].extend(entity_rows(old, were))
            rows[1].extend(entity_rows(new, are))
        return counts, _parted(*rows)

    def _findings(
        self, changes: Sequence[Change], readings: Sequence[Reading], stored: _Stored
    ) -> tuple[dict[str, Pair], dict[str, Pair]]:
        """The number of findings in each sentence, and the rows that go and come."""
        were = [stored.findings.get(old.id, ()) for old, _ in changes]
        are = [
            self._maker.findings(new, reading)
            for (_, new), reading in zip(changes, readings, strict=True)
        ]
        columns = {"finding_count": ([len(one) for one in were], [len(one) for one in are])}
        rows = _parted([row for one in were for row in one], [row for one in are for row in one])
        return _different(columns), _different({"findings": rows})


def _differing(before: Sentence, after: Sentence) -> tuple[str, ...]:
    """The fields in which two states of a sentence differ."""
    pairs = zip(_FIELDS, _values_of(before), _values_of(after), strict=True)
    return tuple(name for name, old, new in pairs if old is not new and old != new)


def _differ(before: Sentence, after: Sentence) -> bool:
    """Whether the tags may be read otherwise."""
    return before.tags is not after.tags or before.scheme is not after.scheme


def _parted(old: Sequence[Row], new: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows without those that are there before and after."""
    were, are = set(old), set(new)
    return [row for row in old if row not in are], [row for row in new if row not in were]


def _different(pairs: Mapping[str, Pair]) -> dict[str, Any]:
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _numbered(sentence: NewSentence, number: int, position: int) -> Sentence:
    return Sentence(
        number,
        sentence.tokens,
        sentence.tags,
        sentence.scheme,
        sentence.status,
        sentence.split,
        sentence.flagged,
        sentence.note,
        sentence.document,
        position,
        suggestions=tuple(sorted(sentence.suggestions)),
        source=sentence.source,
        extras=sentence.extras,
    )
