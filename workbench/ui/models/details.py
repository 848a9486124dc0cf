"""What is known of the chosen model, and the buttons for what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.models import KnownModel
from workbench.ui.actions import show_key
from workbench.ui.models.variants import VariantTable
from workbench.ui.models.words import facts, first_line
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label

BUTTONS = ("models.use", "models.suggest", "models.labels", "models.optimise")
MORE = ("models.export", "models.push", "models.forget")


class ModelDetails(QWidget):
    """Name, warning, buttons with a menu for what is rarer, and a table of facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = plain_label(role="heading", wrap=True)
        self.warning = plain_label(role="warning", wrap=True)
        self.buttons: dict[str, QPushButton] = {}
        self.more = QPushButton(self.tr("More"))
        self._menu = QMenu(self.more)
        self._row = QHBoxLayout()
        self.variants = VariantTable()
        self._rows: list[tuple[QWidget, QWidget]] = []
        self._grid = QGridLayout()
        self._build()

    def follow(self, actions: Mapping[str, QAction]) -> None:
        """Make a button, or a line of the menu, for each of the actions."""
        for name in BUTTONS:
            action, button = actions[name], QPushButton()
            show_key(button, name, action.text())
            button.clicked.connect(action.trigger)
            button.setEnabled(action.isEnabled())
            action.enabledChanged.connect(button.setEnabled)
            self.buttons[name] = button
            self._row.addWidget(button)
        self._menu.addActions([actions[name] for name in MORE])
        self._row.addWidget(self.more)
        self._row.addStretch()

    def show_model(self, model: KnownModel) -> None:
        """Show what is known of it."""
        self.title.setText(first_line(model))
        self.warning.setText(self._warning_about(model))
        self.warning.setVisible(bool(self.warning.text()))
        for pair in self._rows:
            for label in pair:
                self._grid.removeWidget(label)
                label.deleteLater()
        self._rows.clear()
        self.variants.show_model(model)
        for row, (name, value) in enumerate(facts(model, self.tr)):
            pair = plain_label(name, "muted"), plain_label(value, wrap=True)
            pair[1].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for column, label in enumerate(pair):
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
            self._rows.append(pair)

    def _warning_about(self, model: KnownModel) -> str:
        if model.problem:
            return model.problem
        if model.waits_for_mapping:
            return self.tr(
                "It knows labels that the project lacks: {0}. Match them first; until then it"
                " suggests nothing."
            ).format(", ".join(model.unknown))
        return ""

    def _build(self) -> None:
        self.more.setMenu(self._menu)
        self._row.setSpacing(SMALL)
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(SMALL)
        self._grid.setColumnStretch(1, 1)
        policy = QSizePolicy.Policy
        self.title.setSizePolicy(policy.Ignored, policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.title)
        layout.addWidget(self.warning)
        layout.addLayout(self._row)
        layout.addWidget(self.variants)
        layout.addLayout(self._grid)
        layout.addStretch(1)
