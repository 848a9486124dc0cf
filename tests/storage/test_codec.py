"""Values survive the way into the file and the journal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.checks import FindingKind
from workbench.domain.entity import HUMAN, Entity, Origin, OriginKind, Suggestion
from workbench.domain.schemes import BARE, IOB2, with_outside
from workbench.domain.sentence import Sentence, Split, Status
from workbench.storage.codec import (
    difference,
    dumps,
    from_lines,
    json_to_sentence,
    loads,
    sentence_to_json,
    to_lines,
    with_fields,
)

_ITEMS = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])))
_SENTENCE = Sentence(
    7,
    ("Ada", "Byron"),
    ("B-PER", "I-PER"),
    with_outside(BARE, "0"),
    Status.DRAFT,
    Split.TEST,
    True,
    "süß",
    "letters",
    12,
    ((Entity("PER", 0, 2), Origin(OriginKind.MODEL, "run-1", 0.5)),),
    (Suggestion(Entity("ORG", 0, 1), "run-2", 0.25),),
    frozenset({FindingKind.LABEL_CASE}),
    "Ada\nByron",
    (("pos", ("NNP", "NNP")),),
)


@given(items=_ITEMS)
def test_lines_hold_any_tokens(items: list[str]) -> None:
    """Empty ones too, and none at all; only a line break cannot be in one."""
    assert from_lines(to_lines(items), len(items)) == tuple(items)


@pytest.mark.parametrize("items", [["a\nb"], ["\n"], ["a", "\n", "b"]])
def test_a_line_break_in_a_token_is_refused(items: list[str]) -> None:
    """It would become two tokens, without a word."""
    with pytest.raises(ValueError, match="line break"):
        to_lines(items)


def test_a_whole_sentence_survives_the_journal() -> None:
    """With each of its fields."""
    again = json_to_sentence(7, loads(dumps(sentence_to_json(_SENTENCE))))
    assert again == _SENTENCE


def test_a_journal_of_the_first_version_can_be_read() -> None:
    """It knows of no source and no further columns."""
    old = sentence_to_json(_SENTENCE)
    del old["source"], old["extras"]
    assert json_to_sentence(7, old).source == ""
    assert json_to_sentence(7, old).tokens == _SENTENCE.tokens


def test_a_difference_holds_what_differs_and_no_more() -> None:
    """And turns one sentence into the other, both ways."""
    before = Sentence(7, ("a",), ("O",), IOB2)
    after = with_fields(before, {"tags": ["B-PER"], "status": "done"})
    after = with_fields(after, {"origins": [["PER", 0, 1, "human", "", None]]})
    assert after.origins == ((Entity("PER", 0, 1), HUMAN),)
    old, new = difference(before, after)
    assert set(old) == set(new) == {"tags", "status", "origins"}
    assert with_fields(before, loads(dumps(new))) == after
    assert with_fields(after, loads(dumps(old))) == before
