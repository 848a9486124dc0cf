"""The line in which a rule is edited; what is typed is kept when a field is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from workbench.domain.rules import LONGEST_PATTERN, Rule
from workbench.ui.theme import MEDIUM, fixed_font, plain_label

PAUSE_MS = 250
NAME_WIDTH = 180


class RuleForm(QWidget):
    """`typed` carries the rule as it reads now, after a pause; `finished` one to keep."""

    typed = Signal(object)
    finished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kept: Rule | None = None
        self.name, self.pattern = QLineEdit(), QLineEdit()
        self.label = QComboBox()
        self.case = QCheckBox(self.tr("Match case"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._set_up()
        self._connect()

    @property
    def rule(self) -> Rule | None:
        """The rule as it reads now."""
        if self.kept is None:
            return None
        return replace(
            self.kept,
            name=self.name.text(),
            label=self.label.currentText(),
            pattern=self.pattern.text(),
            case=self.case.isChecked(),
        )

    def show_rule(self, rule: Rule | None, labels: Sequence[str]) -> None:
        """Edit a rule; what was typed into another one and not kept is gone."""
        self._pause.stop()
        self.kept = rule
        blocked = [QSignalBlocker(one) for one in (self.label, self.case, self.pattern)]
        self.label.clear()
        self.label.addItems(list(labels))
        self.name.setText(rule.name if rule else "")
        if self.pattern.text() != (rule.pattern if rule else ""):
            self.pattern.setText(rule.pattern if rule else "")
        self.label.setCurrentIndex(self.label.findText(rule.label) if rule else -1)
        self.case.setChecked(rule.case if rule else True)
        for blocker in blocked:
            blocker.unblock()
        self.setEnabled(rule is not None)

    def _finish(self) -> None:
        rule = self.rule
        if rule is not None and rule != self.kept:
            self.finished.emit(rule)

    def _tell(self) -> None:
        if self.rule is not None:
            self.typed.emit(self.rule)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._tell)
        self.pattern.textEdited.connect(lambda _: self._pause.start())
        for field in (self.name, self.pattern):
            field.editingFinished.connect(self._finish)
        self.label.activated.connect(lambda _: self._finish())
        self.case.toggled.connect(lambda _: self._finish())

    def _set_up(self) -> None:
        self.name.setAccessibleName(self.tr("Name of the rule"))
        self.name.setFixedWidth(NAME_WIDTH)
        self.label.setAccessibleName(self.tr("Label of the rule"))
        self.label.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.pattern.setAccessibleName(self.tr("Expression of the rule"))
        self.pattern.setPlaceholderText(r"\b[A-Z]{2}-\d+\b")
        self.pattern.setMaxLength(LONGEST_PATTERN)
        self.pattern.setFont(fixed_font(self.pattern.font().pointSizeF()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(plain_label(self.tr("Rule"), role="muted"))
        layout.addWidget(self.name)
        layout.addWidget(self.label)
        layout.addWidget(self.pattern, 1)
        layout.addWidget(self.case)
