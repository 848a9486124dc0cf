"""What the editor shows of a sentence, fetched in one question."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from workbench.domain.checks import Finding, find
from workbench.domain.entity import Entity
from workbench.domain.labels import LabelSet
from workbench.domain.likely import is_sign
from workbench.domain.sentence import Sentence, join_tokens
from workbench.domain.thresholds import Thresholds
from workbench.domain.votes import Proposal, proposals_of
from workbench.operations.store import Reader, Row
from workbench.operations.thresholds import thresholds_of
from workbench.ui.annotate.editor.cursor import Chip, chips_of

NEIGHBOURS = 2
LOOKED_UP, LONGEST_MENTION = 300, 6
# Variation selectors, fillers and the blank braille pattern: letters and marks without ink.
_BLANKS = frozenset(
    [*map(chr, range(0xFE00, 0xFE10)), "\u034f", "\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"]
)


@dataclass(frozen=True)
class Shown:
    """A sentence with its label set, its findings by token, and the sentences around it.

    `preferred` is the proposal to be seen where several overlap. `unseen` counts the suggestions
    that are not shown because they are not sure.
    """

    sentence: Sentence
    labels: LabelSet = field(default_factory=LabelSet)
    findings: Mapping[int, Finding] = field(default_factory=dict)
    before: tuple[Row, ...] = ()
    after: tuple[Row, ...] = ()
    preferred: Entity | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    unseen: int = 0

    @cached_property
    def chips(self) -> tuple[Chip, ...]:
        return chips_of(self.sentence, self.preferred, self.thresholds.trust)

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        return proposals_of(self.sentence.suggestions, self.thresholds.trust)

    @property
    def open_proposals(self) -> tuple[Proposal, ...]:
        """The proposals that can be accepted without touching gold."""
        gold = self.sentence.entities
        return tuple(
            proposal
            for proposal in self.proposals
            if proposal.entity.end <= self.length
            and not any(entity.overlaps(proposal.entity) for entity in gold)
        )

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
    thresholds = thresholds_of(reader)
    seen = _seen(sentence, thresholds)
    unseen = len(sentence.suggestions) - len(seen.suggestions)
    return Shown(
        seen, labels, by_token, tuple(before), tuple(after), thresholds=thresholds, unseen=unseen
    )


def _seen(sentence: Sentence, thresholds: Thresholds) -> Sentence:
    """The sentence without the suggestions that a person does not want to see."""
    if not thresholds.hide or not sentence.suggestions:
        return sentence
    return replace(sentence, suggestions=tuple(filter(thresholds.is_sure, sentence.suggestions)))


def known_mentions(reader: Reader, tokens: tuple[str, ...]) -> Iterator[range]:
    """The longest texts, from each token on, that are tagged somewhere in the project.

    A question in steps: one token each. Very long sentences are looked at up to a limit.
    """
    position = 0
    while position < min(len(tokens), LOOKED_UP):
        found = _longest_mention(reader, tokens, position)
        yield range(position, position + found)
        position += max(found, 1)


def _longest_mention(reader: Reader, tokens: tuple[str, ...], start: int) -> int:
    if is_sign(tokens[start]):
        return 0
    longest = min(LONGEST_MENTION, len(tokens) - start)
    # A single small word that somebody tagged once is no sign of a name.
    shortest = 2 if tokens[start].islower() else 1
    return next(
        (
            length
            for length in range(longest, shortest - 1, -1)
            if reader.mention_labels(join_tokens(tokens[start : start + length]))
        ),
        0,
    )


@lru_cache(maxsize=65536)
def display_text(token: str) -> str:
    """The token as it is painted.

    One that shows nothing by itself is named by its code; a combining mark stands on a circle.
    """
    if all(_shows_nothing(character) for character in token):
        return " ".join(f"U+{ord(character):04X}" for character in token) or "∅"
    text = "".join(c if c.isprintable() or c in "\u200c\u200d" else "�" for c in token)
    return f"\u25cc{text}" if unicodedata.category(token[0])[0] == "M" else text


def _shows_nothing(character: str) -> bool:
    return unicodedata.category(character)[0] in "CZ" or character in _BLANKS
