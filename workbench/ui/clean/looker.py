"""Something that looks through the whole project in the background, and the line that shows it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from workbench.ui.actions import find_row, show_key_in_tip
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label

_MINUTE = 60
_MINUTES_FROM = 90


class Looker(QObject):
    """`found` carries what was found, `progressed` a share of 0..1, and `stood` says that the
    state is another: running, stopped, or behind the project."""

    found = Signal(object)
    progressed = Signal(float)
    stood = Signal()

    # What starts it, in the table of actions and as the bar says it.
    action = ""
    begin = ""

    @property
    def is_running(self) -> bool:
        raise NotImplementedError

    @property
    def can_start(self) -> bool:
        return True

    @property
    def doing(self) -> str:
        """What is under way, in words."""
        return "Looking through the project…"

    def start(self) -> None:
        """Look through the project."""
        raise NotImplementedError

    def stop(self) -> None:
        """Give a run under way up; what was found before stays."""
        raise NotImplementedError

    def describe(self) -> str:
        """From when the results are, and whether the project has changed since."""
        raise NotImplementedError

    def seconds_left(self, share: float) -> int | None:
        """How long it will still take; None as long as nobody can tell."""
        raise NotImplementedError


class LookBar(QWidget):
    """One quiet line: how far the look is, or from when its results are."""

    def __init__(self, looker: Looker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looker = looker
        self.text = plain_label(role="muted")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 100)
        self.progress.setMaximumWidth(200)
        self.progress.setAccessibleName("How much of the project was looked at")
        self.again = QPushButton()
        self.again.setProperty("role", "quiet")
        show_key_in_tip(self.again, looker.action, find_row(looker.action).tip)
        self.again.clicked.connect(self._clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.text)
        layout.addWidget(self.progress)
        layout.addStretch()
        layout.addWidget(self.again)
        looker.stood.connect(self._show)
        looker.progressed.connect(self._show_progress)
        looker.found.connect(self._show)
        self._show()

    def _clicked(self) -> None:
        if self._looker.is_running:
            self._looker.stop()
        else:
            self._looker.start()

    def _show(self) -> None:
        looker = self._looker
        running = looker.is_running
        if not running:
            self.progress.setValue(0)
        self.progress.setVisible(running)
        name = "Stop" if running else looker.begin
        self.again.setText(name)
        self.again.setAccessibleName(name)
        self.again.setEnabled(running or looker.can_start)
        self.text.setText(looker.doing if running else looker.describe())

    def _show_progress(self, share: float) -> None:
        percent = int(share * 100)
        if percent == self.progress.value() and share:
            return
        self.progress.setValue(percent)
        left = self._looker.seconds_left(share)
        about = f" about {time_text(left)} left" if left else ""
        self.text.setText(f"{self._looker.doing} {percent} %{about}")


def time_text(seconds: int) -> str:
    """A rough time: `40 s`, `3 min`."""
    return f"{seconds} s" if seconds < _MINUTES_FROM else f"{round(seconds / _MINUTE)} min"
