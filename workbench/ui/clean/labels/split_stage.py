"""One mention in its context, and the labels that it can be given by key or click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.entity import Entity
from workbench.domain.labels import LabelSet
from workbench.domain.sentence import Sentence
from workbench.operations.label_split import Mention
from workbench.operations.store import Reader
from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.annotate.editor.wrap_layout import WrapLayout
from workbench.ui.chip_text import ChipText, ShownSentence
from workbench.ui.theme import LARGE, MEDIUM, colours, label_colours, mix, plain_label, theme

# Tokens on each side of a mention; more of a very long sentence would only hide it.
AROUND = 60
NUMBERED = 9
# The scan codes of 1, 2 … 0: what they make with Shift, or without, depends on the layout.
_DIGITS = {"xcb": range(10, 20), "wayland": range(10, 20), "windows": range(2, 12)}


@dataclass(frozen=True, slots=True)
class MentionContext:
    """A mention's sentence, and the texts before and after it in its document."""

    sentence: Sentence
    before: str
    after: str


def read_context(reader: Reader, mention: Mention) -> MentionContext:
    """The sentence of a mention between its neighbours."""
    before, after = reader.neighbours(mention.sentence, 1, 1)
    return MentionContext(
        reader.sentence(mention.sentence),
        before[-1].text if before else "",
        after[0].text if after else "",
    )


def digit_of(event: QKeyEvent) -> int | None:
    """The digit of a key, whatever character it makes with Shift, or without on some keyboards."""
    offset = event.key() - Qt.Key.Key_0.value
    if 0 <= offset <= 9:
        return offset
    codes = _DIGITS.get(QGuiApplication.platformName(), range(0))
    code = event.nativeScanCode()
    return (codes.index(code) + 1) % 10 if code in codes else None


def shown_mention(sentence: Sentence, mention: Mention, label: str) -> ShownSentence:
    """The tokens around a mention, with the mention under its label."""
    first = max(mention.start - AROUND, 0)
    last = min(mention.end + AROUND, len(sentence.tokens))
    head = ("…",) if first else ()
    tail = ("…",) if last < len(sentence.tokens) else ()
    shift = len(head) - first
    entity = Entity(label, mention.start + shift, mention.end + shift)
    return ShownSentence((*head, *sentence.tokens[first:last], *tail), (entity,))


class SplitStage(QWidget):
    """Has the keys: `decided` carries a label and whether it is for all of the same text."""

    decided = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Mention to decide on")
        self.setProperty("surface", "base")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.place = plain_label(role="muted", wrap=True)
        self.before = plain_label(role="muted", wrap=True)
        self.text = ChipText()
        self.after = plain_label(role="muted", wrap=True)
        self.hint = plain_label(role="muted", wrap=True)
        self.same = QCheckBox()
        self.view = QScrollArea()
        self.choices: list[QPushButton] = []
        self._buttons = WrapLayout()
        self._targets: tuple[str, ...] = ()
        self._labels = LabelSet()
        self._old = ""
        self._shown: tuple[Mention, MentionContext, str] | None = None
        self._lay_out()
        theme().changed.connect(self._dress)

    @property
    def ready(self) -> bool:
        """Whether a mention is shown: nothing is decided on what nobody sees."""
        return self._shown is not None

    def set_targets(self, old: str, targets: Sequence[str], labels: LabelSet) -> None:
        """Offer these labels, and to keep the old one."""
        self._old, self._targets = old, tuple(targets)
        self._labels = labels.with_names(targets)
        self._buttons.clear()
        self.choices = [self._choice(target, number) for number, target in enumerate(targets, 1)]
        if targets:
            self.choices.append(self._choice(old, 0))
        for button in self.choices:
            self._buttons.addWidget(button)
        self._dress()

    def show_mention(self, mention: Mention, context: MentionContext, label: str) -> None:
        """Show a mention in its sentence; `label` is what was decided, if anything."""
        self._shown = (mention, context, label)
        self.before.setText(context.before)
        self.after.setText(context.after)
        self._show_text()
        # Once the page has its new height.
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """Scroll to the mention, with the line before it where there is room."""
        area = self.text.first_chip.translated(self.text.pos()).toRect()
        middle = area.center()
        self.view.ensureVisible(middle.x(), middle.y(), LARGE, 2 * area.height())

    def show_nothing(self, words: str) -> None:
        """Say why there is no mention here."""
        self._shown = None
        self.text.show_sentences((), {})
        for label in (self.before, self.after, self.place):
            label.clear()
        self.hint.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event)
        other = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        label = None if digit is None or event.modifiers() & other else self._label_of(digit)
        if label is None:
            super().keyPressEvent(event)
        else:
            self._decide(label, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_hint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_hint()

    def _label_of(self, digit: int) -> str | None:
        if digit == 0 and self._targets:
            return self._old
        return self._targets[digit - 1] if 0 < digit <= len(self._targets) else None

    def _decide(self, label: str, for_all: bool = False) -> None:
        if self.ready:
            self.decided.emit(label, for_all or self.same.isChecked())

    def _show_text(self) -> None:
        if self._shown is not None:
            mention, context, label = self._shown
            shown = shown_mention(context.sentence, mention, label or self._old)
            self.text.show_sentences([shown], self._colours())
            self._show_hint()

    def _show_hint(self) -> None:
        if self._shown is None:
            return
        decided = self._shown[2]
        if decided:
            self.hint.setText(f"Decided: {decided}. Another digit changes it.")
        elif not self._targets:
            self.hint.setText("Name the labels to split into above.")
        elif not self.hasFocus():
            self.hint.setText("Click here, then decide with the digits.")
        else:
            self.hint.setText("A digit decides; Shift and a digit decide for all of this text.")

    def _colours(self) -> Mapping[str, str]:
        return {label.name: label.colour for label in self._labels}

    def _choice(self, label: str, number: int) -> QPushButton:
        name = label.replace("&", "&&")
        text = f"Keep {name}" if number == 0 else name
        button = QPushButton(f"{number}  {text}" if number <= NUMBERED else text)
        button.setProperty("label", label)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(f"Keep {label}" if number == 0 else f"Label {label}")
        button.clicked.connect(partial(self._click, label))
        return button

    def _click(self, label: str, _checked: bool = False) -> None:
        self._decide(label)
        self.setFocus()

    def _dress(self) -> None:
        known = self._colours()
        for button in self.choices:
            dress = label_colours(known.get(button.property("label"), colours().muted))
            hover = mix(dress.line, dress.tint, 0.2)
            button.setStyleSheet(
                f"QPushButton {{ background: {dress.tint}; color: {dress.on_tint};"
                f" padding: 4px 8px; border: 1px solid transparent;"
                f" border-left: 4px solid {dress.line}; }}"
                f"QPushButton:hover {{ background: {hover}; }}"
                f"QPushButton:focus {{ border-color: {colours().accent}; }}"
            )
        self._show_text()

    def set_place(self, mention: Mention, number: int, total: int) -> None:
        """Say which of its text's mentions this is."""
        text = display_text(mention.text)
        self.place.setText(f"“{text}”: {number:,} of {total:,}")
        short = text if len(text) <= 24 else f"{text[:23]}…"
        self.same.setText(f"Same for all “{short}”".replace("&", "&&"))
        self.same.setAccessibleName("Decide the same for all mentions of this text")

    def _lay_out(self) -> None:
        font = self.text.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self.text.setFont(font)
        page = QWidget()
        page.setProperty("surface", "base")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        for widget in (self.before, self.text, self.after):
            column.addWidget(widget)
            widget.setContentsMargins(LARGE if widget is not self.text else 0, 0, LARGE, 0)
        column.addStretch()
        self.view.setWidgetResizable(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setWidget(page)
        self.same.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.same.setText("Same for all of this text")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, LARGE, 0, MEDIUM)
        layout.setSpacing(MEDIUM)
        self.place.setContentsMargins(LARGE, 0, LARGE, 0)
        layout.addWidget(self.place)
        layout.addWidget(self.view, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(LARGE, 0, LARGE, 0)
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.hint)
        foot.addLayout(self._buttons)
        foot.addWidget(self.same)
        layout.addLayout(foot)
