"""Counts over all sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from workbench.domain.counts import LabelCounts, Statistics
from workbench.domain.sentence import Split
from workbench.storage.pace import Pace
from workbench.storage.schema import ENTITIES, SUGGESTIONS

_NO_SPLIT = "none"
_SPLITS = (*(split.value for split in Split), _NO_SPLIT)
_NEXT = "SELECT min(id) FROM sentences WHERE id > ?"
_SENTENCES = (
    f"SELECT coalesce(split, '{_NO_SPLIT}'), status, count(*), sum(length),"
    " sum(suggestion_count), sum(finding_count)"
    " FROM sentences WHERE id > ? AND id <= ? GROUP BY 1, 2"
)
_TAGS = "SELECT tags FROM sentences WHERE id > ? AND id <= ? AND length > 0"
_ENTITIES = (
    f"SELECT coalesce(split, '{_NO_SPLIT}'), label, count(*) FROM entities"
    " CROSS JOIN sentences ON sentences.id = sentence_id"
    " WHERE sentence_id > ? AND sentence_id <= ? GROUP BY 1, 2"
)


def statistics_in_steps(connection: Connection) -> Iterator[Statistics]:
    """Count sentences, tokens, entities, labels, tags, splits and states, stretch by stretch.

    Each answer counts the sentences up to some id; the last one counts all.
    """
    counts = _Counts()
    pace = Pace()
    last = 0
    while True:
        start = connection.exec_driver_sql(_NEXT, (last,)).scalar()
        if start is None:
            break
        if last:
            yield counts.so_far()
        with pace as rows:
            last = start - 1 + rows
            counts.add(connection, start - 1, last)
    yield counts.so_far()


class _Counts:
    def __init__(self) -> None:
        self._sentences: Counter[str] = Counter()
        self._tokens: Counter[str] = Counter()
        self._labels: dict[str, Counter[str]] = defaultdict(Counter)
        self._tags: Counter[str] = Counter()
        self._status: Counter[str] = Counter()
        self._suggestions = self._findings = 0

    def add(self, connection: Connection, after: int, last: int) -> None:
        """Count the sentences behind an id, up to another one."""
        rows = connection.exec_driver_sql(_SENTENCES, (after, last))
        for split, status, sentences, tokens, suggestions, findings in rows:
            self._sentences[split] += sentences
            self._tokens[split] += tokens
            self._status[status] += sentences
            self._suggestions += suggestions
            self._findings += findings
        if tags := connection.exec_driver_sql(_TAGS, (after, last)).scalars().all():
            self._tags.update("\n".join(tags).split("\n"))
        for split, label, count in connection.exec_driver_sql(_ENTITIES, (after, last)):
            self._labels[split][label] += count

    def so_far(self) -> Statistics:
        labels: Counter[str] = Counter()
        for counts in self._labels.values():
            labels.update(counts)
        return Statistics(
            sentences=self._sentences.total(),
            tokens=self._tokens.total(),
            entities=labels.total(),
            labels=_ranked(labels),
            tags=_ranked(self._tags),
            splits={name: self._split(name) for name in _SPLITS if name in self._sentences},
            status=dict(sorted(self._status.items())),
            suggestions=self._suggestions,
            findings=self._findings,
        )

    def _split(self, name: str) -> Mapping[str, Any]:
        return {
            "sentences": self._sentences[name],
            "tokens": self._tokens[name],
            "entities": self._labels[name].total(),
            "labels": _ranked(self._labels[name]),
        }


def _ranked(counts: Counter[str]) -> dict[str, int]:
    """The most frequent first; among equals by name, so that no answer depends on an order."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def label_counts(connection: Connection) -> dict[str, LabelCounts]:
    """How many entities and suggestions each label has, the most frequent first."""
    gold, suggested = (_counts(connection, one.c.label) for one in (ENTITIES, SUGGESTIONS))
    names = sorted(gold.keys() | suggested.keys(), key=lambda name: (-gold[name], name))
    return {name: LabelCounts(gold[name], suggested[name]) for name in names}


def _counts(connection: Connection, column: ColumnElement[str]) -> Counter[str]:
    rows = connection.execute(select(column, func.count()).group_by(column))
    return Counter({name: int(count) for name, count in rows})
