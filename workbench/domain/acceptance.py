"""How much of what was suggested a person took as it was; for honest counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbench.domain.editing import accept_all
from workbench.domain.entity import OriginKind
from workbench.domain.sentence import Sentence, Status
from workbench.domain.thresholds import Sure, as_thresholds


def offered_state(now: Sentence, before: Iterable[Sentence]) -> Sentence:
    """The state in which suggestions were last new; `before` is newest first."""
    state = now
    for older in before:
        if set(state.suggestions) - set(older.suggestions):
            return state
        state = older
    return state


def tally(offered: Sentence, accepted: Sentence, sure: Sure = 0.0) -> Mapping[str, int]:
    """Counts of one accepted sentence; none where nothing was suggested.

    What was not `sure` was not seen and does not count. `suggested` entities were offered and
    `taken` of them became gold by acceptance; `unedited` is 1 where the outcome is what accepting
    all of them at once gives.
    """
    is_sure = as_thresholds(sure).is_sure
    suggested = {found.entity for found in offered.suggestions if is_sure(found)}
    if not suggested:
        return {}
    taken = {gold.entity for gold in accepted.gold if gold.origin.kind is OriginKind.MODEL}
    unedited = accepted.entities == accept_all(offered, sure).entities
    return {
        "suggested": len(suggested),
        "taken": len(suggested & taken),
        "unedited": int(unedited),
    }


def effort(before: Sentence, accepted: Sentence) -> Mapping[str, int]:
    """What a sentence adds to the pace: whether it is done only now, and what it holds then."""
    if before.status is Status.DONE:
        return {"finished": 0}
    return {
        "finished": 1,
        "accepted_entities": len(accepted.entities),
        "accepted_tokens": len(accepted.tokens),
    }
