"""How many key presses an entity takes with the keyboard alone, navigation included.

`python -m benchmarks.key_presses [FILE [SENTENCES]]` takes the first SENTENCES (100; 0 for all)
of a tagged FILE (wnut17's test set beside this checkout), puts them untagged into a new
project, opens the real window on it and plays a person who knows all keys and makes no
mistake: real key events, from the first token of each sentence to Enter, the project growing
as it is tagged. Against it stand the same sentences with fewer kinds of keys, counted by the
same planner without a window, and the goal of at most 1 + (tokens of the entity) + 1 presses.
Exits with 1 when the goal is missed or what was played does not give the file's tags.

With `--suggestions` the same person finishes the sentences (500) without suggestions, with those
of the instant model that learns as it goes, and with those of one that knows wnut17's training
set as well; see `key_suggestions`. Presses of Enter count there.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from benchmarks.key_planner import WAYS, habit, plan, plan_sentence
from benchmarks.opened_window import SMALL, opened_window
from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.formats.reading import read_corpus
from workbench.operations.instant import Mode, choose
from workbench.operations.store import NewSentence, Transaction
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.app import make_application
from workbench.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
WAYS_TOLD = {
    "none": "without suggestions",
    "learning": "instant model, learns as it goes",
    "taught": "and knows the training set",
}
USUAL = ROOT.parent / "shared" / "data" / "wnut17" / "emerging.test.annotated"


@dataclass(frozen=True)
class Task:
    """A sentence to be tagged, and how."""

    tokens: tuple[str, ...]
    entities: tuple[Entity, ...]


@dataclass
class Played:
    """What the person at the keyboard did."""

    presses: int = 0
    enters: int = 0
    wrong: int = 0
    milliseconds: list[float] = field(default_factory=list)


def read_tasks(path: Path, folder: Path, limit: int) -> tuple[list[Task], tuple[str, ...]]:
    """The sentences of a tagged file, and its labels."""
    with read_corpus([path]) as corpus:
        project, _ = bootstrap.create_from(folder / f"{path.stem}-tagged.nerproj", corpus)
    with project:
        labels = project.ask(lambda reader: reader.labels().names).result()
        sentences = project.ask(
            lambda reader: list(reader.sentences(list(reader.ids())[: limit or None]))
        ).result()
    return [Task(sentence.tokens, sentence.entities) for sentence in sentences], labels


def add_untagged(transaction: Transaction, tasks: Sequence[Task]) -> Changes:
    """What the person starts from."""
    transaction.add(
        NewSentence(task.tokens, ("O",) * len(task.tokens), IOB2, Status.NEW, None, "")
        for task in tasks
    )
    return transaction.changes("add")


class Person:
    """Presses keys in the window and looks whether they did what they should."""

    def __init__(self, window: MainWindow, labels: Sequence[str]) -> None:
        window.show_place("annotate")
        place = window.findChild(AnnotatePlace)
        assert place is not None
        self._place = place
        self._labels = labels
        self.played = Played()

    def tag(self, tasks: Sequence[Task]) -> Played:
        """Tag all sentences, each accepted with Enter."""
        place = self._place
        wait_until(lambda: place.desk.shown is not None and place.desk.ready)
        place.editor.setFocus()
        for number, task in enumerate(tasks):
            assert self._sentence().tokens == task.tokens, number
            self._tag_sentence(task)
            self.played.wrong += self._sentence().entities != task.entities
            self._press(place.editor, "Return")
            self.played.enters += 1
        return self.played

    def _tag_sentence(self, task: Task) -> None:
        editor = self._place.editor
        wait_until(lambda: not self._place.known.looking)
        for entity in task.entities:
            found = plan(editor.ground, editor.cursor_state, entity, WAYS[list(WAYS)[-1]])
            for key in found.keys:
                lines = editor.lines
                target = lines.mark_line if lines.mark_line.isVisible() else editor
                self._press(target, key)
            assert editor.cursor_state == found.cursor, (found, editor.cursor_state)
            self._press(editor, self._key_of(entity.label))
            self.played.presses += len(found.keys) + 1

    def _sentence(self) -> Sentence:
        shown = self._place.desk.shown
        assert shown is not None
        return shown.sentence

    def _key_of(self, label: str) -> str:
        shown = self._place.desk.shown
        found = shown.labels.find(label) if shown else None
        assert found is not None
        return found.key

    def _press(self, widget: QWidget, key: str) -> None:
        combination = QKeySequence(key)[0]  # type: ignore[index]
        started = time.perf_counter()
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())
        wait_until(lambda: self._place.desk.ready)
        self.played.milliseconds.append((time.perf_counter() - started) * 1000)


def wait_until(ready: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    loop = QEventLoop()
    while not ready():
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def play(path: Path, tasks: Sequence[Task], labels: Sequence[str]) -> Played:
    """Open the window on an untagged project and tag it."""
    with bootstrap.create_project(path, labels) as project:
        project.submit(add_untagged, tasks).result()
        project.submit(choose, Mode.OFF).result()
    with opened_window(path, SMALL) as window:
        return Person(window, labels).tag(tasks)


def report(tasks: Sequence[Task], played: Played) -> float:
    """Print the table; the presses for each entity over the goal."""
    entities = sum(len(task.entities) for task in tasks)
    tokens = sum(e.end - e.start for task in tasks for e in task.entities)
    goal = 2 + tokens / entities
    print(f"{len(tasks)} sentences, {entities} entities of {tokens / entities:.2f} tokens each")
    print(f"{'':44}  an entity   with Enter for each sentence")
    for name, moves in WAYS.items():
        planned = sum(plan_sentence(task.tokens, task.entities, moves) for task in tasks)
        print_row(name, planned, len(tasks), entities)
    plain = sum(habit(task.tokens, task.entities) for task in tasks)
    print_row("a plain habit: letter, Shift+arrows, label", plain, len(tasks), entities)
    print_row("PLAYED in the window, all keys", played.presses, played.enters, entities)
    print(f"{'goal: 1 + tokens + 1':44}  {goal:9.2f}")
    spread = statistics.quantiles(played.milliseconds, n=100)
    print(
        f"a press until the window is ready: median {spread[49]:.1f} ms, 99 % {spread[98]:.1f} ms;"
        f" {played.wrong} sentences came out wrong"
    )
    return played.presses / entities - goal


def print_row(name: str, presses: int, enters: int, entities: int) -> None:
    print(f"{name:44}  {presses / entities:9.2f}  {(presses + enters) / entities:9.2f}")


def main(path: Path, limit: int) -> int:
    app = make_application()
    with tempfile.TemporaryDirectory() as name:
        tasks, labels = read_tasks(path, Path(name), limit)
        played = play(Path(name) / "untagged.nerproj", tasks, labels)
        over = report(tasks, played)
        app.processEvents()
    return int(over > 0 or played.wrong > 0)


def compare(path: Path, known: Path, limit: int, ways: Sequence[str]) -> int:
    """Without and with suggestions; 1 where a sentence came out wrong."""
    from benchmarks.key_suggestions import play_with_suggestions

    app = make_application()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tasks, labels = read_tasks(path, folder, limit)
        entities = sum(len(task.entities) for task in tasks)
        print(f"{len(tasks)} sentences, {entities} entities", flush=True)
        for way in ways:
            if way == "none":
                played = play(folder / "untagged.nerproj", tasks, labels)
            else:
                gold = read_tasks(known, folder, 0)[0] if way == "taught" else []
                toll = play_with_suggestions(tasks, labels, gold)
                played = toll.played
                print(f"{way}: {toll.suggested} suggested, {toll.right} of them right")
            print_toll(WAYS_TOLD[way], played, len(tasks))
            wrong += played.wrong
            app.processEvents()
    return int(wrong > 0)


def print_toll(title: str, played: Played, sentences: int) -> None:
    presses = played.presses + played.enters
    each = presses / sentences
    print(
        f"{title:36}  {presses:6} presses, {each:.2f} a sentence, {played.wrong} wrong", flush=True
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, nargs="?", default=USUAL)
    parser.add_argument("sentences", type=int, nargs="?", help="0 for all")
    parser.add_argument("--suggestions", action="store_true", help="without and with suggestions")
    parser.add_argument("--way", action="append", choices=list(WAYS_TOLD), help="only this one")
    parser.add_argument("--known", type=Path, default=USUAL.with_name("wnut17train.conll"))
    return parser.parse_args()


def run() -> int:
    options = arguments()
    wanted: int | None = options.sentences
    if options.suggestions:
        limit = 500 if wanted is None else wanted
        return compare(options.file, options.known, limit, options.way or list(WAYS_TOLD))
    return main(options.file, 100 if wanted is None else wanted)


if __name__ == "__main__":
    sys.exit(run())
