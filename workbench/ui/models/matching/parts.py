"""What the pages of dictionaries and rules are put together from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableView, QVBoxLayout, QWidget

from workbench.domain.matching import Tally
from workbench.ui.actions import make_action
from workbench.ui.tables import as_list, fit_columns
from workbench.ui.theme import LARGE, MEDIUM, plain_label, tabular_font

NOTHING = "–"
ADVICE_WIDTH = 460


def precision_words(tally: Tally) -> str:
    """`67 % of 3`: the share that is right, of the hits in done sentences."""
    if tally.precision is None:
        return NOTHING
    return f"{tally.precision:.0%} of {tally.support:,}".replace("%", " %")


def hits_words(tally: Tally, counted: bool) -> str:
    return f"{tally.hits:,}" if counted else NOTHING


def alignment(right: bool) -> Qt.AlignmentFlag:
    """Numbers stand at the right."""
    flag = Qt.AlignmentFlag
    return (flag.AlignRight if right else flag.AlignLeft) | flag.AlignVCenter


def side(right: bool) -> int:
    """The same as a model answers it."""
    return int(alignment(right))


def dress_table(table: QTableView, samples: Mapping[int, str], stretched: int) -> None:
    """As a dense list with figures of one width, columns as wide as their samples."""
    table.setFont(tabular_font(table.font()))
    as_list(table, stretched)
    fit_columns(table, samples.items())


def make_actions(
    owner: QWidget, slots: Mapping[str, Callable[[], object]], alone: Sequence[str] = ()
) -> dict[str, QAction]:
    """Actions by name that act while the focus is within the owner, or on it `alone`."""
    made: dict[str, QAction] = {}
    for name, slot in slots.items():
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        if name in alone:
            context = Qt.ShortcutContext.WidgetShortcut
        made[name] = make_action(name, owner, slot, context)
    owner.addActions(list(made.values()))
    return made


def button_for(action: QAction, text: str) -> QPushButton:
    """A button that does what an action does, and says its key in its tip."""
    button = QPushButton(text)
    button.setAccessibleName(action.text())
    button.clicked.connect(action.trigger)

    def follow() -> None:
        button.setToolTip(action.toolTip())
        button.setEnabled(action.isEnabled())

    follow()
    action.changed.connect(follow)
    return button


def empty_page(heading: str, words: str) -> QWidget:
    """What to do where there is nothing yet."""
    page = QWidget()
    page.setProperty("surface", "base")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    middle = QWidget()
    middle.setMaximumWidth(ADVICE_WIDTH)
    column = QVBoxLayout(middle)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(MEDIUM)
    column.addStretch(2)
    for label in (plain_label(heading, "heading"), plain_label(words, "muted", wrap=True)):
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
    column.addStretch(3)
    line = QHBoxLayout(page)
    line.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
    line.addStretch(1)
    line.addWidget(middle, 10)
    line.addStretch(1)
    return page
