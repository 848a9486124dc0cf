"""An open project in the window: its context, its jobs and its places."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.domain.changes import Changes
from workbench.domain.training import JobState
from workbench.operations.runs import finish_run, lose_unfinished
from workbench.operations.store import Store, Transaction
from workbench.ui.changes_hub import ChangesHub
from workbench.ui.context import Context
from workbench.ui.notify import Notifier
from workbench.ui.process import JobBoard
from workbench.ui.services import Services
from workbench.ui.tasks import Tasks
from workbench.ui.train.runner import Runner

PLACES = ("annotate", "clean", "train")


class Place(Protocol):
    """What the window expects of each place."""

    def activate(self) -> None: ...
    def actions_of_place(self) -> list[QAction]: ...


class Session(QObject):
    """Builds a place when it is first shown: the first paint waits for nothing it need not."""

    def __init__(
        self,
        store: Store,
        services: Services,
        tasks: Tasks,
        notify: Notifier,
        stack: QStackedWidget,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = Context(store, tasks, ChangesHub(self), notify)
        self.board = JobBoard(services.worker_command, tasks, self)
        self.runner = Runner(self.context, self.board, self)
        self._stack = stack
        self._places: dict[str, QWidget] = {}
        self.context.do(lose_unfinished)

    @property
    def path(self) -> Path:
        return self.context.store.path

    def has(self, name: str) -> bool:
        """Whether that place was built already."""
        return name in self._places

    def place(self, name: str) -> QWidget:
        """The place of that name, built now if need be."""
        if name not in self._places:
            self._places[name] = self._build(name)
            self._stack.addWidget(self._places[name])
        return self._places[name]

    def show(self, name: str) -> QWidget:
        """Bring a place to the front."""
        place = self.place(name)
        self._stack.setCurrentWidget(place)
        cast(Place, place).activate()
        return place

    def actions_of_places(self) -> list[QAction]:
        """The actions of every place built so far."""
        places = (cast(Place, place) for place in self._places.values())
        return [action for place in places for action in place.actions_of_place()]

    @property
    def built(self) -> Mapping[str, QWidget]:
        """The places built so far, by name."""
        return self._places

    def cut_jobs(self) -> None:
        """End every job now and note in the store how they ended."""
        for name in self.board.close():
            self.context.store.submit(_cancel_run, name)

    def remove_places(self) -> None:
        """Take the places off the window."""
        for place in self._places.values():
            # A timer that fires before the place is deleted would ask a closed store.
            for timer in place.findChildren(QTimer):
                timer.stop()
            self._stack.removeWidget(place)
            place.deleteLater()
        self._places.clear()

    def _build(self, name: str) -> QWidget:
        if name == "annotate":
            from workbench.ui.annotate.place import AnnotatePlace

            return AnnotatePlace(self.context)
        if name == "clean":
            from workbench.ui.clean.place import CleanPlace

            return CleanPlace(self.context)
        from workbench.ui.train.place import TrainPlace

        return TrainPlace(self.context, self.runner)


def _cancel_run(transaction: Transaction, name: str) -> Changes:
    """Note that a run was cut off; a job that is no run leaves no note."""
    if any(run.name == name for run in transaction.runs()):
        return finish_run(transaction, name, JobState.CANCELLED)
    return transaction.changes("")


def close_late(opening: Future[Store]) -> None:
    """Close a project that was opened for a window which is gone."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
