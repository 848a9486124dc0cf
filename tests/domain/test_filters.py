"""What a person types into the filter field."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.domain.errors import UsageError
from workbench.domain.filters import FIELDS, Field, Filter, Term, format_filter, parse_filter


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
        ("Label:ORG STATUS:new", [Term(Field.LABEL, "ORG"), Term(Field.STATUS, "new")]),
        (
            "text:/^U N/ -tag:/^B/",
            [Term(Field.TEXT, "^U N", pattern=True), Term(Field.TAG, "^B", True, pattern=True)],
        ),
        ("document:/a/b", [Term(Field.DOCUMENT, "/a/b")]),
        ('text:"/a b/"', [Term(Field.TEXT, "/a b/")]),
        (r'"a \"b\" \\ \n"', [Term(Field.EXACT, r'a "b" \ \n')]),
        ("length:>40 length:7", [Term(Field.LENGTH, ">40"), Term(Field.LENGTH, "7")]),
        ("note: note:x", [Term(Field.NOTE), Term(Field.NOTE, "x")]),
        ("disagrees: disagrees:run-1", [Term(Field.DISAGREES), Term(Field.DISAGREES, "run-1")]),
        (
            "12:30 O'Neill 5\" - --x",
            [
                Term(Field.WORDS, "12:30"),
                Term(Field.WORDS, "O'Neill"),
                Term(Field.WORDS, '5"'),
                Term(Field.WORDS, "-"),
                Term(Field.WORDS, "-x", True),
            ],
        ),
    ],
)
def test_terms_are_read(typed: str, terms: list[Term]) -> None:
    """Each kind of term, alone and together."""
    assert list(parse_filter(typed).terms) == terms


@pytest.mark.parametrize(
    "typed",
    [
        "status:finished",
        "split:prod",
        "label:",
        "score:high",
        "score:",
        "/(/",
        "tag:/(/",
        "flag:yes",
        "length:long",
        "origin:me",
        "token:",
        "suggester:",
    ],
)
def test_terms_that_cannot_be_read_say_why(typed: str) -> None:
    """The message names the term; nothing is guessed."""
    with pytest.raises(UsageError) as caught:
        parse_filter(typed)
    assert caught.value.code == "NW-U10"
    assert typed.removeprefix("tag:") in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('"United Nations', "closing quote"),
        ('"a"b', "closing quote"),
        ('text:"a b', "closing quote"),
        ('-"a', "closing quote"),
        ("/usr/bin", "closing slash"),
        ("/a", "closing slash"),
        ("-/a", "closing slash"),
        ("token:/a", "closing slash"),
        ('""', "nothing stands between"),
        ("lable:ORG", "label:"),
        ("Tags:O", "tag:"),
        ("sugested:", "suggested:"),
    ],
)
def test_slips_are_said_and_not_swallowed(typed: str, said: str) -> None:
    """A missing end of a quote or a misspelt field finds nothing and would look like an answer."""
    with pytest.raises(UsageError, match=re.escape(said)):
        parse_filter(f"word {typed}")


VALUES = {
    Field.REGEX: st.text(min_size=1).map(re.escape),
    Field.SCORE: st.sampled_from(["<0.6", ">=0.9", "> .5"]),
    Field.LENGTH: st.sampled_from([">40", "7", "<= 3"]),
}


def _values(field: Field) -> st.SearchStrategy[str]:
    rule = FIELDS[field]
    if field is Field.FLAG:
        return st.just("")
    free = VALUES.get(field, st.text(min_size=1))
    known = st.sampled_from(rule.choices) if rule.choices else free
    return known | (st.just("") if rule.empty else st.nothing())


@st.composite
def terms(draw: st.DrawFn) -> Term:
    field = draw(st.sampled_from(Field))
    pattern = FIELDS[field].patterns and draw(st.booleans())
    value = draw(VALUES[Field.REGEX] if pattern else _values(field))
    return Term(field, value.replace("/", "|") if pattern else value, draw(st.booleans()), pattern)


@given(st.lists(terms()))
@example([Term(Field.WORDS, "label:ORG"), Term(Field.WORDS, '"'), Term(Field.WORDS, "-")])
@example([Term(Field.EXACT, "\\"), Term(Field.EXACT, '\\"'), Term(Field.WORDS, "a b")])
@example([Term(Field.REGEX, "a/b"), Term(Field.REGEX, r"a\/b"), Term(Field.TEXT, "/a/")])
def test_what_is_written_reads_the_same(several: list[Term]) -> None:
    """A saved filter is the filter that was saved, whatever its values hold."""
    wanted = Filter(tuple(several))
    assert parse_filter(format_filter(wanted)) == wanted


@given(st.text(alphabet='ab:"/\\- \t*<l'))
def test_any_typing_is_read_or_refused(typed: str) -> None:
    """There is no third way; what was read can be written and read again."""
    try:
        found = parse_filter(typed)
    except UsageError:
        return
    assert parse_filter(format_filter(found)) == found


def test_a_kind_of_finding_must_be_one() -> None:
    """A misspelt kind would find nothing and look like good news."""
    assert parse_filter("finding:outside-mark").terms == (Term(Field.FINDING, "outside-mark"),)
    with pytest.raises(UsageError):
        parse_filter("finding:outside")
