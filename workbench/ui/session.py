"""An open project in the window: its context, its jobs and its places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.operations.store import Reader, Store
from workbench.ui.changes_hub import ChangesHub
from workbench.ui.context import Context
from workbench.ui.notify import Notifier
from workbench.ui.services import Services
from workbench.ui.tasks import Tasks

if TYPE_CHECKING:
    from workbench.ui.annotate.place import AnnotatePlace
    from workbench.ui.models.place import ModelsPlace
    from workbench.ui.process import JobBoard
    from workbench.ui.suggesting.succession import Succeeding
    from workbench.ui.train.runner import Runner

PLACES = ("annotate", "clean", "train", "models", "insights")


class Place(Protocol):
    """What the window expects of each place."""

    def activate(self) -> None: ...
    def actions_of_place(self) -> list[QAction]: ...


class Session(QObject):
    """Builds a place when it is first shown: the first paint waits for nothing it need not.

    `runs_jobs` carries the board of jobs as soon as somebody wants it.
    """

    runs_jobs = Signal(object)

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
        self._services = services
        self._runner: Runner | None = None
        self._succeeding: Succeeding | None = None
        self._stack = stack
        self._places: dict[str, QWidget] = {}
        if not store.read_only:
            self.context.ask(_has_unfinished, done=self._take_up)

    @property
    def path(self) -> Path:
        return self.context.store.path

    @property
    def runner(self) -> Runner:
        """What starts jobs, built now if need be."""
        if self._runner is None:
            self._runner = self._build_runner()
            self.runs_jobs.emit(self._runner.board)
        return self._runner

    @property
    def board(self) -> JobBoard:
        """The jobs of this project."""
        return self.runner.board

    @property
    def succeeding(self) -> Succeeding:
        """What decides whether a new model takes over."""
        runner = self.runner
        assert self._succeeding is not None, runner
        return self._succeeding

    @property
    def trains(self) -> bool:
        """Whether a training is under way or waits."""
        return self._runner is not None and self._runner.board.trains

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
        """End every job now but those that outlive the window.

        What became of them is seen when the project is opened again, as after a crash.
        """
        annotate = self._places.get("annotate")
        if annotate is not None:
            cast("AnnotatePlace", annotate).instant.let_go()
        models = self._places.get("models")
        if models is not None:
            cast("ModelsPlace", models).let_go()
        if self._runner is not None:
            self._runner.board.close()

    def remove_places(self) -> None:
        """Take the places off the window."""
        for place in self._places.values():
            # A timer that fires before the place is deleted would ask a closed store.
            for timer in place.findChildren(QTimer):
                timer.stop()
            self._stack.removeWidget(place)
            place.deleteLater()
        self._places.clear()

    def _build_runner(self) -> Runner:
        from workbench.ui.process import JobBoard
        from workbench.ui.suggesting.succession import Succeeding
        from workbench.ui.train.runner import Runner

        services = self._services
        board = JobBoard(services.worker_command, self.context.tasks, self, services.warm_command)
        runner = Runner(self.context, board, self)
        runner.background.in_view = self._in_view
        self._succeeding = Succeeding(self.context, runner, self)
        return runner

    def _in_view(self) -> Sequence[int]:
        """The sentences that are on the screen, and those that come next."""
        if "annotate" not in self._places:
            return ()
        from workbench.ui.annotate.instant.sight import in_sight

        place = cast("AnnotatePlace", self._places["annotate"])
        return in_sight(place.panel, place.desk)

    def _take_up(self, unfinished: bool) -> None:
        if unfinished:
            self.runner.take_up()

    def _build(self, name: str) -> QWidget:
        if name == "annotate":
            from workbench.ui.annotate.place import AnnotatePlace

            # In its parent from the start: to move it there later dresses every widget anew.
            return AnnotatePlace(
                self.context,
                self._stack,
                lambda: self.runner,
                self._services.worker_command,
            )
        if name == "clean":
            from workbench.ui.clean.place import CleanPlace

            return CleanPlace(self.context, lambda: self.runner)
        if name == "models":
            from workbench.ui.models.place import ModelsPlace

            return ModelsPlace(self.context, self.runner, self._services.worker_command)
        if name == "insights":
            from workbench.ui.insights.place import InsightsPlace

            return InsightsPlace(self.context, self.runner)
        from workbench.ui.train.place import TrainPlace

        return TrainPlace(self.context, self.runner)


def _has_unfinished(reader: Reader) -> bool:
    """Whether a run was under way, or waited, when the project was closed."""
    if not reader.run_names():
        return False
    from workbench.operations.runs import has_unfinished

    return has_unfinished(reader)


def close_late(opening: Future[Store]) -> None:
    """Close a project that was opened for a window which is gone."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
