"""The Clean place: bad and inconsistent tags, label errors, data quality, and the label set."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.ui.actions import make_action
from workbench.ui.clean.analyst import Analyst
from workbench.ui.clean.errors.errors_page import ErrorsPage
from workbench.ui.clean.errors.inspector import Inspector
from workbench.ui.clean.findings.findings_page import FindingsPage
from workbench.ui.clean.findings.ignored_dialog import IgnoredDialog
from workbench.ui.clean.labels.page import LabelsPage
from workbench.ui.clean.quality.quality_page import QualityPage
from workbench.ui.clean.suspects.suspects_page import SuspectsPage
from workbench.ui.context import Context

if TYPE_CHECKING:
    from workbench.ui.train.runner import Runner

BAD_TAGS, INCONSISTENT, LABEL_ERRORS, QUALITY, LABEL_SET = range(5)
TITLES = ("Bad tags", "Inconsistent", "Label errors", "Data quality", "Label set")


class CleanPlace(QWidget):
    """Where tags are checked and repaired, and labels changed, throughout the project.

    `open_requested` carries a sentence and from where to where to select in it. `runner` gives
    what starts jobs, once it is wished for.
    """

    open_requested = Signal(int, int, int)
    status_text = Signal(str)

    def __init__(
        self, context: Context, runner: Callable[[], Runner], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.analyst = Analyst(context, self)
        self.findings = FindingsPage(context)
        self.suspects = SuspectsPage(context, self.analyst)
        self.inspector = Inspector(context, runner, self)
        self.errors = ErrorsPage(context, self.inspector)
        self.quality = QualityPage(context, self.analyst)
        self.labels = LabelsPage(context)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Parts of the Clean place")
        for page, title in zip(self._pages(), TITLES, strict=True):
            self.tabs.addTab(page, title)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self._analyse = make_action("clean.analyse", self, self.analyst.start, within)
        self._inspect = make_action("clean.inspect", self, self.inspect, within)
        self.addActions([self._analyse, self._inspect])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self._connect()

    def inspect(self) -> None:
        """Look for label errors, and show what comes of it."""
        self.tabs.setCurrentWidget(self.errors)
        self.inspector.start()

    def show_issues(self, kind: str) -> None:
        """Show the issues of a kind, as soon as the project was looked through."""
        self.tabs.setCurrentWidget(self.quality)
        self.quality.show_when_found(kind)

    def show_ignored(self) -> IgnoredDialog:
        """Open the list of what is ignored for good."""
        dialog = IgnoredDialog(self._context, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def activate(self) -> None:
        """Give the keys to the page, and bring its counts up to date."""
        self.tabs.currentWidget().setFocus()
        if self._stale:
            self._reload()

    def actions_of_place(self) -> list[QAction]:
        made = (page.actions_by_name.values() for page in self._pages())
        return [self._analyse, self._inspect, *(action for actions in made for action in actions)]

    def _focus_page(self) -> None:
        """The keys of a page act only while the focus is within it."""
        if not self.tabs.tabBar().hasFocus():
            self.tabs.currentWidget().setFocus()

    def _pages(self) -> tuple[FindingsPage, SuspectsPage, ErrorsPage, QualityPage, LabelsPage]:
        return self.findings, self.suspects, self.errors, self.quality, self.labels

    def _open(self, sentence: int) -> None:
        self.open_requested.emit(sentence, 0, 0)

    def _connect(self) -> None:
        # A click on a tab leads into its page; only who comes by Tab stays on the bar.
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.currentChanged.connect(self._focus_page)
        for page in (self.findings, self.suspects, self.quality):
            page.open_requested.connect(self._open)
        self.errors.open_requested.connect(self.open_requested)
        for page in (self.findings, self.quality):
            page.show_ignored_requested.connect(self.show_ignored)
        self.quality.label_set_requested.connect(self._show_label_set)
        self.findings.counted.connect(lambda total: self._show_count(BAD_TAGS, total))
        self.suspects.counted.connect(lambda total: self._show_count(INCONSISTENT, total))
        self.errors.counted.connect(lambda total: self._show_count(LABEL_ERRORS, total))
        self.quality.counted.connect(lambda total: self._show_count(QUALITY, total))
        self.tabs.currentChanged.connect(self._tab_changed)
        self._context.hub.changed.connect(self._take_in)

    def _take_in(self, changes: Changes) -> None:
        if not (changes.sentences or changes.membership or changes.labels or changes.values):
            return
        self._stale = True
        if self.isVisible():
            self._reload()

    def _reload(self) -> None:
        """The counts of labels are read only for who looks at them: they take their time."""
        self._stale = False
        self.findings.reload()
        shown = self.tabs.currentWidget()
        if shown is self.labels:
            self.labels.reload()
        elif shown is self.suspects:
            self.suspects.refresh()
        elif shown is self.errors:
            self.inspector.ensure()
        elif shown is self.quality:
            self.quality.refresh()
        if shown is self.suspects or shown is self.quality:
            self.analyst.ensure()

    def _tab_changed(self, _index: int) -> None:
        if self.isVisible():
            self._reload()

    def _show_label_set(self) -> None:
        self.tabs.setCurrentWidget(self.labels)

    def _show_count(self, tab: int, total: int) -> None:
        title = TITLES[tab]
        self.tabs.setTabText(tab, f"{title}  {total:,}" if total else title)
