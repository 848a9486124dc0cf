"""Colours as named roles for light and dark, spacing, and the one short style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

STEP = 4
SMALL, MEDIUM, LARGE, HUGE = STEP, 2 * STEP, 4 * STEP, 6 * STEP
READABLE = 4.5
VISIBLE = 3.0
THEMES = ("system", "light", "dark")
_ICON = "workbench-icon"
_ROLE = "workbench-icon-role"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colour of each role, as #rrggbb."""

    window: str
    base: str
    raised: str
    hover: str
    text: str
    muted: str
    faint: str
    border: str
    accent: str
    on_accent: str
    selection: str
    good: str
    warning: str
    bad: str
    bad_surface: str
    info_surface: str
    train: str
    dev: str
    best: str


LIGHT = Colours(
    window="#f4f4f2",
    base="#ffffff",
    raised="#fafaf9",
    hover="#e8e8e5",
    text="#1f2328",
    muted="#5c6370",
    faint="#6f7682",
    border="#d9d9d5",
    accent="#2458c5",
    on_accent="#ffffff",
    selection="#d8e4fb",
    good="#1a7f4b",
    warning="#8a5a00",
    bad="#b3263a",
    bad_surface="#fbe9ea",
    info_surface="#e6eefb",
    train="#2f6fd0",
    dev="#c25e00",
    best="#1a7f4b",
)
DARK = Colours(
    window="#1b1d21",
    base="#212328",
    raised="#26292e",
    hover="#2f333a",
    text="#e4e6ea",
    muted="#a3a9b4",
    faint="#8e95a1",
    border="#363a42",
    accent="#6f9cf5",
    on_accent="#10131a",
    selection="#2c4169",
    good="#5fc48d",
    warning="#e0ab4f",
    bad="#f08a96",
    bad_surface="#42262b",
    info_surface="#243350",
    train="#6ca4f5",
    dev="#f0a45b",
    best="#63c991",
)


@dataclass(frozen=True, slots=True)
class LabelColours:
    """How a label is painted.

    `background` and `foreground` are the label's own colour and what is written on it, the
    same in both themes; `tint` and `on_tint` lie under and are a token of running text;
    `line` draws borders and stands out from the page.
    """

    background: str
    foreground: str
    tint: str
    on_tint: str
    line: str


class _Theme(QObject):
    """Tells painters that the colours are others now."""

    changed = Signal()
    colours: Colours = LIGHT
    choice: str = "system"


_theme: list[_Theme] = []


def theme() -> _Theme:
    """The theme in use, with its `changed` signal."""
    if not _theme:
        _theme.append(_Theme())
    return _theme[0]


def colours() -> Colours:
    """The colours in use; ask at each painting rather than keep them."""
    return theme().colours


def is_dark() -> bool:
    return theme().colours is DARK


def apply_theme(app: QApplication, choice: str = "system") -> None:
    """Dress the application in "light", "dark", or what the system has."""
    current = theme()
    current.choice = choice if choice in THEMES else "system"
    current.colours = DARK if _wants_dark(app, current.choice) else LIGHT
    app.setStyle("Fusion")
    app.setPalette(_palette(current.colours))
    app.setStyleSheet(_style_sheet(current.colours))
    _repaint_icons(app)
    current.changed.emit()


def follow_system(app: QApplication) -> None:
    """Change along when the system goes dark or light, unless a theme was chosen."""

    def follow() -> None:
        if theme().choice == "system":
            apply_theme(app, "system")

    app.styleHints().colorSchemeChanged.connect(follow)


def label_colours(colour: str) -> LabelColours:
    """The colours of a chip for a label of that colour, readable in the theme in use."""
    return _label_colours(colour, is_dark())


def contrast(first: str, second: str) -> float:
    """The contrast of two colours after WCAG 2, from 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(first: str, second: str, share: float) -> str:
    """`share` (0..1) of the first colour, the rest of the second."""
    parts = zip(_channels(first), _channels(second), strict=True)
    mixed = (round(one * share + two * (1 - share)) for one, two in parts)
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def set_icon(target: QAbstractButton | QAction, name: str, role: str = "muted") -> None:
    """Give a button or action an icon of that role's colour; it changes with the theme."""
    target.setProperty(_ICON, name)
    target.setProperty(_ROLE, role)
    target.setIcon(icon(name, role))


def icon(name: str, role: str = "muted") -> QIcon:
    """An icon of the one set, such as "ph.pencil-simple", in a role's colour."""
    import qtawesome

    found = qtawesome.icon(
        name, color=getattr(colours(), role), color_disabled=colours().border
    )
    return found if isinstance(found, QIcon) else QIcon()


def tabular_font(font: QFont) -> QFont:
    """The same font with figures of one width."""
    tabular = QFont(font)
    tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular


def fixed_font(size: float) -> QFont:
    """The system's typewriter font, for logs."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(size)
    return font


def plain_label(text: str = "", role: str = "", wrap: bool = False) -> QLabel:
    """A label that shows data as it is: never as rich text."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    return label


def _wants_dark(app: QApplication, choice: str) -> bool:
    if choice == "system":
        return app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return choice == "dark"


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: c.window,
        roles.WindowText: c.text,
        roles.Base: c.base,
        roles.AlternateBase: c.raised,
        roles.Text: c.text,
        roles.Button: c.raised,
        roles.ButtonText: c.text,
        roles.BrightText: c.bad,
        roles.ToolTipBase: c.raised,
        roles.ToolTipText: c.text,
        roles.PlaceholderText: c.faint,
        roles.Highlight: c.accent,
        roles.HighlightedText: c.on_accent,
        roles.Link: c.accent,
        roles.Accent: c.accent,
        roles.Light: c.raised,
        roles.Midlight: c.hover,
        roles.Mid: c.border,
        roles.Dark: c.border,
        roles.Shadow: c.border,
    }.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(mix(c.muted, c.window, 0.55)))
    return palette


def _style_sheet(c: Colours) -> str:
    values = {name: getattr(c, name) for name in Colours.__slots__}
    sheet = _SHEET
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", values[name])
    return sheet


def _repaint_icons(app: QApplication) -> None:
    for widget in app.allWidgets():
        for target in (widget, *widget.actions()):
            name = target.property(_ICON)
            if name and isinstance(target, (QAbstractButton, QAction)):
                target.setIcon(icon(name, target.property(_ROLE)))


@lru_cache(maxsize=256)
def _label_colours(colour: str, dark: bool) -> LabelColours:
    page = DARK if dark else LIGHT
    tint = mix(colour, page.base, 0.34 if dark else 0.14)
    white_reads = contrast(colour, "#ffffff") >= READABLE
    return LabelColours(
        background=colour,
        foreground="#ffffff" if white_reads else "#000000",
        tint=tint,
        on_tint=_until(page.text, tint, page.text, READABLE),
        line=_until(colour, page.base, page.text, VISIBLE),
    )


def _until(colour: str, against: str, towards: str, wanted: float) -> str:
    """Move a colour towards another until it stands out from `against`."""
    for share in range(10, -1, -1):
        moved = mix(colour, towards, share / 10)
        if contrast(moved, against) >= wanted:
            return moved
    return towards


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


_SHEET = """
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="title"] { font-size: 20pt; font-weight: 600; }
QLabel[role="heading"] { font-size: 12pt; font-weight: 600; }
QLabel[role="section"] { color: @muted; font-weight: 600; }
QLabel[role="bad"] { color: @bad; }
QLabel[role="warning"] { color: @warning; }
QLabel[role="good"] { color: @good; }
QLabel[role="figure"] { font-size: 24pt; font-weight: 600; }
QPushButton { padding: 4px 12px; min-height: 20px; border: 1px solid @border;
  border-radius: 4px; background: @raised; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selection; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; background: @window; }
QPushButton:checked { background: @selection; }
QPushButton[role="primary"] { background: @accent; color: @on_accent; border-color: @accent;
  font-weight: 600; padding: 8px 16px; }
QPushButton[role="primary"]:disabled { background: @hover; color: @faint; border-color: @border; }
QPushButton[role="quiet"] { border-color: transparent; background: transparent; }
QPushButton[role="quiet"]:hover { background: @hover; }
QPushButton[role="quiet"]:focus { border-color: @accent; }
QPushButton[role="link"] { border: 1px solid transparent; background: transparent;
  color: @accent; text-align: left; padding: 4px; }
QPushButton[role="link"]:hover { background: @hover; }
QPushButton[role="link"]:focus { border-color: @accent; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  border: 1px solid @border; border-radius: 4px; padding: 4px 8px; background: @base;
  selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus { border-color: @accent; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox QAbstractItemView { border: 1px solid @border; background: @base; }
QTableView, QListView, QTreeView { border: none; background: @base; alternate-background-color:
  @raised; gridline-color: @border; selection-background-color: @selection;
  selection-color: @text; }
QHeaderView { background: @window; }
QHeaderView::section { background: @window; color: @muted; border: none;
  border-bottom: 1px solid @border; padding: 4px 8px; font-weight: 600; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar::tab { padding: 8px 12px; border: none; border-bottom: 2px solid transparent;
  color: @muted; background: transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar:focus { outline: none; }
QProgressBar { border: none; border-radius: 3px; background: @hover; max-height: 6px;
  min-height: 6px; }
QProgressBar::chunk { border-radius: 3px; background: @accent; }
QSplitter::handle { background: @border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QStatusBar { border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @muted; padding: 0 8px; }
QMenuBar { border-bottom: 1px solid @border; }
QMenu { border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 12px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @border; margin: 4px 0; }
QScrollArea { border: none; background: transparent; }
QWidget[surface="base"] { background: @base; }
QWidget[surface="raised"] { background: @raised; }
QFrame[line="true"] { background: @border; border: none; }
QFrame[notice="info"] { background: @info_surface; border-bottom: 1px solid @border; }
QFrame[notice="error"] { background: @bad_surface; border-bottom: 1px solid @border; }
QWidget#rail { background: @window; border-right: 1px solid @border; }
QWidget#rail QToolButton { border: none; border-left: 3px solid transparent; padding: 8px 4px;
  color: @muted; }
QWidget#rail QToolButton:hover { background: @hover; color: @text; }
QWidget#rail QToolButton:checked { border-left-color: @accent; color: @text; }
QWidget#rail QToolButton:focus { background: @hover; }
"""
