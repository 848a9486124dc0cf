"""What several suggesters propose on one sentence, seen as votes for entities.

Suggesters learn from the same gold and so err together: agreement counts for something, but
for less than if each had judged alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby

from workbench.domain.entity import Entity, Suggestion

# How far a suggestion may be believed, in 0..1: its score, or what that score was worth so far.
Trust = Callable[[Suggestion], float]
# Of what independent agreement would add, so much is believed.
INDEPENDENCE = 0.5


def own_score(suggestion: Suggestion) -> float:
    """The trust in a suggester of whom nothing else is known."""
    return suggestion.score


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entity with the suggestions of it, the most trusted first.

    `agreed` is how far those who propose it are believed together, in 0..1; `confidence` is
    less where other suggesters say something else of these tokens.
    """

    entity: Entity
    votes: tuple[Suggestion, ...]
    agreed: float = 0.0
    confidence: float = 0.0

    @property
    def best(self) -> Suggestion:
        return self.votes[0]

    @property
    def voters(self) -> frozenset[str]:
        return frozenset(vote.suggester for vote in self.votes)


def proposals_of(
    suggestions: Iterable[Suggestion], trust: Trust = own_score
) -> tuple[Proposal, ...]:
    """The proposed entities in the order of the text, each with its votes."""
    ranked = sorted(suggestions, key=lambda s: (_place(s.entity), -trust(s), -s.score, s.suggester))
    groups = groupby(ranked, key=lambda s: s.entity)
    found = [_proposal(entity, tuple(votes), trust) for entity, votes in groups]
    return tuple(replace(one, confidence=_contested(one, found)) for one in found)


def by_votes(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The proposals with the strongest first; of equal ones the first in the text."""
    return tuple(sorted(proposals, key=lambda p: (-p.agreed, -p.best.score, _place(p.entity))))


def in_turn(
    suggestions: Iterable[Suggestion], trust: Trust = own_score, preferred: Entity | None = None
) -> tuple[Proposal, ...]:
    """The proposals in the order in which they take their tokens: a preferred one first."""
    ranked = by_votes(proposals_of(suggestions, trust))
    return tuple(sorted(ranked, key=lambda p: p.entity != preferred))


def rivals(proposals: Sequence[Proposal], span: range) -> tuple[Proposal, ...]:
    """The proposals that overlap a span, or overlap one that does; the strongest first."""
    low, high = span.start, span.stop
    found: tuple[Proposal, ...] = ()
    while True:
        reached = tuple(p for p in proposals if p.entity.start < high and low < p.entity.end)
        if len(reached) == len(found):
            return by_votes(found)
        found = reached
        low = min(low, *(p.entity.start for p in found))
        high = max(high, *(p.entity.end for p in found))


def _proposal(entity: Entity, votes: tuple[Suggestion, ...], trust: Trust) -> Proposal:
    return Proposal(entity, votes, _together([min(max(trust(one), 0.0), 1.0) for one in votes]))


def _together(believed: Sequence[float]) -> float:
    """Between the best vote alone and what independent votes would make together."""
    best = max(believed)
    independent = 1.0 - reduce(lambda left, one: left * (1.0 - one), believed, 1.0)
    return best + INDEPENDENCE * (independent - best)


def _contested(proposal: Proposal, proposals: Sequence[Proposal]) -> float:
    """What is left where others, who do not propose this too, contradict it."""
    against = max(
        (
            other.agreed
            for other in proposals
            if other.entity != proposal.entity
            and other.entity.overlaps(proposal.entity)
            and other.voters - proposal.voters
        ),
        default=0.0,
    )
    total = proposal.agreed + against
    return proposal.agreed * proposal.agreed / total if total else 0.0


def _place(entity: Entity) -> tuple[int, int, str]:
    return entity.start, entity.end, entity.label
