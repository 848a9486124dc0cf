"""What suggesters propose on one sentence, entity by entity, with who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from workbench.domain.entity import Entity, Suggestion


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entity and the suggestions of it, the surest first."""

    entity: Entity
    votes: tuple[Suggestion, ...]

    @property
    def best(self) -> Suggestion:
        return self.votes[0]


def proposals_of(suggestions: Iterable[Suggestion]) -> tuple[Proposal, ...]:
    """The proposed entities in the order of the text."""
    ranked = sorted(suggestions, key=lambda s: (_place(s.entity), -s.score, s.suggester))
    groups = groupby(ranked, key=lambda s: s.entity)
    return tuple(Proposal(entity, tuple(votes)) for entity, votes in groups)


def rivals(proposals: Sequence[Proposal], span: range) -> tuple[Proposal, ...]:
    """The proposals that overlap a span, or overlap one that does; the surest first."""
    low, high = span.start, span.stop
    found: tuple[Proposal, ...] = ()
    while True:
        reached = tuple(p for p in proposals if p.entity.start < high and low < p.entity.end)
        if len(reached) == len(found):
            return tuple(sorted(found, key=lambda p: (-p.best.score, _place(p.entity))))
        found = reached
        low = min(low, *(p.entity.start for p in found))
        high = max(high, *(p.entity.end for p in found))


def next_rival(proposals: Sequence[Proposal], current: Entity | None, span: range) -> Entity | None:
    """The proposal to show after the current one, going round; None where there is no other."""
    found = [proposal.entity for proposal in rivals(proposals, span)]
    others = [entity for entity in found if entity != current]
    if not others:
        return None
    at = found.index(current) if current in found else -1
    return found[(at + 1) % len(found)]


def next_doubtful(
    suggestions: Iterable[Suggestion], span: range, threshold: float, forward: bool
) -> Suggestion | None:
    """The next or previous suggestion below the threshold, going round; None without one."""
    doubtful = sorted((s for s in suggestions if s.score < threshold), key=lambda s: s.entity.start)
    if not doubtful:
        return None
    if forward:
        return next((s for s in doubtful if s.entity.start > span.start), doubtful[0])
    return next((s for s in reversed(doubtful) if s.entity.end < span.stop), doubtful[-1])


def suggesters_of(suggestions: Iterable[Suggestion]) -> tuple[str, ...]:
    return tuple(sorted({found.suggester for found in suggestions}))


def _place(entity: Entity) -> tuple[int, int, str]:
    return entity.start, entity.end, entity.label
