"""How the same words are tagged throughout a project, as numbers only.

Two rounds over the sentences: `note` takes down each entity, `look_again` finds the same words
where they are outside of every entity. No text is kept, so that memory stays small beside the
project: words and their neighbours are known by a hash.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby

from workbench.domain.consistency import OUTSIDE_LABEL
from workbench.domain.entity import Entity
from workbench.domain.sentence import Sentence

NO_CONTEXT = 0
_OUTSIDE = 0

Words = tuple[str, ...]


def lasting_hash(words: Words) -> int:
    """A number for words that is the same in every process; 63 bits, never 0."""
    digest = blake2b("\n".join(words).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1 or 1


def context_of(tokens: Words, start: int, end: int) -> Words:
    """The words of a span with one neighbour at each side; empty at a sentence's border."""
    return tokens[start - 1 : end + 1] if start > 0 and end < len(tokens) else ()


class Occurrences:
    """Collects mentions; a mention is known by its index in the arrays.

    `surfaces` and `contexts` tell same words from others; the context is 0 at the border of a
    sentence. Of the outside ones only those are kept that can tell something; all are counted.
    """

    def __init__(self) -> None:
        self.surfaces = array("q")
        self.contexts = array("q")
        self.sentences = array("q")
        self._starts = array("l")
        self._ends = array("l")
        self._labels = array("l")
        self._names = [OUTSIDE_LABEL]
        self._numbers = {OUTSIDE_LABEL: _OUTSIDE}
        self._frequency: Counter[int] = Counter()
        # By the first word: how many words the known ones have, the longest first.
        self._lengths: dict[int, tuple[int, ...]] = {}
        self._known_contexts: set[int] = set()
        self._outside: Counter[int] = Counter()

    def note(self, sentence: Sentence) -> None:
        """Take down the entities of a sentence."""
        tokens = sentence.tokens
        for entity in sentence.entities:
            words = tokens[entity.start : entity.end]
            surface, first = hash(words), hash(words[0])
            known = self._lengths.get(first, ())
            if len(words) not in known:
                self._lengths[first] = tuple(sorted({*known, len(words)}, reverse=True))
            self._frequency[surface] += 1
            around = context_of(tokens, entity.start, entity.end)
            self._known_contexts.add(hash(around))
            context = lasting_hash(around) if around else NO_CONTEXT
            self._add(surface, context, sentence.id, entity)

    def look_again(self, sentence: Sentence) -> None:
        """Take down where words that are an entity elsewhere are outside here."""
        tokens = sentence.tokens
        for start, end in self._outside_spans(sentence):
            surface = hash(tokens[start:end])
            self._outside[surface] += 1
            around = context_of(tokens, start, end)
            # Where no entity stands in the same context, there is nothing to compare with.
            shared = bool(around) and hash(around) in self._known_contexts
            # Where most are outside, those alone tell nothing that their number does not.
            if shared or self._outside[surface] <= self._frequency[surface]:
                context = lasting_hash(around) if shared else NO_CONTEXT
                self._add_span(surface, context, sentence.id, start, end, _OUTSIDE)

    def _outside_spans(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """Known words over outside tokens, the longest first, without overlaps."""
        tokens, lengths_of = sentence.tokens, self._lengths
        for position, border in _runs(sentence.tags, sentence.scheme.outside):
            while position < border:
                lengths = lengths_of.get(hash(tokens[position]))
                end = self._end_of_known(tokens, position, border, lengths) if lengths else 0
                if end:
                    yield position, end
                position = end or position + 1

    def _end_of_known(self, tokens: Words, start: int, border: int, lengths: Iterable[int]) -> int:
        """Where the longest known words that begin here end; 0 where none do."""
        for length in lengths:
            end = start + length
            if end <= border and hash(tokens[start:end]) in self._frequency:
                return end
        return 0

    def _add(self, surface: int, context: int, sentence: int, entity: Entity) -> None:
        number = self._numbers.get(entity.label)
        if number is None:
            number = self._numbers[entity.label] = len(self._names)
            self._names.append(entity.label)
        self._add_span(surface, context, sentence, entity.start, entity.end, number)

    def _add_span(
        self, surface: int, context: int, sentence: int, start: int, end: int, label: int
    ) -> None:
        self.surfaces.append(surface)
        self.contexts.append(context)
        self.sentences.append(sentence)
        self._starts.append(start)
        self._ends.append(end)
        self._labels.append(label)

    def __len__(self) -> int:
        return len(self.surfaces)

    def label(self, index: int) -> str:
        return self._names[self._labels[index]]

    def span(self, index: int) -> tuple[int, int]:
        return self._starts[index], self._ends[index]

    def outside(self, surface: int) -> int:
        """How often these words are outside of every entity."""
        return self._outside[surface]


def _runs(tags: Words, outside: str) -> Iterator[tuple[int, int]]:
    """Where outside tokens begin and end, run by run."""
    start = 0
    for inside, group in groupby(tags, outside.__ne__):
        end = start + sum(1 for _ in group)
        if not inside:
            yield start, end
        start = end
