"""Every question to a project, answered with frozen values."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, case, func, select, tuple_

from workbench.domain.checks import Finding, FindingKind
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.filters import ALL, Filter, Order
from workbench.domain.labels import Label, LabelSet
from workbench.domain.schemes import scheme_of
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations.store import (
    FindingGroup,
    FoundFinding,
    HistoryEntry,
    Row,
    Run,
    SentenceVersion,
    Statistics,
)
from workbench.storage import past, statistics
from workbench.storage.codec import from_lines, json_to_extras, json_to_ignored, loads
from workbench.storage.filters import where
from workbench.storage.listing import Listing, is_named
from workbench.storage.schema import (
    ENTITIES,
    FINDINGS,
    IMPORTED_FILES,
    LABELS,
    OPERATIONS,
    RUNS,
    SENTENCES,
    SETTINGS,
    SUGGESTIONS,
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
        origins = self._origins(page)
        suggestions = self._suggestions(page)
        statement = select(*_SENTENCE_COLUMNS).where(SENTENCES.c.id.in_(page))
        return {
            row[0]: _to_sentence(row, origins.get(row[0], ()), suggestions.get(row[0], ()))
            for row in self._connection.execute(statement)
        }

    def _origins(self, page: Sequence[int]) -> dict[int, list[tuple[Entity, Origin]]]:
        statement = (
            select(ENTITIES)
            .where(ENTITIES.c.sentence_id.in_(page), ENTITIES.c.origin != OriginKind.IMPORT.value)
            .order_by(ENTITIES.c.sentence_id, ENTITIES.c.start)
        )
        found: dict[int, list[tuple[Entity, Origin]]] = defaultdict(list)
        for number, start, end, label, _, kind, name, score in self._connection.execute(statement):
            entity = Entity(label, start, end)
            found[number].append((entity, Origin(OriginKind(kind), name, score)))
        return found

    def _suggestions(self, page: Sequence[int]) -> dict[int, list[Suggestion]]:
        statement = select(SUGGESTIONS).where(SUGGESTIONS.c.sentence_id.in_(page))
        found: dict[int, list[Suggestion]] = defaultdict(list)
        for number, suggester, start, end, label, score in self._connection.execute(statement):
            found[number].append(Suggestion(Entity(label, start, end), suggester, score))
        return found

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

    def statistics(self) -> Statistics:
        for counted in self.statistics_in_steps():
            found = counted
        return found

    def statistics_in_steps(self) -> Iterator[Statistics]:
        yield from statistics.statistics_in_steps(self._connection)

    def label_counts(self) -> Mapping[str, int]:
        """How many entities each label has, the most frequent first."""
        count = func.count().label("count")
        statement = (
            select(ENTITIES.c.label, count)
            .group_by(ENTITIES.c.label)
            .order_by(count.desc(), ENTITIES.c.label)
        )
        return {str(label): int(number) for label, number in self._connection.execute(statement)}

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

    def history(self, limit: int = 200) -> list[HistoryEntry]:
        return past.history(self._connection, limit)

    def sentence_history(self, sentence_id: int) -> list[SentenceVersion]:
        return past.sentence_history(self._connection, self.sentence(sentence_id))

    def runs(self) -> list[Run]:
        rows = self._connection.execute(select(RUNS).order_by(RUNS.c.number)).mappings()
        return [_to_run(row) for row in rows]

    def run(self, name: str) -> Run:
        statement = select(RUNS).where(RUNS.c.name == name)
        row = self._connection.execute(statement).mappings().one_or_none()
        if row is None:
            raise UsageError(
                "NW-U21",
                f"There is no run called {name}.",
                "Nothing was changed.",
                "List the runs to see their names.",
            )
        return _to_run(row)

    def setting(self, name: str, default: Any = None) -> Any:
        statement = select(SETTINGS.c.value).where(SETTINGS.c.name == name)
        text = self._connection.scalar(statement)
        return default if text is None else loads(text)

    def value(self, name: str, default: Any = None) -> Any:
        text = self._connection.scalar(select(VALUES.c.value).where(VALUES.c.name == name))
        return default if text is None else loads(text)

    def is_imported(self, digest: str) -> bool:
        statement = (
            select(func.count())
            .select_from(IMPORTED_FILES)
            .join(OPERATIONS, OPERATIONS.c.sequence == IMPORTED_FILES.c.sequence)
            .where(IMPORTED_FILES.c.digest == digest, OPERATIONS.c.state == "done")
        )
        return bool(self._connection.scalar(statement))


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


# In the order of the fields of a sentence, as far as they go.
_SENTENCE_COLUMNS = (
    SENTENCES.c.id,
    SENTENCES.c.tokens,
    SENTENCES.c.tags,
    SENTENCES.c.scheme,
    SENTENCES.c.status,
    SENTENCES.c.split,
    SENTENCES.c.flagged,
    SENTENCES.c.note,
    SENTENCES.c.document,
    SENTENCES.c.position,
    SENTENCES.c.length,
    SENTENCES.c.ignored,
    # The text is not fetched where the tokens tell it.
    case((SENTENCES.c.sourced, SENTENCES.c.text), else_=""),
    SENTENCES.c.extras,
)
_STATUSES = {status.value: status for status in Status}
_SPLITS: Mapping[str | None, Split | None] = {None: None} | {one.value: one for one in Split}


def _to_row(row: RowMapping) -> Row:
    return Row(
        row["id"],
        # One line: a source may hold line breaks.
        " ".join(row["text"].split()),
        _STATUSES[row["status"]],
        _SPLITS[row["split"]],
        row["flagged"],
        row["entity_count"],
        row["suggestion_count"],
        row["finding_count"],
        row["doubt"],
    )


def _to_sentence(
    row: Sequence[Any],
    origins: Sequence[tuple[Entity, Origin]],
    suggestions: Sequence[Suggestion],
) -> Sentence:
    number, tokens, tags, scheme, *middle = row
    status, split, flagged, note, document, position, length, ignored, source, extras = middle
    return Sentence(
        number,
        from_lines(tokens, length),
        from_lines(tags, length),
        scheme_of(scheme),
        _STATUSES[status],
        _SPLITS[split],
        flagged,
        note,
        document,
        position,
        tuple(origins),
        tuple(sorted(suggestions)),
        json_to_ignored(loads(ignored)) if ignored != "[]" else frozenset(),
        source,
        json_to_extras(loads(extras)) if extras else (),
    )


def _to_run(row: RowMapping) -> Run:
    return Run(
        row["name"],
        row["state"],
        row["folder"],
        row["created"],
        loads(row["spec"]),
        row["seconds"],
        loads(row["report"]) if row["report"] else None,
        loads(row["error"]) if row["error"] else None,
    )
