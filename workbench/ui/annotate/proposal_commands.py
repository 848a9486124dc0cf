"""Answers to what suggesters propose: one, those above a threshold, all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from workbench.domain.entity import Suggestion
from workbench.operations import edit
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.editor.cursor import Chip
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.proposals import next_doubtful
from workbench.ui.annotate.sentence_commands import SentenceCommands

SURE = 0.9


class ProposalCommands(SentenceCommands):
    """Accepts and rejects suggestions; what is below the threshold counts as doubtful."""

    def __init__(self, desk: Desk, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(desk, editor, parent)
        self.threshold = SURE

    def table(self) -> Mapping[str, Callable[[], None]]:
        return {
            "accept_suggestion": self.accept,
            "reject_suggestion": self.reject,
            "accept_sure": self.accept_sure,
            "reject_all": self.reject_all,
            "cycle": self.cycle,
            "next_doubtful": lambda: self._go_to_doubtful(True),
            "previous_doubtful": lambda: self._go_to_doubtful(False),
        }

    def set_threshold(self, threshold: float) -> None:
        self.threshold = threshold

    def accept(self, suggestion: Suggestion | None = None) -> None:
        self._answer(edit.accept_suggestion, suggestion)

    def reject(self, suggestion: Suggestion | None = None) -> None:
        self._answer(edit.reject_suggestion, suggestion)

    def accept_sure(self) -> None:
        """Accept what is suggested from the threshold on, and stay."""

        def act(shown: Shown) -> None:
            if any(found.score >= self.threshold for found in shown.sentence.suggestions):
                self._desk.edit(edit.accept_from, shown.sentence.id, self.threshold)
            else:
                self.said.emit(f"No suggestion here has {self.threshold:.2f} or more.")

        self.with_sentence(act)

    def reject_all(self) -> None:
        def act(shown: Shown) -> None:
            if shown.sentence.suggestions:
                self._desk.edit(edit.reject_all, shown.sentence.id)
            else:
                self.said.emit("There is no suggestion in this sentence.")

        self.with_sentence(act)

    def cycle(self) -> None:
        """Show what else is proposed here."""

        def act(_shown: Shown) -> None:
            if not self._editor.cycle():
                self.said.emit("Nothing else is proposed here.")

        self.with_sentence(act)

    def _answer(self, operation: Callable[..., object], suggestion: Suggestion | None) -> None:
        def act(shown: Shown) -> None:
            here = _suggestion_of(self._editor.current_chip)
            chosen = suggestion or here
            if chosen not in shown.sentence.suggestions:
                self.said.emit("There is no suggestion under the cursor (Tab goes to the next).")
                return
            # What is answered from the keyboard leads on to what is still to be answered.
            onwards = self._go_on if chosen == here else None
            self._desk.edit(operation, shown.sentence.id, chosen, done=onwards)  # type: ignore[arg-type]

        self.with_sentence(act)

    def _go_on(self) -> None:
        self._desk.when_ready(self._editor.go_to_suggestion)

    def _go_to_doubtful(self, forward: bool) -> None:
        def act(shown: Shown) -> None:
            offered, span = shown.sentence.suggestions, self._editor.cursor_state.span
            found = next_doubtful(offered, span, self.threshold, forward)
            if found is None:
                self.said.emit(f"No suggestion here is below {self.threshold:.2f}.")
            else:
                self._editor.prefer(found.entity)

        self.with_sentence(act)


def _suggestion_of(chip: Chip | None) -> Suggestion | None:
    return chip.suggestion if chip else None
