"""What the instant model sees: words, their neighbours, known names, and signs of Chinese."""

from __future__ import annotations

import pytest

from workbench.engines.instant.features import Features, features_with
from workbench.engines.instant.shapes import is_by_character, letter_kind, shape, short_shape


def row(tokens: str, place: int, gazetteer: dict[str, list[str]] | None = None) -> set[str]:
    made = Features(gazetteer or {}).rows(tuple(tokens.split()))
    return {one.decode("utf-8", "surrogatepass") for one in made[place]}


@pytest.mark.parametrize(
    ("word", "whole", "short"),
    [("McKay-7", "XxXxx-d", "XxXx-d"), ("1998", "dddd", "d"), ("Åsa", "Xxx", "Xx"), ("", "", "")],
)
def test_shapes(word: str, whole: str, short: str) -> None:
    """Letters, digits and signs by their kind; runs of one kind once."""
    assert (shape(word), short_shape(word)) == (whole, short)


def test_a_word_is_seen_with_its_neighbours() -> None:
    """Lower case, affixes, and two words to either side with their distance."""
    seen = row("In Oslo lives Ada today .", 3)
    assert {"l=ada", "w=Ada", "ss=Xx", "-1l=lives", "+1l=today", "-2l=oslo", "+2l=."} <= seen
    assert {"p4=oslo", "x2=lo"} <= row("Oslo", 0) | row("Oslogate", 0)
    # Nothing is said twice.
    assert "w=lives" not in row("lives", 0)


def test_the_edges_of_a_sentence_are_seen() -> None:
    """The first token and the last one are marked, and both in a sentence of one."""
    assert "first" in row("Ada left", 0) and "last" not in row("Ada left", 0)
    assert {"first", "last"} <= row("Ada", 0)


def test_known_names_are_found_by_the_longest_match() -> None:
    """Their case does not matter; a shorter name inside a longer one is not seen."""
    gazetteer = {"LOC": ["New York", "York"], "ORG": ["new york times"]}
    assert "g=B-ORG" in row("The New York Times wrote", 1, gazetteer)
    assert "g=I-ORG" in row("The New York Times wrote", 3, gazetteer)
    assert not {one for one in row("The New York Times wrote", 2, gazetteer) if "LOC" in one}
    assert {"g=I-LOC"} == {one for one in row("in New York .", 2, gazetteer) if "g=" in one}


def test_text_of_single_characters_is_seen_by_its_neighbours() -> None:
    """Chinese, with and without a digit behind each sign, goes by single signs and pairs."""
    assert is_by_character(["我", "爱", "北", "京", "。"])
    assert is_by_character(["我0", "爱0", "北0", "京1"])
    assert not is_by_character(["I", "saw", "北京", "in", "June"])
    assert not is_by_character(["a", "b", "c", "d"])
    assert {"c0=北", "c0,1=北|京", "c-1,0=爱|北"} <= row("我 爱 北 京 。", 2)
    assert [letter_kind(one) for one in ("北", "a", "7", "。", "")] == ["h", "a", "d", "p", "p"]


def test_any_text_has_features() -> None:
    """Half a surrogate pair and other odd signs too."""
    for tokens in (("\ud800", "x"), ("\x00",), ("",), ("😀" * 30,)):
        features = Features({})
        assert len(features.of(tokens)) == len(tokens)
        assert features.of(tokens) is features.of(tokens)


def test_features_are_shared_by_gazetteer() -> None:
    """Whoever knows the same names sees the same, and makes it once."""
    assert features_with({"PER": ["Ada", "Bo"]}) is features_with({"PER": ("Bo", "Ada")})
    assert features_with({}) is not features_with({"PER": ["Ada"]})
