"""How much of what was suggested a person took as it was; for honest counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from workbench.domain.editing import accept_all
from workbench.domain.entity import OriginKind
from workbench.domain.sentence import Sentence


def offered_state(states: Sequence[Sentence]) -> Sentence:
    """The state in which suggestions were last new; `states` is newest first, not empty."""
    for state, older in pairwise(states):
        if set(state.suggestions) - set(older.suggestions):
            return state
    return states[-1]


def tally(offered: Sentence, accepted: Sentence) -> Mapping[str, int]:
    """Counts of one accepted sentence; none where nothing was suggested.

    `suggested` entities were offered and `taken` of them became gold by acceptance;
    `unedited` is 1 where the outcome is what accepting all of them at once gives.
    """
    suggested = {found.entity for found in offered.suggestions}
    if not suggested:
        return {}
    taken = {gold.entity for gold in accepted.gold if gold.origin.kind is OriginKind.MODEL}
    unedited = accepted.entities == accept_all(offered).entities
    return {
        "suggested": len(suggested),
        "taken": len(suggested & taken),
        "unedited": int(unedited),
    }
