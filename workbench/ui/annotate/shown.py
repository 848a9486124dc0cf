"""What the editor shows of a sentence, fetched in one question."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from workbench.domain.checks import Finding, find
from workbench.domain.labels import LabelSet
from workbench.domain.sentence import Sentence
from workbench.operations.store import Reader, Row
from workbench.ui.annotate.cursor import Chip, chips_of

NEIGHBOURS = 2


@dataclass(frozen=True)
class Shown:
    """A sentence with its label set, its findings by token, and the sentences around it."""

    sentence: Sentence
    labels: LabelSet = field(default_factory=LabelSet)
    findings: Mapping[int, Finding] = field(default_factory=dict)
    before: tuple[Row, ...] = ()
    after: tuple[Row, ...] = ()

    @cached_property
    def chips(self) -> tuple[Chip, ...]:
        return chips_of(self.sentence)

    @property
    def length(self) -> int:
        return len(self.sentence.tokens)


def look_at(reader: Reader, sentence_id: int) -> Shown | None:
    """Everything the editor needs of a sentence, or None when it is no longer there."""
    rows = reader.rows([sentence_id])
    if not rows:
        return None
    sentence = reader.sentence(sentence_id)
    before, after = reader.neighbours(sentence_id, NEIGHBOURS, NEIGHBOURS)
    labels = reader.labels()
    # A sentence whose findings are ignored for good counts none.
    known = frozenset(labels.names)
    found = find(sentence.tags, sentence.scheme, known) if rows[0].findings else ()
    by_token = {finding.position: finding for finding in found}
    return Shown(sentence, labels, by_token, tuple(before), tuple(after))


@lru_cache(maxsize=65536)
def display_text(token: str) -> str:
    """The token as it is painted: one that shows nothing by itself is named by its code."""
    if any(unicodedata.category(character)[0] not in "CZ" for character in token):
        return "".join(c if c.isprintable() or c in "\u200c\u200d" else "�" for c in token)
    return " ".join(f"U+{ord(character):04X}" for character in token) or "∅"
