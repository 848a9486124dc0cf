"""How the instant model is taught and asked: one JSON line for each lesson and question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from workbench.domain.entity import Entity
from workbench.domain.training import CancelledError, Example
from workbench.jobs.host import WorkerHost
from workbench.jobs.protocol import Suggested, Taught

T = TypeVar("T")
# Sentences of one line; the worker hears other lines between two of them.
PORTION = 50

Found = tuple[tuple[int, tuple[tuple[Entity, float], ...]], ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Gold sentences that are new or changed, and the numbers of those that are gold no more."""

    changed: tuple[Example, ...] = ()
    removed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Sentences without gold, the most wanted first; an answer bears the same number."""

    id: int
    sentences: tuple[Example, ...]


class Pupil(Protocol):
    """What learns and answers."""

    def learn(self, examples: Iterable[Example], removed: Iterable[int]) -> None:
        """Take gold in; nothing is trained by that."""

    @property
    def behind(self) -> bool:
        """Whether a training would teach it anything."""

    def train(self, meanwhile: Callable[[], None]) -> Taught:
        """Learn from all gold so far; `meanwhile` is called again and again, and never raises."""

    @property
    def untidy(self) -> bool:
        """Whether there is something to do when nobody asks."""

    def tidy(self, meanwhile: Callable[[], None]) -> None:
        """Do that."""

    def answer(self, question: Question) -> Suggested:
        """Say what it proposes, as far as it has learned."""


def lesson_lines(lesson: Lesson) -> Iterator[bytes]:
    """The lines by which a worker is taught; none for an empty lesson."""
    changed = _portions([[one.id, one.tokens, one.tags] for one in lesson.changed])
    for number, portion in enumerate(changed or ([()] if lesson.removed else [])):
        removed = lesson.removed if number == 0 else ()
        yield _line({"command": "gold", "changed": portion, "removed": removed})


def question_line(question: Question) -> bytes:
    """The line by which it is asked."""
    rows = [[one.id, one.tokens] for one in question.sentences]
    return _line({"command": "suggest", "id": question.id, "sentences": rows})


def line_to_task(line: bytes) -> Lesson | Question | None:
    """Read such a line; None when it is neither."""
    try:
        row = json.loads(line)
        return _READERS[row["command"]](row)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


class Lessons:
    """Takes lines as they come, and answers the newest question.

    It is trained when gold has changed and somebody asks. Who asks while it is trained gets
    an answer of the model as it was before, and that of the new one afterwards.
    """

    def __init__(self, host: WorkerHost, pupil: Pupil) -> None:
        self._host = host
        self._pupil = pupil
        self._question: Question | None = None
        # Lessons that arrived during a training.
        self._waiting: list[Lesson] = []
        self._over = False

    def serve(self) -> None:
        """Go on until the lines end; a cancel raises CancelledError."""
        while not self._over:
            if self._pupil.untidy and self._host.lines.empty() and self._question is None:
                self._pupil.tidy(self._answer_meanwhile)
                continue
            if self._question is None:
                self._hear(self._host.lines.get())
            self._hear_all()
            self._learn()
            if self._question is not None and not self._over:
                self._train_and_answer()
        if not self._host.cut_off_only:
            raise CancelledError

    def _train_and_answer(self) -> None:
        if self._pupil.behind:
            self._host.answer(self._pupil.train(self._answer_meanwhile))
        question, self._question = self._question, None
        if question is not None:
            self._host.answer(self._pupil.answer(question))

    def _answer_meanwhile(self) -> None:
        """What comes in during a training is answered by what was learned before."""
        asked = self._question
        self._hear_all()
        if self._question is not None and self._question is not asked:
            self._host.answer(self._pupil.answer(self._question))

    def _hear_all(self) -> None:
        while not self._host.lines.empty():
            self._hear(self._host.lines.get())

    def _hear(self, line: bytes | None) -> None:
        if line is None:
            self._over = True
            return
        match line_to_task(line):
            case Lesson() as lesson:
                self._waiting.append(lesson)
            case Question() as question:
                self._question = question

    def _learn(self) -> None:
        lessons, self._waiting = self._waiting, []
        for lesson in lessons:
            self._pupil.learn(lesson.changed, lesson.removed)


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row).encode() + b"\n"


def _portions(rows: Sequence[T]) -> list[list[T]]:
    """As `PORTION` says."""
    left = iter(rows)
    return list(iter(lambda: list(islice(left, PORTION)), []))


def _read_lesson(row: dict[str, Any]) -> Lesson:
    changed = tuple(
        Example(int(number), tuple(map(str, tokens)), tuple(map(str, tags)))
        for number, tokens, tags in row["changed"]
    )
    return Lesson(changed, tuple(map(int, row["removed"])))


def _read_question(row: dict[str, Any]) -> Question:
    rows = row["sentences"]
    sentences = tuple(Example(int(number), tuple(map(str, tokens))) for number, tokens in rows)
    return Question(int(row["id"]), tuple(one for one in sentences if one.tokens))


_READERS: dict[str, Callable[[dict[str, Any]], Lesson | Question]] = {
    "gold": _read_lesson,
    "suggest": _read_question,
}
