"""Counts over all sentences."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, Select, func, select

from workbench.domain.sentence import Split
from workbench.operations.store import LabelCounts, Statistics
from workbench.storage.schema import ENTITIES, FINDINGS, SENTENCES, SUGGESTIONS

_NO_SPLIT = "none"
_PAGE = 5000


def statistics(connection: Connection) -> Statistics:
    """Count sentences, tokens, entities, labels, tags, splits and states."""
    splits = _splits(connection)
    labels: Counter[str] = Counter()
    for counts in splits.values():
        labels.update(counts["labels"])
    return Statistics(
        sentences=sum(counts["sentences"] for counts in splits.values()),
        tokens=sum(counts["tokens"] for counts in splits.values()),
        entities=labels.total(),
        labels=dict(labels.most_common()),
        tags=_tags(connection),
        splits=splits,
        status=_counts(
            connection, select(SENTENCES.c.status, func.count()).group_by(SENTENCES.c.status)
        ),
        suggestions=_total(connection, select(func.count()).select_from(SUGGESTIONS)),
        findings=_total(connection, select(func.count()).select_from(FINDINGS)),
    )


def label_counts(connection: Connection) -> dict[str, LabelCounts]:
    """How many entities and suggestions each label has, the most frequent first."""
    gold, suggested = (
        _counts(connection, select(table.c.label, func.count()).group_by(table.c.label))
        for table in (ENTITIES, SUGGESTIONS)
    )
    names = sorted(gold.keys() | suggested.keys(), key=lambda name: (-gold.get(name, 0), name))
    return {name: LabelCounts(gold.get(name, 0), suggested.get(name, 0)) for name in names}


def _tags(connection: Connection) -> dict[str, int]:
    """How often each tag occurs, the most frequent first; tags are stored as lines."""
    counts: Counter[str] = Counter()
    lines = connection.scalars(select(SENTENCES.c.tags).where(SENTENCES.c.length > 0))
    for page in lines.partitions(_PAGE):
        counts.update("\n".join(page).split("\n"))
    return dict(counts.most_common())


def _splits(connection: Connection) -> dict[str, dict[str, Any]]:
    split = func.coalesce(SENTENCES.c.split, _NO_SPLIT)
    sizes = select(
        split,
        func.count(),
        func.sum(SENTENCES.c.length),
        func.sum(SENTENCES.c.entity_count),
    ).group_by(split)
    counted: dict[str, dict[str, Any]] = {
        name: {"sentences": sentences, "tokens": tokens, "entities": entities, "labels": {}}
        for name, sentences, tokens, entities in connection.execute(sizes)
    }
    found = {
        name: counted[name]
        for name in (*(split.value for split in Split), _NO_SPLIT)
        if name in counted
    }
    by_label = (
        select(split, ENTITIES.c.label, func.count())
        .join(SENTENCES, SENTENCES.c.id == ENTITIES.c.sentence_id)
        .group_by(split, ENTITIES.c.label)
        .order_by(func.count().desc())
    )
    for name, label, count in connection.execute(by_label):
        found[name]["labels"][label] = count
    return found


def _counts(connection: Connection, statement: Select[Any]) -> dict[str, int]:
    return {str(name): int(count) for name, count in connection.execute(statement)}


def _total(connection: Connection, statement: Select[Any]) -> int:
    return int(connection.scalar(statement) or 0)
