"""What a person types into the filter field."""

from __future__ import annotations

import pytest

from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Term, parse_filter


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", []),
        ("united nations", [Term(Field.WORDS, "united"), Term(Field.WORDS, "nations")]),
        ('-"New York"', [Term(Field.EXACT, "New York", negated=True)]),
        (r"/a b\/c/", [Term(Field.REGEX, r"a b\/c")]),
        ('text:"New Y*"', [Term(Field.TEXT, "New Y*")]),
        ("label:ORG -status:done", [Term(Field.LABEL, "ORG"), Term(Field.STATUS, "done", True)]),
        ("flag: finding:", [Term(Field.FLAG), Term(Field.FINDING)]),
        ("score:<0.6", [Term(Field.SCORE, "<0.6")]),
        ("http://x", [Term(Field.WORDS, "http://x")]),
        ("-word", [Term(Field.WORDS, "word", negated=True)]),
        ("国", [Term(Field.WORDS, "国")]),
    ],
)
def test_terms_are_read(typed: str, terms: list[Term]) -> None:
    """Each kind of term, alone and together."""
    assert list(parse_filter(typed).terms) == terms


@pytest.mark.parametrize(
    "typed", ["status:finished", "split:prod", "label:", "score:high", "score:", "/(/"]
)
def test_terms_that_cannot_be_read_say_why(typed: str) -> None:
    """The message names the term; nothing is guessed."""
    with pytest.raises(UsageError) as caught:
        parse_filter(typed)
    assert caught.value.code == "NW-U10"
    assert typed in str(caught.value)


def test_a_kind_of_finding_must_be_one() -> None:
    """A misspelt kind would find nothing and look like good news."""
    assert parse_filter("finding:outside-mark").terms == (Term(Field.FINDING, "outside-mark"),)
    with pytest.raises(UsageError):
        parse_filter("finding:outside")
