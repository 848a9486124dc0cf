"""What must be true of a project after every operation, looked up row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from workbench.domain.checks import find
from workbench.domain.entity import Origin, OriginKind
from workbench.domain.filters import ALL
from workbench.domain.schemes import scheme_of, tags_to_entities
from workbench.domain.sentence import Sentence
from workbench.examining.digests import WRONG
from workbench.operations.store import Reader
from workbench.storage.codec import disagreement_of, doubt_of

# Each table that is data, with an order that makes it comparable.
TABLES = {
    "sentences": "id",
    "entities": 'sentence_id, start, "end", label',
    "suggestions": 'sentence_id, suggester, start, "end", label',
    "findings": "sentence_id, position",
    "labels": "position",
    "project_values": "name",
}
Dump = dict[str, list[tuple[Any, ...]]]


def connection_of(reader: Reader) -> Connection:
    found = reader._connection  # type: ignore[attr-defined]
    assert isinstance(found, Connection)
    return found


def dump(reader: Reader) -> Dump:
    """Every table that is data, to the byte."""
    connection = connection_of(reader)
    return {
        table: [
            tuple(row)
            for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {order}")
        ]
        for table, order in TABLES.items()
    }


def sentences(reader: Reader) -> dict[int, Sentence]:
    return {one.id: one for one in reader.sentences(reader.ids(ALL))}


def check_file(reader: Reader) -> None:
    """The file is sound."""
    connection = connection_of(reader)
    assert connection.exec_driver_sql("PRAGMA integrity_check").all() == [("ok",)]
    assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert connection.exec_driver_sql(f"SELECT id FROM sentences WHERE {WRONG}").all() == []


def check(reader: Reader) -> None:
    """The file is sound, and all that follows from sentences says what they say."""
    check_file(reader)
    connection = connection_of(reader)
    labels = frozenset(reader.labels().names)
    found = dump(reader)
    names = list(connection.exec_driver_sql("SELECT * FROM sentences LIMIT 0").keys())
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in found["sentences"]}
    whole = sentences(reader)
    assert list(rows) == sorted(whole)
    entities: list[tuple[Any, ...]] = []
    findings: list[tuple[Any, ...]] = []
    for number, row in rows.items():
        entities += _entities(whole[number])
        findings += _findings(whole[number], labels)
        _check_row(whole[number], row)
    assert found["entities"] == entities
    assert found["findings"] == findings
    for table, column in (
        ("entities", "entity_count"),
        ("suggestions", "suggestion_count"),
        ("findings", "finding_count"),
    ):
        counts = Counter(row[0] for row in found[table])
        assert {number: row[column] for number, row in rows.items()} == {
            number: counts[number] for number in rows
        }
    assert reader.history_totals() == _totals(reader)


def _entities(sentence: Sentence) -> list[tuple[Any, ...]]:
    """The rows that its tags ask for, by the domain's own reading."""
    origins = dict(sentence.origins)
    read = tags_to_entities(sentence.tags, scheme_of(sentence.scheme.key))
    assert set(origins) <= set(read)
    rows = []
    for one in read:
        origin = origins.get(one, Origin(OriginKind.IMPORT))
        where = sentence.id, one.start, one.end, one.label, sentence.surface(one)
        rows.append((*where, str(origin.kind), origin.name, origin.score))
    return rows


def _findings(sentence: Sentence, labels: frozenset[str]) -> list[tuple[Any, ...]]:
    return [
        (sentence.id, one.position, str(one.kind), one.tag, one.repair)
        for one in find(sentence.tags, sentence.scheme, labels)
        if one.kind not in sentence.ignored
    ]


def _check_row(sentence: Sentence, row: dict[str, Any]) -> None:
    assert row["length"] == len(sentence.tokens) == len(sentence.tags)
    assert row["text"] == sentence.text
    assert row["doubt"] == doubt_of(sentence)
    assert row["disagreement"] == disagreement_of(sentence)


def _totals(reader: Reader) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for entry in reader.history(1 << 40):
        if not entry.undone:
            for name, count in entry.details.items():
                totals[name] += count
    return dict(totals)


def check_history(
    reader: Reader, number: int, states: Sequence[tuple[int, dict[int, Sentence]]]
) -> None:
    """What the journal tells of a sentence is what it was; `states` are sequences and sentences."""
    by_sequence = dict(states)
    versions = list(reader.sentence_history(number))
    assert versions[0].sentence == reader.sentence(number)
    for version in versions:
        if version.sequence in by_sequence:
            assert by_sequence[version.sequence][number] == version.sentence, version.operation
    # Each state in which it differed from the one before is among them.
    for (_, before), (sequence, after) in pairwise(states):
        if number in before and before[number] != after.get(number):
            assert sequence in {version.sequence for version in versions}
