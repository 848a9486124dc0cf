"""Colours as named roles for light and dark, spacing, and the one short style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from workbench.domain import colours as colour_sums
from workbench.paths import resources
from workbench.ui.icons import coloured_icon
from workbench.ui.style_sheet import SHEET

STEP = 4
SMALL, MEDIUM, LARGE, HUGE = STEP, 2 * STEP, 4 * STEP, 6 * STEP
READABLE, VISIBLE = colour_sums.READABLE, colour_sums.VISIBLE
contrast, mix = colour_sums.contrast, colour_sums.mix
THEMES = ("system", "light", "dark")
STYLE = "Fusion"
_STYLED = "workbench-styled"
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
    outline: str
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
    outline="#b4b6b8",
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
    outline="#5b616d",
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
    if not app.property(_STYLED):
        app.setStyle(STYLE)
        app.setProperty(_STYLED, True)
    app.setPalette(_palette(current.colours))
    app.setStyleSheet(_style_sheet(current.colours))
    _repaint_icons(app)
    current.changed.emit()


def new_application(name: str) -> QApplication:
    """An application that is born in the style of all themes.

    To set it later would make a Python object of the style, with every enumeration it has.
    """
    app = QApplication([name, "-style", STYLE])
    app.setProperty(_STYLED, True)
    return app


def follow_system(app: QApplication) -> None:
    """Change along when the system goes dark or light, unless a theme was chosen."""

    def follow() -> None:
        if theme().choice == "system":
            apply_theme(app, "system")

    app.styleHints().colorSchemeChanged.connect(follow)


def label_colours(colour: str) -> LabelColours:
    """The colours of a chip for a label of that colour, readable in the theme in use."""
    return _label_colours(colour, is_dark())


def corrected_in(colour: str) -> tuple[str, ...]:
    """The themes in which lines of a label's colour are drawn in another one, to be seen."""
    pages = (("light", LIGHT), ("dark", DARK))
    return tuple(name for name, page in pages if colour_sums.needs_correction(colour, page.base))


def set_icon(target: QAbstractButton | QAction, name: str, role: str = "muted") -> None:
    """Give a button or action an icon of that role's colour; it changes with the theme."""
    target.setProperty(_ICON, name)
    target.setProperty(_ROLE, role)
    target.setIcon(icon(name, role))


def icon(name: str, role: str = "muted") -> QIcon:
    """An icon of the one set, such as "ph.pencil-simple", in a role's colour."""
    return coloured_icon(name, getattr(colours(), role), colours().border)


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
    sheet = SHEET
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", values[name])
    for name in ("check", "down", "up"):
        picture = resources() / "icons" / f"{name}-{'dark' if c is DARK else 'light'}.png"
        sheet = sheet.replace(f"%{name}", picture.as_posix())
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
    tint = _readable_tint(colour, page, 0.34 if dark else 0.14)
    return LabelColours(
        background=colour,
        foreground=colour_sums.ink(colour),
        tint=tint,
        on_tint=page.text,
        line=_until(colour, page.base, page.text, VISIBLE),
    )


def _readable_tint(colour: str, page: Colours, share: float) -> str:
    """The page with a share of the colour, or less where the text could not be read on it."""
    tint = mix(colour, page.base, share)
    while contrast(page.text, tint) < READABLE:
        share -= 0.02
        tint = mix(colour, page.base, share)
    return tint


def _until(colour: str, against: str, towards: str, wanted: float) -> str:
    """Move a colour towards another until it stands out from `against`."""
    for share in range(10, -1, -1):
        moved = mix(colour, towards, share / 10)
        if contrast(moved, against) >= wanted:
            return moved
    return towards
