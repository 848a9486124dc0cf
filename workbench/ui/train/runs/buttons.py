"""What can be done with the run that is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench.domain.training import JobState
from workbench.ui.actions import make_action, show_key_in_tip
from workbench.ui.theme import MEDIUM, set_icon
from workbench.workflow.runs import RESUMABLE


class RunButtons(QWidget):
    """Stop and keep best, Cancel, Resume, Save the report, Suggest; each where it makes sense.

    The keys of the actions are heard wherever the focus is within `listener`.
    """

    stop = Signal()
    cancel = Signal()
    resume = Signal()
    save = Signal()
    suggest = Signal()

    def __init__(self, listener: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.actions_by_name: dict[str, QAction] = {}
        for name, signal in (
            ("train.stop", self.stop),
            ("train.cancel", self.cancel),
            ("train.save_report", self.save),
            ("train.suggest", self.suggest),
        ):
            self.actions_by_name[name] = make_action(name, listener, signal.emit, within)
            listener.addAction(self.actions_by_name[name])
        self.stop_button = self._button("train.stop", "ph.stop-circle")
        self.cancel_button = self._button("train.cancel", "ph.x-circle")
        self.cancel_button.setText(self.tr("Cancel"))
        self.resume_button = QPushButton(self.tr("Resume"))
        self.resume_button.setAccessibleName(self.tr("Resume the run"))
        show_key_in_tip(
            self.resume_button, "train.resume", self.tr("Go on from the last complete checkpoint")
        )
        self.resume_button.clicked.connect(lambda _checked=False: self.resume.emit())
        set_icon(self.resume_button, "ph.play-circle")
        self.save_button = self._button("train.save_report", "ph.download-simple")
        self.suggest_button = self._button("train.suggest", "ph.magic-wand")
        self.suggest_button.setText(self.tr("Suggest"))
        self._lay_out()

    def show_state(self, state: JobState, has_report: bool) -> None:
        """Offer what a run in that state allows."""
        offered = {
            self.stop_button: state is JobState.RUNNING,
            self.cancel_button: not state.ended,
            self.resume_button: state in RESUMABLE,
            self.save_button: has_report,
            self.suggest_button: has_report and state in (JobState.DONE, JobState.STOPPED),
        }
        for button, possible in offered.items():
            button.setVisible(possible)
            if button.objectName() in self.actions_by_name:
                self.actions_by_name[button.objectName()].setEnabled(possible)

    def _button(self, name: str, icon: str) -> QPushButton:
        action = self.actions_by_name[name]
        button = QPushButton(action.text())
        button.setObjectName(name)
        show_key_in_tip(button, name, action.row.tip)  # type: ignore[attr-defined]
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)
        set_icon(button, icon)
        return button

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        for button in (
            self.stop_button,
            self.cancel_button,
            self.resume_button,
            self.save_button,
            self.suggest_button,
        ):
            layout.addWidget(button)
            button.hide()
