"""Places where gold may be wrong, each with the best thing to put there instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, entities_to_tags, tags_to_entities
from workbench.engines.inspection.corpus import Numbers, Rows
from workbench.engines.inspection.voices import Scores, Voices

# A gold entity that all families are this sure of is no candidate.
_SURE = 0.97


@dataclass(frozen=True)
class Candidate:
    """A change of one sentence: a gold entity, and what it would become (or the reverse).

    `tokens` are those whose tags would change, among the tokens of all sentences; `before`
    and `after` the columns of their tags. `said` is what each family finds in the sentence.
    """

    place: int
    gold: Entity | None
    proposed: Entity | None
    tokens: Numbers
    before: Numbers
    after: Numbers
    said: Mapping[str, frozenset[Entity]]

    def standing(self, scores: Scores) -> float:
        """How far gold can be trusted: as far as its worst token."""
        return float(scores[self.tokens].min())

    def push(self, rows: Rows) -> float:
        """How probable the proposal is: as much as its least probable token."""
        return float(rows[self.tokens, self.after].min())


def find_candidates(voices: Voices) -> Iterator[Candidate]:
    """All places worth a thought, sentence by sentence."""
    for place in range(len(voices.corpus.examples)):
        yield from _of_sentence(voices, place)


def _of_sentence(voices: Voices, place: int) -> Iterator[Candidate]:
    gold = tags_to_entities(voices.corpus.examples[place].tags, IOB2)
    said = voices.entities(place)
    every = frozenset[Entity]().union(voices.generous(place), *said.values())
    if not gold and not every:
        return
    maker = _Maker(voices, place, gold, said)
    for entity in gold:
        if all(entity in one for one in said.values()) and maker.is_sure(entity):
            continue
        rivals = [one for one in every if one != entity and one.overlaps(entity)]
        yield maker.best([maker.change(entity, rival) for rival in (*rivals, None)])
    free = [one for one in every if not any(one.overlaps(entity) for entity in gold)]
    yield from _apart(maker, [maker.change(None, one) for one in free])


def _apart(maker: _Maker, missed: Iterable[Candidate]) -> Iterator[Candidate]:
    """Of entities that overlap each other the most probable one."""
    taken: list[Entity] = []
    for one in sorted(missed, key=maker.worth, reverse=True):
        if one.proposed and not any(one.proposed.overlaps(other) for other in taken):
            taken.append(one.proposed)
            yield one


@dataclass(frozen=True)
class _Maker:
    """Makes the candidates of one sentence."""

    voices: Voices
    place: int
    gold: tuple[Entity, ...]
    said: Mapping[str, frozenset[Entity]]

    def change(self, gold: Entity | None, proposed: Entity | None) -> Candidate:
        corpus = self.voices.corpus
        kept = [
            one
            for one in self.gold
            if one != gold and not (proposed is not None and one.overlaps(proposed))
        ]
        example = corpus.examples[self.place]
        tags = entities_to_tags(
            [*kept, *([proposed] if proposed else [])], len(example.tokens), IOB2
        )
        after = np.array([corpus.columns[tag] for tag in tags], np.int64)
        before = corpus.given[corpus.span(self.place)]
        changed = np.flatnonzero(before != after)
        return Candidate(
            self.place,
            gold,
            proposed,
            changed + corpus.offsets[self.place],
            before[changed],
            after[changed],
            self.said,
        )

    def worth(self, candidate: Candidate) -> tuple[int, float]:
        """How many families say so, and then how probable it is to all together."""
        return votes(candidate), candidate.push(self.voices.mean)

    def best(self, candidates: Iterable[Candidate]) -> Candidate:
        return max(candidates, key=self.worth)

    def is_sure(self, entity: Entity) -> bool:
        return self.change(entity, None).standing(self.voices.confidence["mean"]) > _SURE


def votes(candidate: Candidate) -> int:
    """How many families find in the sentence what is proposed."""
    return sum(agrees(candidate, one) for one in candidate.said.values())


def agrees(candidate: Candidate, found: frozenset[Entity]) -> bool:
    """Whether a family finds what is proposed; for no entity, that it finds none there."""
    if candidate.proposed is not None:
        return candidate.proposed in found
    gold = candidate.gold
    return gold is not None and not any(one.overlaps(gold) for one in found)
