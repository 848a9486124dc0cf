"""How the same words are tagged elsewhere in gold."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from workbench.domain.consistency import OUTSIDE_LABEL
from workbench.domain.entity import Entity
from workbench.domain.occurrences import NO_CONTEXT, Occurrences, context_of, lasting_hash
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.engines.inspection.candidates import Candidate
from workbench.engines.inspection.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Tally:
    """How often words are tagged as in gold and as proposed, not counting the case itself.

    `gold` is the same words with the label of gold there (or none), `proposed` with that of
    the proposal; `total` all their occurrences.
    """

    gold: int = 0
    proposed: int = 0
    total: int = 0


class Alike:
    """Counts the labels of the same words: everywhere, and between the same neighbours."""

    def __init__(self, corpus: Corpus) -> None:
        self._examples = corpus.examples
        self._mentions = Occurrences()
        sentences = [
            Sentence(place, one.tokens, one.tags, IOB2, Status.DONE)
            for place, one in enumerate(corpus.examples)
        ]
        for sentence in sentences:
            self._mentions.note(sentence)
        for sentence in sentences:
            self._mentions.look_again(sentence)
        self._words: dict[int, Counter[str]] = defaultdict(Counter)
        self._contexts: dict[int, Counter[str]] = defaultdict(Counter)
        self._count()

    def _count(self) -> None:
        mentions = self._mentions
        for index, (surface, context) in enumerate(
            zip(mentions.surfaces, mentions.contexts, strict=True)
        ):
            label = mentions.label(index)
            if label:
                self._words[surface][label] += 1
            if context != NO_CONTEXT:
                self._contexts[context][label] += 1

    def words(self, candidate: Candidate) -> Tally:
        """By the words alone; of the proposal where there is one, else of gold."""
        entity = _concerned(candidate)
        tokens = self._examples[candidate.place].tokens[entity.start : entity.end]
        surface = hash(tokens)
        counts = Counter(self._words.get(surface, {}))
        counts[OUTSIDE_LABEL] = self._mentions.outside(surface)
        return _tally(candidate, entity, counts)

    def context(self, candidate: Candidate) -> Tally:
        """By the words together with a neighbour at each side."""
        entity = _concerned(candidate)
        around = context_of(self._examples[candidate.place].tokens, entity.start, entity.end)
        counts = Counter(self._contexts.get(lasting_hash(around), {})) if around else Counter()
        return _tally(candidate, entity, counts)


def _concerned(candidate: Candidate) -> Entity:
    entity = candidate.proposed or candidate.gold
    assert entity is not None, "a candidate changes something"
    return entity


def _tally(candidate: Candidate, entity: Entity, counts: Counter[str]) -> Tally:
    """Take the case itself out; where it does not stand with these borders, it counts as none."""
    gold, proposed = candidate.gold, candidate.proposed
    same = gold is not None and (gold.start, gold.end) == (entity.start, entity.end)
    given = gold.label if gold is not None and same else OUTSIDE_LABEL
    if counts[given] > 0:
        counts[given] -= 1
    wanted = proposed.label if proposed else OUTSIDE_LABEL
    return Tally(counts[given], counts[wanted], counts.total())
