"""What can be done with the run that is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench.domain.training import JobState
from workbench.ui.actions import make_action
from workbench.ui.theme import MEDIUM, set_icon


class RunButtons(QWidget):
    """Stop and keep best, Cancel, and Suggest; each where it makes sense."""

    stop = Signal()
    cancel = Signal()
    suggest = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_by_name = {
            "train.stop": make_action("train.stop", self, self.stop.emit),
            "train.cancel": make_action("train.cancel", self, self.cancel.emit),
            "train.suggest": make_action("train.suggest", self, self.suggest.emit),
        }
        self.stop_button = self._button("train.stop", "ph.stop-circle")
        self.cancel_button = self._button("train.cancel", "ph.x-circle")
        self.cancel_button.setText(self.tr("Cancel"))
        self.suggest_button = self._button("train.suggest", "ph.magic-wand")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        for button in (self.stop_button, self.cancel_button, self.suggest_button):
            layout.addWidget(button)
            button.hide()

    def show_state(self, state: JobState, has_report: bool) -> None:
        """Offer what a run in that state allows."""
        offered = {
            "train.stop": state is JobState.RUNNING,
            "train.cancel": not state.ended,
            "train.suggest": has_report and state in (JobState.DONE, JobState.STOPPED),
        }
        buttons = (self.stop_button, self.cancel_button, self.suggest_button)
        for button, (name, possible) in zip(buttons, offered.items(), strict=True):
            button.setVisible(possible)
            self.actions_by_name[name].setEnabled(possible)

    def _button(self, name: str, icon: str) -> QPushButton:
        action: QAction = self.actions_by_name[name]
        button = QPushButton(action.text())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)
        set_icon(button, icon)
        return button
