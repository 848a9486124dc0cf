"""Ways through what suggesters propose on one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.votes import Proposal, rivals


def next_rival(proposals: Sequence[Proposal], current: Entity | None, span: range) -> Entity | None:
    """The proposal to show after the current one, going round; None where there is no other."""
    found = [proposal.entity for proposal in rivals(proposals, span)]
    others = [entity for entity in found if entity != current]
    if not others:
        return None
    at = found.index(current) if current in found else -1
    return found[(at + 1) % len(found)]


def next_doubtful(
    suggestions: Iterable[Suggestion],
    span: range,
    is_sure: Callable[[Suggestion], bool],
    forward: bool,
) -> Suggestion | None:
    """The next or previous suggestion that is not sure, going round; None without one."""
    found = (one for one in suggestions if not is_sure(one))
    doubtful = sorted(found, key=lambda s: s.entity.start)
    if not doubtful:
        return None
    if forward:
        return next((s for s in doubtful if s.entity.start > span.start), doubtful[0])
    return next((s for s in reversed(doubtful) if s.entity.end < span.stop), doubtful[-1])


def suggesters_of(suggestions: Iterable[Suggestion]) -> tuple[str, ...]:
    return tuple(sorted({found.suggester for found in suggestions}))
