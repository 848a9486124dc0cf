"""Key presses with suggestions: a person who corrects what is proposed, by real keys.

Used by `key_presses --suggestions`. The person sees the proposals in the editor and, with the
same keys as ever, leaves right ones, tags over those with wrong borders or a wrong label,
rejects what is no entity, adds what is missing, and accepts the sentence with Enter.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop

from benchmarks.key_planner import WAYS, Moves, Way, plan
from benchmarks.key_presses import Person, Played, Task, add_untagged, wait_until
from benchmarks.opened_window import SMALL, opened_window
from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Status
from workbench.operations.instant import Mode, choose
from workbench.operations.store import NewSentence, Transaction
from workbench.ui.annotate.editor.cursor import Chip, Cursor, select
from workbench.ui.annotate.editor.moves import Ground
from workbench.ui.annotate.instant.desk import EVERY, InstantDesk

# A person takes seconds for a sentence; so long the driver waits for suggestions at most.
PATIENCE_MS = 8000
# For one sentence; more would mean that the keys do not do what they should.
MOST_STEPS = 100


@dataclass(frozen=True)
class Toll:
    """What the person pressed, and what became of the suggestions."""

    played: Played
    suggested: int
    right: int


def tabs(ground: Ground, cursor: Cursor, _goal: Entity) -> list[Way]:
    """To the next or previous entity or suggestion, going round."""
    chips = sorted(ground.chips, key=lambda chip: chip.start)
    if not chips:
        return []
    span = cursor.span
    first = span.start + (0 if cursor.selected is None else 1)
    forth = next((chip for chip in chips if chip.start >= first), chips[0])
    back = next((chip for chip in reversed(chips) if chip.stop < span.stop), chips[-1])
    return [
        (("Tab",), select(forth.start, forth.stop)),
        (("Shift+Tab",), select(back.start, back.stop)),
    ]


ALL_KEYS: tuple[Moves, ...] = (*WAYS[list(WAYS)[-1]], tabs)


class Corrector(Person):
    """Goes from what is proposed to what is right, from left to right."""

    suggested = 0
    right = 0
    refreshed = 0

    def correct(self, tasks: Sequence[Task]) -> Toll:
        """Bring all sentences to their entities, each accepted with Enter."""
        place = self._place
        wait_until(lambda: place.desk.shown is not None and place.desk.ready)
        desk = self._instant()
        desk.refreshed.connect(self._note)
        for number, task in enumerate(tasks):
            place.editor.setFocus()
            self._correct(task)
            identity = self._sentence().id
            seen = self.refreshed
            self._press(place.editor, "Return")
            self.played.enters += 1
            self._check(identity, task)
            if number % EVERY == EVERY - 1:
                self._wait_for_suggestions(desk, seen)
        return Toll(self.played, self.suggested, self.right)

    def _instant(self) -> InstantDesk:
        place = self._place
        wait_until(lambda: place.instant.running is not None)
        assert place.instant.running is not None
        return place.instant.running

    def _note(self) -> None:
        self.refreshed += 1

    def _wait_for_suggestions(self, desk: InstantDesk, seen: int) -> None:
        timer = QElapsedTimer()
        timer.start()
        while self.refreshed == seen and timer.elapsed() < PATIENCE_MS:
            QEventLoop().processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
            if desk.learned == 0 and self.played.enters < 2 * EVERY:
                break
        wait_until(lambda: self._place.desk.ready)

    def _correct(self, task: Task) -> None:
        wait_until(lambda: not self._place.known.looking)
        offered = [chip for chip in self._chips() if chip.suggestion is not None]
        self.suggested += len(offered)
        self.right += sum(chip.entity in task.entities for chip in offered)
        if len(offered) > 1 and not any(chip.entity in task.entities for chip in offered):
            self._act("Shift+Del")
        for _ in range(MOST_STEPS):
            step = self._next_step(task)
            if step is None:
                return
            step()
        raise RuntimeError(f"no way to {task}")

    def _next_step(self, task: Task) -> Callable[[], None] | None:
        """What to do about the first thing that is not right; None where all is."""
        chips = self._chips()
        seen = {chip.entity for chip in chips}
        missing = [one for one in task.entities if one not in seen]
        wrong = {
            chip.entity: "N" if chip.suggestion else "Del"
            for chip in chips
            if chip.entity not in task.entities
            and not any(chip.entity.overlaps(one) for one in missing)
        }
        first = min((*missing, *wrong), key=lambda one: one.start, default=None)
        if first is None:
            return None
        key = wrong.get(first) or self._key_of(first.label)
        return lambda: self._go_and_press(first, key)

    def _go_and_press(self, entity: Entity, key: str) -> None:
        editor = self._place.editor
        found = plan(editor.ground, editor.cursor_state, entity, ALL_KEYS)
        for one in found.keys:
            target = editor.lines.mark_line if editor.lines.mark_line.isVisible() else editor
            self._press(target, one)
        self.played.presses += len(found.keys)
        self._act(key)

    def _act(self, key: str) -> None:
        self._press(self._place.editor, key)
        self.played.presses += 1

    def _chips(self) -> tuple[Chip, ...]:
        shown = self._place.editor.shown
        assert shown is not None
        return shown.chips

    def _check(self, identity: int, task: Task) -> None:
        store = self._place._context.store
        stored = store.ask(lambda reader: reader.sentence(identity)).result()
        self.played.wrong += stored.entities != task.entities or stored.status is not Status.DONE


def play_with_suggestions(
    tasks: Sequence[Task], labels: Sequence[str], known: Sequence[Task] = ()
) -> Toll:
    """Correct what the instant model proposes, which learns as it goes and knows `known`."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "suggested.nerproj"
        with bootstrap.create_project(path, labels) as project:
            project.submit(add_untagged, tasks).result()
            project.submit(add_tagged, known).result()
            project.submit(choose, Mode.ON).result()
        with opened_window(path, SMALL) as window:
            return Corrector(window, labels).correct(tasks)


def add_tagged(transaction: Transaction, tasks: Sequence[Task]) -> Changes:
    """What was annotated before."""
    transaction.add(
        NewSentence(
            task.tokens,
            entities_to_tags(task.entities, len(task.tokens), IOB2),
            IOB2,
            Status.DONE,
            None,
            "",
        )
        for task in tasks
    )
    return transaction.changes("add")
