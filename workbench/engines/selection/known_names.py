"""A second opinion where there is none yet: the names of gold, looked up word by word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, entities_to_tags, tags_to_entities
from workbench.domain.training import Example

NAME = "names of gold"
Words = tuple[str, ...]


class KnownNames:
    """The most frequent label of each name in gold, as tags of other sentences."""

    def __init__(self, gold: Sequence[Example]) -> None:
        counts: dict[Words, Counter[str]] = defaultdict(Counter)
        for one in gold:
            for entity in tags_to_entities(one.tags, IOB2):
                counts[one.tokens[entity.start : entity.end]][entity.label] += 1
        self._labels: Mapping[Words, str] = {
            words: labels.most_common(1)[0][0] for words, labels in counts.items()
        }
        self._longest = max(map(len, self._labels), default=0)

    def tag(self, tokens: Words) -> tuple[str, ...]:
        """IOB2 tags: at each place the longest name that begins there."""
        found, place = [], 0
        while place < len(tokens):
            end = self._end(tokens, place)
            if end > place:
                found.append(Entity(self._labels[tokens[place:end]], place, end))
            place = max(end, place + 1)
        return entities_to_tags(found, len(tokens), IOB2)

    def _end(self, tokens: Words, start: int) -> int:
        for end in range(min(start + self._longest, len(tokens)), start, -1):
            if tokens[start:end] in self._labels:
                return end
        return start
