"""The Models place: the registry with a box to try a model, dictionaries, and rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.labels import COLOURS
from workbench.domain.models import KnownModel
from workbench.operations.models import note_speed
from workbench.operations.store import Reader
from workbench.ui.actions import follow_keys, key_text, make_action, show_key_in_tip
from workbench.ui.context import Context
from workbench.ui.models.desk import ModelDesk
from workbench.ui.models.details import ModelDetails
from workbench.ui.models.dictionaries.page import DictionariesPage
from workbench.ui.models.resident import Resident
from workbench.ui.models.rules.page import RulesPage
from workbench.ui.models.table import ModelTable
from workbench.ui.models.try_box import TryBox
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label
from workbench.ui.train.runner import Runner
from workbench.workflow.models import known_models

NONE, SOME = range(2)
MODELS, DICTIONARIES, RULES = range(3)
TITLES = ("Models", "Dictionaries", "Rules")
WIDTHS = (480, 800)
HEIGHTS = (340, 340)
# A speed is noted again when it has changed by more than this share.
NEWS = 0.2


class ModelsPlace(QWidget):
    """`status_text` carries a word for the status bar, `open_requested` a place in a sentence."""

    status_text = Signal(str)
    open_requested = Signal(int, int, int)

    def __init__(
        self,
        context: Context,
        runner: Runner,
        command: Callable[[Path], Sequence[str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.runner = runner
        self._reading: Ticket | None = None
        self.listed = False
        self._colours: Mapping[str, str] = {}
        self._wanted = ""
        self.resident = Resident(context, command, self)
        self.table = ModelTable()
        self.details = ModelDetails()
        self.box = TryBox(context, self.resident)
        self.desk = ModelDesk(context, runner, self.table)
        self.details.follow(self.desk.actions_by_name)
        self.dictionaries, self.rules = DictionariesPage(context), RulesPage(context)
        self.tabs = QTabWidget()
        self.import_button, self.flair_button = QPushButton(), QPushButton()
        self._pages = QStackedWidget()
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self._actions = [
            make_action("models.import", self, self.desk.ask_import, within),
            make_action("models.import_flair", self, self.desk.ask_file, within),
            make_action("models.try", self, self._try, within),
            *(
                make_action(f"models.show_{name}", self, partial(self.show_tab, tab), within)
                for tab, name in enumerate(("models", "dictionaries", "rules"))
            ),
        ]
        self._build()
        self._connect()
        self.reload()

    def activate(self) -> None:
        """Called when the place is shown."""
        self._activate_tab()

    def show_tab(self, tab: int) -> None:
        """Bring a tab to the front, and give it the keys."""
        self.tabs.setCurrentIndex(tab)
        self._activate_tab()

    def actions_of_place(self) -> list[QAction]:
        parts = (self.desk, self.dictionaries, self.rules)
        made = (action for part in parts for action in part.actions_by_name.values())
        return [*self._actions, *made]

    def _activate_tab(self) -> None:
        page = self.tabs.currentWidget()
        if page is self.dictionaries or page is self.rules:
            page.activate()
        else:
            self.table.setFocus()

    def _tab_changed(self) -> None:
        """A click on a tab leads into its page; only who comes by Tab stays on the bar."""
        page = self.tabs.currentWidget()
        if not self.isVisible():
            return
        if not self.tabs.tabBar().hasFocus():
            self._activate_tab()
        elif page is self.dictionaries or page is self.rules:
            page.refresh()

    def _try(self) -> None:
        self.tabs.setCurrentIndex(MODELS)
        self.box.field.setFocus()

    def reload(self, wanted: str = "") -> None:
        """List the models anew."""
        self._wanted = wanted or self._wanted
        if self._reading is not None:
            self._reading.drop()
        store = self._context.store
        self._context.ask(_label_colours, done=self._take_colours)
        self._reading = self._context.tasks.run(lambda: known_models(store), self._show)

    @property
    def page(self) -> int:
        """Which page is at the front: NONE or SOME."""
        return self._pages.currentIndex()

    def let_go(self) -> None:
        """The project closes: no worker stays."""
        self.box.let_go()
        self.desk.uploads.let_go()

    def _take_colours(self, found: Mapping[str, str]) -> None:
        self._colours = found

    def _show(self, models: Sequence[KnownModel]) -> None:
        self._reading, self.listed = None, True
        wanted, self._wanted = self._wanted, ""
        self._pages.setCurrentIndex(SOME if models else NONE)
        self.table.show_models(models, wanted)

    def _choose(self, model: KnownModel | None) -> None:
        self.box.use(model, self._colours_for(model) if model else {})
        if model is not None:
            self.details.show_model(model)
            self._show_optimising()

    def _colours_for(self, model: KnownModel) -> Mapping[str, str]:
        """Each label as the project paints it, or what it means here; else a colour by turns."""
        mapping = model.note.mapping or {}
        known = {label: self._colours.get(mapping.get(label, label)) for label in model.labels}
        return {label: one or free for (label, one), free in zip(known.items(), cycle(COLOURS))}

    def _follow(self, changes: Changes) -> None:
        if changes.runs or changes.labels or any(one.startswith("run:") for one in changes.values):
            self.reload()

    def _use_variant(self, variant: str) -> None:
        if self.table.current is not None:
            self.desk.optimising.use(self.table.current.name, variant)

    def _cancel_optimising(self) -> None:
        if self.table.current is not None:
            self.desk.optimising.cancel(self.table.current.name)

    def _show_optimising(self) -> None:
        model = self.table.current
        if model is not None:
            self.details.variants.show_share(self.desk.optimising.shares.get(model.name))

    def _note_speed(self, name: str, speed: float, device: str) -> None:
        model = self.table.current
        if model is None or model.name != name:
            return
        if abs(speed - model.note.speed) > NEWS * model.note.speed:
            self._context.do(note_speed, name, speed, device, done=lambda _: self.reload(name))

    def _connect(self) -> None:
        self.addActions(self._actions)
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.rules.open_requested.connect(self.open_requested)
        self.import_button.clicked.connect(self._actions[0].trigger)
        self.flair_button.clicked.connect(self._actions[1].trigger)
        self.table.chosen.connect(self._choose)
        self.desk.changed.connect(self.reload)
        self.details.variants.chosen.connect(self._use_variant)
        self.details.variants.cancelled.connect(self._cancel_optimising)
        self.desk.optimising.moved.connect(self._show_optimising)
        self.box.measured.connect(self._note_speed)
        self._context.hub.changed.connect(self._follow)

    def _build(self) -> None:
        self.import_button.setText(self.tr("Import a model…"))
        self.flair_button.setText(self.tr("Import a file…"))
        buttons = self.import_button, self.flair_button
        for button, action in zip(buttons, self._actions[:2], strict=True):
            show_key_in_tip(button, action.objectName(), action.text())
        top = QHBoxLayout()
        top.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        top.setSpacing(SMALL)
        top.addWidget(self.import_button)
        top.addWidget(self.flair_button)
        top.addStretch(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        for page in (self._empty(), self._halves()):
            self._pages.addWidget(page)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("columns")
        splitter.addWidget(left)
        splitter.addWidget(self._pages)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes(list(WIDTHS))
        splitter.setChildrenCollapsible(False)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Parts of the Models place"))
        for page, title in zip((splitter, self.dictionaries, self.rules), TITLES, strict=True):
            self.tabs.addTab(page, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def _halves(self) -> QWidget:
        about = QScrollArea()
        about.setWidgetResizable(True)
        about.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        about.setWidget(self.details)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setObjectName("halves")
        halves.addWidget(about)
        halves.addWidget(self.box)
        halves.setStretchFactor(1, 1)
        halves.setSizes(list(HEIGHTS))
        halves.setChildrenCollapsible(False)
        return halves

    def _empty(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.addStretch(2)
        words = self.tr("Train one{0}, or import a model folder{1}.")
        advice = plain_label(role="muted", wrap=True)
        for label in (plain_label(self.tr("No model yet"), "heading"), advice):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        follow_keys(
            advice,
            lambda: advice.setText(
                words.format(_in_brackets("train.start"), _in_brackets("models.import"))
            ),
        )
        layout.addStretch(3)
        return page


def _in_brackets(action: str) -> str:
    key = key_text(action)
    return f" ({key})" if key else ""


def _label_colours(reader: Reader) -> dict[str, str]:
    return {label.name: label.colour for label in reader.labels()}
