"""The instant model's worker: its folder, and a whole round from gold to suggestions.

These functions wait for the store or for the disk: call them outside of the window's thread.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.instant import FEWEST, NAME
from workbench.domain.schemes import OUTSIDE
from workbench.domain.training import Example, JobKind, Spec
from workbench.jobs.lessons import Lesson, Question, lesson_lines, question_line
from workbench.jobs.protocol import Suggested
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import Supervisor
from workbench.operations.instant import gold_in_steps
from workbench.operations.store import Store
from workbench.operations.suggest import put_suggestions
from workbench.workflow.suggesting import sentences_for
from workbench.workflow.trying import clean_up

# Sentences of one question.
PORTION = 200


@dataclass(frozen=True)
class InstantJob:
    """A worker that waits to be started and then stays; `place` is removed after it."""

    place: Path
    folder: Path


@dataclass(frozen=True)
class Outcome:
    """What a round came to."""

    learned: int
    changes: Changes
    sentences: int


def prepare_instant() -> InstantJob:
    """Make the folder of a worker."""
    place = Path(tempfile.mkdtemp(prefix="workbench-instant-"))
    spec = Spec(kind=JobKind.INSTANT, engine="instant")
    return InstantJob(place, create_run_folder(place / "instant", spec, {"input": ()}).path)


def suggestions_of(answer: Suggested) -> dict[int, tuple[Suggestion, ...]]:
    """An answer as suggestions, by sentence.

    Scores are rounded, so that a sentence of which a new model says the same stays as it is.
    """
    return {
        number: tuple(Suggestion(entity, NAME, round(score, 2)) for entity, score in entities)
        for number, entities in answer.found
    }


def suggest_instantly(
    store: Store, on: str = "new", tell: Callable[[float], object] = lambda share: None
) -> Outcome:
    """Learn from the gold and propose on sentences, as `sentences_for` names them.

    `tell` hears what share of them is done.

    UsageError NW-L02 where there is too little gold, NW-U15 where nothing is untouched.
    """
    gold: list[Example] = []
    store.ask_in_steps(gold_in_steps, gold.extend).result()
    _check(gold)
    examples = store.ask(sentences_for(on)).result()
    if not examples:
        raise UsageError(
            "NW-U15",
            "There is no sentence to suggest on.",
            "Nothing was changed.",
            "Import text without tags, or suggest on all sentences.",
        )
    found = said_of(gold, examples, tell)
    return Outcome(len(gold), store.submit(put_suggestions, NAME, found).result(), len(found))


def said_of(
    gold: Sequence[Example],
    examples: Sequence[Example],
    tell: Callable[[float], object] = lambda share: None,
) -> dict[int, tuple[Suggestion, ...]]:
    """What a model that has learned the gold says of sentences, by their ids."""
    found: dict[int, tuple[Suggestion, ...]] = {}
    job = prepare_instant()
    try:
        for answer in _answers(RunFolder(job.folder), gold, examples):
            found |= suggestions_of(answer)
            tell(len(found) / len(examples))
    finally:
        clean_up(job.place)
    return found


def _check(gold: Sequence[Example]) -> None:
    """Refuse what no model could learn from."""
    if len(gold) < FEWEST or all(tag == OUTSIDE for one in gold for tag in one.tags):
        raise UsageError(
            "NW-L02",
            f"There is too little to learn from: {len(gold)} finished sentences outside of dev"
            " and test, and at least five with an entity among them are needed.",
            "Nothing was changed.",
            "Finish some sentences first.",
        )


def _answers(
    folder: RunFolder, gold: Sequence[Example], examples: Sequence[Example]
) -> Iterator[Suggested]:
    """What a worker that has learned all of this says of the sentences, some at a time."""
    worker = Supervisor(folder)
    worker.start()
    try:
        for line in lesson_lines(Lesson(tuple(gold))):
            worker.tell(line)
        for start in range(0, len(examples), PORTION):
            portion = tuple(examples[start : start + PORTION])
            worker.tell(question_line(Question(start, portion)))
            yield worker.wait_for(Suggested)
    except KeyboardInterrupt:
        worker.cancel()
        raise
    finally:
        worker.end()
