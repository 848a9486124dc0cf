"""A monkey at the window: one event at each turn of the loop, and a look round now and then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests.faults.monkey.events import EVENTS, Event, Hand, named
from tests.faults.monkey.house import House
from tests.faults.monkey.watch import Watch, check, widgets
from workbench.domain.filters import ALL
from workbench.operations.store import Reader
from workbench.ui.main_window import MainWindow

LOOK_EVERY = 1000
# How many turns of the loop are given to what is under way before the next event.
PATIENCE = 300
# A dialog is sent away after so many events, and a hold-up is told of after so many seconds.
STAY = 60
STUCK = 60.0
DEEPEST = 6
PULSE_MS = 5
# So many widgets more than at the first count may be there without a project.
PILE = 200


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    events: int
    faults: int
    late: Sequence[str]
    slowest: float
    looks: int
    windows: int

    def __str__(self) -> str:
        return (
            f"{self.events} events, {self.faults} faults, {self.looks} looks at the project, "
            f"{self.windows} windows, {len(self.late)} events over 1 s, "
            f"{self.slowest:.2f} s of own work at most"
        )


class Monkey:
    """Plays the events of a seed; each has lots of its own, so that some can be left out."""

    def __init__(self, house: House, watch: Watch, seed: int) -> None:
        self._house, self._watch, self._seed = house, watch, seed
        self._services = house.services()
        self._loop = QEventLoop()
        self._names: list[Event] = list(EVENTS)
        self._weights = list(EVENTS.values())
        self._numbers: list[int] = []
        self._at = 0
        self._waited = 0
        self._scheduled = self._counting = False
        # The events that have not returned, each with the dialog that it began in.
        self._within: list[QWidget | None] = []
        self._pulses = QTimer()
        self._pulses.timeout.connect(self._pulse)
        self._stayed: tuple[QWidget | None, int] = (None, 0)
        self._looks = self._windows = 0
        self._first: Counter[str] = Counter()
        self.window = self._new_window()

    def play(self, numbers: range) -> Outcome:
        """Do these events, one after the other."""
        self._numbers = list(numbers)
        self._pulses.start(PULSE_MS)
        self._next()
        self._loop.exec()
        self._pulses.stop()
        self.window.close()
        watch = self._watch
        return Outcome(
            self._at, len(watch.faults), watch.late, watch.slowest, self._looks, self._windows
        )

    def _new_window(self) -> MainWindow:
        self._windows += 1
        window = MainWindow(self._services)
        window.notify.crashed.connect(self._watch.blame)
        window.show()
        window.open_path(self._house.project)
        return window

    def _next(self, wait: int = 0) -> None:
        if not self._scheduled:
            self._scheduled = True
            QTimer.singleShot(wait, self._turn)

    def _pulse(self) -> None:
        """Go on inside an event that opened a dialog and waits for it."""
        self._watch.end()
        if self._within and _over() not in (None, self._within[-1]):
            self._next()

    def _turn(self) -> None:
        self._scheduled = False
        self._watch.end()
        if self._is_busy():
            self._next(1)
            return
        self._waited = 0
        if self._counting and self.window.session is None:
            self._count()
        if self._at == len(self._numbers):
            self._finish()
            return
        number = self._numbers[self._at]
        self._at += 1
        if self._at % LOOK_EVERY == 0:
            self._look_round()
        self._within.append(_over())
        self._watch.begin(number)
        try:
            self._do(number)
        finally:
            self._within.pop()
            self._next()

    def _is_busy(self) -> bool:
        """Whether to wait for what is under way; sometimes nobody does."""
        self._waited += 1
        impatient = self._waited == 1 and Random(f"wait {self._seed} {self._at}").random() < 0.2
        return not impatient and self.window.tasks.pending > 0 and self._waited < PATIENCE

    def _do(self, number: int) -> None:
        lots = Random(f"{self._seed} {number}")
        self._house.lots = lots
        event = lots.choices(self._names, self._weights)[0]
        if not self.window.isVisible():
            self._begin_again()
        elif self.window.session is None and lots.random() < 0.3:
            self.window.open_path(self._house.project)
        self._watch.follow(f"{number} {event.__name__}")
        if self._send_away():
            return
        said = event(Hand(self.window, self._house, lots))
        self._watch.follow(f"{number} {event.__name__} {said}")

    def _begin_again(self) -> None:
        former = self.window
        self.window = self._new_window()
        former.deleteLater()

    def _send_away(self) -> bool:
        """Close a dialog that has been there for long, or that lies over many others."""
        modal = _over()
        former, stayed = self._stayed
        stayed = stayed + 1 if modal is former else 0
        self._stayed = modal, stayed
        if modal is None or (stayed < STAY and len(self._within) < DEEPEST):
            return False
        modal.close()
        return True

    def _look_round(self) -> None:
        """The project is sound; then it is closed, and what is left of it counted."""
        self._looks += 1
        print(f"{self._at} events, {len(self._watch.faults)} faults", flush=True)
        session = self.window.session
        print(f"jobs so far: {dict(self._house.jobs)}", flush=True)
        if session is not None:
            steps = session.context.store.ask(_steps).result()
            print(f"the project: {steps[0]} sentences, {steps[1]} operations", flush=True)
            wrong = session.context.store.ask(check).result()
            if wrong:
                self._watch.blame(wrong)
        if _over() is None and not self._within:
            self._counting = True
            self.window.asks = False
            self.window.close_project()

    def _count(self) -> None:
        """Nothing of closed projects piles up."""
        self.window.asks, self._counting = True, False
        for one in QApplication.topLevelWidgets():
            if one is not self.window:
                one.close()
        now = widgets()
        self._first = self._first or now
        more = now - self._first
        print(f"{now.total()} widgets, of which new: {dict(more)}", flush=True)
        if more:
            print(", ".join(sorted(set(_families(more)))), flush=True)
        if more.total() > PILE:
            self._watch.blame(f"widgets pile up: {dict(more)}")

    def _finish(self) -> None:
        """Leave nothing open, and let every loop end."""
        if self._within and (modal := _over()) is not None:
            modal.close()
        if self._within or self.window.tasks.pending:
            self._next(1)
            return
        self._look_round()
        self._loop.quit()


def _steps(reader: Reader) -> tuple[int, int]:
    return reader.count(ALL), len(reader.history(1 << 30))


def _families(classes: Counter[str]) -> Iterator[str]:
    """What the widgets of these classes lie in, to find out who made them."""
    for one in QApplication.allWidgets():
        if type(one).__name__ in classes:
            above = one.parentWidget()
            yield f"{named(one)} in {named(above) if above else 'nothing'}"


def _over() -> QWidget | None:
    """The menu or the dialog that everything else waits for."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget()
