"""What is counted when a person accepts a sentence."""

from __future__ import annotations

from dataclasses import replace

from workbench.domain.acceptance import effort, offered_state, tally
from workbench.domain.editing import accept_all, accept_suggestion, put_entity, reject_suggestion
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.sentence import Sentence, Status

FIRST = Suggestion(Entity("PER", 0, 1), "run-1", 0.9)
SECOND = Suggestion(Entity("LOC", 2, 3), "run-1", 0.8)
TWIN = Suggestion(Entity("LOC", 2, 3), "run-2", 0.7)
BARE = Sentence(1, tuple("abc"), ("O",) * 3)
OFFERED = Sentence(1, tuple("abc"), ("O",) * 3, suggestions=(FIRST, SECOND, TWIN))


def counts(accepted: Sentence) -> tuple[int, int, int]:
    found = tally(OFFERED, accept_all(accepted))
    return found["suggested"], found["taken"], found["unedited"]


def test_what_is_accepted_as_it_was_counts_as_unedited() -> None:
    """At once or one by one; an entity that two suggesters propose is one."""
    assert counts(OFFERED) == (2, 2, 1)
    assert counts(accept_suggestion(OFFERED, FIRST)) == (2, 2, 1)


def test_any_change_by_hand_is_an_edit() -> None:
    """Something added, rejected, or set by hand in place of a suggestion."""
    assert counts(put_entity(OFFERED, Entity("ORG", 1, 2))) == (2, 2, 0)
    assert counts(reject_suggestion(OFFERED, SECOND)) == (2, 1, 0)
    assert counts(put_entity(OFFERED, Entity("LOC", 0, 1))) == (2, 1, 0)


def test_nothing_is_counted_where_nothing_was_suggested() -> None:
    """A sentence tagged by hand says nothing about a suggester."""
    assert tally(BARE, accept_all(BARE)) == {}


def test_the_offer_is_the_state_in_which_suggestions_were_last_new() -> None:
    """Edits since then only took some away."""
    later = accept_suggestion(OFFERED, FIRST)
    assert offered_state(later, [OFFERED, BARE]) == OFFERED
    assert offered_state(later, [OFFERED]) == OFFERED
    assert offered_state(BARE, []) == BARE


def test_a_sentence_adds_to_the_pace_but_once() -> None:
    """With what it holds when it is done; accepted again, it was done before."""
    accepted = accept_all(OFFERED)
    assert effort(OFFERED, accepted) == {
        "finished": 1,
        "accepted_entities": 2,
        "accepted_tokens": 3,
    }
    assert effort(accepted, accepted) == {"finished": 0}
    assert effort(replace(accepted, status=Status.DRAFT), accepted)["finished"] == 1
