"""What several suggesters propose on one sentence."""

from __future__ import annotations

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.sentence import Sentence
from workbench.domain.thresholds import Thresholds
from workbench.domain.votes import proposals_of, rivals
from workbench.ui.annotate.editor.cursor import chips_of
from workbench.ui.annotate.proposals import (
    next_doubtful,
    next_rival,
    suggesters_of,
)

LONG, SHORT, OTHER = Entity("ORG", 1, 4), Entity("LOC", 3, 5), Entity("PER", 6, 7)
FOUND = (
    Suggestion(LONG, "rules", 0.6),
    Suggestion(SHORT, "run-1", 0.9),
    Suggestion(SHORT, "run-2", 0.7),
    Suggestion(Entity("PER", 4, 5), "rules", 0.5),
    Suggestion(OTHER, "run-1", 0.3),
)


def test_votes_for_the_same_entity_stand_together() -> None:
    """In the order of the text, the surest vote first."""
    found = proposals_of(reversed(FOUND))
    assert [p.entity for p in found] == [LONG, SHORT, Entity("PER", 4, 5), OTHER]
    assert [v.suggester for v in found[1].votes] == ["run-1", "run-2"]
    assert suggesters_of(FOUND) == ("rules", "run-1", "run-2")


def test_rivals_are_all_that_hang_together() -> None:
    """`PER 4..5` does not touch `ORG 1..4`, but what lies between them touches both."""
    found = rivals(proposals_of(FOUND), LONG.positions)
    assert [p.entity for p in found] == [SHORT, LONG, Entity("PER", 4, 5)]
    assert rivals(proposals_of(FOUND), range(1)) == ()


def test_rivals_come_round() -> None:
    """Each is shown once before the first comes again."""
    offered = proposals_of(FOUND)
    current, seen = SHORT, [SHORT]
    for _ in range(3):
        following = next_rival(offered, current, current.positions)
        assert following is not None
        current = following
        seen.append(current)
    assert seen == [SHORT, LONG, Entity("PER", 4, 5), SHORT]
    assert next_rival(offered, OTHER, OTHER.positions) is None


def test_a_preferred_proposal_is_shown_before_surer_ones() -> None:
    """The chip says how many others it hides."""
    sentence = Sentence(1, tuple("abcdefgh"), ("O",) * 8, suggestions=FOUND)
    first = chips_of(sentence)
    assert [(chip.entity, chip.rivals) for chip in first] == [(SHORT, 2), (OTHER, 0)]
    second = chips_of(sentence, LONG)
    assert [chip.entity for chip in second] == [LONG, Entity("PER", 4, 5), OTHER]
    assert second[0].rivals == 1


def test_doubtful_suggestions_are_visited_in_turn() -> None:
    """Those below the threshold, going round; None where all are sure."""
    first = next_doubtful(FOUND, range(1), Thresholds(0.65).is_sure, forward=True)
    assert first is not None
    assert first.entity == LONG
    second = next_doubtful(FOUND, LONG.positions, Thresholds(0.65).is_sure, forward=True)
    assert second is not None
    assert second.entity == Entity("PER", 4, 5)
    last = next_doubtful(FOUND, LONG.positions, Thresholds(0.65).is_sure, forward=False)
    assert last is not None
    assert last.entity == OTHER
    assert next_doubtful(FOUND, range(1), Thresholds(0.2).is_sure, forward=True) is None
