"""Dictionaries as values and as files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.dictionaries import (
    Dictionary,
    DictionaryTerm,
    LearnOptions,
    checked_term,
    learned_terms,
    read_dictionary,
    write_dictionary,
)
from workbench.domain.errors import CorpusError, UsageError

TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)
TERMS = st.builds(
    DictionaryTerm,
    st.lists(TEXTS, min_size=1, max_size=3).map(" ".join),
    st.integers(0, 100).map(lambda share: share / 100),
    st.integers(0, 9),
    st.booleans(),
)


@given(st.lists(TERMS, max_size=8))
def test_a_table_reads_back_as_it_was_written(terms: list[DictionaryTerm]) -> None:
    """Quotes, commas and any script included; the project's own form likewise."""
    written = Dictionary("LOC").with_terms(terms)
    assert read_dictionary(write_dictionary(written)) == written.terms
    assert Dictionary.from_json("LOC", written.to_json()) == written


def test_a_list_has_one_term_a_line_and_may_have_weights() -> None:
    """Spaces are evened out, empty lines left out; what has no weight is sure."""
    terms = read_dictionary("\ufeffNew  York\t0.5\n\nOslo\nLima\t \n")
    assert [(one.text, one.confidence) for one in terms] == [
        ("New York", 0.5),
        ("Oslo", 1.0),
        ("Lima", 1.0),
    ]


def test_counts_as_weights_become_shares_of_the_greatest() -> None:
    """A list with how often each term occurred can be used as it is."""
    assert [one.confidence for one in read_dictionary("a\t200\nb\t50\n")] == [1.0, 0.25]


@pytest.mark.parametrize("text", ["Oslo\tmuch\n", "Oslo\t-1\n", "term,confidence\nOslo,nan\n"])
def test_a_weight_that_is_none_is_told_with_its_line(text: str) -> None:
    """Nothing of the file is taken in."""
    with pytest.raises(CorpusError, match=r"Line [12] has") as refused:
        read_dictionary(text)
    assert refused.value.code == "NW-L12"


@pytest.mark.parametrize(
    "term", [DictionaryTerm(" "), DictionaryTerm("a" * 501), DictionaryTerm("a", 1.5)]
)
def test_what_is_no_term_is_refused(term: DictionaryTerm) -> None:
    """Empty, endless, or surer than sure."""
    with pytest.raises(UsageError):
        checked_term(term)


def test_learned_terms_by_hand() -> None:
    """Paris is tagged 3 of 4 times, Lima once, May 2 of 10 times."""
    tagged = {("Paris", "LOC"): 3, ("Lima", "LOC"): 1, ("May", "PER"): 2, ("May", "LOC"): 1}
    places = {"Paris": 4, "Lima": 1, "May": 10}
    learned = learned_terms(tagged, places, LearnOptions(least=2, share=0.5))
    assert learned == {"LOC": (DictionaryTerm("Paris", 0.75, 3),)}
    lenient = learned_terms(tagged, places, LearnOptions(least=1, share=0.1))
    assert [one.text for one in lenient["LOC"]] == ["Lima", "May", "Paris"]
    assert lenient["PER"] == (DictionaryTerm("May", 0.2, 2),)


def test_to_learn_again_keeps_what_a_person_gave() -> None:
    """Earlier learned terms go; a given one wins over a learned one of the same text."""
    before = Dictionary("LOC").with_terms(
        [DictionaryTerm("Oslo", 0.9), DictionaryTerm("Rome", 0.5, 3)]
    )
    after = before.relearned([DictionaryTerm("Oslo", 0.4, 2), DictionaryTerm("Lima", 1.0, 2)])
    assert [(one.text, one.confidence) for one in after.terms] == [("Lima", 1.0), ("Oslo", 0.9)]
