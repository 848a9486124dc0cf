"""Before a training: the button, what will be trained on what, warnings, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.errors import WorkbenchError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.sentence import Split, Status
from workbench.operations.settings import project_settings
from workbench.operations.split import draw_splits
from workbench.operations.store import Reader
from workbench.settings import ProjectSettings
from workbench.ui.actions import find_row, follow_keys, tip
from workbench.ui.context import Context
from workbench.ui.tasks import Failed, Ticket
from workbench.ui.theme import LARGE, MEDIUM, plain_label, set_icon
from workbench.ui.train.settings_form import SettingsForm
from workbench.workflow.training import check_training

WAIT_MS = 300
WARNINGS_SHOWN = 6
DONE = Term(Field.STATUS, Status.DONE)


@dataclass(frozen=True)
class Outlook:
    """What a training started now would see: done sentences by split, entities by label."""

    sentences: Mapping[str, int]
    undrawn: int
    labels: Mapping[str, int]

    @property
    def must_draw(self) -> bool:
        """Whether there is nothing to train on until splits are drawn."""
        return not self.sentences.get(Split.TRAIN, 0) and self.undrawn > 0


class StartPanel(QWidget):
    """`start_requested` asks for a training with the form's settings; `folded` tells that
    the form was folded or unfolded."""

    start_requested = Signal()
    folded = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._checking: Ticket | None = None
        self._stale = True
        self._must_draw = False
        self.train_button = QPushButton(self.tr("Train"))
        self.form = SettingsForm()
        self._fold = QPushButton(self.tr("Settings…"))
        self.sentences = plain_label(wrap=True)
        self.labels = plain_label(role="muted", wrap=True)
        self.drawing = plain_label(
            self.tr(
                "No sentence has a split yet. They are drawn by lot first, 80/10/10;"
                " Undo takes that back."
            ),
            role="muted",
            wrap=True,
        )
        self.refusal = plain_label(role="bad", wrap=True)
        self.warnings = plain_label(role="warning", wrap=True)
        self.draw_button = QPushButton()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._look)
        self._build()
        self._connect()
        context.ask(project_settings, done=self._remember)

    def refresh(self) -> None:
        """Look again, soon."""
        self._stale = True
        if self.isVisible():
            self._timer.start()

    def toggle_settings(self) -> None:
        """Unfold or fold the form."""
        self.form.setVisible(self.form.isHidden())
        self.folded.emit()

    def _remember(self, kept: ProjectSettings) -> None:
        """Begin with the choices of the project's last training, if there was one."""
        if kept != ProjectSettings():
            self.form.fill(kept.training)

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
            self._timer.start()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, MEDIUM)
        layout.setSpacing(MEDIUM)
        self.train_button.setProperty("role", "primary")
        self.train_button.setMinimumHeight(44)
        set_icon(self.train_button, "ph.play-fill", "on_accent")
        self._fold.setProperty("role", "link")
        self.form.hide()
        set_icon(self.draw_button, "ph.shuffle")
        follow_keys(self, self._show_tips)
        for label in (self.drawing, self.draw_button, self.refusal, self.warnings):
            label.hide()
        for widget in (
            self.train_button,
            self.sentences,
            self.labels,
            self.drawing,
            self.draw_button,
            self.refusal,
            self.warnings,
            self._fold,
            self.form,
        ):
            layout.addWidget(widget)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.train_button.clicked.connect(self.start_requested)
        self._fold.clicked.connect(self.toggle_settings)
        self.draw_button.clicked.connect(self.draw)
        self.form.changed.connect(self.refresh)
        self._context.hub.changed.connect(self._follow)

    def _follow(self, changes: Changes) -> None:
        if changes.sentences or changes.membership or changes.labels:
            self.refresh()

    def _look(self) -> None:
        self._stale = False
        self._context.ask(outlook, done=self._show_outlook)
        if self._checking is not None:
            self._checking.drop()
        store, settings = self._context.store, self.form.settings()
        self._checking = self._context.tasks.run(
            lambda: check_training(store, settings), self._show_warnings, self._show_refusal
        )

    def _show_outlook(self, found: Outlook) -> None:
        words = " · ".join(
            self.tr("{0} {1}").format(split, f"{found.sentences.get(split, 0):,}")
            for split in Split
        )
        self.sentences.setText(self.tr("Done sentences: {0}").format(words))
        self.labels.setText(" · ".join(f"{name} {n:,}" for name, n in found.labels.items()))
        self.labels.setVisible(any(found.labels.values()))
        self.draw_button.setText(
            self.tr("Draw splits 80/10/10 for {0}").format(f"{found.undrawn:,}")
        )
        self.draw_button.setVisible(found.undrawn > 0)
        self._must_draw = found.must_draw
        self.drawing.setVisible(found.must_draw)
        if found.must_draw:
            self.refusal.hide()
        self.train_button.setText(
            self.tr("Draw splits and train") if found.must_draw else self.tr("Train")
        )

    def _show_warnings(self, warnings: Sequence[str]) -> None:
        self.refusal.hide()
        shown = [f"• {warning}" for warning in warnings[:WARNINGS_SHOWN]]
        if len(warnings) > WARNINGS_SHOWN:
            shown.append(self.tr("… and {0} more").format(len(warnings) - WARNINGS_SHOWN))
        self.warnings.setText("\n".join(shown))
        self.warnings.setVisible(bool(warnings))

    def _show_tips(self) -> None:
        for button, name in (
            (self.train_button, "train.start"),
            (self._fold, "train.settings"),
            (self.draw_button, "train.draw_splits"),
        ):
            button.setToolTip(tip(find_row(name)))

    def _show_refusal(self, error: BaseException) -> None:
        self.warnings.hide()
        if isinstance(error, WorkbenchError) and self._must_draw:
            self.refusal.hide()
        elif isinstance(error, WorkbenchError):
            self.refusal.setText(f"{error.happened} {error.next_step}")
            self.refusal.show()
        else:
            self._context.notify.error(error)

    def _tell_drawn(self, changes: Changes) -> None:
        counts = " · ".join(f"{name} {n:,}" for name, n in changes.details.items())
        self._context.notify.info(self.tr("Drew splits: {0}. Undo: Ctrl+Z").format(counts))


def outlook(reader: Reader) -> Outlook:
    """Count what a training would see."""
    counted = {
        split.value: reader.count(Filter((DONE, Term(Field.SPLIT, split)))) for split in Split
    }
    undrawn = reader.count(Filter((DONE, Term(Field.SPLIT, "none"))))
    train = reader.statistics().splits.get(Split.TRAIN.value, {})
    found = train.get("labels", {})
    return Outlook(counted, undrawn, {name: found.get(name, 0) for name in reader.labels().names})
