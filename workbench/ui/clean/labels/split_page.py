"""Splitting a label: its mentions one by one, decisions by digit, applied in one step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.operations import label_split
from workbench.operations.label import LabelEffect
from workbench.operations.label_split import Mention
from workbench.ui.actions import key_text, make_action, show_key
from workbench.ui.clean.labels.effect_panel import EffectPanel
from workbench.ui.clean.labels.effect_words import effect_lines, split_told
from workbench.ui.clean.labels.split_desk import SplitDesk
from workbench.ui.clean.labels.split_groups import GroupTable
from workbench.ui.clean.labels.split_queue import SplitQueue
from workbench.ui.clean.labels.split_stage import SplitStage
from workbench.ui.clean.labels.split_targets import TargetField, target_problem
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.theme import LARGE, MEDIUM, plain_label

WIDTHS = (360, 800)
# Buttons that show their key: what is pressed again and again.
WITH_KEY = ("back", "skip")


class SplitPage(QWidget):
    """`left` when the label set shall be shown again."""

    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._deed: Callable[[], object] = self._apply
        self.desk = SplitDesk(context, self)
        self.title = plain_label(role="heading")
        self.progress = plain_label(role="muted")
        self.bar = QProgressBar()
        self.field = TargetField()
        self.groups = GroupTable()
        self.stage = SplitStage()
        self.remove = QCheckBox()
        self.panel = EffectPanel()
        self.actions_by_name = self._make_actions()
        self.buttons = {
            name: self._button(name, text)
            for name, text in (
                ("leave", "← Label set"),
                ("back", "Back"),
                ("skip", "Skip"),
                ("apply", "Apply"),
                ("discard", "Discard"),
            )
        }
        self._lay_out()
        self._connect()

    @property
    def queue(self) -> SplitQueue:
        return self.desk.queue

    def begin(self, name: str) -> None:
        """Show the mentions of a label, with what was decided on them earlier."""
        self.panel.hide()
        self.title.setText(f"Split {name}")
        self.remove.setText(f"Remove {name} when no entity has it".replace("&", "&&"))
        self.remove.setChecked(True)
        self.desk.open(name)
        self._show()

    def refresh(self) -> None:
        """Read the mentions again: the project has changed."""
        if self.desk.label:
            self.panel.hide()
            self.desk.read_again()
            # Nothing is decided meanwhile: it would be on mentions that may be gone.
            self._show()

    def leave(self) -> None:
        """Go back to the label set; what was decided is kept."""
        name, decided = self.desk.label, self.queue.decided
        self.desk.close()
        if decided:
            decisions = count_text(decided, "decision")
            said = f"{decisions} on {name} kept until you apply or discard them."
            self._context.notify.info(said)
        self._end()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.desk.keep()

    def _start(self) -> None:
        desk = self.desk
        self.field.show_targets(desk.label, desk.targets, desk.labels.names)
        self.stage.set_targets(desk.label, desk.targets, desk.labels)
        (self.stage if desk.targets else self.field).setFocus()

    def _progress(self, found: int) -> None:
        self.stage.show_nothing(f"Reading mentions… {found:,}")

    def _loaded(self) -> None:
        self.groups.groups.show(self.queue)
        self._show()

    # Deciding

    def _decide(self, label: str, for_all: bool) -> None:
        row = self.queue.at[0] if self.queue.at else 0
        if for_all:
            self.queue.decide_all(label)
        else:
            self.queue.decide(label)
        self.groups.groups.group_changed(row)
        self.desk.touch()
        self._show()

    def _skip(self) -> None:
        self.queue.skip()
        self._show()

    def _back(self) -> None:
        self.queue.back()
        self._show()

    def _choose(self, group: int) -> None:
        self.queue.go_to(group)
        self._show()
        self.stage.setFocus()

    def _set_targets(self, targets: tuple[str, ...]) -> None:
        """Take the labels of the field; one that was decided for stays."""
        problem = target_problem(targets)
        if problem:
            self._context.notify.info(problem)
            return
        desk = self.desk
        used = [label for label in self.queue.counts() if label != desk.label]
        wanted = (*targets, *(label for label in used if label not in targets))
        if wanted != desk.targets:
            desk.targets = wanted
            self.field.show_targets(desk.label, wanted, desk.labels.names)
            self.stage.set_targets(desk.label, wanted, desk.labels)
            desk.touch()

    # Showing

    def _show(self) -> None:
        queue, mention = self.queue, self.queue.current
        total, decided = len(queue), queue.decided
        self.progress.setText(f"{decided:,} of {total:,} decided")
        self.bar.setMaximum(max(total, 1))
        self.bar.setValue(decided)
        self.groups.mark(queue.at[0] if queue.at else None)
        self.buttons["apply"].setText(f"Apply {count_text(decided, 'decision')}")
        for name, enabled in (
            ("apply", decided > 0),
            ("discard", decided > 0),
            ("skip", mention is not None),
        ):
            self.buttons[name].setEnabled(enabled)
            self.actions_by_name[f"split_{name}"].setEnabled(enabled)
        if self.desk.reading:
            self.stage.show_nothing("Reading mentions…")
        elif mention is None:
            self.stage.show_nothing(_done_words(self.desk.label, total))
        else:
            self._show_mention(mention)

    def _show_mention(self, mention: Mention) -> None:
        group, at = self.queue.group, self.queue.at
        if group is not None and at is not None:
            self.stage.set_place(mention, at[1] + 1, len(group))
        known = self.desk.context_of(mention)
        if known is None:
            self.stage.show_nothing("")
        else:
            self.stage.show_mention(mention, known, self.queue.label)

    def _context_read(self, mention: Mention) -> None:
        if mention == self.queue.current and not self.stage.ready:
            self._show_mention(mention)

    # Ending

    def _propose(self) -> None:
        """Show what the decisions would do."""
        if self.queue.decided:
            self.desk.keep()
            self._context.ask(
                label_split.split_effect,
                self.desk.label,
                self.queue.decisions(),
                self.remove.isChecked(),
                done=self._show_effect,
            )

    def _show_effect(self, effect: LabelEffect) -> None:
        old = effect.labels[0]
        lines = effect_lines(effect, self.desk.label, "", counting=False)
        if self.remove.isChecked():
            lines.append(
                f"{old.name} stays: {old.after:,} of its entities keep it."
                if old.after
                else f"{old.name} goes away: no entity has it any more."
            )
        self.panel.show_effect(f"Split {self.desk.label}?", effect.labels, lines)
        self.panel.set_verb(f"Apply {count_text(self.queue.decided, 'decision')}")
        self._deed = self._apply
        self.panel.go.setFocus()

    def _apply(self) -> None:
        name, removing = self.desk.label, self.remove.isChecked()
        # Decisions made while these are applied would be lost.
        self.setEnabled(False)
        self._context.do(
            label_split.split,
            name,
            self.queue.decisions(),
            removing,
            done=partial(self._applied, name, removing),
            failed=self._not_applied,
        )

    def _not_applied(self, error: BaseException) -> None:
        self.setEnabled(True)
        self._context.notify.error(error)

    def _applied(self, name: str, removing: bool, changes: Changes) -> None:
        self.setEnabled(True)
        self.desk.forget()
        self._end()
        self._context.notify.info(split_told(name, changes, removing, key_text("edit.undo")))

    def _propose_discard(self) -> None:
        if self.queue.decided:
            decisions = count_text(self.queue.decided, "decision")
            lines = ["They were not applied. Nothing in the project changes."]
            self.panel.show_effect(f"Discard {decisions} on {self.desk.label}?", (), lines)
            self.panel.set_verb("Discard")
            self._deed = self._discard
            self.panel.go.setFocus()

    def _discard(self) -> None:
        self.queue.clear()
        self.groups.groups.show(self.queue)
        self.desk.touch()
        self.desk.keep()
        self._show()

    def _agreed(self) -> None:
        self.panel.hide()
        self.stage.setFocus()
        self._deed()

    def _cancelled(self) -> None:
        self.panel.hide()
        self.stage.setFocus()

    def _end(self) -> None:
        self.panel.hide()
        self.left.emit()

    # Building

    def _make_actions(self) -> dict[str, QAction]:
        everywhere = Qt.ShortcutContext.WidgetWithChildrenShortcut
        # In the field, Space and Backspace belong to the text.
        stage = Qt.ShortcutContext.WidgetShortcut
        rows: tuple[tuple[str, Callable[[], object], QWidget, Qt.ShortcutContext], ...] = (
            ("skip", self._skip, self.stage, stage),
            ("back", self._back, self.stage, stage),
            ("apply", self._propose, self, everywhere),
            ("discard", self._propose_discard, self, everywhere),
            ("leave", self.leave, self, everywhere),
        )
        made: dict[str, QAction] = {}
        for name, slot, owner, scope in rows:
            made[f"split_{name}"] = make_action(f"clean.split_{name}", self, slot, scope)
            owner.addAction(made[f"split_{name}"])
        return made

    def _button(self, name: str, text: str) -> QPushButton:
        action = self.actions_by_name[f"split_{name}"]
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if name in WITH_KEY:
            show_key(button, action.objectName(), text)
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)
        return button

    def _lay_out(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Decided so far")
        self.bar.setMaximumWidth(200)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, LARGE, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addLayout(_row(self.buttons["leave"], self.title, None, self.progress, self.bar))
        layout.addLayout(_row(plain_label("Into", role="muted"), self.field))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("split")
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.groups)
        splitter.addWidget(self.stage)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes(list(WIDTHS))
        layout.addWidget(splitter, 1)
        foot = _row(
            self.buttons["apply"],
            self.remove,
            None,
            self.buttons["back"],
            self.buttons["skip"],
            self.buttons["discard"],
        )
        foot.setContentsMargins(LARGE, 0, LARGE, MEDIUM)
        layout.addLayout(foot)
        layout.addWidget(self.panel)

    def _connect(self) -> None:
        self.field.entered.connect(self._set_targets)
        self.field.returnPressed.connect(self.stage.setFocus)
        self.groups.chosen.connect(self._choose)
        self.stage.decided.connect(self._decide)
        self.panel.agreed.connect(self._agreed)
        self.panel.closed.connect(self._cancelled)
        self.desk.started.connect(self._start)
        self.desk.progressed.connect(self._progress)
        self.desk.loaded.connect(self._loaded)
        self.desk.context_read.connect(self._context_read)


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets beside each other; None takes what room is left."""
    row = QHBoxLayout()
    row.setContentsMargins(LARGE, 0, LARGE, 0)
    row.setSpacing(MEDIUM)
    for widget in widgets:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
    return row


def _done_words(label: str, total: int) -> str:
    if total:
        return "Every mention is decided. Apply the decisions, or choose a text to look again."
    return f"No entity has the label {label}."
