"""Several suggesters on one sentence, seen as votes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.votes import by_votes, in_turn, proposals_of

TOWN, CITY, WHO = Entity("LOC", 2, 3), Entity("LOC", 2, 4), Entity("PER", 0, 1)

suggestions = st.builds(
    Suggestion,
    st.builds(
        lambda label, start, length: Entity(label, start, start + length),
        st.sampled_from(["LOC", "PER"]),
        st.integers(0, 5),
        st.integers(1, 3),
    ),
    st.sampled_from(["run-1", "run-2", "instant", "rules"]),
    st.floats(0.0, 1.0),
)


def test_agreement_makes_one_proposal_that_is_believed_more() -> None:
    """More than the best vote alone, less than if each had judged alone."""
    (found,) = proposals_of([Suggestion(TOWN, "run-1", 0.8), Suggestion(TOWN, "instant", 0.5)])
    assert [vote.suggester for vote in found.votes] == ["run-1", "instant"]
    assert found.agreed == pytest.approx((0.8 + 0.9) / 2)
    assert found.confidence == found.agreed


def test_votes_outweigh_one_surer_voice() -> None:
    """Variants are ordered by what all their votes come to."""
    offered = [
        Suggestion(CITY, "run-1", 0.7),
        Suggestion(TOWN, "run-2", 0.65),
        Suggestion(TOWN, "instant", 0.6),
    ]
    assert [one.entity for one in by_votes(proposals_of(offered))] == [TOWN, CITY]
    assert [one.entity for one in in_turn(offered, preferred=CITY)] == [CITY, TOWN]


def test_contradiction_takes_confidence_away() -> None:
    """From both variants; what stands beside them keeps its own."""
    offered = [
        Suggestion(CITY, "run-1", 0.9),
        Suggestion(TOWN, "run-2", 0.6),
        Suggestion(WHO, "run-2", 0.7),
    ]
    found = {one.entity: one.confidence for one in proposals_of(offered)}
    assert found[CITY] == pytest.approx(0.9 * 0.9 / 1.5)
    assert found[TOWN] == pytest.approx(0.6 * 0.6 / 1.5)
    assert found[WHO] == pytest.approx(0.7)


def test_a_suggester_does_not_contradict_itself() -> None:
    """Rules may propose a place both whole and in part."""
    offered = [Suggestion(CITY, "rules", 0.9), Suggestion(TOWN, "rules", 0.6)]
    assert [one.confidence for one in proposals_of(offered)] == [0.6, 0.9]


def test_the_strongest_vote_is_the_most_trusted() -> None:
    """A suggester whose scores were worth little so far gives way to a modest one."""
    worth = {"boaster": 0.3, "modest": 0.6}
    offered = [Suggestion(TOWN, "boaster", 0.99), Suggestion(TOWN, "modest", 0.6)]
    (found,) = proposals_of(offered, lambda one: worth[one.suggester])
    assert found.best.suggester == "modest"


@given(st.lists(suggestions, max_size=12))
def test_every_vote_is_kept_and_figures_stay_in_bounds(offered: list[Suggestion]) -> None:
    """Nothing is lost or invented, and confidence never exceeds what the votes agree on."""
    found = proposals_of(offered)
    assert sorted(vote for one in found for vote in one.votes) == sorted(offered)
    assert all(0.0 <= one.confidence <= one.agreed + 1e-12 <= 1.0 + 1e-9 for one in found)
