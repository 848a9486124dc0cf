"""Label errors in words: their kinds, their answers, and what to do where there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from workbench.domain.label_errors import (
    SMALLEST_GOLD,
    LabelError,
    LabelErrorAnswer,
    LabelErrorKind,
)
from workbench.operations.label_errors import count_probable
from workbench.ui.clean.errors.inspection import Inspection, Tally
from workbench.ui.clean.wording import count_text

EVERY, ANSWERED = "every", "answered"
ALL_LABELS = "all labels"
CHANGED = "changed since"


class KindWords(NamedTuple):
    """What a list of cases is called, short in a column too, and what it holds."""

    title: str
    short: str
    explanation: str


KINDS: Mapping[LabelErrorKind, KindWords] = {
    LabelErrorKind.MISSED: KindWords(
        "Missed entity", "missed", "Gold has no entity here; models that did not see it find one."
    ),
    LabelErrorKind.LABEL: KindWords(
        "Another label", "label", "Models that did not see this entity give it another label."
    ),
    LabelErrorKind.BORDERS: KindWords(
        "Other borders", "borders", "Models that did not see this entity begin or end it elsewhere."
    ),
    LabelErrorKind.SPURIOUS: KindWords(
        "No entity", "spurious", "Gold has an entity here; models that did not see it find none."
    ),
}
GENERAL: Mapping[str, KindWords] = {
    EVERY: KindWords(
        "All of them", "", "Where models would have gold otherwise; the most probable errors first."
    ),
    ANSWERED: KindWords("Answered", "", "What was answered, and can be taken back."),
}
ANSWERS: Mapping[LabelErrorAnswer, str] = {
    LabelErrorAnswer.FIXED: "✓ fixed",
    LabelErrorAnswer.KEPT: "✓ kept",
    LabelErrorAnswer.FLAGGED: "⚑ flagged",
}


def words_of(key: str) -> KindWords:
    """The words of a row of the list of kinds."""
    return GENERAL[key] if key in GENERAL else KINDS[LabelErrorKind(key)]


def title_text(key: str, cases: Sequence[LabelError]) -> str:
    """`Missed entity: 40 cases, 12 probably wrong`."""
    title = f"{words_of(key).title}: {count_text(len(cases), 'case')}"
    if key == ANSWERED or not cases:
        return title
    probable = count_probable(cases)
    return f"{title}, {f'{probable:,}' if probable else 'none'} probably wrong"


def tally_text(tally: Tally) -> str:
    """`Fixed 12 of 40 looked at.`; empty while none was."""
    return f"Fixed {tally.fixed:,} of {tally.answered:,} looked at." if tally.answered else ""


def empty_text(inspection: Inspection) -> str:
    """What to do where nothing is listed; empty where something is."""
    if inspection.order or inspection.answered:
        return ""
    if inspection.done < SMALLEST_GOLD:
        have = count_text(inspection.done, "sentence")
        return (
            f"It takes {SMALLEST_GOLD} sentences that are done to look for label errors.\n"
            f"So far {have} {'is' if inspection.done == 1 else 'are'}."
        )
    if inspection.state is None:
        return (
            "Models learn from one part of the sentences that are done, and read the others.\n"
            "Where they disagree with gold is listed here, the most probable errors first."
        )
    return "Nothing in gold looks wrong."
