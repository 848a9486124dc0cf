"""The first tab of the Clean place: kinds at the left, cases and repairs at the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.checks import POLICIES, FindingKind
from workbench.domain.counts import FindingGroup
from workbench.operations import clean
from workbench.operations.store import Reader
from workbench.ui.clean.findings.case_model import CaseModel
from workbench.ui.clean.findings.case_table import CaseTable
from workbench.ui.clean.findings.diff_pane import DiffPane, above_each_other
from workbench.ui.clean.findings.kind_list import KindList
from workbench.ui.clean.page_parts import page_actions, side_by_side
from workbench.ui.clean.wording import KIND_TEXTS, count_text, policy_text, repaired_text
from workbench.ui.context import Context
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label

COUNTING = "Counting bad tags…"
EVERY_TAG_FINE = "Every tag is fine."
WIDTHS = (260, 900)


def read_groups(reader: Reader) -> list[FindingGroup]:
    return reader.finding_groups()


class FindingsPage(QWidget):
    """Lists findings and repairs them; one repair is one step of undo."""

    open_requested = Signal(int)
    counted = Signal(int)
    show_ignored_requested = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._policy: dict[FindingKind, str] = {}
        self._groups: tuple[FindingGroup, ...] = ()
        # What was repaired, until it is known what is left.
        self._repaired: _Repaired | None = None
        self.kinds = KindList()
        self.model = CaseModel(context, self)
        self.table = CaseTable(self.model)
        self.title = plain_label(role="heading")
        self.explanation = plain_label(role="muted", wrap=True)
        self.policy = QComboBox()
        self.diff = DiffPane("Tags of the sentence, before and after")
        self.empty = _empty_state()
        self.stack = QStackedWidget()
        self.actions_by_name = self._make_actions()
        self._buttons = {name: _button(action) for name, action in self.actions_by_name.items()}
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Count the findings again."""
        self._context.ask(read_groups, done=self._show_groups)

    def button(self, name: str) -> QPushButton:
        """The button of the action `clean.<name>`."""
        return self._buttons[name]

    def repair_selected(self) -> None:
        group, chosen = self.kinds.current, self.table.chosen_sentences()
        if group is not None and chosen:
            self._repair([group.kind], chosen)

    def repair_kind(self) -> None:
        group = self.kinds.current
        if group is not None:
            self._repair([group.kind], None)

    def repair_all(self) -> None:
        if self._groups:
            self._repair(clean.ALL_KINDS, None)

    def ignore(self) -> None:
        """Never report the selected cases again."""
        group, chosen = self.kinds.current, self.table.chosen_sentences()
        if group is not None and chosen:
            said = f"Ignored in {count_text(len(chosen), 'sentence')}. Undo: Ctrl+Z"
            self._context.do(clean.ignore, group.kind, chosen, done=lambda _: self._said(said))

    def _repair(self, kinds: Iterable[FindingKind], sentences: Sequence[int] | None) -> None:
        chosen = tuple(kinds)
        self._set_busy(True)

        def done(changes: Changes) -> None:
            self._repaired = _Repaired(changes, chosen, sentences is None)
            self.reload()

        self._context.do(
            clean.clean, chosen, dict(self._policy), sentences, done=done, failed=self._failed
        )

    def _failed(self, error: BaseException) -> None:
        self.reload()
        self._context.notify.error(error)

    def _said(self, text: str) -> None:
        self._context.notify.info(text)
        self.reload()

    def _show_groups(self, groups: Sequence[FindingGroup]) -> None:
        self._groups = tuple(groups)
        self._set_busy(False)
        total = sum(group.count for group in groups)
        self.empty.setText(EVERY_TAG_FINE)
        self.stack.setCurrentIndex(0 if groups else 1)
        self.kinds.show_groups(groups)
        self.counted.emit(total)
        self._buttons["repair_all"].setText(f"Repair everything ({total:,})")
        self._say_what_is_left(groups)

    def _say_what_is_left(self, groups: Sequence[FindingGroup]) -> None:
        done, self._repaired = self._repaired, None
        if done is None:
            return
        tags = done.changes.details.get("changed_tags", 0)
        left = {group.kind: group.count for group in groups if group.kind in done.kinds}
        said = repaired_text(tags, len(done.changes.sentences), left, done.everywhere)
        self._context.notify.info(said)

    def _show_group(self, group: FindingGroup | None) -> None:
        if group is None:
            return
        text = KIND_TEXTS[group.kind]
        where = count_text(group.sentences, "sentence")
        self.title.setText(f"{text.title}: {group.count:,} in {where}")
        self.explanation.setText(text.explanation)
        self._fill_policies(group.kind)
        self.model.show(group.kind, self._policy.get(group.kind, ""), group.count)
        self._buttons["repair_kind"].setText(f"Repair all of this kind ({group.count:,})")
        self._selection_changed()

    def _fill_policies(self, kind: FindingKind) -> None:
        choices = POLICIES[kind]
        self.policy.blockSignals(True)
        self.policy.clear()
        for choice in choices:
            self.policy.addItem(policy_text(kind, choice), choice)
        self.policy.setCurrentIndex(choices.index(self._policy.get(kind, choices[0])))
        self.policy.setEnabled(len(choices) > 1)
        self.policy.blockSignals(False)

    def _choose_policy(self, index: int) -> None:
        group = self.kinds.current
        if group is not None:
            self._policy[group.kind] = self.policy.itemData(index)
            row = self.table.currentIndex().row()
            self.model.show(group.kind, self._policy[group.kind], group.count)
            self.table.selectRow(max(row, 0))

    def _show_diff(self) -> None:
        """Show the tags of the current case, or of the first one."""
        case = self.model.case_at(max(self.table.currentIndex().row(), 0))
        if case is not None:
            self.diff.show_diff(case.diff)

    def _selection_changed(self) -> None:
        chosen = len(self.table.selectionModel().selectedRows())
        self._buttons["repair_selected"].setText(
            f"Repair selected ({chosen})" if chosen else "Repair selected"
        )
        for name in ("repair_selected", "ignore"):
            self.actions_by_name[name].setEnabled(bool(chosen))
            self._buttons[name].setEnabled(bool(chosen))

    def _set_busy(self, busy: bool) -> None:
        for name, button in self._buttons.items():
            button.setEnabled(not busy)
            self.actions_by_name[name].setEnabled(not busy)

    def _make_actions(self) -> dict[str, QAction]:
        slots = {
            "repair_selected": self.repair_selected,
            "repair_kind": self.repair_kind,
            "repair_all": self.repair_all,
            "ignore": self.ignore,
            "show_ignored": self.show_ignored_requested.emit,
        }
        return page_actions(self, slots)

    def _lay_out(self) -> None:
        self.policy.setAccessibleName("How this kind is repaired")
        self.policy.setToolTip("How this kind is repaired")
        self.policy.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        splitter = side_by_side("findings", self.kinds, self._right_side(), WIDTHS)
        self.stack.addWidget(splitter)
        self.stack.addWidget(self.empty)
        self.stack.setCurrentWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _right_side(self) -> QWidget:
        right = QWidget()
        head = QVBoxLayout()
        head.setContentsMargins(LARGE, LARGE, LARGE, MEDIUM)
        head.setSpacing(SMALL)
        head.addWidget(self.title)
        head.addWidget(self.explanation)
        choice = QHBoxLayout()
        choice.setSpacing(MEDIUM)
        choice.addWidget(plain_label("Repair", role="muted"))
        choice.addWidget(self.policy)
        choice.addStretch()
        head.addSpacing(SMALL)
        head.addLayout(choice)
        foot = QHBoxLayout()
        foot.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        foot.setSpacing(MEDIUM)
        for name in ("repair_selected", "repair_kind", "repair_all"):
            foot.addWidget(self._buttons[name])
        foot.addStretch()
        foot.addWidget(self._buttons["ignore"])
        foot.addWidget(self._buttons["show_ignored"])
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(above_each_other("case-diff", self.table, self.diff), 1)
        column.addLayout(foot)
        return right

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._show_group)
        self.policy.activated.connect(self._choose_policy)
        self.table.opened.connect(self.open_requested)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        self.table.selectionModel().currentRowChanged.connect(self._show_diff)
        self.model.dataChanged.connect(self._show_diff)
        self.model.modelReset.connect(self._show_diff)


@dataclass(frozen=True, slots=True)
class _Repaired:
    """A repair: what it did, the kinds it was for, and whether it was for all cases of them."""

    changes: Changes
    kinds: tuple[FindingKind, ...]
    everywhere: bool


def _button(action: QAction) -> QPushButton:
    button = QPushButton(action.text())
    button.setToolTip(action.toolTip())
    button.setAccessibleName(action.text())
    button.clicked.connect(action.trigger)
    return button


def _empty_state() -> QLabel:
    label = plain_label(COUNTING, role="muted")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
