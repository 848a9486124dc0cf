"""Keeps the instant model: it learns from the lines that come in, and proposes when asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from workbench.domain.entity import Entity
from workbench.domain.instant import FEWEST
from workbench.domain.schemes import IOB2, OUTSIDE, tags_to_entities
from workbench.domain.training import Example
from workbench.jobs.kinds.assignment import Assignment
from workbench.jobs.lessons import Lessons, Question
from workbench.jobs.protocol import Ready, Suggested, Taught

if TYPE_CHECKING:
    from workbench.engines.base import Prediction
    from workbench.engines.instant.model import InstantModel
    from workbench.engines.instant.teacher import Teacher


def teach(job: Assignment) -> None:
    """Stay, learn and answer until standard input ends."""
    started = time.monotonic()
    from workbench.engines.instant.teacher import Teacher

    job.host.started("cpu", 1)
    job.host.answer(Ready(round(time.monotonic() - started, 3)))
    Lessons(job.host, InstantPupil(Teacher())).serve()


class InstantPupil:
    """A teacher of instant models together with the last model that it made."""

    def __init__(self, teacher: Teacher) -> None:
        self._teacher = teacher
        self._model: InstantModel | None = None
        self._learned = 0
        self._behind = False

    @property
    def behind(self) -> bool:
        """Whether there is gold enough that the model does not know."""
        return self._behind and len(self._teacher) >= FEWEST and self._teacher.entities > 0

    def learn(self, examples: Iterable[Example], removed: Iterable[int]) -> None:
        """Take gold in, or out."""
        for example in examples:
            self._teacher.learn(example)
            self._behind = True
        for number in removed:
            self._teacher.forget(number)
            self._behind = True

    def train(self, meanwhile: Callable[[], None]) -> Taught:
        """Make a new model."""
        started = time.monotonic()
        self._model = self._teacher.train(meanwhile=meanwhile)
        self._learned, self._behind = len(self._teacher), False
        seconds = round(time.monotonic() - started, 4)
        return Taught(self._learned, self._teacher.entities, seconds)

    @property
    def untidy(self) -> bool:
        """Whether some sentence is learned as it is no more."""
        return self._teacher.untidy

    def tidy(self, meanwhile: Callable[[], None]) -> None:
        """Put that right; the next question is worth a training then."""
        self._teacher.tidy(meanwhile)
        self._behind = True

    def answer(self, question: Question) -> Suggested:
        """What the model of now says; nothing while there is none."""
        started = time.monotonic()
        if self._model is None or len(self._teacher) < FEWEST:
            return Suggested(question.id, 0, (), 0.0)
        predictions = self._model.tag(question.sentences)
        found = tuple(
            (one.id, _entities(said))
            for one, said in zip(question.sentences, predictions, strict=True)
        )
        seconds = round(time.monotonic() - started, 4)
        return Suggested(question.id, self._learned, found, seconds)


def _entities(said: Prediction) -> tuple[tuple[Entity, float], ...]:
    """The entities with the score of their least certain token."""
    if all(tag == OUTSIDE for tag in said.tags):
        return ()
    return tuple(
        (one, min(said.scores[one.start : one.end])) for one in tags_to_entities(said.tags, IOB2)
    )
