"""What the single words of a mention say about its label, where its like occur nowhere else.

Most names occur once, so the entropy of their surface form tells nothing; but their words do
occur in other names: "University" stands in organisations nearly always. The labels of all
other names with a word give it a probability (smoothed); the words of a mention are taken as
independent. Round one: `note`; round two: `doubts_in`. Words are known by a hash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import log2

from workbench.domain.consistency import Suspect, by_count
from workbench.domain.entity import Entity
from workbench.domain.quality import is_border_mark
from workbench.domain.sentence import Sentence

# What a label that was never seen with a word counts; and from how many bits on words tell.
_SMOOTHING = 0.3
_TELLING_BITS = 2.0
# These come after all mentions that have their like elsewhere.
_BEHIND = 1e-5


class NameWords:
    """Counts in how many names of each label a word stands."""

    def __init__(self) -> None:
        self._counts: dict[int, dict[str, int]] = {}
        self._labels: set[str] = set()

    def note(self, sentence: Sentence) -> None:
        """Take down the words of the entities."""
        for entity in sentence.entities:
            self._labels.add(entity.label)
            for word in _words(sentence, entity):
                counts = self._counts.setdefault(hash(word), {})
                counts[entity.label] = counts.get(entity.label, 0) + 1

    def doubts_in(self, sentence: Sentence) -> Iterator[Suspect]:
        """The entities whose words speak for another label."""
        for entity in sentence.entities:
            words = _words(sentence, entity)
            # Where no word ever has another label, nothing speaks against this one.
            if any(len(self._counts.get(hash(word), ())) > 1 for word in words):
                yield from self._doubt(sentence.id, entity, words)

    def _doubt(self, sentence_id: int, entity: Entity, words: dict[str, int]) -> Iterator[Suspect]:
        scores: dict[str, float] = defaultdict(float)
        for word in words:
            for label, bits in self._bits(word, entity.label).items():
                scores[label] += bits
        best = max(scores, key=lambda label: (scores[label], label), default=entity.label)
        margin = scores[best] - scores[entity.label]
        if margin > _TELLING_BITS:
            telling = max(words, key=lambda word: (self._count(word, best), len(word)))
            yield Suspect(
                sentence_id,
                entity.start,
                entity.end,
                entity.label,
                best,
                _BEHIND * margin / (1 + margin),
                by_count(self._counts[hash(telling)]),
                word=words[telling],
            )

    def _count(self, word: str, label: str) -> int:
        return self._counts.get(hash(word), {}).get(label, 0)

    def _bits(self, word: str, own: str) -> dict[str, float]:
        """The log-probability of each label for a word, without this mention itself."""
        counts = self._counts.get(hash(word), {})
        others = sum(counts.values()) - 1
        if others <= 0:
            return {}
        whole = others + _SMOOTHING * len(self._labels)
        return {
            label: log2((counts.get(label, 0) - (label == own) + _SMOOTHING) / whole)
            for label in self._labels
        }


def _words(sentence: Sentence, entity: Entity) -> dict[str, int]:
    """The words of an entity with their positions, each once; punctuation is none."""
    tokens = sentence.tokens
    found = {tokens[position]: position for position in reversed(entity.positions)}
    return {word: position for word, position in found.items() if not is_border_mark(word)}
