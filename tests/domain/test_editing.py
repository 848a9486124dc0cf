"""Edits of one sentence keep everything that they do not touch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import editing
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.schemes import IO, IOB2, Scheme
from workbench.domain.sentence import Sentence, Status


def sentence(tags: str, scheme: Scheme = IOB2) -> Sentence:
    return Sentence(1, tuple("abcdefgh"[: len(tags.split())]), tuple(tags.split()), scheme)


def test_bad_tags_elsewhere_survive_an_edit() -> None:
    """Only the tokens of the new entity change; the rest is written in IOB2."""
    edited = editing.put_entity(sentence("I-PER 0 I-ORG VMISC", IO), Entity("LOC", 1, 2))
    assert edited.tags == ("B-PER", "B-LOC", "B-ORG", "VMISC")
    assert edited.scheme is IOB2


def test_an_overlapped_entity_goes_whole() -> None:
    """No half of it stays behind, nor its origin."""
    first = editing.put_entity(sentence("O O O O"), Entity("PER", 0, 3))
    second = editing.put_entity(first, Entity("ORG", 2, 4))
    assert second.entities == (Entity("ORG", 2, 4),)
    assert [entity for entity, _ in second.origins] == [Entity("ORG", 2, 4)]


def test_accepting_keeps_suggester_and_score() -> None:
    """The accepted entity is gold and knows where it came from."""
    suggestion = Suggestion(Entity("PER", 0, 1), "run-3", 0.7)
    given_one = Sentence(1, ("a",), ("O",), suggestions=(suggestion,))
    accepted = editing.accept_suggestion(given_one, suggestion)
    assert accepted.gold[0].origin == Origin(OriginKind.MODEL, "run-3", 0.7)
    assert accepted.suggestions == ()
    assert accepted.status is Status.DRAFT


def test_accepting_a_sentence_finishes_it() -> None:
    """What gold occupies or the threshold excludes is dropped; the surest wins."""
    suggestions = (
        Suggestion(Entity("PER", 0, 1), "r", 0.9),
        Suggestion(Entity("ORG", 0, 2), "s", 0.8),
        Suggestion(Entity("LOC", 2, 3), "r", 0.2),
        Suggestion(Entity("LOC", 3, 4), "r", 0.9),
    )
    start = Sentence(1, tuple("abcd"), ("O", "O", "O", "B-ORG"), suggestions=suggestions)
    done = editing.accept_all(start, 0.5)
    assert done.tags == ("B-PER", "O", "O", "B-ORG")
    assert done.status is Status.DONE
    assert done.suggestions == ()


def test_clearing_takes_bad_tags_too() -> None:
    """Tokens that a person clears are outside, whatever stood there."""
    cleared = editing.clear_tokens(sentence("B-PER I-PER VMISC B-ORG"), 1, 3)
    assert cleared.tags == ("O", "O", "O", "B-ORG")


@given(st.data())
def test_what_was_put_is_there(data: st.DataObject) -> None:
    """After any edits the last entity is in the tags, and nothing overlaps it."""
    current = sentence("O B-PER I-PER O I-X O")
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, 5))
        entity = Entity(
            data.draw(st.sampled_from("AB")), start, data.draw(st.integers(start + 1, 6))
        )
        current = editing.put_entity(current, entity)
        assert entity in current.entities
        assert set(dict(current.origins)) <= set(current.entities)
        removed = editing.remove_entities(current, [entity])
        assert all(tag == "O" for tag in removed.tags[entity.start : entity.end])


def test_an_orphan_beside_a_new_entity_stays_an_entity_of_its_own() -> None:
    """Its I- would otherwise go on with the new one."""
    edited = editing.put_entity(sentence("O I-PER I-PER"), Entity("PER", 0, 1))
    assert edited.entities == (Entity("PER", 0, 1), Entity("PER", 1, 3))


def test_an_entity_is_split_in_two() -> None:
    """Both halves keep the label; the borders are a person's doing now."""
    whole = sentence("O B-PER I-PER I-PER O")
    parts = editing.split_entity(whole, Entity("PER", 1, 4), 2)
    assert parts.tags == ("O", "B-PER", "B-PER", "I-PER", "O")
    assert {origin.kind for _, origin in parts.origins} == {OriginKind.HUMAN}


@pytest.mark.parametrize("at", [1, 4])
def test_an_entity_is_not_split_at_its_edge(at: int) -> None:
    """A half without tokens is no entity."""
    with pytest.raises(ValueError, match="cannot split"):
        editing.split_entity(sentence("O B-PER I-PER I-PER O"), Entity("PER", 1, 4), at)


def test_two_entities_are_joined() -> None:
    """The label of the first covers both and what lay between, whichever comes first."""
    apart = sentence("B-PER O B-LOC O")
    first, second = apart.entities
    assert editing.join_entities(apart, first, second).entities == (Entity("PER", 0, 3),)
    assert editing.join_entities(apart, second, first).entities == (Entity("LOC", 0, 3),)
    with pytest.raises(ValueError, match="cannot join"):
        editing.join_entities(apart, first, Entity("LOC", 3, 4))


SUGGESTIONS = (
    Suggestion(Entity("PER", 0, 1), "r", 0.95),
    Suggestion(Entity("PER", 0, 1), "s", 0.7),
    Suggestion(Entity("ORG", 0, 2), "s", 0.92),
    Suggestion(Entity("LOC", 2, 3), "r", 0.2),
)


def test_accepting_from_a_threshold_leaves_the_others() -> None:
    """The surest of those that overlap is taken with its score; what is below stays open."""
    start = Sentence(1, tuple("abc"), ("O",) * 3, suggestions=SUGGESTIONS)
    after = editing.accept_from(start, 0.9)
    assert after.gold[0].origin == Origin(OriginKind.MODEL, "r", 0.95)
    assert after.suggestions == (SUGGESTIONS[3],)
    assert after.status is Status.DRAFT
    assert editing.accept_from(start, 0.99) == start


def test_rejecting_drops_an_entity_whoever_proposes_it() -> None:
    """The same entity does not come back under another name; other proposals stay."""
    start = Sentence(1, tuple("abc"), ("O",) * 3, suggestions=SUGGESTIONS)
    after = editing.reject_suggestion(start, SUGGESTIONS[1])
    assert after.suggestions == SUGGESTIONS[2:]
    assert after.status is Status.DRAFT
    assert editing.reject_all(start).suggestions == ()
    bare = Sentence(1, tuple("abc"), ("O",) * 3)
    assert editing.reject_all(bare) == bare
