"""The window: rail, places, notice bar, status bar and menus around one open project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.operations.store import Store
from workbench.ui import project_files
from workbench.ui.exchange.desk import ExchangeDesk
from workbench.ui.history.dock import HistoryDock
from workbench.ui.history.travel import Travel
from workbench.ui.keys.desk import KeysDesk
from workbench.ui.layouts import restore_layout, restore_window, save_layouts, save_window
from workbench.ui.menus import fill_menus, shell_actions
from workbench.ui.notice_bar import CrashDialog, NoticeBar
from workbench.ui.notify import Notifier
from workbench.ui.place_wires import connect_wishes
from workbench.ui.questions import TITLE, may_end_training, show_about, show_report
from workbench.ui.rail import PLACE_ICONS, Rail
from workbench.ui.safety.desk import SafetyDesk
from workbench.ui.services import Services
from workbench.ui.session import PLACES, Place, Session, close_late
from workbench.ui.start_page import StartPage
from workbench.ui.status import WindowStatus
from workbench.ui.tasks import Tasks, Ticket
from workbench.ui.theme import THEMES, apply_theme

if TYPE_CHECKING:
    from workbench.ui.annotate.place import AnnotatePlace
    from workbench.ui.clean.place import CleanPlace
    from workbench.ui.palette.command_palette import CommandPalette
    from workbench.ui.process import JobBoard
    from workbench.ui.train.place import TrainPlace

START_ICONS = (
    ("file.sample", "ph.rocket-launch"),
    ("file.new", "ph.file-plus"),
    ("file.open", "ph.folder-open"),
)


class MainWindow(QMainWindow):
    """`opened` and `closed_project` tell when a project is there, and gone."""

    opened = Signal()
    closed_project = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self.tasks = Tasks(self)
        self.notify = Notifier(self)
        self.session: Session | None = None
        # Nothing is asked at the close where nobody would be there to answer.
        self.asks = True
        self._opening: Ticket | None = None
        self._settings = QSettings(str(services.state_file), QSettings.Format.IniFormat)
        self.keys = KeysDesk(services.state_file.parent, self.notify, self)
        self.history = HistoryDock(self)
        self.safety = SafetyDesk(self)
        self.actions_by_name = shell_actions(self, self._slots())
        undoing, redoing = self.action("edit.undo"), self.action("edit.redo")
        self.travel = Travel(undoing, redoing, self.tasks, self)
        self.rail = Rail([(self.action(f"view.{n}"), icon) for n, icon in PLACE_ICONS.items()])
        self.bar = NoticeBar()
        self.stack = QStackedWidget()
        self.exchange = ExchangeDesk(self.stack, self)
        self.start_page = StartPage([(self.action(name), icon) for name, icon in START_ICONS])
        self.status = WindowStatus()
        self._build()
        self._connect()
        self._restore()
        self._show_start()

    def action(self, name: str) -> QAction:
        """A shell action by its name in the table."""
        return self.actions_by_name[name]

    # Projects

    def open_path(self, path: Path, then: Callable[[], object] | None = None) -> None:
        """Open a project file, in place of the one that is open."""
        self.open_by(lambda: self.services.open_project(path), then)

    def create_path(
        self, path: Path, labels: Sequence[str], then: Callable[[], object] | None = None
    ) -> None:
        """Make a project and open it."""
        self.open_by(lambda: self.services.create_project(path, labels), then)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Take what was dropped: open a project, or look at files before an import."""
        if not paths:
            return
        if len(paths) == 1 and paths[0].suffix == project_files.SUFFIX:
            self.open_path(paths[0])
        elif self.session is not None:
            self._show_import(paths)
        else:
            path = project_files.ask_new_project(self, paths[0].stem)
            if path is not None:
                self.create_path(path, (), lambda: self._show_import(paths))

    def close_project(self, then: Callable[[], object] | None = None) -> None:
        """Close the project; its file is free when `then` is called."""
        if self.session is None or not self._may_end_jobs():
            return
        session = self._let_go()
        self.tasks.run(session.context.store.close, lambda _: self._closed(then))

    def show_place(self, name: str) -> None:
        """Bring a place to the front."""
        if self.session is None:
            return
        built = self.session.has(name)
        place = self.session.show(name)
        self.exchange.step_aside()
        self.action(f"view.{name}").setChecked(True)
        self.status.place.clear()
        if not built:
            self._connect_place(name, place)

    def open_by(self, work: Callable[[], Store], then: Callable[[], object] | None) -> None:
        """Open what `work` gives, in place of the project that is open."""
        if self._opening is not None or self.tasks.closed:
            return
        if self.session is not None:
            self.close_project(lambda: self.open_by(work, then))
            return
        self._opening = self.tasks.run(
            work, lambda store: self._opened(store, then), self._not_opened
        )

    def _opened(self, store: Store, then: Callable[[], object] | None) -> None:
        self._opening = None
        self.bar.hide()
        self.session = Session(store, self.services, self.tasks, self.notify, self.stack, self)
        self.session.context.hub.changed.connect(self.bar.withdraw_undo)
        # Elsewhere: it waits for the disk.
        self.tasks.run(partial(self.services.remember, store.path), lambda _: None)
        self.setWindowTitle(f"{store.path.name} — {TITLE}")
        for part in self._followers():
            part.attach(self.session.context)
        self.session.runs_jobs.connect(self._follow_jobs)
        self._enable()
        self.show_place("annotate")
        self.opened.emit()
        if then is not None:
            then()

    def _followers(self) -> tuple[WindowStatus | KeysDesk | Travel | HistoryDock, ...]:
        """What around the places follows the project that is open."""
        return self.status, self.keys, self.travel, self.history

    def _follow_jobs(self, board: JobBoard) -> None:
        from workbench.ui.run_status import RunStatus

        RunStatus(board, self.status.run, board)

    def _not_opened(self, error: BaseException) -> None:
        self._opening = None
        self.safety.tell(error)

    def _let_go(self) -> Session:
        session, self.session = self.session, None
        assert session is not None
        self.exchange.leave()
        self.tasks.cancel_all()
        session.cut_jobs()
        save_layouts(self._settings, session.built)
        for part in self._followers():
            part.attach(None)
        session.remove_places()
        session.deleteLater()
        self.safety.read_only.follow()
        self._enable()
        self._show_start()
        return session

    def _closed(self, then: Callable[[], object] | None) -> None:
        self.closed_project.emit()
        if then is not None:
            then()

    def _may_end_jobs(self) -> bool:
        if self.session is None or not self.session.trains or not self.asks:
            return True
        return may_end_training(self) or not self.asks

    # Import and export

    def _show_import(self, paths: Sequence[Path]) -> None:
        if self.session is not None:
            self.exchange.show_import(self.session, paths)

    def _export(self) -> None:
        if self.session is not None:
            self.exchange.show_export(self.session)

    # What the actions do

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            "file.new": self._new,
            "file.open": self._choose,
            "file.sample": lambda: self.open_by(self.services.open_sample, None),
            "file.import": lambda: self.open_files(project_files.ask_import_files(self)),
            "file.import_folder": lambda: self.open_files(project_files.ask_import_folder(self)),
            "file.export": self._export,
            "file.save": lambda: self.notify.info(self.tr("Everything is saved.")),
            "file.close": self.close_project,
            "file.quit": self.close,
            **self.safety.slots(),
            "edit.undo": lambda: self.travel.go(back=True),
            "edit.redo": lambda: self.travel.go(back=False),
            **{f"view.{name}": partial(self.show_place, name) for name in PLACES},
            **{f"view.theme_{choice}": partial(self.set_theme, choice) for choice in THEMES},
            "view.history": self.history.toggle,
            "train.start": self._train,
            "models.suggest_now": self._with(lambda session: session.runner.suggest_by_default()),
            "models.stop_suggesting": self._with(lambda session: session.runner.stop_suggesting()),
            "models.suggest_anew": self._with(lambda session: session.succeeding.toggle()),
            "help.palette": self.show_palette,
            "help.keys": self.keys.show,
            "help.report": partial(show_report, self),
            "help.about": partial(show_about, self),
        }

    def _train(self) -> None:
        if self.session is not None:
            self.show_place("train")
            cast("TrainPlace", self.session.place("train")).start()

    def _with(self, act: Callable[[Session], object]) -> Callable[[], object]:
        return lambda: act(self.session) if self.session is not None else None

    def _new(self) -> None:
        path = project_files.ask_new_project(self)
        if path is not None:
            self.create_path(path, project_files.ask_labels(self))

    def _choose(self) -> None:
        path = project_files.ask_open_project(self)
        if path is not None:
            self.open_path(path)

    def set_theme(self, choice: str) -> None:
        """Use the theme of that name, and remember it."""
        self._settings.setValue("theme", choice)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, choice)
        self.action(f"view.theme_{choice}").setChecked(True)

    def show_palette(self) -> CommandPalette:
        """Open the command palette over the upper middle of the window."""
        from workbench.ui.palette.desk import make_palette

        palette = make_palette(self, self._settings, self)
        corner = self.mapToGlobal(self.rect().topLeft())
        palette.move(corner.x() + (self.width() - palette.width()) // 2, corner.y() + 64)
        palette.show()
        return palette

    # Building

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.safety.read_only.banner)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.history)
        self.stack.addWidget(self.start_page)
        fill_menus(self.menuBar(), self.actions_by_name)
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.resize(1280, 800)

    def _connect(self) -> None:
        self.tasks.went_wrong.connect(self.notify.error)
        self.notify.noticed.connect(self.bar.show_notice)
        self.bar.undo_wanted.connect(lambda: self.travel.go(back=True))
        self.notify.crashed.connect(self._show_crash)
        self.notify.was_saved.connect(self.status.show_saved)
        self.start_page.open_recent.connect(self.open_path)
        self.exchange.imported.connect(lambda: self.show_place("annotate"))
        self.status.run.clicked.connect(lambda: self.show_place("train"))
        self.history.open_requested.connect(self._open_sentence)
        self.history.left.connect(self._activate_place)

    def _connect_place(self, name: str, place: QWidget) -> None:
        restore_layout(self._settings, name, place)
        wishes: dict[str, Callable[..., object]] = {
            "status_text": self.status.place.setText,
            "open_requested": self._open_sentence,
            "filter_requested": self._show_filter,
            "place_requested": self.show_place,
            "issues_requested": self._show_issues,
        }
        connect_wishes(place, wishes)
        if name == "annotate":
            self.history.follow_desk(cast("AnnotatePlace", place).desk)

    def _open_sentence(self, sentence_id: int, start: int = 0, end: int = 0) -> None:
        if self.session is not None:
            self.show_place("annotate")
            annotate = cast("AnnotatePlace", self.session.place("annotate"))
            annotate.open_sentence(sentence_id, start, end)

    def _show_filter(self, text: str) -> None:
        if self.session is not None:
            self.show_place("annotate")
            cast("AnnotatePlace", self.session.place("annotate")).open_filter(text)

    def _show_issues(self, kind: str) -> None:
        if self.session is not None:
            self.show_place("clean")
            cast("CleanPlace", self.session.place("clean")).show_issues(kind)

    def _activate_place(self) -> None:
        """Give the keys to the place at the front."""
        place = self.stack.currentWidget()
        if self.session is not None and place in self.session.built.values():
            cast(Place, place).activate()

    def _show_crash(self, report: str) -> None:
        # One is enough where a slot fails again and again.
        if self.findChild(CrashDialog) is None:
            CrashDialog(report, self).show()

    def _show_start(self) -> None:
        self.setWindowTitle(TITLE)
        self.start_page.show_recent([path for path in self.services.recent() if path.exists()])
        self.stack.setCurrentWidget(self.start_page)

    def _enable(self) -> None:
        for name in ("import", "import_folder", "export", "check", "save_as", "close"):
            self.action(f"file.{name}").setEnabled(self.session is not None)
        places = (f"view.{place}" for place in PLACES)
        suggesting = ("models.suggest_now", "models.stop_suggesting", "models.suggest_anew")
        for name in ("view.history", "train.start", *suggesting, *places):
            self.action(name).setEnabled(self.session is not None)
        self.rail.setVisible(self.session is not None)

    # State and events

    def _restore(self) -> None:
        self._enable()
        self.keys.load()
        if restore_window(self._settings, self):
            self.history.restore()
        self.set_theme(str(self._settings.value("theme", "system")))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.open_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self._may_end_jobs())
        if event.isAccepted():
            self.shut_down()

    def shut_down(self) -> None:
        """Close the project and let go of everything, without a question; safe to call twice."""
        save_window(self._settings, self)
        if self.session is not None:
            self._let_go().context.store.close()
        self._settings.sync()
        if self._opening is not None:
            self._opening.future.add_done_callback(close_late)
        self.tasks.close()
