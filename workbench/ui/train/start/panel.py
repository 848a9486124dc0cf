"""Before a training: the button, the settings, what will be trained on what, warnings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.errors import WorkbenchError
from workbench.domain.sentence import Split
from workbench.jobs.devices import graphics_cards
from workbench.jobs.preflight import PreflightWarning
from workbench.operations.settings import project_settings
from workbench.operations.split import draw_splits
from workbench.settings import ProjectSettings
from workbench.ui.actions import find_row, follow_keys, text_with_key, tip
from workbench.ui.context import Context
from workbench.ui.reading import shade
from workbench.ui.tasks import Failed, Ticket
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label, set_icon
from workbench.ui.train.start.form import SettingsForm
from workbench.ui.train.start.outlook import Outlook, last_time, outlook, train_labels
from workbench.ui.train.start.preset_desk import PresetDesk
from workbench.ui.train.start.warning_list import WarningList, warning_lines
from workbench.workflow.training import check_training

WAIT_MS = 300
LATER_MS = 3000


class StartPanel(QWidget):
    """`start_requested` asks for a training with the form's settings; `resized` tells that
    the panel wants another height."""

    start_requested = Signal()
    resized = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._checking: Ticket | None = None
        self._counting: Ticket | None = None
        self._labels: Mapping[str, int] = {}
        self._stale = True
        self._found: Outlook | None = None
        self.train_button = QPushButton(self.tr("Train"))
        self.form = SettingsForm()
        self.presets = PresetDesk(context, self.form)
        self.fold_button = QPushButton(self.tr("Settings"))
        self.sentences = plain_label(wrap=True)
        self.labels = plain_label(role="muted", wrap=True)
        self.last = plain_label(role="muted", wrap=True)
        self.drawing = plain_label(
            self.tr(
                "No sentence has a split yet. They are drawn by lot first, 80/10/10;"
                " Undo takes that back."
            ),
            role="muted",
            wrap=True,
        )
        self.refusal = plain_label(role="bad", wrap=True)
        self.warnings = WarningList()
        self.draw_button = QPushButton()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._build()
        self._connect()
        context.ask(project_settings, done=self._remember)
        context.tasks.run(graphics_cards, self.form.show_cards)
        self.presets.reload()

    def refresh(self, wait: int = WAIT_MS) -> None:
        """Look again, after so many milliseconds without another change."""
        self._stale = True
        if self.isVisible():
            self._timer.start(wait)

    def wanted_height(self) -> int:
        """How high everything is, at the width there is."""
        layout = self.layout()
        return layout.heightForWidth(self.width()) if layout else self.sizeHint().height()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.resized.emit()
        return super().event(event)

    def toggle_settings(self) -> None:
        """Unfold or fold the form."""
        self.form.setVisible(self.form.isHidden())
        icon = "ph.caret-right" if self.form.isHidden() else "ph.caret-down"
        set_icon(self.fold_button, icon)

    def toggle_more(self) -> None:
        """Unfold or fold what is seldom changed, in an unfolded form."""
        if self.form.isHidden():
            self.toggle_settings()
        self.form.toggle_more()

    def draw(self) -> None:
        """Draw splits for the sentences that have none."""
        self._context.do(draw_splits, done=self._tell_drawn)

    def make_ready(self, then: Callable[[], object], failed: Failed) -> None:
        """Draw splits if there is nothing to train on without, and go on with `then`."""

        def drawn(changes: Changes) -> None:
            self._tell_drawn(changes)
            then()

        def go_on(found: Outlook) -> None:
            if found.must_draw:
                self._context.do(draw_splits, done=drawn, failed=failed)
            else:
                then()

        self._context.ask(outlook, done=go_on, failed=failed)

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale:
            self._timer.start(WAIT_MS)

    def _remember(self, kept: ProjectSettings) -> None:
        """Begin with the choices of the project's last training, or with what is recommended."""
        if kept != ProjectSettings():
            self.form.fill(kept.training)
        self.presets.recommend()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, MEDIUM)
        layout.setSpacing(SMALL)
        self.train_button.setProperty("role", "primary")
        self.train_button.setMinimumHeight(44)
        set_icon(self.train_button, "ph.play-fill", "on_accent")
        self.fold_button.setProperty("role", "link")
        set_icon(self.fold_button, "ph.caret-down")
        set_icon(self.draw_button, "ph.shuffle")
        follow_keys(self, self._show_tips)
        for label in (self.drawing, self.draw_button, self.refusal, self.last):
            label.hide()
        for widget in (
            self.train_button,
            self.sentences,
            self.labels,
            self.last,
            self.drawing,
            self.draw_button,
            self.refusal,
            self.warnings,
            self.fold_button,
            self.form,
        ):
            layout.addWidget(widget)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.train_button.clicked.connect(self.start_requested)
        shade(self.train_button, "train.start")
        shade(self.draw_button, "train.draw_splits")
        self.fold_button.clicked.connect(self.toggle_settings)
        self.draw_button.clicked.connect(self.draw)
        self.form.changed.connect(self.refresh)
        self.form.changed.connect(self._show_last)
        self._context.hub.changed.connect(self._follow)

    def _follow(self, changes: Changes) -> None:
        if changes.membership or changes.labels or changes.runs:
            self.refresh()
        elif changes.sentences:
            # Answers to mistakes come one after the other; each look reads the whole project.
            self.refresh(LATER_MS)

    def _look(self) -> None:
        self._stale = False
        self._context.ask(outlook, done=self._show_outlook)
        for ticket in (self._checking, self._counting):
            if ticket is not None:
                ticket.drop()
        self._counting = self._context.follow(
            train_labels, step=self._take_labels, done=self._show_labels
        )
        store, settings = self._context.store, self.form.settings()
        self._checking = self._context.tasks.run(
            lambda: check_training(store, settings), self._show_warnings, self._show_refusal
        )

    def _show_outlook(self, found: Outlook) -> None:
        self._found = found
        self.presets.recommend()
        words = " · ".join(
            self.tr("{0} {1}").format(split, f"{found.sentences.get(split, 0):,}")
            for split in Split
        )
        self.sentences.setText(self.tr("Done sentences: {0}").format(words))
        self.draw_button.setText(
            self.tr("Draw splits 80/10/10 for {0}").format(f"{found.undrawn:,}")
        )
        self.draw_button.setVisible(found.undrawn > 0)
        self.drawing.setVisible(found.must_draw)
        if found.must_draw:
            self.refusal.hide()
        self.train_button.setText(
            self.tr("Draw splits and train") if found.must_draw else self.tr("Train")
        )
        self._show_last()

    def _take_labels(self, labels: Mapping[str, int]) -> None:
        self._labels = labels

    def _show_labels(self, _: None) -> None:
        counts = " · ".join(f"{name} {n:,}" for name, n in self._labels.items())
        self.labels.setText(self.tr("Entities to learn from: {0}").format(counts))
        self.labels.setVisible(any(self._labels.values()))

    def _show_last(self) -> None:
        settings, found = self.form.settings(), self._found
        runs = found.runs if found else ()
        words = last_time(runs, settings.engine, settings.base)
        self.last.setText(words)
        self.last.setVisible(bool(words))

    def _show_warnings(self, warnings: Sequence[PreflightWarning]) -> None:
        self.refusal.hide()
        self.warnings.show_lines(warning_lines(warnings))

    def _show_tips(self) -> None:
        for button, name in (
            (self.train_button, "train.start"),
            (self.fold_button, "train.settings"),
            (self.draw_button, "train.draw_splits"),
        ):
            button.setToolTip(tip(find_row(name)))
        more = self.tr("Unfold or fold what is seldom changed")
        self.form.more_button.setToolTip(text_with_key(more, "train.more"))

    def _show_refusal(self, error: BaseException) -> None:
        self.warnings.show_lines(())
        if not isinstance(error, WorkbenchError):
            self._context.notify.error(error)
            return
        must_draw = self._found is not None and self._found.must_draw
        self.refusal.setText(f"{error.happened} {error.next_step}")
        self.refusal.setVisible(not must_draw)

    def _tell_drawn(self, changes: Changes) -> None:
        self.refresh()
        counts = " · ".join(f"{name} {n:,}" for name, n in changes.details.items())
        self._context.notify.info(self.tr("Drew splits: {0}. Undo: Ctrl+Z").format(counts))
