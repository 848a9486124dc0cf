"""Proposals for the filter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.filter_completion import FIELDS, Vocabulary, complete, faulty_term, ranked
from workbench.domain.filters import Field, parse_filter

WORDS = Vocabulary(
    labels=("PER", "LOC", "Fine label", "PERIOD"),
    suggesters=("run-1", "run-2"),
    documents=("news/a.txt", "old notes.txt"),
    saved=(("second look", "flag: -status:done"), ("R&D", '"R&D"')),
)


def shown(text: str, cursor: int | None = None) -> list[str]:
    return [one.shown for one in complete(text, len(text) if cursor is None else cursor, WORDS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lab", ["label:"]),
        ("LAB", ["label:"]),
        ("s", ["status:", "split:", "suggested:", "suggester:", "score:", "second look"]),
        ("Annan -sta", ["status:"]),
        ("label:", ["PER", "LOC", "Fine label", "PERIOD"]),
        ("label:pe", ["PER", "PERIOD"]),
        ("label:lab", ["Fine label"]),
        ('label:"fin', ["Fine label"]),
        ("Label:LO", ["LOC"]),
        ("-status:d", ["draft", "done", "rejected"]),
        ("split:n", ["none", "train"]),
        ("tag:I-P", ["I-PER", "I-PERIOD"]),
        ("disagrees:run", ["run-1", "run-2"]),
        ("document:old", ["old notes.txt"]),
        ("look", ["second look"]),
        ("label:LOC", []),
        ("flag:", []),
        ("nothing:", []),
        ("zzz", []),
        ('"lab', []),
        ("/lab", []),
        ("text:/lab", []),
    ],
)
def test_what_fits_is_proposed(text: str, expected: list[str]) -> None:
    """Fields, values and saved filters; what begins so comes first; a whole term is complete."""
    assert shown(text) == expected


def test_an_empty_place_offers_everything() -> None:
    """All fields and all saved filters."""
    assert shown("") == [f"{name}:" for name in FIELDS] + ["second look", "R&D"]
    assert shown("label:PER ") == shown("")


@pytest.mark.parametrize(
    ("text", "cursor", "chosen", "expected"),
    [
        ("lab", 3, "label:", "label:|"),
        ("-lab x", 4, "label:", "-label:| x"),
        ("label:p x", 7, "PER", "label:PER| x"),
        ("label:pzzz", 7, "PER", "label:PER |"),
        ("x label:fine", 12, "Fine label", 'x label:"Fine label" |'),
        ('x label:"fine', 13, "Fine label", 'x label:"Fine label" |'),
        ("x sec", 5, "second look", "x flag: -status:done |"),
    ],
)
def test_a_proposal_takes_the_place_of_what_was_typed(
    text: str, cursor: int, chosen: str, expected: str
) -> None:
    """Only the term at the cursor changes; the cursor stands behind it."""
    (found,) = [one for one in complete(text, cursor, WORDS) if one.shown == chosen]
    written, place = found.written_into(text)
    assert f"{written[:place]}|{written[place:]}" == expected


def test_every_field_of_the_language_is_proposed() -> None:
    """A field that the parser knows, and the table does not, would stay unknown to people."""
    unnamed = {Field.WORDS, Field.EXACT, Field.REGEX}
    assert {field.value for field in Field if field not in unnamed} <= set(FIELDS)


@pytest.mark.parametrize("field", [name for name in FIELDS if name in set(Field)])
def test_what_is_proposed_can_be_read(field: str) -> None:
    """Each value of each field makes a filter without a fault."""
    for one in complete(f"{field}:", len(field) + 1, WORDS):
        (term,) = parse_filter(one.written_into(f"{field}:")[0]).terms
        assert term.field == field


@given(st.text(alphabet='abel:s "/-\\x', max_size=14), st.integers(0, 14))
def test_any_text_at_any_cursor_is_fine(text: str, cursor: int) -> None:
    """Nothing fails, and what is replaced lies around the cursor."""
    cursor = min(cursor, len(text))
    for one in complete(text, cursor, WORDS):
        assert 0 <= one.start <= cursor <= one.end <= len(text)


def test_names_that_no_filter_can_hold_are_left_out() -> None:
    """A quote cannot be written inside of quotes."""
    assert ranked("", ['say "no"', "plain"]) == ["plain"]


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("Annan status:nix flag:", "status:nix"),
        ("score:high", "score:high"),
        ("a -split:x y", "-split:x"),
        ("Annan status:new", None),
        ("", None),
    ],
)
def test_the_faulty_term_is_found(text: str, faulty: str | None) -> None:
    """So that it can be marked where it stands."""
    place = faulty_term(text)
    assert (None if place is None else text[slice(*place)]) == faulty


def test_a_cursor_behind_the_end_is_at_the_end() -> None:
    """Whatever counts signs otherwise must not keep it looking for ever."""
    assert shown("😀😀", 4) == shown("😀😀", 2)
    assert shown("😀 sta", 99) == ["status:"]
