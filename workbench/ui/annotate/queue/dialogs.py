"""Questions around the queue: a hold-out before anything is selected, and when to retrain."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.queueing import QueueSettings
from workbench.operations.queue import HoldOut
from workbench.ui.theme import LARGE, MEDIUM, plain_label

AFTER, IDLE = 50, 10
_WHY = (
    "Whether a model is good can only be seen on sentences that were drawn by lot and that it"
    " never learned from. They are never put into the queue, and want annotating like the others."
)


class HoldOutDialog(QDialog):
    """Asks how many sentences to hold out; Enter takes what is proposed."""

    answered = Signal(int, int, bool, bool)

    def __init__(self, known: HoldOut, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self.dev = _number("Sentences for dev", known.proposed_dev, known.free)
        self.test = _number("Sentences for test", known.proposed_test, known.free)
        self.rest = QCheckBox("Put all others without a split into train")
        self.rest.setChecked(True)
        self.rest.setToolTip("A training learns from the split train only")
        self.now = QCheckBox("Annotate these sentences first")
        self.now.setToolTip("List them now; the queue comes afterwards")
        self.said = plain_label(role="muted", wrap=True)
        form = QFormLayout()
        for name, field, there in (
            ("For dev, to choose the best epoch", self.dev, known.dev),
            ("For test, to measure", self.test, known.test),
        ):
            if there:
                form.addRow(name, plain_label(f"{there:,} are there"))
                field.setParent(self)
                field.hide()
            else:
                form.addRow(name, field)
                field.valueChanged.connect(self._sum_up)
        lines: list[QWidget] = [plain_label(_WHY, wrap=True)]
        below = [self.said, self.rest, self.now]
        _lay_out(self, ("Hold sentences out first", "Go on"), lines, form, below)
        self._sum_up()

    def accept(self) -> None:
        self.answered.emit(
            self.dev.value(), self.test.value(), self.rest.isChecked(), self.now.isChecked()
        )
        super().accept()

    def _sum_up(self) -> None:
        drawn = self.dev.value() + self.test.value()
        text = f"{drawn:,} of {self._known.free:,} sentences without a split are drawn by lot."
        self.said.setText(text if drawn else "Nothing is held out: no score will tell the truth.")


class RetrainDialog(QDialog):
    """Asks when a training starts by itself."""

    answered = Signal(int, int)

    def __init__(
        self, settings: QueueSettings, settings_words: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.by_count = QCheckBox("After so many accepted sentences")
        self.by_time = QCheckBox("When nothing happens for so many minutes")
        self.after = _number("Accepted sentences", settings.retrain_after or AFTER, 100_000)
        self.idle = _number("Idle minutes", settings.retrain_idle or IDLE, 24 * 60)
        form = QFormLayout()
        for check, field, kept in (
            (self.by_count, self.after, settings.retrain_after),
            (self.by_time, self.idle, settings.retrain_idle),
        ):
            field.setMinimum(1)
            check.setChecked(bool(kept))
            field.setEnabled(bool(kept))
            check.toggled.connect(field.setEnabled)
            form.addRow(check, field)
        said = (
            f"With the settings used last: {settings_words}. Only when something was accepted"
            " since the last training, and never two at once."
        )
        below: list[QWidget] = [plain_label(said, role="muted", wrap=True)]
        _lay_out(self, ("Retrain by rule", "Use the rule"), [], form, below)

    def accept(self) -> None:
        self.answered.emit(
            self.after.value() if self.by_count.isChecked() else 0,
            self.idle.value() if self.by_time.isChecked() else 0,
        )
        super().accept()


def _number(name: str, value: int, most: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(0, max(most, 0))
    field.setValue(value)
    field.setGroupSeparatorShown(True)
    field.setAccessibleName(name)
    field.setMinimumWidth(100)
    return field


def _lay_out(
    dialog: QDialog,
    title_and_answer: tuple[str, str],
    above: list[QWidget],
    form: QFormLayout,
    below: list[QWidget],
) -> None:
    title, answer = title_and_answer
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFixedWidth(460)
    form.setHorizontalSpacing(LARGE)
    form.setVerticalSpacing(MEDIUM)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    standard = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
    buttons.button(standard.Ok).setText(answer)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
    layout.setSpacing(LARGE)
    for widget in above:
        layout.addWidget(widget)
    layout.addLayout(form)
    for widget in below:
        layout.addWidget(widget)
    layout.addWidget(buttons)
    # Only now: a default button is remembered by the dialog that it stands in.
    buttons.button(standard.Ok).setDefault(True)
    buttons.button(standard.Ok).setFocus()
