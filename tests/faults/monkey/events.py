"""What a monkey does: a table of events with weights, each decided by lots alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QContextMenuEvent, QDropEvent, QHelpEvent, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QMenu,
    QWidget,
)
from shiboken6 import isValid

from tests.faults.monkey.house import WORDS, House
from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.ui.actions import BoundAction
from workbench.ui.main_window import MainWindow
from workbench.ui.session import PLACES
from workbench.ui.theme import THEMES

if TYPE_CHECKING:
    from workbench.ui.annotate.place import AnnotatePlace

KEYS = (
    *(Qt.Key(code) for code in range(Qt.Key.Key_A, Qt.Key.Key_Z + 1)),
    *(Qt.Key(code) for code in range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)),
    *(Qt.Key(code) for code in range(Qt.Key.Key_F1, Qt.Key.Key_F12 + 1)),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) * 4,
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Space) * 3,
    *(Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace) * 2,
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Question, Qt.Key.Key_Menu),
)
NONE = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MODIFIERS = (NONE, NONE, NONE, NONE, CONTROL, SHIFT, Qt.KeyboardModifier.AltModifier,
             CONTROL | SHIFT)  # fmt: skip
EDITOR_KEYS = (
    *((Qt.Key(code), NONE) for code in range(Qt.Key.Key_1, Qt.Key.Key_4)),
    *((key, hold) for key in (Qt.Key.Key_Left, Qt.Key.Key_Right) for hold in (NONE, SHIFT)),
    *((key, NONE) for key in (Qt.Key.Key_Delete, Qt.Key.Key_Tab, Qt.Key.Key_Down)),
    *((key, NONE) for key in (Qt.Key.Key_Return, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_F)),
    *((Qt.Key(ord(letter)), NONE) for letter in "XYNA"),
    (Qt.Key.Key_Z, CONTROL),
)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
TEXTS = (
    *WORDS, "is:done", "label:PER", "not(", "a and", '"', "99999999999999999999", "-1", "%_",
    "(a+)+$", "'; drop table sentences", "\x00", "PER", "9" * 400, "\u202eabc", "ﷺ",
)  # fmt: skip
MOST_WIDGETS = 4000


@dataclass
class Hand:
    """The hand of a monkey at one event: a window, and the lots of this event."""

    window: MainWindow
    house: House
    lots: Random

    def front(self) -> QWidget:
        """What a person could reach now: a menu, else a dialog, else one of the windows."""
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if top is not None:
            return top
        windows = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        others = [one for one in windows if one is not self.window and isinstance(one, QDialog)]
        return self.lots.choice([self.window, *others])

    def focus(self) -> QWidget:
        """What hears the keys."""
        popup = QApplication.activePopupWidget()
        return popup or QApplication.focusWidget() or self.front()

    def inner(self) -> QWidget:
        """Something that can be seen in the window at the front."""
        front = self.front()
        seen = [one for one in front.findChildren(QWidget) if one.isVisible() and one.isEnabled()]
        return self.lots.choice(seen) if seen else front

    def point(self, widget: QWidget) -> tuple[QWindow, QPoint]:
        """A place in a widget, as its window has it."""
        top = widget.window()
        place = QPoint(
            self.lots.randrange(max(widget.width(), 1)),
            self.lots.randrange(max(widget.height(), 1)),
        )
        handle = top.windowHandle()
        assert handle is not None
        return handle, widget.mapTo(top, place) if widget is not top else place


def press_key(hand: Hand) -> str:
    key, modifiers = hand.lots.choice(KEYS), hand.lots.choice(MODIFIERS)
    focus = hand.focus()
    QTest.keyClick(focus, key, modifiers)
    return f"{modifiers.name} {key.name}"


def hold_key(hand: Hand) -> str:
    key = hand.lots.choice((Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_J))
    for _ in range(hand.lots.randint(2, 12)):
        QTest.keyClick(hand.focus(), key)
    return f"held {key.name}"


def type_text(hand: Hand) -> str:
    text = hand.lots.choice(TEXTS)
    for sign in text:
        send_sign(hand.focus(), sign)
    return repr(text)


def send_sign(widget: QWidget, sign: str) -> None:
    """Type a sign, also one that no key of a test has."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, NONE, sign))


def click(hand: Hand) -> str:
    widget = hand.inner()
    name = named(widget)
    button = hand.lots.choice((LEFT, LEFT, LEFT, LEFT, RIGHT))
    window, place = hand.point(widget)
    if hand.lots.random() < 0.15:
        QTest.mouseDClick(window, button, NONE, place)
        return f"double {button.name} {name}"
    modifiers = hand.lots.choice((NONE, NONE, NONE, CONTROL, SHIFT))
    QTest.mouseClick(window, button, modifiers, place)
    return f"{button.name} {modifiers.name} {name}"


def push_button(hand: Hand) -> str:
    """Click on something that is there to be clicked on."""
    front = hand.front()
    buttons = [
        one
        for one in front.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and one.width() > 4 and one.height() > 4
    ]
    if not buttons:
        return press_key(hand)
    button = hand.lots.choice(buttons)
    said = f"{named(button)} {button.text()}"
    top = button.window()
    handle = top.windowHandle()
    assert handle is not None
    QTest.mouseClick(handle, LEFT, NONE, button.mapTo(top, button.rect().center()))
    return said


def annotate(hand: Hand) -> str:
    """Some keys of the editor, in the editor."""
    session = hand.window.session
    if _over() is not None or session is None or not session.has("annotate"):
        return press_key(hand)
    if hand.lots.random() < 0.5:
        hand.window.show_place("annotate")
    place = cast("AnnotatePlace", session.place("annotate"))
    # A monkey that typed a filter which nothing matches would never find out of it.
    if place.panel.loaded and place.panel.field.text() and not place.panel.model.ids:
        place.show_filter("")
    if place.panel.loaded and not place.panel.total:
        # Undone back to before the first import: nothing could be edited from then on.
        session.context.do(import_corpus, read_corpus([hand.house.files / "some.conll"]))
        return "import"
    hand.window.activateWindow()
    place.editor.setFocus()
    keys = [hand.lots.choice(EDITOR_KEYS) for _ in range(hand.lots.randint(2, 8))]
    for key, modifiers in keys:
        QTest.keyClick(_over() or place.editor, key, modifiers)
    return " ".join(key.name.removeprefix("Key_") for key, _ in keys)


def _over() -> QWidget | None:
    return QApplication.activePopupWidget() or QApplication.activeModalWidget()


def drag(hand: Hand) -> str:
    widget = hand.inner()
    name = named(widget)
    window, start = hand.point(widget)
    other = widget if hand.lots.random() < 0.8 else widget.window()
    way = [hand.point(other)[1] for _ in range(3)]
    QTest.mousePress(window, LEFT, NONE, start)
    for place in way:
        if isValid(window):
            QTest.mouseMove(window, place)
    if isValid(window):
        QTest.mouseRelease(window, LEFT, NONE, way[-1])
    return name


def move(hand: Hand) -> str:
    widget = hand.inner()
    name = named(widget)
    window, place = hand.point(widget)
    QTest.mouseMove(window, place)
    if isValid(widget) and isValid(window):
        point = widget.mapFromGlobal(window.mapToGlobal(place))
        tip = QHelpEvent(QEvent.Type.ToolTip, point, window.mapToGlobal(place))
        QApplication.sendEvent(widget, tip)
    return name


def wheel(hand: Hand) -> str:
    widget = hand.inner()
    name = named(widget)
    window, place = hand.point(widget)
    turn = QPoint(0, hand.lots.choice((-1200, -240, -120, 120, 240, 1200)))
    QTest.wheelEvent(window, QPointF(place), turn, QPoint(), hand.lots.choice((NONE, CONTROL)))
    return f"{turn.y()} {name}"


def resize(hand: Hand) -> str:
    front = hand.front()
    name = named(front)
    wide, high = hand.lots.randint(300, 1900), hand.lots.randint(200, 1100)
    if not isinstance(front, QMenu):
        front.resize(wide, high)
    return f"{wide}x{high} {name}"


def take_focus(hand: Hand) -> str:
    widget = hand.inner()
    name = named(widget)
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
        widget.setFocus()
    return name


def ask_menu(hand: Hand) -> str:
    widget = hand.inner()
    name = named(widget)
    if isinstance(widget.parentWidget(), QAbstractItemView) or hand.lots.random() < 0.5:
        place = QPoint(hand.lots.randrange(max(widget.width(), 1)), 5)
        reason = QContextMenuEvent.Reason.Mouse
        asked = QContextMenuEvent(reason, place, widget.mapToGlobal(place), NONE)
        QApplication.sendEvent(widget, asked)
    return name


def trigger(hand: Hand) -> str:
    """Trigger a command that a person could give now."""
    if QApplication.activeModalWidget() is not None:
        return press_key(hand)
    actions = hand.window.findChildren(BoundAction)
    # To dress the whole window anew takes as long as a hundred other events.
    rare = ("file.quit", "view.theme")
    enabled = [one for one in actions if one.isEnabled() and not one.objectName().startswith(rare)]
    action = hand.lots.choice(enabled)
    name = action.objectName()
    action.trigger()
    return name


def use_palette(hand: Hand) -> str:
    """Give a command by name."""
    if QApplication.activeModalWidget() is not None:
        return press_key(hand)
    actions: list[QAction] = hand.window.findChildren(QAction)
    texts = [one.text() for one in actions if one.text() and "uit" not in one.text()]
    text = hand.lots.choice([*texts, "1", "#3", "Set label PER"])
    palette = hand.window.show_palette()
    for sign in text:
        send_sign(palette.field, sign)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    return repr(text)


def go_to_place(hand: Hand) -> str:
    if QApplication.activeModalWidget() is not None:
        return press_key(hand)
    name = hand.lots.choice(PLACES)
    hand.window.action(f"view.{name}").trigger()
    return name


def drop_files(hand: Hand) -> str:
    if QApplication.activeModalWidget() is not None:
        return press_key(hand)
    files = hand.lots.sample(sorted(hand.house.files.iterdir()), hand.lots.randint(1, 2))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    dropped = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, mime, LEFT, NONE)
    hand.window.dropEvent(dropped)
    return ", ".join(file.name for file in files)


def change_theme(hand: Hand) -> str:
    theme = hand.lots.choice(tuple(THEMES))
    hand.window.set_theme(theme)
    return theme


def dismiss(hand: Hand) -> str:
    """Close what lies over the window."""
    front = hand.front()
    name = named(front)
    if front is not hand.window:
        front.close()
    return name


def close_project(hand: Hand) -> str:
    if QApplication.activeModalWidget() is None:
        hand.window.close_project()
    return ""


def close_window(hand: Hand) -> str:
    """As by its cross, or by the end of a session, whatever is open."""
    hand.window.close()
    return ""


def undo_much(hand: Hand) -> str:
    back = hand.lots.random() < 0.6
    for _ in range(hand.lots.randint(1, 15)):
        hand.window.action("edit.undo" if back else "edit.redo").trigger()
    return "back" if back else "forth"


Event = Callable[[Hand], str]
EVENTS: dict[Event, int] = {
    press_key: 180,
    hold_key: 20,
    type_text: 50,
    click: 150,
    push_button: 150,
    annotate: 120,
    drag: 50,
    move: 40,
    wheel: 40,
    resize: 15,
    take_focus: 20,
    ask_menu: 20,
    trigger: 120,
    use_palette: 15,
    go_to_place: 30,
    drop_files: 5,
    change_theme: 1,
    dismiss: 40,
    close_project: 2,
    close_window: 1,
    undo_much: 15,
}


def named(widget: QWidget) -> str:
    """What kind of widget it is, and its name where it has one."""
    name = widget.objectName() or widget.accessibleName()
    return f"{type(widget).__name__} {name}".strip()
