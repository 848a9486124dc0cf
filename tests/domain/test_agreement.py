"""What became of each suggester's proposals."""

from __future__ import annotations

from collections import Counter

from workbench.domain.agreement import Agreement, Fate, agreements, fates, read_fates
from workbench.domain.editing import accept_all, put_entity, reject_suggestion
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.sentence import Sentence

FIRST = Suggestion(Entity("PER", 0, 1), "run-1", 0.9)
SECOND = Suggestion(Entity("LOC", 2, 3), "run-1", 0.8)
TWIN = Suggestion(Entity("LOC", 2, 3), "my rules from home", 0.7)
OFFERED = Sentence(1, tuple("abcd"), ("O",) * 4, suggestions=(FIRST, SECOND, TWIN))


def test_each_suggester_is_told_what_became_of_its_proposals() -> None:
    """Accepted as they stood, set otherwise, or taken away; a shared one counts for both."""
    corrected = put_entity(OFFERED, Entity("ORG", 0, 2))
    assert fates(OFFERED, accept_all(corrected)) == {
        "changed from run-1": 1,
        "unchanged from my rules from home": 1,
        "unchanged from run-1": 1,
    }
    refused = reject_suggestion(OFFERED, SECOND)
    assert fates(OFFERED, accept_all(refused)) == {
        "rejected from my rules from home": 1,
        "rejected from run-1": 1,
        "unchanged from run-1": 1,
    }


def test_counts_survive_the_journal() -> None:
    """Among others, and whatever a suggester is called."""
    details = {"suggested": 2, **fates(OFFERED, accept_all(OFFERED)), "taken from": 3}
    counts: Counter[tuple[str, Fate]] = Counter()
    counts.update({(who, fate): number for who, fate, number in read_fates(details)})
    rows = agreements(counts)
    assert rows == (Agreement("run-1", 2), Agreement("my rules from home", 1))
    assert rows[0].share == 1.0 and Agreement("nobody").share == 0.0
