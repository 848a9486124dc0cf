"""Terms in the text of the filter field, and what they hit in a sentence."""

from __future__ import annotations

import re

import pytest

from workbench.domain.filters import Field, Filter, Term, parse_filter
from workbench.domain.sentence import Sentence
from workbench.ui.annotate.list.filter_text import Span, Wanted, pattern_hits, plain_hits, with_term


@pytest.mark.parametrize(
    ("text", "field", "value", "expected"),
    [
        ("", "status", "new", "status:new"),
        ("Annan status:done", "status", "new", "Annan status:new"),
        ("status:done Annan", "status", None, "Annan"),
        ("-label:ORG x", "label", "PER", "x label:PER"),
        ("x", "label", "A B", 'x label:"A B"'),
        ('label:"A B" x', "label", None, "x"),
        ("flag:", "flag", None, ""),
        ("x", "flag", "", "x flag:"),
    ],
)
def test_a_picked_term_replaces_what_the_filter_said(
    text: str, field: str, value: str | None, expected: str
) -> None:
    """The other terms stay; what comes out can be read again."""
    written = with_term(text, field, value)
    assert written == expected
    parse_filter(written)


def spans(pattern: str, text: str) -> list[Span]:
    return [match.span() for match in re.finditer(pattern, text)]


def hits(tokens: str | tuple[str, ...], text: str, tags: str = "", source: str = "") -> list[Span]:
    words = tuple(tokens.split()) if isinstance(tokens, str) else tokens
    sentence = Sentence(1, words, tuple(tags.split()) or ("O",) * len(words), source=source)
    wanted = Wanted.of(parse_filter(text))
    return plain_hits(sentence, wanted.plain) or pattern_hits(sentence, wanted.patterns, spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("annan", [(1, 2), (3, 4)]),
        ('"Annan met"', [(1, 3)]),
        ('"annan met"', []),
        ("mr. met", [(0, 1), (2, 3)]),
        ("-annan", []),
        ("status:new", []),
        ("/An+an met/", [(1, 3)]),
        ("/[a-z]nn/", [(3, 4)]),
        ("-/Annan/", []),
        ("nan", [(1, 2), (3, 4)]),
    ],
)
def test_hits_are_the_tokens_that_hold_the_words(text: str, expected: list[Span]) -> None:
    """Words in any case, exact ones over several tokens, patterns; nothing that is negated."""
    assert hits("Mr. Annan met annan", text) == expected


def test_two_characters_are_found_whatever_the_tokens_are() -> None:
    """Chinese cut into characters, into words, and across a border of words."""
    assert hits(tuple("在日内瓦"), "日内") == [(1, 3)]
    assert hits(("在", "日内瓦", "开会"), "日内") == [(1, 2)]
    assert hits(("在", "日内瓦", "开会"), "瓦开") == [(1, 3)]


def test_letters_that_grow_without_capitals_keep_their_place() -> None:
    """ß is ss when capitals do not matter; the tokens behind it are still right."""
    assert hits("Große STRASSE İzmir nah", "strasse") == [(1, 2)]
    assert hits("Straße İzmir nah", "STRASSE nah") == [(0, 1), (2, 3)]


def test_the_source_of_a_sentence_is_searched() -> None:
    """What the list found in the text as it came is marked there too."""
    assert hits("do n't go", "don't", source="We don't go") == [(0, 2)]


def test_entities_tokens_and_tags_are_hit() -> None:
    """An entity's text as a whole, tokens by a pattern, tags as they are."""
    tags = "B-PER I-PER O B-LOC"
    sentence = Sentence(1, ("Ada", "Lovelace", "saw", "Lima"), tuple(tags.split()))

    def find(field: str, value: str) -> list[Span]:
        wanted = Filter((Term(Field(field), value),))
        return plain_hits(sentence, Wanted.of(wanted).plain)

    assert find("text", "Ada*") == [(0, 2)]
    assert find("tag", "I-PER") == [(1, 2)]
    assert hits("Ada Lovelace saw Lima", "text:/^L/", tags) == [(3, 4)]
    assert hits("Ada Lovelace saw Lima", "tag:/PER/", tags) == [(0, 1), (1, 2)]
