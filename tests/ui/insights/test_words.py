"""The words and figures of the Insights place."""

from __future__ import annotations

import pytest

from workbench.domain.agreement import Agreement
from workbench.domain.learning import Reach
from workbench.domain.pace import Work
from workbench.domain.sentence import Status
from workbench.operations.insights import States
from workbench.ui.insights.words import (
    agreement_text,
    done_text,
    hours_text,
    left_text,
    pace_text,
    pace_tip,
    reach_text,
    share_text,
)

WORK = Work(3600, 200, 1800, 300, 2000)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 10, "0 %"), (10, 10, "100 %"), (1, 9999, "1 %"), (9998, 9999, "99 %"), (0, 0, "—")],
)
def test_all_and_nothing_are_said_only_where_true(part: int, whole: int, text: str) -> None:
    """One sentence that is left is no 100 %."""
    assert share_text(part, whole) == text


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (None, "—"),
        (0.0, "0 min"),
        (0.001, "≈ 1 min"),
        (0.5, "≈ 30 min"),
        (3.54, "≈ 3.5 h"),
        (1240.2, "≈ 1,240 h"),
    ],
)
def test_lengths_of_work_are_round(hours: float | None, text: str) -> None:
    """An estimate to the second would be a lie."""
    assert hours_text(hours) == text


def test_a_pace_has_its_parts() -> None:
    """Entities and tokens only where they were written down."""
    assert pace_text(WORK) == ("200 / h", "18.0 s a sentence · 6.0 s an entity")
    assert pace_text(Work(3600, 200)) == ("200 / h", "18.0 s a sentence")
    assert pace_text(Work())[0] == "—"
    assert "4,000 tokens an hour" in pace_tip(WORK)
    assert "Pauses" in pace_tip(Work())


def test_what_is_left_takes_its_time() -> None:
    """By the pace, where there is one."""
    states = States({("train", Status.NEW): 90, ("train", Status.DRAFT): 10})
    assert left_text(states, WORK) == ("≈ 30 min", "for 100 sentences left")
    assert left_text(states, Work()) == ("—", "for 100 sentences left")
    done = States({("train", Status.DONE): 4})
    assert left_text(done, WORK) == ("—", "nothing is left")
    assert done_text(done) == ("100 %", "4 of 4 sentences done")
    assert done_text(States()) == ("—", "no sentences yet")


def test_agreement_is_over_all_suggesters() -> None:
    """Weighted by how much each proposed."""
    rows = (Agreement("run-1", 6, 1, 1), Agreement("rules", 0, 0, 2))
    assert agreement_text(rows) == ("60 %", "right as they stood, of 10")
    assert agreement_text(())[0] == "—"


def test_a_target_is_told_with_its_cost() -> None:
    """Sentences, their spread, and time; or that it cannot be had."""
    assert reach_text(Reach(0.9, 1200, 900, 1600), WORK) == (
        "about 1,200 more sentences in train (900 to 1,600), ≈ 6.0 h at your pace"
    )
    assert reach_text(Reach(0.9, 1200), Work()) == "about 1,200 more sentences in train"
    assert reach_text(Reach(0.9, 0), WORK) == "reached"
    assert reach_text(Reach(0.9, None), WORK).startswith("out of reach")
