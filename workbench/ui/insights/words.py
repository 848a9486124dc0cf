"""The words and figures of the Insights place."""

from __future__ import annotations

from workbench.domain.advice import Outlook, in_points
from workbench.domain.agreement import Agreement
from workbench.domain.learning import TOTAL, Curve, Reach
from workbench.domain.pace import Work
from workbench.domain.sentence import Status
from workbench.operations.insights import States
from workbench.ui.history.words import here_and_now, moment

NOTHING = "—"
ALL_LABELS = "All labels"
_MINUTES = 60
_DAY = 24


def share_text(part: int, whole: int) -> str:
    """A share in whole percent; all and nothing are said only where they are true."""
    if not whole:
        return NOTHING
    percent = round(100 * part / whole)
    if 0 < part < whole:
        percent = min(max(percent, 1), 99)
    return f"{percent} %"


def hours_text(hours: float | None) -> str:
    """A length of work: `≈ 40 min`, `≈ 3.5 h`, `≈ 240 h`."""
    if hours is None:
        return NOTHING
    minutes = round(hours * _MINUTES)
    if minutes < _MINUTES:
        return f"≈ {max(minutes, 1)} min" if hours else "0 min"
    return f"≈ {hours:.1f} h" if hours < _DAY else f"≈ {hours:,.0f} h"


def length_text(seconds: float) -> str:
    """A time to wait: `40 s`, `3 min`."""
    return f"{max(round(seconds), 1)} s" if seconds < 90 else f"{round(seconds / 60)} min"


def done_text(states: States) -> tuple[str, str]:
    """The share that is done, and of how many."""
    done, total = states.of(Status.DONE), states.total()
    if not total:
        return NOTHING, "no sentences yet"
    return share_text(done, total), f"{done:,} of {total:,} sentences done"


def pace_text(work: Work) -> tuple[str, str]:
    """Sentences an hour, and what lies behind it."""
    if work.per_hour is None or work.seconds_each is None:
        return NOTHING, "accept some sentences in a row"
    parts = [f"{_seconds(work.seconds_each)} a sentence"]
    if work.seconds_per_entity is not None:
        parts.append(f"{_seconds(work.seconds_per_entity)} an entity")
    return f"{work.per_hour:,.0f} / h", " · ".join(parts)


def pace_tip(work: Work) -> str:
    """What the pace was taken from."""
    if work.per_hour is None:
        return "Pauses of more than five minutes do not count"
    lines = [f"From {work.sentences:,} sentences accepted on the latest days with work"]
    if work.tokens_per_hour is not None:
        lines.append(f"{work.tokens_per_hour:,.0f} tokens an hour")
    return "\n".join([*lines, "Pauses of more than five minutes do not count"])


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


def left_text(states: States, work: Work) -> tuple[str, str]:
    """How long what is left will take."""
    left = states.left
    if not left:
        return NOTHING, "nothing is left" if states.total() else "no sentences yet"
    noun = "sentence" if left == 1 else "sentences"
    return hours_text(work.hours_for(left)), f"for {left:,} {noun} left"


def agreement_text(rows: tuple[Agreement, ...]) -> tuple[str, str]:
    """How much of what was suggested was right as it stood, over all suggesters."""
    total = sum(row.total for row in rows)
    if not total:
        return NOTHING, "no suggestion was answered yet"
    right = sum(row.unchanged for row in rows)
    return share_text(right, total), f"right as they stood, of {total:,}"


def figure(value: float | None) -> str:
    """An F1 as a table has it."""
    return "" if value is None else f"{value:.3f}"


def name_of(label: str) -> str:
    """A label as a table has it."""
    return ALL_LABELS if label == TOTAL else label


def step_text(found: Outlook) -> str:
    """What the last step on the curve brought, in hundredths."""
    return in_points(found.slope) if found.f1 is not None else ""


def measured_text(curve: Curve, behind: str) -> str:
    """When and on what a curve was measured, and how the project went on."""
    when = moment(curve.made, here_and_now())
    by = "the instant model" if curve.made_by == "instant" else f"the recipe of {curve.made_by}"
    words = f"{when}, with {by}: {curve.train:,} sentences of train, {curve.test:,} of test."
    return f"{words} {behind} Measure again when you like." if behind else words


def reach_text(found: Reach, work: Work) -> str:
    """What a target takes."""
    if found.sentences == 0:
        return "reached"
    if found.sentences is None:
        return "out of reach by this curve: other changes help more than sentences"
    spread = ""
    if found.least is not None and found.most is not None and found.least != found.most:
        spread = f" ({found.least:,} to {found.most:,})"
    hours = work.hours_for(found.sentences)
    time = f", {hours_text(hours)} at your pace" if hours is not None else ""
    return f"about {found.sentences:,} more sentences in train{spread}{time}"
