"""Sentences to the rows of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.checks import FindingKind
from workbench.domain.entity import OriginKind
from workbench.domain.schemes import Scheme
from workbench.domain.sentence import Sentence, join_lines, join_tokens
from workbench.operations.store import PlainSentence
from workbench.storage.codec import (
    disagreement_of,
    doubt_of,
    dumps,
    extras_to_json,
    from_lines,
    ignored_to_json,
    to_lines,
)
from workbench.storage.schema import ENTITIES, FINDINGS, SENTENCES, SUGGESTIONS
from workbench.storage.tables import Row, Writing
from workbench.storage.tag_reader import Span, TagReader

SENTENCE = Writing(SENTENCES)
ENTITY = Writing(ENTITIES)
SUGGESTION = Writing(SUGGESTIONS)
FINDING = Writing(FINDINGS)
# Sentences of column files, and entities that came with an import: most of all rows.
PLAIN = Writing(
    SENTENCES,
    {
        "flagged": "0",
        "note": "''",
        "ignored": "'[]'",
        "suggestion_count": "0",
        "doubt": "NULL",
        "sourced": "0",
        "extras": "NULL",
        "disagreement": "NULL",
    },
)
IMPORTED = Writing(
    ENTITIES, {"origin": f"'{OriginKind.IMPORT}'", "origin_name": "''", "score": "NULL"}
)
_IMPORTED = (str(OriginKind.IMPORT), "", "")
_NOTHING_IGNORED: frozenset[FindingKind] = frozenset()


@dataclass(slots=True)
class Rows:
    """The rows of some sentences. Those of `PLAIN` and `IMPORTED` are values in one list."""

    sentences: list[Row] = field(default_factory=list)
    entities: list[Row] = field(default_factory=list)
    suggestions: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    plain: list[Any] = field(default_factory=list)
    imported: list[Any] = field(default_factory=list)


class RowMaker:
    """Makes rows; `sequence` is the operation that writes them, `labels` the label set."""

    def __init__(self, sequence: int, labels: frozenset[str]) -> None:
        self._sequence = sequence
        self._labels = labels
        self._readers: dict[str, TagReader] = {}

    def add(self, rows: Rows, sentence: Sentence) -> None:
        """Add the rows of a sentence."""
        reader = self._reader(sentence.scheme)
        tags = to_lines(sentence.tags)
        spans, sound = reader.read(tags)
        rows.entities += _entity_rows(sentence, spans)
        rows.suggestions += _suggestion_rows(sentence)
        found = [] if sound else _finding_rows(sentence.id, reader, sentence.tags, sentence.ignored)
        rows.findings += found
        doubt, disagreement = doubt_of(sentence), disagreement_of(sentence)
        rows.sentences.append(
            (
                sentence.id,
                sentence.position,
                sentence.document,
                to_lines(sentence.tokens),
                tags,
                reader.key,
                sentence.text,
                str(sentence.status),
                str(sentence.split or ""),
                1 if sentence.flagged else 0,
                sentence.note,
                dumps(ignored_to_json(sentence.ignored)) if sentence.ignored else "[]",
                len(sentence.tokens),
                len(spans),
                len(sentence.suggestions),
                len(found),
                "" if doubt is None else doubt,
                self._sequence,
                1 if sentence.source else 0,
                dumps(extras_to_json(sentence.extras)) if sentence.extras else "",
                "" if disagreement is None else disagreement,
            )
        )

    def add_plain(self, rows: Rows, number: int, position: int, sentence: PlainSentence) -> None:
        """Add the rows of a plain sentence under the number that it gets."""
        tokens, tags, scheme, status, split, document = sentence
        reader = self._reader(scheme)
        spans, sound = reader.read(tags)
        if spans:
            words = tokens.split("\n")
            for start, end, label in spans:
                text = words[start] if start + 1 == end else join_tokens(words[start:end])
                rows.imported += (number, start, end, label, text)
        breaks = tokens.count("\n")
        if tags.count("\n") != breaks:
            raise ValueError(f"tokens and tags differ in number: {sentence}")
        found = []
        if not sound:
            found = _finding_rows(number, reader, from_lines(tags, breaks + 1), _NOTHING_IGNORED)
            rows.findings += found
        rows.plain += (
            number,
            position,
            document,
            tokens,
            tags,
            reader.key,
            join_lines(tokens),
            str(status),
            "" if split is None else str(split),
            breaks + 1,
            len(spans),
            len(found),
            self._sequence,
        )

    def _reader(self, scheme: Scheme) -> TagReader:
        reader = self._readers.get(scheme.key)
        if reader is None:
            reader = self._readers[scheme.key] = TagReader(scheme, self._labels)
        return reader


def _entity_rows(sentence: Sentence, spans: Iterable[Span]) -> Iterator[Row]:
    origins = {(one.start, one.end, one.label): origin for one, origin in sentence.origins}
    for span in spans:
        start, end, label = span
        origin: Row = _IMPORTED
        if known := origins.get(span):
            origin = str(known.kind), known.name, "" if known.score is None else known.score
        yield sentence.id, start, end, label, join_tokens(sentence.tokens[start:end]), *origin


def _suggestion_rows(sentence: Sentence) -> Iterator[Row]:
    for one in sentence.suggestions:
        entity = one.entity
        yield sentence.id, one.suggester, entity.start, entity.end, entity.label, one.score


def _finding_rows(
    number: int, reader: TagReader, tags: Sequence[str], ignored: frozenset[FindingKind]
) -> list[Row]:
    return [
        (number, one.position, str(one.kind), one.tag, one.repair)
        for one in reader.find(tags)
        if one.kind not in ignored
    ]
