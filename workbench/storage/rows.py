"""Sentences to the rows of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.checks import FindingKind
from workbench.domain.entity import OriginKind
from workbench.domain.schemes import Scheme
from workbench.domain.sentence import Sentence, join_lines, join_tokens
from workbench.examining import digests
from workbench.operations.store import PlainSentence
from workbench.storage.codec import from_lines, to_lines
from workbench.storage.columns import COLUMNS
from workbench.storage.schema import ENTITIES, FINDINGS, SENTENCES, SUGGESTIONS
from workbench.storage.tables import Row, Writing
from workbench.storage.tag_reader import Reading, Span, TagReader

SENTENCE = Writing(SENTENCES, digested=True)
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
_NAMES = [column.name for column in SENTENCE.columns]


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
        reading = self.read(sentence)
        spans, _ = reading
        found = self.findings(sentence, reading)
        rows.entities += entity_rows(sentence, with_origins(sentence, spans))
        rows.suggestions += suggestion_rows(sentence)
        rows.findings += found
        derived = {
            "entity_count": len(spans),
            "finding_count": len(found),
            "edited": self._sequence,
        }
        values = {name: value(sentence) for name, value in COLUMNS.items()} | derived
        values["digest"] = digests.row_digest(*map(values.__getitem__, digests.COLUMNS))
        rows.sentences.append(tuple(map(values.__getitem__, _NAMES)))

    def read(self, sentence: Sentence) -> Reading:
        """The entities of a sentence, and whether it has no finding for sure."""
        return self._reader(sentence.scheme).read(to_lines(sentence.tags))

    def findings(self, sentence: Sentence, reading: Reading) -> list[Row]:
        """The rows of what is wrong with the tags of a sentence."""
        if reading[1]:
            return []
        reader = self._reader(sentence.scheme)
        return _finding_rows(sentence.id, reader, sentence.tags, sentence.ignored)

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
        text, scheme_key = join_lines(tokens), reader.key
        state = str(status), "" if split is None else str(split)
        rows.plain += (
            number,
            position,
            document,
            tokens,
            tags,
            scheme_key,
            text,
            *state,
            breaks + 1,
            len(spans),
            len(found),
            self._sequence,
            digests.row_digest(
                *(number, position, document, tokens, text, 0, ""),
                *(tags, scheme_key, *state, 0, "", "[]"),
            ),
        )

    def _reader(self, scheme: Scheme) -> TagReader:
        reader = self._readers.get(scheme.key)
        if reader is None:
            reader = self._readers[scheme.key] = TagReader(scheme, self._labels)
        return reader


def with_origins(sentence: Sentence, spans: Sequence[Span]) -> list[tuple[Span, Row]]:
    """The entities of a sentence, each with the values of its origin."""
    if not sentence.origins:
        return [(span, _IMPORTED) for span in spans]
    origins = {
        (one.start, one.end, one.label): (
            str(known.kind),
            known.name,
            "" if known.score is None else known.score,
        )
        for one, known in sentence.origins
    }
    return [(span, origins.get(span, _IMPORTED)) for span in spans]


def entity_rows(sentence: Sentence, entities: Iterable[tuple[Span, Row]]) -> Iterator[Row]:
    for (start, end, label), origin in entities:
        yield sentence.id, start, end, label, join_tokens(sentence.tokens[start:end]), *origin


def suggestion_rows(sentence: Sentence) -> Iterator[Row]:
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
