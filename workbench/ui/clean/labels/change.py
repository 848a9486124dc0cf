"""A rename, merge or deletion that was asked for: first what it would do, then the deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.domain.changes import Changes
from workbench.operations import label as label_operations
from workbench.operations.label import LabelAct, LabelAction, LabelEffect
from workbench.ui.actions import key_text
from workbench.ui.clean.labels.effect_panel import EffectPanel
from workbench.ui.clean.labels.effect_words import effect_lines, entities, question, told
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import plain_label

VERBS: Mapping[LabelAct, str] = {
    LabelAct.RENAME: "Rename",
    LabelAct.MERGE: "Merge",
    LabelAct.DELETE: "Delete",
}


class LabelChange(EffectPanel):
    """Asks what a change would do, and makes it when it is agreed to.

    `made` carries the name of the label that is to be chosen afterwards.
    """

    made = Signal(str)
    ended = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.action: LabelAction | None = None
        self._context = context
        self._ticket: Ticket | None = None
        self._effect: LabelEffect | None = None
        # Only what was just asked for takes the focus; counting anew does not.
        self._asked_for = False
        self.target = QComboBox()
        self.target.setAccessibleName("Label that it joins")
        self._into = plain_label("Into", role="muted")
        self.extra.addWidget(self._into)
        self.extra.addWidget(self.target)
        self.extra.addStretch()
        self.target.currentIndexChanged.connect(self._choose_target)
        self.agreed.connect(self._carry_out)
        self.closed.connect(self.end)

    def propose(self, action: LabelAction, targets: Mapping[str, int] | None = None) -> None:
        """Show what the change would do; a merge can go into any of the targets."""
        self._fill(action, targets or {})
        self._asked_for = True
        self._ask(action)
        self.set_verb(VERBS[action.act])

    def refresh(self) -> None:
        """Look again: the project has changed meanwhile."""
        if self.action is not None and self.go.isEnabled():
            self._ask(self.action)

    def end(self) -> None:
        """Let it be."""
        self._drop()
        self.action = None
        self.hide()
        self.ended.emit()

    def _fill(self, action: LabelAction, targets: Mapping[str, int]) -> None:
        self.target.blockSignals(True)
        self.target.clear()
        for name, count in targets.items():
            self.target.addItem(f"{name}  ({entities(count)})", name)
        self.target.setCurrentIndex(max(self.target.findData(action.new), 0))
        self.target.blockSignals(False)
        for widget in (self.target, self._into):
            widget.setVisible(bool(targets))

    def _choose_target(self, index: int) -> None:
        if self.action is not None and index >= 0:
            self._ask(replace(self.action, new=self.target.itemData(index)))

    def _ask(self, action: LabelAction) -> None:
        self._drop()
        self.action = action
        self._effect = None
        self.go.setEnabled(True)
        self._ticket = self._context.follow(
            label_operations.preview_in_steps,
            action,
            step=self._take,
            done=self._counted,
            failed=self._refused,
        )

    def _take(self, effect: LabelEffect) -> None:
        self._effect = effect
        self._tell(counting=True)
        if self._asked_for:
            self._asked_for = False
            (self.go if not self.target.isVisible() else self.target).setFocus()

    def _counted(self, _end: None) -> None:
        self._ticket = None
        self._tell(counting=False)

    def _tell(self, counting: bool) -> None:
        action, effect = self.action, self._effect
        if action is not None and effect is not None:
            lines = effect_lines(effect, action.old, action.new, counting)
            self.show_effect(question(action), effect.labels, lines)

    def _refused(self, error: BaseException) -> None:
        self.end()
        self._context.notify.error(error)

    def _carry_out(self) -> None:
        action = self.action
        if action is None or self._effect is None or not self.go.isEnabled():
            return
        self._drop()
        self.go.setEnabled(False)
        self._context.do(
            label_operations.change,
            action,
            done=partial(self._done, action),
            failed=self._refused,
        )

    def _done(self, action: LabelAction, changes: Changes) -> None:
        self.end()
        self.made.emit(action.new)
        self._context.notify.info(told(action, changes, key_text("edit.undo")))

    def _drop(self) -> None:
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
