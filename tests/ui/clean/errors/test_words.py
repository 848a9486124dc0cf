"""Label errors in words, and how two chips share a column."""

from __future__ import annotations

import pytest

from workbench.domain.entity import Entity
from workbench.domain.label_errors import LabelError, LabelErrorKind
from workbench.ui.clean.errors.change_column import shared
from workbench.ui.clean.errors.inspection import Inspection, Tally
from workbench.ui.clean.errors.words import ANSWERED, EVERY, empty_text, tally_text, title_text
from workbench.ui.clean.looker import time_text
from workbench.workflow.inspecting import InspectionState


def case(score: float) -> LabelError:
    gold = Entity("PER", 0, 1)
    return LabelError(1, 1, LabelErrorKind.SPURIOUS, gold, None, "Ada", score)


@pytest.mark.parametrize(
    ("key", "scores", "text"),
    [
        (EVERY, (0.9, 0.5, 0.2), "All of them: 3 cases, 2 probably wrong"),
        ("missed", (0.2,), "Missed entity: 1 case, none probably wrong"),
        ("borders", (), "Other borders: 0 cases"),
        (ANSWERED, (0.9,), "Answered: 1 case"),
    ],
)
def test_a_title_counts_cases_and_says_how_many_are_probable(
    key: str, scores: tuple[float, ...], text: str
) -> None:
    """A disagreement alone is no error; what was answered is neither."""
    assert title_text(key, [case(score) for score in scores]) == text


def test_the_tally_is_silent_before_the_first_answer() -> None:
    """Afterwards it says how many were worth it."""
    assert tally_text(Tally(0, 0)) == ""
    assert tally_text(Tally(12, 40)) == "Fixed 12 of 40 looked at."


@pytest.mark.parametrize(
    ("inspection", "beginning"),
    [
        (Inspection(done=1), "It takes 50 sentences that are done to look for label errors.\nSo"),
        (Inspection(done=50), "Models learn from one part"),
        (Inspection(done=50, state=InspectionState("", 50, 1.0)), "Nothing in gold looks wrong."),
    ],
)
def test_an_empty_list_says_why(inspection: Inspection, beginning: str) -> None:
    """Too little gold, not looked for yet, or nothing found."""
    assert empty_text(inspection).startswith(beginning)


@pytest.mark.parametrize(
    ("first", "second", "room", "widths"),
    [
        (30, 60, 100, (30, 60)),
        (30, 90, 100, (30, 70)),
        (90, 30, 100, (70, 30)),
        (90, 80, 100, (50, 50)),
    ],
)
def test_the_longer_chip_gives_way(
    first: int, second: int, room: int, widths: tuple[int, int]
) -> None:
    """Both are whole where there is room; a short one is never cut for a long one."""
    assert shared(first, second, room) == widths


@pytest.mark.parametrize(("seconds", "text"), [(40, "40 s"), (89, "89 s"), (200, "3 min")])
def test_a_rough_time_has_one_unit(seconds: int, text: str) -> None:
    """Seconds while they are few, then minutes."""
    assert time_text(seconds) == text
