"""The instant model's worker: what it is taught, what it is asked, and in what order it answers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from workbench.domain.entity import Entity
from workbench.domain.training import CancelledError, Example, JobKind, Spec
from workbench.jobs.environment import worker_command, worker_environment
from workbench.jobs.host import WorkerHost
from workbench.jobs.lessons import (
    PORTION,
    Lesson,
    Lessons,
    Question,
    lesson_lines,
    line_to_task,
    question_line,
)
from workbench.jobs.protocol import (
    CANCEL_LINE,
    LineReader,
    Message,
    Ready,
    Suggested,
    Taught,
    line_to_message,
)
from workbench.jobs.spec import RunFolder, create_run_folder

M = TypeVar("M", bound=Message)
NAMES = ("Ada", "Bo", "Cleo", "Dora", "Emil", "Fay")


def gold(number: int) -> Example:
    tokens = (NAMES[number % 6], "lives", "in", "Oslo" if number % 2 else "Rome", ".")
    return Example(number, tokens, ("B-PER", "O", "O", "B-LOC", "O"))


class FakePupil:
    """Notes what happens to it; `on_train` and `on_tidy` run in the middle of that."""

    def __init__(self) -> None:
        self.known: dict[int, Example] = {}
        self.model = 0
        self.behind = self.untidy = False
        self.on_train: Callable[[], None] = lambda: None
        self.on_tidy: Callable[[], None] = lambda: None

    def learn(self, examples: Iterable[Example], removed: Iterable[int]) -> None:
        self.known |= {one.id: one for one in examples}
        for number in removed:
            del self.known[number]
        self.behind = True

    def train(self, meanwhile: Callable[[], None]) -> Taught:
        self.behind = False
        self.on_train()
        meanwhile()
        self.model = len(self.known)
        return Taught(self.model, 0, 0.0)

    def tidy(self, meanwhile: Callable[[], None]) -> None:
        self.untidy = False
        self.on_tidy()
        meanwhile()

    def answer(self, question: Question) -> Suggested:
        return Suggested(question.id, self.model, (), 0.0)


class Wire:
    """A host whose lines are put by the test; what it prints goes into a pipe."""

    def __init__(self, folder: Path) -> None:
        self.out, end = os.pipe()
        self.host = WorkerHost(end, folder / "events.jsonl")
        self.end = end
        self.pupil = FakePupil()

    def teach(self, *numbers: int, removed: tuple[int, ...] = ()) -> None:
        for line in lesson_lines(Lesson(tuple(map(gold, numbers)), removed)):
            self.host.lines.put(line)

    def ask(self, number: int) -> None:
        self.host.lines.put(question_line(Question(number, (Example(9, ("Ada",)),))))

    def hang_up(self) -> None:
        self.host.cut_off()
        self.host.lines.put(None)

    def told(self) -> list[tuple[str, int, int]]:
        """What was said: the kind of message, its number or 0, and how much was known."""
        Lessons(self.host, self.pupil).serve()
        self.host.log("the end")
        messages = LineReader().feed(os.read(self.out, 65536))
        return [
            ("suggested", one.id, one.learned)
            if isinstance(one, Suggested)
            else ("taught", 0, one.sentences)
            for one in messages
            if isinstance(one, Suggested | Taught)
        ]


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    made = Wire(tmp_path)
    yield made
    made.host._events.close()
    os.close(made.out)
    os.close(made.end)


def test_it_trains_only_when_somebody_asks(wire: Wire) -> None:
    """Gold alone starts nothing; a question trains once, and is answered by the new model."""
    wire.teach(1, 2, 3)
    wire.teach(4, removed=(1,))
    wire.pupil.on_train = wire.hang_up
    wire.ask(1)
    assert wire.told() == [("taught", 0, 3), ("suggested", 1, 3)]
    assert set(wire.pupil.known) == {2, 3, 4}


def test_nothing_is_trained_without_a_question(wire: Wire) -> None:
    """The end of the input ends it."""
    wire.teach(1, 2, 3)
    wire.hang_up()
    assert wire.told() == []


def test_only_the_newest_question_is_answered(wire: Wire) -> None:
    """Those that it overtook are left out."""
    wire.ask(1)
    wire.teach(1)
    wire.ask(2)
    wire.pupil.on_train = wire.hang_up
    assert wire.told() == [("taught", 0, 1), ("suggested", 2, 1)]


def test_who_asks_during_a_training_is_answered_twice(wire: Wire) -> None:
    """At once by the model as it was, and then by the new one; gold that came waits."""
    wire.pupil.model = 7

    def more() -> None:
        wire.teach(3)
        wire.ask(2)
        wire.pupil.on_train = wire.hang_up
        wire.ask(3)

    wire.pupil.on_train = more
    wire.teach(1, 2)
    wire.ask(1)
    wire.pupil.on_tidy = wire.hang_up
    wire.pupil.untidy = True
    told = wire.told()
    assert told == [("suggested", 3, 7), ("taught", 0, 2), ("suggested", 3, 2)]


def test_it_tidies_up_when_nobody_asks(wire: Wire) -> None:
    """Who asks meanwhile is answered at once."""
    wire.pupil.untidy = True

    def ask() -> None:
        wire.ask(4)
        wire.hang_up()

    wire.pupil.on_tidy = ask
    assert wire.told() == [("suggested", 4, 0)]
    assert not wire.pupil.untidy


def test_a_cancel_ends_it(wire: Wire) -> None:
    """The end of the lines after a cancel is no usual end."""
    wire.host.cancel()
    wire.host.lines.put(None)
    with pytest.raises(CancelledError):
        Lessons(wire.host, wire.pupil).serve()


def test_lessons_and_questions_survive_the_wire() -> None:
    """In portions, so that a long lesson does not hold up what follows."""
    lesson = Lesson(tuple(gold(number) for number in range(PORTION + 1)), (70, 71))
    first, second = map(line_to_task, lesson_lines(lesson))
    assert isinstance(first, Lesson) and isinstance(second, Lesson)
    assert first.changed + second.changed == lesson.changed
    assert (first.removed, second.removed) == ((70, 71), ())
    assert list(lesson_lines(Lesson())) == []
    (only,) = lesson_lines(Lesson(removed=(5,)))
    assert line_to_task(only) == Lesson((), (5,))
    question = Question(3, (Example(1, ("雨", "\ud800")), Example(2, ("x",))))
    assert line_to_task(question_line(question)) == question


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"x",
        b"[]",
        b'{"command":"tag"}',
        b'{"command":"gold"}',
        b'{"command":"gold","changed":3}',
    ],
)
def test_lines_that_say_nothing_are_passed_over(line: bytes) -> None:
    """A line may be damaged; the worker goes on."""
    assert line_to_task(line) is None


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    spec = Spec(kind=JobKind.INSTANT, engine="fake")
    return create_run_folder(tmp_path / "instant", spec, {"input": ()})


@pytest.fixture
def process(folder: RunFolder) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        worker_command(folder.path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=worker_environment(),
    ) as process:
        yield process
        process.kill()


def say(process: subprocess.Popen[bytes], *lines: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(b"".join(lines))
    process.stdin.flush()


def heard(process: subprocess.Popen[bytes], kind: type[M]) -> M:
    """The next message of a kind."""
    assert process.stdout is not None
    for line in process.stdout:
        message = line_to_message(line)
        if isinstance(message, kind):
            return message
    raise AssertionError(f"no {kind.__name__} came")


def test_a_real_worker_learns_and_proposes(
    folder: RunFolder, process: subprocess.Popen[bytes]
) -> None:
    """With fewer than five sentences it says nothing; then it finds names that it never saw.

    No sentence is written to the disk.
    """
    heard(process, Ready)
    question = Example(50, ("Gus", "lives", "in", "Oslo", "."))
    say(process, *lesson_lines(Lesson(tuple(map(gold, range(4))))))
    say(process, question_line(Question(1, (question,))))
    assert heard(process, Suggested) == Suggested(1, 0, (), 0.0)
    say(process, *lesson_lines(Lesson(tuple(map(gold, range(4, 20))))))
    say(process, question_line(Question(2, (question,))))
    assert heard(process, Taught).sentences == 20
    answer = heard(process, Suggested)
    assert (answer.id, answer.learned) == (2, 20)
    ((number, entities),) = answer.found
    assert number == 50
    assert [one for one, _ in entities] == [Entity("PER", 0, 1), Entity("LOC", 3, 4)]
    assert all(0 < score <= 1 for _, score in entities)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0
    for file in folder.path.rglob("*"):
        assert not file.is_file() or b"lives" not in file.read_bytes(), file


def test_a_real_worker_is_cancelled(process: subprocess.Popen[bytes]) -> None:
    """It ends in good time."""
    heard(process, Ready)
    say(process, CANCEL_LINE)
    assert process.wait(10) == 0
