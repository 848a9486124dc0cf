"""The journal in words, and what differs between two states of a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations.store import HistoryEntry
from workbench.ui.history.diff import DiffLine, Sign, differences
from workbench.ui.history.words import moment, operation_count, state_of, tip_of, what
from workbench.ui.notify import travel_words

HERE = timezone(timedelta(hours=2))
NOW = datetime(2026, 3, 1, 14, 30, tzinfo=HERE)


@pytest.mark.parametrize(
    ("utc", "words"),
    [
        ("2026-03-01T12:02:00+00:00", "14:02"),
        ("2026-02-28T22:10:00+00:00", "00:10"),
        ("2026-02-28T07:10:00+00:00", "yesterday 09:10"),
        ("2026-02-05T07:10:00+00:00", "5 Feb 09:10"),
        ("2025-12-31T07:10:00+00:00", "31 Dec 2025 09:10"),
        ("", ""),
    ],
)
def test_times_are_local_and_short(utc: str, words: str) -> None:
    """The day is said only where it is another one, the year likewise."""
    assert moment(utc, NOW) == words


def test_operations_are_said_in_words() -> None:
    """The name, the state, and all counts that the operation reported."""
    entry = HistoryEntry(3, "clean", "2026-03-01T12:02:00+00:00", "ada", 1200, True, {"tags": 1311})
    assert what(entry.operation) == "Clean"
    assert state_of(entry) == "undone"
    assert state_of(replace(entry, dropped=True)) == "undone, and written over"
    assert "1,200 sentences\ntags: 1,311" in tip_of(entry)
    assert (operation_count(1), operation_count(1200)) == ("1 operation", "1,200 operations")


@pytest.mark.parametrize(
    ("changes", "back", "words"),
    [
        (Changes("clean", 1, details={"sentences": 12}), True, "Undid clean (12 sentences)"),
        (Changes("note", 1, details={"sentences": 1}), False, "Redid note (1 sentence)"),
        (Changes("save filter", 1, details={"sentences": 0}), True, "Undid save filter"),
        (
            Changes("x", 1, details={"operations": 3, "sentences": 1500}),
            True,
            "Undid 3 operations (1,500 sentences)",
        ),
        (Changes("nothing to undo"), True, "There is nothing to undo."),
    ],
)
def test_undo_and_redo_say_what_they_did(changes: Changes, back: bool, words: str) -> None:
    """What, and how much."""
    assert travel_words(changes, back) == words


SENTENCE = Sentence(1, ("New", "York", "met", "Ada", "."), ("O",) * 5, IOB2)


def tagged(*entities: Entity, **fields: object) -> Sentence:
    tags = list(SENTENCE.tags)
    for one in entities:
        tags[one.start : one.end] = [f"B-{one.label}"] + [f"I-{one.label}"] * (
            one.end - one.start - 1
        )
    return replace(SENTENCE, tags=tuple(tags), **fields)  # type: ignore[arg-type]


def test_entities_and_tags_are_compared() -> None:
    """Entities in words, each changed token with its tags before and after."""
    before = tagged(Entity("PER", 3, 4))
    after = tagged(Entity("LOC", 0, 2))
    assert differences(before, after) == (
        DiffLine(Sign.REMOVED, "PER Ada"),
        DiffLine(Sign.ADDED, "LOC New York"),
        DiffLine(Sign.CHANGED, "New", "O → B-LOC"),
        DiffLine(Sign.CHANGED, "York", "O → I-LOC"),
        DiffLine(Sign.CHANGED, "Ada", "B-PER → O"),
    )


def test_the_first_state_names_its_entities() -> None:
    """There is nothing to compare it with."""
    lines = differences(None, tagged(Entity("PER", 3, 4)))
    assert lines == (DiffLine(Sign.ADDED, "PER Ada"),)
    assert differences(None, SENTENCE) == ()


def test_split_tokens_are_shown_with_their_borders() -> None:
    """Tags of other tokens are not compared; entities that kept their text are no change."""
    after = replace(SENTENCE, tokens=("New York", "met", "Ada", "."), tags=("O",) * 4)
    assert differences(SENTENCE, after) == (
        DiffLine(Sign.CHANGED, "tokens", "New | York → New York"),
    )


def test_state_is_compared_too() -> None:
    """Status, split, flag, note, suggestions and origins; nothing is passed over."""
    suggestion = Suggestion(Entity("PER", 3, 4), "run-1", 0.5)
    origin = Origin(OriginKind.MODEL, "run-1", 0.5)
    before = tagged(Entity("PER", 3, 4), suggestions=(suggestion,))
    after = tagged(
        Entity("PER", 3, 4),
        status=Status.DONE,
        split=Split.DEV,
        flagged=True,
        note="look & see",
        origins=((Entity("PER", 3, 4), origin),),
    )
    lines = {line.text: line.change for line in differences(before, after)}
    assert lines == {
        "status": "new → done",
        "split": "none → dev",
        "flag": "none → set",
        "note": "none → look & see",
        "suggestions": "1 → 0",
        "origins": "none → run-1",
    }


def test_equal_states_have_no_difference() -> None:
    """So that an operation that changed something else says so."""
    assert differences(SENTENCE, SENTENCE) == ()
