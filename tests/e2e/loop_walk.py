"""The whole loop in the real window, from text without a tag to answered label errors.

`python -m tests.e2e.loop_walk FILE [ACCEPTED] [--pictures FOLDER]`, on an X server: sentences of
a tagged FILE (wnut17's training set) come into a project without their tags. A person who knows
the tags holds some out, ranks, and annotates until ACCEPTED (300) are done while the instant
model learns along; every sixth time an entity is overlooked. Then a training, its suggestions
on what is untouched, and twenty answers to probable label errors. All by mouse and keys of the X
server. Prints what came of it as one line of JSON.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QSpinBox, QWidget

from benchmarks.key_presses import Task, add_untagged, read_tasks
from benchmarks.key_suggestions import Corrector
from benchmarks.opened_window import opened_window
from tests.e2e.hands import Hands, ScreenHands, wait
from workbench import bootstrap
from workbench.domain.filters import parse_filter
from workbench.domain.label_errors import LabelError, LabelErrorAnswer
from workbench.domain.sentence import Status
from workbench.ui.action_table import find_row
from workbench.ui.annotate.instant.desk import EVERY, InstantDesk
from workbench.ui.annotate.queue.dialogs import HoldOutDialog
from workbench.ui.app import make_application
from workbench.ui.clean.place import TITLES, CleanPlace
from workbench.ui.main_window import MainWindow
from workbench.ui.train.place import TrainPlace

# Seconds that a person looks at a sentence.
LOOKING_UP = 2.0
# Seconds that a training, or a look through gold, may take on a machine with other work.
TRAINING = 1800.0
# One sentence in so many that have an entity.
OVERLOOKS = 6


@dataclass(frozen=True)
class Plan:
    """How far a walk goes: sentences accepted, epochs trained, label errors answered."""

    accepted: int = 300
    epochs: int = 12
    answers: int = 20
    engine: str = "transformers"


class Annotator(Corrector):
    """Brings whatever sentence the window shows to its tags, by the hands of a person."""

    def __init__(
        self, window: MainWindow, labels: tuple[str, ...], gold: Mapping[int, Task], hands: Hands
    ) -> None:
        super().__init__(window, labels)
        self._gold = gold
        self._hands = hands
        self._heard: InstantDesk | None = None
        self.done = self.overlooked = 0

    def annotate(self, until: int) -> None:
        """Accept one sentence after the other until so many are done, or the list is through."""
        desk = self._place.desk
        while self.done < until:
            wait(lambda: desk.ready and desk.shown is not None, "a sentence")
            if self._sentence().status is not Status.NEW:
                return
            seen = self.refreshed
            self._accept(self._sentence().id)
            if self.done % EVERY == 0 and self._hears():
                self._look_up(seen)

    def _hears(self) -> bool:
        """Whether the instant model has learned something; from then on it is listened to."""
        running = self._place.instant.running
        if running is not self._heard:
            self._heard = running
            if running is not None:
                running.refreshed.connect(self._note)
        return running is not None and running.learned > 0

    def _look_up(self, seen: int) -> None:
        """A person takes seconds for a sentence: suggestions may come meanwhile, or not."""
        with contextlib.suppress(AssertionError):
            wait(lambda: self.refreshed > seen, "suggestions", LOOKING_UP)
        wait(lambda: self._place.desk.ready, "the sentence")

    def _accept(self, number: int) -> None:
        task = self._gold[number]
        if task.entities and number % OVERLOOKS == 0:
            task = replace(task, entities=task.entities[1:])
            self.overlooked += 1
        self._correct(task)
        self._press(self._place.editor, "Return")
        wait(lambda: self._is_done(number), "a saved sentence")
        self._check(number, task)
        self.done += 1

    def _is_done(self, number: int) -> bool:
        shown = self._place.desk.shown
        return shown is None or shown.sentence.id != number or shown.sentence.status is Status.DONE

    def _press(self, widget: QWidget, key: str) -> None:
        self._hands.press(key)
        wait(lambda: self._place.desk.ready, "an edit")


class Walk:
    """A person, a window, and a project without a tag."""

    def __init__(
        self,
        window: MainWindow,
        hands: Hands,
        tasks: Sequence[Task],
        plan: Plan,
        pictures: Path | None = None,
    ) -> None:
        self._window, self._hands, self._plan, self._pictures = window, hands, plan, pictures
        assert window.session is not None
        self._store = window.session.context.store
        ids = self._store.ask(lambda reader: list(reader.ids())).result()
        self._gold = dict(zip(ids, tasks, strict=True))
        labels = self._store.ask(lambda reader: reader.labels().names).result()
        self.person = Annotator(window, labels, self._gold, hands)
        self._place = self.person._place
        self.facts: dict[str, Any] = {}

    def go(self) -> dict[str, Any]:
        """The whole loop; what came of it."""
        self.annotate(self._plan.accepted)
        self.train()
        self.look_at_suggestions()
        self.answer_label_errors()
        return self.facts | {"overlooked": self.person.overlooked}

    def annotate(self, accepted: int) -> None:
        """A hold-out first, then what the queue asks for."""
        hands, queue = self._hands, self._place.queue
        hands.turn_to(self._window)
        hands.click(queue.strip.rank)
        dialog = self._dialog()
        hands.turn_to(dialog)
        hands.click(dialog.now, QPoint(12, dialog.now.height() // 2))
        hands.press("Return")
        hands.turn_to(self._window)
        wait(lambda: "split" in self._place.panel.field.text(), "the hold-out")
        wait(lambda: self._place.desk.ready, "the list")
        self._place.editor.setFocus()
        self.person.annotate(accepted)
        self.facts["held_out"] = self.person.done
        while self.person.done < accepted:
            before = self.person.done
            self._next_batch()
            self.person.annotate(accepted)
            assert self.person.done > before, "the queue has nothing more"
        self.facts |= {"accepted": self.person.done, "wrong": self.person.played.wrong}
        self.facts |= {"suggested": self.person.suggested, "right": self.person.right}
        self.picture("annotated")

    def train(self) -> None:
        """A short fine-tuning, by its button."""
        self._hands.press("Ctrl+3")
        place = self._session_place("train")
        assert isinstance(place, TrainPlace)
        epochs = place.panel.form.fields["epochs"].widget
        assert isinstance(epochs, QSpinBox)
        wait(lambda: place.panel.form.settings().preset == "recommended", "what is recommended")
        self._hands.click(epochs)
        self._hands.press("Ctrl+A")
        for digit in str(self._plan.epochs):
            self._hands.press(digit)
        self._hands.press("Tab")
        wait(lambda: place.panel.form.settings().epochs == self._plan.epochs, "the epochs")
        if self._plan.engine != place.panel.form.engine:
            place.panel.form.engine = self._plan.engine
        ended: list[str] = []
        place.runner.taken_in.connect(ended.append)
        self._hands.click(place.panel.train_button)
        wait(lambda: bool(ended), "the training", TRAINING)
        wait(lambda: place.view.run is not None and place.view.run.report is not None, "its report")
        run = self._store.ask(lambda reader: reader.run("run-1")).result()
        assert run.state == "done", run
        self.facts["trained"] = run.report["test"]["strict"]["micro"]["f1"] if run.report else None
        self.picture("trained")

    def look_at_suggestions(self) -> None:
        """The new model suggests by itself, and one sentence is accepted as it is."""
        wanted = parse_filter("status:new suggester:run-1")
        wait(lambda: self._count("status:new suggester:run-1") > 0, "suggestions of the new model")
        self.facts["suggested_anew"] = self._count("status:new suggester:run-1")
        self._hands.press("Ctrl+1")
        first = self._store.ask(lambda reader: reader.ids(wanted)).result()[0]
        self._place.open_sentence(first)
        wait(lambda: self._place.desk.sentence_id == first and self._place.desk.ready, "it")
        self._place.editor.setFocus()
        self.picture("suggested")
        self._hands.press("Return")
        wait(lambda: self._place.desk.ready and self._place.desk.sentence_id != first, "the next")
        sentence = self._store.ask(lambda reader: reader.sentence(first)).result()
        assert {gold.origin.name for gold in sentence.gold} == {"run-1"}

    def answer_label_errors(self) -> None:
        """Fix what the file tags otherwise, keep the rest."""
        self._hands.press("Ctrl+2")
        place = self._session_place("clean")
        assert isinstance(place, CleanPlace)
        bar = place.tabs.tabBar()
        self._hands.click(bar, bar.tabRect(TITLES.index("Label errors")).center())
        page = place.errors
        wait(page.isVisible, "the tab")
        self._hands.click(page.bar.again)
        wait(lambda: len(page.inspection.waiting) > self._plan.answers, "label errors", TRAINING)
        self.facts["probable_errors"] = len(page.inspection.waiting)
        self.picture("label-errors")
        self._hands.click(page.table.viewport(), QPoint(40, 12))
        answers = [self._answer(page.table.current) for _ in range(self._plan.answers)]
        self.facts["answered"] = len(page.inspection.answered)
        self.facts["fixed"] = answers.count(LabelErrorAnswer.FIXED)

    def _answer(self, case: LabelError | None) -> LabelErrorAnswer:
        place = self._session_place("clean")
        assert case is not None and isinstance(place, CleanPlace)
        page = place.errors
        truth = self._gold[case.sentence].entities
        right = case.proposed in truth if case.proposed else case.gold not in truth
        answer = LabelErrorAnswer.FIXED if right else LabelErrorAnswer.KEPT
        name = "clean.error_fix" if right else "clean.error_keep"
        self._hands.press(find_row(name).keys.split("; ")[0])
        wait(lambda: page.inspection.answers.get(case.key) is answer, "an answer")
        wait(lambda: page.table.current is None or page.table.current.key != case.key, "the next")
        return answer

    def picture(self, name: str) -> None:
        if self._pictures is not None:
            self._pictures.mkdir(parents=True, exist_ok=True)
            self._window.grab().save(str(self._pictures / f"{name}.png"))

    def _next_batch(self) -> None:
        strip = self._place.queue.strip
        # While a batch is ranked by itself the same button would stop that.
        if not self._place.queue.ranker.busy:
            self._hands.click(strip.rank)
        wait(lambda: self._place.queue.in_use and strip.rank.isEnabled(), "a batch")
        desk = self._place.desk
        wait(
            lambda: (
                desk.ready and desk.shown is not None and desk.shown.sentence.status is Status.NEW
            ),
            "its first sentence",
        )
        self._place.editor.setFocus()

    def _dialog(self) -> HoldOutDialog:
        found: list[HoldOutDialog] = []

        def look() -> bool:
            found[:] = self._window.findChildren(HoldOutDialog)
            return bool(found)

        wait(look, "the question of the hold-out")
        return found[0]

    def _session_place(self, name: str) -> QWidget:
        session = self._window.session
        assert session is not None
        return session.place(name)

    def _count(self, text: str) -> int:
        return self._store.ask(lambda reader: reader.count(parse_filter(text))).result()


def walk(file: Path, accepted: int, pictures: Path | None = None) -> dict[str, Any]:
    """Walk the loop in a window of its own; what came of it."""
    app = make_application()
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tasks, labels = read_tasks(file, folder, 2 * accepted)
        path = folder / "loop.nerproj"
        with bootstrap.create_project(path, labels) as project:
            project.submit(add_untagged, tasks).result()
        with opened_window(path, (1280, 800)) as window:
            facts = Walk(window, ScreenHands(app), tasks, Plan(accepted), pictures).go()
        app.processEvents()
    return facts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path)
    parser.add_argument("accepted", type=int, nargs="?", default=300)
    parser.add_argument("--pictures", type=Path)
    given = parser.parse_args()
    print(json.dumps(walk(given.file, given.accepted, given.pictures)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
