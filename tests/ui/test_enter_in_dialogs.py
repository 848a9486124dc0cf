"""Enter means what a dialog is there for, also after a click into one of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from workbench.domain.filters import ALL
from workbench.domain.queueing import QueueSettings
from workbench.domain.thresholds import Thresholds
from workbench.operations.queue import HoldOut
from workbench.operations.store import Store
from workbench.ui.annotate.list import bulk_dialogs
from workbench.ui.annotate.list.saved_filter_dialogs import NameDialog
from workbench.ui.annotate.mentions.dialog import MentionDialog
from workbench.ui.annotate.queue.dialogs import HoldOutDialog, RetrainDialog
from workbench.ui.annotate.thresholds.dialog import ThresholdDialog
from workbench.ui.context import Context
from workbench.ui.exchange.export_dialog import ExportDialog
from workbench.ui.models.dictionaries.learn_dialog import LearnDialog

LEFT = Qt.MouseButton.LeftButton
FIELDS = (QAbstractSpinBox, QLineEdit, QComboBox, QCheckBox)
SIMPLE: dict[str, tuple[Callable[[], QDialog], str]] = {
    "hold out": (lambda: HoldOutDialog(HoldOut(free=200)), "Go on"),
    "retrain": (lambda: RetrainDialog(QueueSettings(retrain_after=5), "same"), "Use the rule"),
    "learn": (LearnDialog, "Learn"),
    "accept by score": (lambda: bulk_dialogs.ThresholdDialog(3), "Accept"),
    "random share": (lambda: bulk_dialogs.ShareDialog(3), "Move"),
    "thresholds": (lambda: ThresholdDialog(Thresholds(), ("LOC", "PER")), "OK"),
}


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[QDialog], QDialog]]:
    """Shows a dialog, waits for the keyboard to be its own, and closes it at the end."""
    made: list[QDialog] = []

    def show(dialog: QDialog) -> QDialog:
        made.append(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
        return dialog

    yield show
    for dialog in made:
        if isValid(dialog):
            dialog.done(0)
            if isValid(dialog):
                dialog.deleteLater()


def fields(dialog: QDialog) -> list[QWidget]:
    """What can be clicked into and typed at; the line in a number field is that field."""
    return [
        one
        for kind in FIELDS
        for one in dialog.findChildren(kind)
        if one.isVisible() and one.isEnabled() and not isinstance(one.parent(), FIELDS)
    ]


def click_into(field: QWidget) -> None:
    """A click that changes nothing but the focus."""
    inner = field.findChild(QLineEdit)
    if isinstance(field, QComboBox | QCheckBox):
        # A click would open the list, or set the tick.
        field.setFocus(Qt.FocusReason.MouseFocusReason)
    else:
        QTest.mouseClick(inner or field, LEFT)


def enter() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return)


def defaults(dialog: QDialog) -> list[str]:
    """The buttons that Enter presses now."""
    buttons = [one for one in dialog.findChildren(QPushButton) if one.isDefault()]
    return [one.text().replace("&", "") for one in buttons]


@pytest.mark.parametrize("name", SIMPLE)
def test_enter_answers_after_a_click_into_any_field(
    qtbot: QtBot, shown: Callable[[QDialog], QDialog], name: str
) -> None:
    """Whatever was clicked last, Enter is the answer and never Cancel."""
    make, wanted = SIMPLE[name]
    count = len(fields(shown(make())))
    assert count > 0
    for number in range(count):
        dialog = shown(make())
        assert defaults(dialog) == [wanted]
        click_into(fields(dialog)[number])
        assert defaults(dialog) == [wanted], fields(dialog)[number].accessibleName()
        with qtbot.waitSignal(dialog.accepted):
            enter()


def test_enter_saves_a_filter_under_the_typed_name(
    qtbot: QtBot, shown: Callable[[QDialog], QDialog]
) -> None:
    """The button is allowed only when there is a name, and is the default then."""
    dialog = shown(NameDialog("status:new", ()))
    assert isinstance(dialog, NameDialog)
    click_into(dialog.field)
    QTest.keyClicks(dialog.field, "mine")
    with qtbot.waitSignal(dialog.named) as named:
        enter()
    assert named.args == ["mine"]


def test_enter_exports_after_a_click_into_the_form(
    qtbot: QtBot,
    shown: Callable[[QDialog], QDialog],
    context: Context,
    filled_store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Enter after choosing something goes on to the name of the file; it closes nothing."""
    asked: list[str] = []
    monkeypatch.setattr(
        "workbench.ui.exchange.export_dialog.ExportDialog._export", lambda _: asked.append("name")
    )
    dialog = shown(ExportDialog(context, "test", None))
    assert isinstance(dialog, ExportDialog)
    qtbot.waitUntil(lambda: not dialog.busy)
    for field in fields(dialog):
        click_into(field)
        assert defaults(dialog) == ["Export…"], field.accessibleName()
    enter()
    assert asked == ["name"]
    assert dialog.isVisible()


def test_enter_finds_and_then_tags(
    qtbot: QtBot, shown: Callable[[QDialog], QDialog], context: Context, filled_store: Store
) -> None:
    """In a search for words Enter is Find while something else is wanted than what is shown."""
    dialog = shown(MentionDialog(context, None, ALL))
    assert isinstance(dialog, MentionDialog)
    qtbot.waitUntil(lambda: bool(dialog.parts.label))
    QTest.keyClicks(dialog.parts.form.terms, "Geneva")
    for field in fields(dialog):
        click_into(field)
        assert defaults(dialog) == ["Find"], field.accessibleName()
    enter()
    qtbot.waitUntil(lambda: not dialog.searching and dialog.parts.model.rowCount() > 0)
    assert defaults(dialog) == [dialog.parts.tag_button.text().replace("&", "")]
