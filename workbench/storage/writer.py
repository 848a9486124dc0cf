"""Writing of whole sentences with everything derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from workbench.domain.checks import Finding, find
from workbench.domain.sentence import Sentence
from workbench.storage.codec import doubt_of, dumps, ignored_to_json
from workbench.storage.schema import ENTITIES, FINDINGS, SENTENCES, SUGGESTIONS


class SentenceWriter:
    """Writes sentences, their entities, suggestions and findings in one go.

    `sequence` is the operation that writes; `labels` is the label set the findings are
    looked up with.
    """

    def __init__(self, connection: Connection, sequence: int, labels: frozenset[str]) -> None:
        self._connection = connection
        self._sequence = sequence
        self._labels = labels

    def insert(self, sentences: Sequence[Sentence]) -> None:
        found = {one.id: self._find(one) for one in sentences}
        self._many(insert(SENTENCES), (self._row(one, found[one.id]) for one in sentences))
        self._insert_derived(sentences, found)

    def update(self, sentences: Sequence[Sentence]) -> None:
        ids = [sentence.id for sentence in sentences]
        found = {one.id: self._find(one) for one in sentences}
        self._delete_derived(ids)
        rows = ({**self._row(one, found[one.id]), "_id": one.id} for one in sentences)
        self._many(update(SENTENCES).where(SENTENCES.c.id == bindparam("_id")), rows)
        self._insert_derived(sentences, found)

    def delete(self, ids: Sequence[int]) -> None:
        self._connection.execute(delete(SENTENCES).where(SENTENCES.c.id.in_(ids)))

    def _find(self, sentence: Sentence) -> Sequence[Finding]:
        findings = find(sentence.tags, sentence.scheme, self._labels)
        return [finding for finding in findings if finding.kind not in sentence.ignored]

    def _delete_derived(self, ids: Sequence[int]) -> None:
        for table in (ENTITIES, SUGGESTIONS, FINDINGS):
            self._connection.execute(delete(table).where(table.c.sentence_id.in_(ids)))

    def _insert_derived(
        self, sentences: Sequence[Sentence], found: Mapping[int, Sequence[Finding]]
    ) -> None:
        self._many(insert(ENTITIES), _entity_rows(sentences))
        self._many(insert(SUGGESTIONS), _suggestion_rows(sentences))
        self._many(
            insert(FINDINGS),
            (
                {
                    "sentence_id": sentence_id,
                    "position": finding.position,
                    "kind": finding.kind.value,
                    "tag": finding.tag,
                    "repair": finding.repair,
                }
                for sentence_id, findings in found.items()
                for finding in findings
            ),
        )

    def _many(self, statement: Any, rows: Iterable[dict[str, Any]]) -> None:
        if values := list(rows):
            self._connection.execute(statement, values)

    def _row(self, sentence: Sentence, findings: Sequence[Finding]) -> dict[str, Any]:
        return {
            "id": sentence.id,
            "position": sentence.position,
            "document": sentence.document,
            "tokens": dumps(sentence.tokens),
            "tags": dumps(sentence.tags),
            "scheme": sentence.scheme.key,
            "text": sentence.text,
            "status": sentence.status.value,
            "split": sentence.split.value if sentence.split else None,
            "flagged": sentence.flagged,
            "note": sentence.note,
            "ignored": dumps(ignored_to_json(sentence.ignored)),
            "length": len(sentence.tokens),
            "entity_count": len(sentence.entities),
            "suggestion_count": len(sentence.suggestions),
            "finding_count": len(findings),
            "doubt": doubt_of(sentence),
            "edited": self._sequence,
        }


def _entity_rows(sentences: Iterable[Sentence]) -> Iterable[dict[str, Any]]:
    for sentence in sentences:
        for gold in sentence.gold:
            yield {
                "sentence_id": sentence.id,
                "start": gold.entity.start,
                "end": gold.entity.end,
                "label": gold.entity.label,
                "text": sentence.surface(gold.entity),
                "origin": gold.origin.kind.value,
                "origin_name": gold.origin.name,
                "score": gold.origin.score,
            }


def _suggestion_rows(sentences: Iterable[Sentence]) -> Iterable[dict[str, Any]]:
    for sentence in sentences:
        for one in sentence.suggestions:
            yield {
                "sentence_id": sentence.id,
                "suggester": one.suggester,
                "start": one.entity.start,
                "end": one.entity.end,
                "label": one.entity.label,
                "score": one.score,
            }
