"""Where a text occurs, token by token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.mentions import (
    CONFLICTS,
    Matcher,
    Presence,
    Standing,
    State,
    checked_pattern,
    fragments,
    hits_in,
    leftmost,
    place_tokens,
    read_terms,
    state_of,
    touched,
)
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, join_tokens

ANNAN = ("The", "United", "Nations", "and", "united", "nations", "of", "Unitedville")


def spans(text: str, tokens: str | tuple[str, ...], **options: bool) -> list[tuple[int, int]]:
    found = tokens.split() if isinstance(tokens, str) else tokens
    return Matcher([text], **options).spans(found)


@pytest.mark.parametrize(
    ("term", "tokens", "found"),
    [
        ("New York", "in New York City", [(1, 3)]),
        ("New York", "in NewYork", []),
        ("Newt on", "Newton", []),
        ("apart", "a part", []),
        ("U.S.", "the U.S. and U . S .", [(1, 2), (3, 7)]),
        ("Tom's", "Tom 's house", [(0, 2)]),
        ("Tom 's", "Tom 's house", [(0, 2)]),
        ("北京", "在 北 京 大 学", [(1, 3)]),
        ("北京", "在 北京 大学", [(1, 2)]),
        ("AT&T", "AT & T", [(0, 3)]),
        ("York", "Yorkshire", []),
        ("a a", "a a a a", [(0, 2), (2, 4)]),
        ("שלום", "שלום עולם", [(0, 1)]),
        ("👩‍🚀", "the 👩‍🚀 flew", [(1, 2)]),
    ],
)
def test_a_term_is_found_over_whole_tokens(
    term: str, tokens: str, found: list[tuple[int, int]]
) -> None:
    """Spaces end tokens; signs and characters written without spaces may stand alone."""
    assert spans(term, tokens) == found


def test_case_counts_unless_it_does_not() -> None:
    """Folded as Unicode folds it, so that the sharp s is two letters."""
    assert spans("united nations", ANNAN) == [(4, 6)]
    assert spans("united nations", ANNAN, case=False) == [(1, 3), (4, 6)]
    assert spans("STRASSE", "in der Straße", case=False) == [(2, 3)]


def test_a_part_of_a_token_tags_the_whole_token() -> None:
    """Without `whole` a term may lie inside of tokens, at their ends and across borders."""
    assert spans("United", ANNAN, whole=False) == [(1, 2), (7, 8)]
    assert spans("京大", "在 北京 大学", whole=False) == [(1, 3)]
    assert spans("ob", "bobob", whole=False) == [(0, 1)]


def test_the_longest_of_several_terms_wins() -> None:
    """A term inside of a longer one is no hit of its own; elsewhere it is."""
    matcher = Matcher(["York", "New York", "New York City"])
    assert matcher.spans(["New", "York", "City", "and", "York"]) == [(0, 3), (4, 5)]


def test_a_longer_term_does_not_reach_beyond_the_sentence() -> None:
    """Terms that begin alike, of which only the short one fits in at the end."""
    matcher = Matcher(["adam", "adam and eve"])
    assert matcher.spans(["black", "adam"]) == [(1, 2)]


def test_tokens_with_spaces_or_nothing_in_them_do_no_harm() -> None:
    """Odd tokens of real corpora: a figure with a thin space, and an empty one."""
    assert spans("1 000 km", ("1\u2009000", "km")) == [(0, 2)]
    assert spans("1000", ("1 000",)) == []
    assert spans("a b", ("a", "", "b")) == [(0, 3)]
    assert spans("b", ("a", "", "b", "")) == [(2, 3)]


@given(
    tokens=st.lists(st.text("ab.京北", min_size=1, max_size=3), min_size=1, max_size=8),
    data=st.data(),
)
def test_each_run_of_tokens_is_found_by_its_own_text(
    tokens: list[str], data: st.DataObject
) -> None:
    """What an entity's text says is found where the entity stands, or within a longer hit."""
    start = data.draw(st.integers(0, len(tokens) - 1))
    end = data.draw(st.integers(start + 1, len(tokens)))
    text = join_tokens(tokens[start:end])
    found = Matcher([text]).spans(tokens)
    assert any(a < end and start < b for a, b in found)
    assert all("".join(tokens[a:b]) == "".join(tokens[start:end]) for a, b in found)


@given(
    tokens=st.lists(st.text("aB.京北'", min_size=1, max_size=3), min_size=1, max_size=8),
    term=st.lists(st.text("aB.京北'", min_size=1, max_size=4), min_size=1, max_size=3),
)
def test_every_sentence_with_a_hit_holds_the_fragments(tokens: list[str], term: list[str]) -> None:
    """The quick look by fragments never misses a sentence that the exact one finds."""
    text = " ".join(term)
    if Matcher([text], whole=False).spans(tokens):
        assert all(piece in join_tokens(tokens) for piece in fragments(text))


def test_fragments_come_longest_first() -> None:
    """The longest tells most."""
    assert fragments("Tom's Diner") == ("Diner", "Tom", "'", "s")
    assert fragments("北京ABC") == ("ABC", "北京")
    assert fragments("...") == (".",)
    assert fragments(" ") == ()


def test_terms_are_read_one_a_line() -> None:
    """Spaces are evened out; empty lines, repeats and a byte order mark are left out."""
    assert read_terms("\ufeffNew  York\n\n Oslo \r\nOslo\n") == ("New York", "Oslo")


def test_a_bad_expression_is_named() -> None:
    """The error says what is wrong with it."""
    assert checked_pattern(r"\d+ km") == r"\d+ km"
    with pytest.raises(UsageError, match="unterminated") as caught:
        checked_pattern("(a")
    assert caught.value.code == "NW-U36"


def test_tokens_are_placed_in_the_source() -> None:
    """Or in the joined text, where the source does not hold them."""
    sentence = Sentence(1, ("Tom", "'s"), ("O", "O"), source="Tom's")
    assert place_tokens(sentence) == ("Tom's", [(0, 3), (3, 5)])
    other = Sentence(1, ("Tom", "is"), ("O", "O"), source="Tom's")
    assert place_tokens(other) == ("Tom is", [(0, 3), (4, 6)])


def test_stretches_of_text_become_tokens() -> None:
    """Those that they touch, or those that they fill exactly."""
    places = [(0, 3), (4, 8), (9, 10)]
    assert touched(places, [(1, 5)], whole=False) == [(0, 2)]
    assert touched(places, [(1, 5)], whole=True) == []
    assert touched(places, [(4, 10)], whole=True) == [(1, 3)]
    assert touched(places, [(3, 4)], whole=False) == []


def test_spans_that_overlap_leave_one() -> None:
    """The first, and the longest that begins there."""
    assert leftmost([(2, 3), (0, 1), (0, 2), (1, 3)]) == [(0, 2), (2, 3)]


@pytest.mark.parametrize(
    ("tags", "standing", "state"),
    [
        ("O O O", Standing(), State.UNTAGGED),
        ("O 0 O", Standing(), State.UNTAGGED),
        ("O B-ORG I-ORG", Standing(Presence.ENTITY, "ORG"), State.SAME),
        ("O B-LOC I-LOC", Standing(Presence.ENTITY, "LOC"), State.OTHER),
        ("B-ORG I-ORG I-ORG", Standing(Presence.OVERLAP, "ORG"), State.OVERLAP),
        ("O B-ORG O", Standing(Presence.OVERLAP, "ORG"), State.OVERLAP),
        ("O VORG O", Standing(Presence.BAD_TAG, "VORG"), State.BAD_TAG),
    ],
)
def test_what_stands_there_is_said(tags: str, standing: Standing, state: State) -> None:
    """Gold that differs and bad tags are conflicts."""
    sentence = Sentence(1, ("The", "United", "Nations"), tuple(tags.split()), IOB2)
    (hit,) = hits_in(sentence, [(1, 3)])
    assert hit.standing == standing
    assert state_of(hit.standing, "ORG") is state
    assert (state in CONFLICTS) is (state not in (State.UNTAGGED, State.SAME))
    assert (hit.text, hit.left, hit.right) == ("United Nations", "The", "")


def test_a_suggestion_is_no_conflict() -> None:
    """The surest of them names the label."""
    suggestions = (
        Suggestion(Entity("LOC", 1, 2), "a", 0.4),
        Suggestion(Entity("ORG", 1, 3), "b", 0.9),
    )
    sentence = Sentence(1, ("a", "b", "c"), ("O",) * 3, IOB2, suggestions=suggestions)
    (hit,) = hits_in(sentence, [(1, 3)])
    assert hit.standing == Standing(Presence.SUGGESTION, "ORG")
    assert state_of(hit.standing, "LOC") is State.SUGGESTED
