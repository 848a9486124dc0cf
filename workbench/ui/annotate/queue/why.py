"""Why the sentence at hand stands in the queue, beside it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.queueing import STRATEGIES, Pick, Queued, Strategy
from workbench.ui.theme import MEDIUM, SMALL, plain_label


class WhyBox(QWidget):
    """Shows nothing for a sentence that is not in the queue."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picks: dict[int, tuple[int, Pick]] = {}
        self._sentence: int | None = None
        self.title = plain_label("Why this one", role="section")
        self.reason = plain_label(wrap=True)
        self.facts = plain_label(role="muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, MEDIUM)
        layout.setSpacing(SMALL)
        for label in (self.title, self.reason, self.facts):
            layout.addWidget(label)
        self.hide()

    def show_queue(self, queue: Iterable[Queued]) -> None:
        """Know the reasons of another queue."""
        self._picks = {one.pick.sentence: (rank, one.pick) for rank, one in enumerate(queue, 1)}
        self.show_sentence(self._sentence)

    def show_sentence(self, sentence_id: int | None) -> None:
        """Say why this sentence is in the queue, if it is."""
        self._sentence = sentence_id
        rank, pick = self._picks.get(sentence_id or 0, (0, None))
        if pick is not None:
            self.reason.setText(reason_words(pick))
            self.facts.setText(fact_words(rank, len(self._picks), pick))
        self.setVisible(pick is not None)


def reason_words(pick: Pick) -> str:
    """The reason as a sentence."""
    reason = pick.reason.strip()
    return f"{reason[:1].upper()}{reason[1:]}" if reason else "Chosen by its strategy"


def fact_words(rank: int, total: int, pick: Pick) -> str:
    """`3 of 50 · least confident · about 12 s`."""
    known = pick.strategy in list(Strategy)
    name = STRATEGIES[Strategy(pick.strategy)].name.lower() if known else pick.strategy
    seconds = f"about {pick.seconds:.0f} s" if pick.seconds else ""
    return " · ".join(filter(None, (f"{rank:,} of {total:,}", name, seconds)))
