"""Dictionaries and rules against what a look at each place by hand would find."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.dictionaries import Dictionary, DictionaryTerm
from workbench.domain.errors import UsageError
from workbench.domain.matching import (
    Conflict,
    ConflictKind,
    Finds,
    Match,
    Source,
    longest_first,
)
from workbench.domain.mentions import Matcher
from workbench.domain.rules import Rule
from workbench.domain.sentence import Sentence
from workbench.workflow.matching import DictionaryFinder, RuleFinder, TermAutomaton, compiled

WORDS = st.sampled_from(["a", "b", "ab", "A", "ba", "'s", "-", "北", "京", "ß"])
TOKENS = st.lists(WORDS, min_size=1, max_size=10)
TERMS = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), max_size=6, unique=True)


def sentence(*tokens: str, source: str = "") -> Sentence:
    return Sentence(1, tokens, ("O",) * len(tokens), source=source)


def dictionary(label: str, *terms: str, case: bool = True, score: float = 1.0) -> Dictionary:
    return Dictionary(label, tuple(DictionaryTerm(one, score, case=case) for one in terms))


def size(match: Match) -> int:
    return match.end - match.start


def spans(tokens: Sequence[str], terms: Sequence[str], case: bool) -> set[tuple[int, int]]:
    """Every place of every term, by trying each term alone in each run of tokens alone."""
    found = set()
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            run = tokens[start:end]
            if any(Matcher([term], case).spans(run) == [(0, len(run))] for term in terms):
                found.add((start, end))
    return found


@given(TOKENS, TERMS, st.booleans())
def test_the_automaton_finds_what_a_search_of_every_place_finds(
    tokens: list[str], terms: list[str], case: bool
) -> None:
    """Overlapping ones too, with and without case, in words and in characters."""
    automaton = TermAutomaton([(term, Source("X", term), 1.0) for term in terms], case)
    assert {one[:2] for one in automaton.matches(tokens)} == spans(tokens, terms, case)


@given(
    st.lists(
        st.builds(
            lambda start, size, label, score: Match(start, start + size, Source(label, "t"), score),
            st.integers(0, 8),
            st.integers(1, 4),
            st.sampled_from(["PER", "LOC"]),
            st.sampled_from([0.3, 0.7, 1.0]),
        ),
        max_size=12,
    )
)
def test_what_stands_overlaps_nothing_and_beats_all_that_does_not(matches: list[Match]) -> None:
    """Each match that falls meets a chosen one that is at least as long; all labels are told."""
    chosen, conflicts = longest_first(matches)
    taken = [place for one in chosen for place in range(one.start, one.end)]
    assert len(taken) == len(set(taken))
    met = set()
    for match in set(matches) - set(chosen):
        rivals = [one for one in chosen if one.start < match.end and match.start < one.end]
        assert any(size(one) >= size(match) for one in rivals)
        longer = [one for one in rivals if size(one) > size(match)]
        met |= {(one.label, match.label) for one in longer if one.label != match.label}
    assert {(one.kept.label, one.dropped.label) for one in conflicts} >= met


def test_the_longest_stands_and_the_conflict_is_told() -> None:
    """New York Times beats New York; the label of the shorter one is a conflict inside."""
    finder = DictionaryFinder(
        [dictionary("LOC", "New York", "Times"), dictionary("ORG", "New York Times")]
    )
    finds = Finds.of(1, finder.matches(["the", "New", "York", "Times", "of", "New", "York"]))
    assert [(one[:2], one.label) for one in finds.chosen] == [((1, 4), "ORG"), ((5, 7), "LOC")]
    kept, dropped = Source("ORG", "New York Times"), Source("LOC", "New York")
    assert Conflict(ConflictKind.INSIDE, kept, dropped) in finds.conflicts


def test_of_two_labels_on_the_same_words_the_surer_one_stands() -> None:
    """Both are counted as hits, so that the precision of either can be seen."""
    finder = DictionaryFinder(
        [dictionary("LOC", "Paris", score=0.9), dictionary("PER", "Paris", score=0.2)]
    )
    finds = Finds.of(1, finder.matches(["Paris"]))
    assert [one.label for one in finds.chosen] == ["LOC"]
    assert {one.label for one in finds.hits} == {"LOC", "PER"}
    assert [one.kind for one in finds.conflicts] == [ConflictKind.SAME]


@pytest.mark.parametrize(
    ("tokens", "term", "case", "found"),
    [
        (("Tom", "'s", "cat"), "Tom's", True, [(0, 2)]),
        (("in", "北", "京", "市"), "北京", True, [(1, 3)]),
        (("new", "york"), "New York", True, []),
        (("new", "york"), "New York", False, [(0, 2)]),
        (("STRASSE",), "Straße", False, [(0, 1)]),
        (("Yorkshire",), "York", True, []),
        (("New", "Yorkshire"), "New York", True, []),
    ],
)
def test_terms_respect_tokens(
    tokens: tuple[str, ...], term: str, case: bool, found: list[tuple[int, int]]
) -> None:
    """A term ends where a token ends, however its words were cut."""
    finder = DictionaryFinder([dictionary("X", term, case=case)])
    assert [one[:2] for one in finder.matches(tokens)] == found


def test_a_rule_matches_the_sentence_as_it_is_shown() -> None:
    """With the spaces of its source; the spaces at the ends of a hit do not count."""
    rule = Rule("codes", "MISC", r"\s[A-Z]{2}-\d+\b")
    found = RuleFinder([rule]).find(sentence("See", "AB", "-", "12", "!", source="See AB-12 !"))
    assert [one[:2] for one in found.chosen] == [(1, 4)]
    joined = RuleFinder([rule]).find(sentence("See", "AB", "-", "12", "!"))
    assert joined.chosen == ()


def test_a_hit_that_cuts_a_token_is_told_and_not_used() -> None:
    """`Oslo` within `Oslo-born` is no entity."""
    rule = Rule("towns", "LOC", "Oslo")
    found = RuleFinder([rule]).find(sentence("Oslo-born", "in", "Oslo"))
    assert [one[:2] for one in found.chosen] == [(2, 3)]
    assert found.cut == (rule.source,)


def test_a_rule_without_case_matches_any() -> None:
    """Positions are those of characters, not of bytes."""
    found = RuleFinder([Rule("x", "LOC", "łódź", case=False)]).find(sentence("é", "ŁÓDŹ", "ü"))
    assert [one[:2] for one in found.chosen] == [(1, 2)]


@pytest.mark.parametrize("pattern", ["(?=a)", r"(a)\1", "(", "", "a" * 1001, "[z-a]"])
def test_what_cannot_be_matched_in_linear_time_is_refused(pattern: str) -> None:
    """Look-around and back-references are named in what to do; a broken one says why."""
    with pytest.raises(UsageError) as refused:
        compiled(Rule("x", "LOC", pattern))
    assert refused.value.code == "NW-L10"
    assert "look-around" in refused.value.next_step


def test_an_expression_that_would_hang_others_is_quick() -> None:
    """`(a+)+b` over many a's: RE2 takes a time that grows with the text alone."""
    found = RuleFinder([Rule("x", "LOC", "(a+)+b")]).find(sentence("a" * 20_000))
    assert found.chosen == ()
