"""Answers to what suggesters propose: one, those above a threshold, all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from workbench.domain.entity import Suggestion
from workbench.domain.thresholds import Thresholds
from workbench.operations import edit
from workbench.operations.thresholds import choose_thresholds
from workbench.ui.annotate.editor.cursor import Chip
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.proposals import next_doubtful
from workbench.ui.annotate.sentence_commands import SentenceCommands

if TYPE_CHECKING:
    from workbench.ui.annotate.thresholds.dialog import ThresholdDialog


class ProposalCommands(SentenceCommands):
    """Accepts and rejects suggestions; what is below its threshold counts as doubtful."""

    def table(self) -> Mapping[str, Callable[[], None]]:
        return {
            "accept_suggestion": self.accept,
            "reject_suggestion": self.reject,
            "accept_sure": self.accept_sure,
            "reject_all": self.reject_all,
            "cycle": self.cycle,
            "next_doubtful": lambda: self._go_to_doubtful(True),
            "previous_doubtful": lambda: self._go_to_doubtful(False),
            "hide_doubtful": self.hide_doubtful,
            "thresholds": self.ask_thresholds,
        }

    def set_threshold(self, threshold: float) -> None:
        """Count as sure from this score on, where a label has no number of its own."""
        self._choose(fixed=round(threshold, 2))

    def hide_doubtful(self) -> None:
        """Show only what is sure, or everything again."""
        self.with_sentence(lambda shown: self._choose(hide=not shown.thresholds.hide))

    def ask_thresholds(self) -> None:
        """Show the number of each label, to be changed."""
        self.with_sentence(self._ask_thresholds)

    def accept(self, suggestion: Suggestion | None = None) -> None:
        self._answer(edit.accept_suggestion, suggestion)

    def reject(self, suggestion: Suggestion | None = None) -> None:
        self._answer(edit.reject_suggestion, suggestion)

    def accept_sure(self) -> None:
        """Accept what is suggested from the threshold on, and stay."""

        def act(shown: Shown) -> None:
            if any(map(shown.thresholds.is_sure, shown.sentence.suggestions)):
                self._desk.edit(edit.accept_from, shown.sentence.id, shown.thresholds)
            else:
                self.said.emit("No suggestion here is sure.")

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

    def _choose(self, **choices: object) -> None:
        self._desk.edit(choose_thresholds, done=self._desk.look_again, **choices)

    def _ask_thresholds(self, shown: Shown) -> None:
        from workbench.ui.annotate.thresholds.dialog import ThresholdDialog

        dialog = ThresholdDialog(shown.thresholds, shown.labels.names, self._editor)
        dialog.accepted.connect(lambda: self._take_thresholds(dialog.chosen))
        dialog.measuring_wanted.connect(lambda: self._measure(dialog))
        dialog.open()

    def _measure(self, dialog: ThresholdDialog) -> None:
        from shiboken6 import isValid

        from workbench.workflow.thresholds import measure_again

        def show(found: Thresholds) -> None:
            if isValid(dialog):
                dialog.show_measured(found)
            self._desk.look_again()

        self._desk.work_aside(measure_again, show)

    def _take_thresholds(self, chosen: Thresholds) -> None:
        self._choose(fixed=chosen.fixed, per_label=chosen.per_label, by_hand=chosen.by_hand)

    def _go_on(self) -> None:
        self._desk.when_ready(self._editor.go_to_suggestion)

    def _go_to_doubtful(self, forward: bool) -> None:
        def act(shown: Shown) -> None:
            offered, span = shown.sentence.suggestions, self._editor.cursor_state.span
            found = next_doubtful(offered, span, shown.thresholds.is_sure, forward)
            if found is None:
                self.said.emit("No suggestion here is doubtful.")
            else:
                self._editor.prefer(found.entity)

        self.with_sentence(act)


def _suggestion_of(chip: Chip | None) -> Suggestion | None:
    return chip.suggestion if chip else None
