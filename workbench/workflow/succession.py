"""Whether the model of a new run takes over from the one that suggests so far.

The old one serves until the new one is better on the frozen test set, or a person says so.
These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.errors import WorkbenchError
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.training import JobState
from workbench.operations.models import choose_suggester, suggester
from workbench.operations.store import Run, Store
from workbench.workflow.comparing import Answers, kept_answers
from workbench.workflow.models import usable_model

Tags = Mapping[int, tuple[str, ...]]
# Both must have answered so much of either test set, or the figures say too little.
COMMON = 0.5
LEAST = 20


class Verdict(StrEnum):
    """What is to be done with a new model."""

    TAKES_OVER = "takes over"
    NOT_BETTER = "not better"
    UNKNOWN = "unknown"
    UNUSABLE = "unusable"


@dataclass(frozen=True)
class Succession:
    """How a new run stands against the present suggester; `f1` are strict, old and new.

    `present` is empty while nothing suggests. `sentences` of the test set were looked at.
    """

    run: str
    verdict: Verdict
    present: str = ""
    f1: tuple[float, float] = (0.0, 0.0)
    sentences: int = 0


def judge(store: Store, run: str) -> Succession:
    """Compare a run that has just ended with what suggests so far."""
    found = store.ask(lambda reader: reader.run(run)).result()
    present = store.ask(suggester).result()
    if not _is_usable(store, found) or present == run:
        return Succession(run, Verdict.UNUSABLE, present)
    if not present:
        found_f1 = _reported(found)
        good = found_f1 is not None and found_f1 > 0
        return Succession(run, Verdict.TAKES_OVER if good else Verdict.UNUSABLE)
    try:
        return _compare(kept_answers(store, present), kept_answers(store, run))
    except WorkbenchError:
        # One of them said nothing of a test set: it is imported, or there was none.
        return Succession(run, Verdict.UNKNOWN, present)


def take_over(store: Store, succession: Succession) -> Succession:
    """Make the new model the suggester, where it is to be that."""
    if succession.verdict is Verdict.TAKES_OVER:
        store.submit(choose_suggester, succession.run).result()
    return succession


def _is_usable(store: Store, run: Run) -> bool:
    if run.state not in (JobState.DONE, JobState.STOPPED):
        return False
    try:
        usable_model(store, run.name)
    except WorkbenchError:
        return False
    return True


def _reported(run: Run) -> float | None:
    """The strict F1 of a run on test, or else on dev."""
    report = run.report or {}
    scored = report.get("test") or report.get("dev")
    return float(scored["strict"]["micro"]["f1"]) if scored else None


def _compare(old: Answers, new: Answers) -> Succession:
    """By the sentences that both answered, and the gold that the newer one was tested with.

    The test set grows while people annotate it; what it has in common is what can be compared.
    """
    asked = {one.id: one.tokens for one in old.examples}
    common = [
        one
        for one in new.examples
        if asked.get(one.id) == one.tokens and one.id in old.tags and one.id in new.tags
    ]
    enough = len(common) >= min(LEAST, len(new.examples))
    if not enough or len(common) < COMMON * max(len(old.examples), len(new.examples), 1):
        return Succession(new.name, Verdict.UNKNOWN, old.name, sentences=len(common))
    gold = {one.id: one.tags for one in common}
    scores = strict_f1(gold, old.tags), strict_f1(gold, new.tags)
    verdict = Verdict.TAKES_OVER if scores[1] > scores[0] else Verdict.NOT_BETTER
    return Succession(new.name, verdict, old.name, scores, len(common))


def strict_f1(gold: Tags, said: Tags) -> float:
    """Strict micro F1 over the sentences with gold; all tags are valid IOB2."""
    true = {(one, entity) for one in gold for entity in tags_to_entities(gold[one], IOB2)}
    found = {(one, entity) for one in gold for entity in tags_to_entities(said[one], IOB2)}
    total = len(true) + len(found)
    return 2 * len(true & found) / total if total else 0.0
