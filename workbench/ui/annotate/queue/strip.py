"""The queue in one line over the list: strategy, progress, the next batch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.queueing import SHOWN_BATCHES, STRATEGIES, QueueSettings, Strategy
from workbench.operations.queue import QueueState
from workbench.ui.actions import show_key_in_tip
from workbench.ui.annotate.list.quick_filters import NO_INDICATOR
from workbench.ui.theme import MEDIUM, SMALL, plain_label, tabular_font


class QueueStrip(QWidget):
    """Shows what is told; says what a person picked."""

    strategy_picked = Signal(object)
    batch_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = QueueState()
        self._busy = ""
        self.strategy = QToolButton()
        self.progress = plain_label(role="muted")
        self.progress.setFont(tabular_font(self.progress.font()))
        self.rank = QToolButton()
        self.bar = QProgressBar()
        self.ended = BatchEnd()
        self.enough = plain_label(role="good", wrap=True)
        self.menu = QMenu(self.strategy)
        self._strategies: dict[Strategy, QAction] = {}
        self._batches: dict[int, QAction] = {}
        self._make_buttons()
        self._lay_out()
        self.show_state(self._state, listed=False)

    def put_actions(self, *actions: QAction) -> None:
        """Put further things to do at the end of the menu."""
        self.menu.addSeparator()
        self.menu.addActions(actions)

    def show_state(self, state: QueueState, listed: bool) -> None:
        """Show the queue; progress only while it is what the list shows."""
        self._state = state
        settings = state.settings
        self.strategy.setText(f"Queue: {STRATEGIES[settings.strategy].name.lower()} ▾")
        self.strategy.setAccessibleName(f"Queue by {STRATEGIES[settings.strategy].name}")
        self._strategies[settings.strategy].setChecked(True)
        if settings.batch in self._batches:
            self._batches[settings.batch].setChecked(True)
        self._show_progress(listed)
        self.enough.setText(enough_words(state))
        self.enough.setVisible(listed and state.stability.stable)

    def show_busy(self, text: str) -> None:
        """Say what is under way; empty when nothing is."""
        self._busy = text
        self.rank.setText("Stop" if text else "Rank")
        self.rank.setAccessibleName("Stop ranking" if text else "Rank the next batch of the queue")
        self._show_progress(not self.bar.isHidden())

    def open_menu(self) -> None:
        """Open the menu under its button, the strategy in use chosen."""
        self.menu.setActiveAction(self._strategies[self._state.settings.strategy])
        self.menu.popup(self.strategy.mapToGlobal(QPoint(0, self.strategy.height())))

    def _show_progress(self, listed: bool) -> None:
        answered, total = self._state.answered, len(self._state.queue)
        words = progress_words(answered, total, self._state.settings)
        self.progress.setText(self._busy or words)
        self.progress.setToolTip(self._busy or f"{words} of this batch are answered")
        self.bar.setVisible(listed and total > 0)
        self.bar.setMaximum(max(total, 1))
        self.bar.setValue(answered)
        self.bar.setAccessibleName(f"{answered} of {total} sentences of the batch are answered")

    def _make_buttons(self) -> None:
        self.strategy.setStyleSheet(NO_INDICATOR)
        show_key_in_tip(self.strategy, "annotate.queue_menu", "How the next sentences are chosen")
        self.strategy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.rank.setText("Rank")
        self.rank.setAccessibleName("Rank the next batch of the queue")
        show_key_in_tip(self.rank, "annotate.rank", "Rank anew, and list the next batch")
        for button in (self.strategy, self.rank):
            button.setAutoRaise(True)
        self._fill_menu()
        self.strategy.setMenu(self.menu)

    def _fill_menu(self) -> None:
        self.menu.setToolTipsVisible(True)
        group = QActionGroup(self.menu)
        for strategy, words in STRATEGIES.items():
            chosen = partial(self.strategy_picked.emit, strategy)
            self._strategies[strategy] = self._choice(words.name, words.about, chosen, group)
        self.menu.addSeparator()
        group = QActionGroup(self.menu)
        for size in SHOWN_BATCHES:
            text, picked = f"{size} sentences at a time", partial(self.batch_picked.emit, size)
            self._batches[size] = self._choice(text, text, picked, group)

    def _choice(
        self, text: str, tip: str, chosen: Callable[[], object], group: QActionGroup
    ) -> QAction:
        action = self.menu.addAction(text, chosen)
        action.setCheckable(True)
        action.setToolTip(tip)
        group.addAction(action)
        return action

    def _lay_out(self) -> None:
        self.bar.setTextVisible(False)
        self.progress.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.progress.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(self.strategy)
        line.addWidget(self.progress, 1)
        line.addWidget(self.rank)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, 0, MEDIUM, SMALL)
        layout.setSpacing(SMALL)
        layout.addLayout(line)
        for widget in (self.bar, self.enough, self.ended):
            layout.addWidget(widget)


class BatchEnd(QFrame):
    """A quiet bar at the end of a batch: retrain, or go on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", "info")
        self.setAccessibleName("End of the batch")
        self.text = plain_label(wrap=True)
        self.retrain = QPushButton("Retrain")
        self.next = QPushButton("Next batch")
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addStretch()
        for button in (self.retrain, self.next):
            button.setAccessibleName(button.text())
            buttons.addWidget(button)
        show_key_in_tip(self.retrain, "annotate.retrain", "Train with the settings used last")
        show_key_in_tip(self.next, "annotate.rank", "Rank anew, and list the next batch")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.text)
        layout.addLayout(buttons)
        self.hide()

    def tell(self, count: int, ranked: bool) -> None:
        """Say that a batch is done; with the next one `ranked` there is only to train."""
        done = f"All {count:,} sentences of the batch are answered."
        self.text.setText(f"{done} The next ones follow." if ranked else done)
        self.next.setVisible(not ranked)
        self.show()


def progress_words(answered: int, total: int, settings: QueueSettings) -> str:
    """`12 of 50`, or how many a ranking would list."""
    return f"{answered:,} of {total:,}" if total else f"{settings.batch} sentences"


def enough_words(state: QueueState) -> str:
    """That predictions hardly change any more, with the figure."""
    known = state.stability
    if known.words or known.agreement is None:
        return known.words
    return f"Predictions hardly change any more: {known.agreement:.0%} are the same as before."
