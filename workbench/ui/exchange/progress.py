"""How far a reading, an import or an export has come, and how long it will take."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label, tabular_font
from workbench.ui.train.trace import describe_seconds
from workbench.workflow.exchange import Watch

GLANCE_MS = 150
STEPS = 1000


class Errand:
    """Work under way elsewhere: its watch, and the ticket of its task."""

    def __init__(self, watch: Watch, ticket: Ticket) -> None:
        self.watch = watch
        self.ticket = ticket

    def drop(self) -> None:
        """Stop it, and hear nothing of it any more."""
        self.watch.cancel()
        self.ticket.drop()


class ProgressLine(QWidget):
    """A thin bar with words; it looks at a watch now and then rather than be called."""

    def __init__(self, margin: int = LARGE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watch: Watch | None = None
        self._verb = ""
        self.words = plain_label(role="muted")
        self.words.setFont(tabular_font(self.words.font()))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(margin, SMALL, margin, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.words)
        self._timer = QTimer(self)
        self._timer.setInterval(GLANCE_MS)
        self._timer.timeout.connect(self._glance)
        self.hide()

    def follow(self, watch: Watch, verb: str) -> None:
        """Show how far this has come, until `stop`; `verb` says what it is, as "Reading".

        What is over in no time is not shown at all.
        """
        self._watch, self._verb = watch, verb
        self.bar.setAccessibleName(verb)
        self.look()
        self._timer.start()

    def say(self, verb: str) -> None:
        """Say something else about what is followed."""
        self._verb = verb
        self.look()

    def stop(self) -> None:
        """Follow nothing any more."""
        self._watch = None
        self._timer.stop()
        self.hide()

    def _glance(self) -> None:
        self.look()
        self.show()

    def look(self) -> None:
        """Show what the watch says now."""
        if self._watch is None:
            return
        share, left = self._watch.share, self._watch.seconds_left
        known = 0.0 < share < 1.0
        self.bar.setRange(0, STEPS if known else 0)
        self.bar.setValue(round(share * STEPS) if known else 0)
        self.words.setText(progress_words(self._verb, share if known else 0.0, left))


def progress_words(verb: str, share: float, seconds_left: float | None) -> str:
    """`Reading… 43 % · 12 s left`; without a share only the verb."""
    if not share:
        return f"{verb}…"
    if seconds_left is None:
        return f"{verb}… {share:.0%}"
    return f"{verb}… {share:.0%} · {describe_seconds(seconds_left)} left"
