"""What can be corrected before an import: format, encoding, scheme, columns, sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.labels import LabelSet
from workbench.domain.schemes import OUTSIDE, SCHEMES, Scheme
from workbench.formats.base import AUTO, ReadOptions
from workbench.formats.registry import ALL
from workbench.ui.annotate.editor.tips import plain_tip
from workbench.ui.exchange.import_choices import choices_that_matter
from workbench.ui.theme import (
    LARGE,
    MEDIUM,
    SMALL,
    label_colours,
    plain_label,
    tabular_font,
    theme,
)

PAUSE_MS = 250
MOST_LABELS = 100
LONGEST_LABEL = 200
FOUND = "found by itself"
ENCODINGS = (
    "utf-8",
    "utf-16",
    "latin-1",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-jp",
    "euc-kr",
)
SPANS = (("widen", "widen them to the token"), ("split", "split the token"))
SENTENCES = (
    (AUTO, FOUND),
    ("line", "one a line"),
    ("document", "one a document or record"),
    ("running", "running text"),
)
TOKENS = ((AUTO, FOUND), ("words", "words"), ("characters", "characters"), ("spaces", "at spaces"))
LANGUAGES = {
    "ar": "Arabic",
    "zh": "Chinese",
    "cs": "Czech",
    "da": "Danish",
    "nl": "Dutch",
    "en": "English",
    "fi": "Finnish",
    "fr": "French",
    "de": "German",
    "el": "Greek",
    "he": "Hebrew",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nb": "Norwegian",
    "fa": "Persian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "es": "Spanish",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
}


class ImportForm(QScrollArea):
    """`changed` asks, after a pause, for the files to be read again with `options()`.

    A choice that cannot change how the files are read is hidden.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gold = _box((True, "Gold: confirmed tags"), (False, "Suggestions to confirm"))
        self.format = _box((AUTO, FOUND), *((one.name, one.title) for one in ALL))
        self.encoding = _box((AUTO, FOUND), *((name, name) for name in ENCODINGS))
        schemes = ((scheme, describe_scheme(scheme)) for scheme in SCHEMES.values())
        self.scheme = _box((None, FOUND), *schemes)
        self.token = _column_box()
        self.tag = _column_box()
        self.text_column = QLineEdit()
        self.text_column.setPlaceholderText(f"{FOUND}; a name or a number")
        self.spans = _box(*SPANS)
        self.sentences = _box(*SENTENCES)
        self.tokens = _box(*TOKENS)
        languages = ((code, f"{name} ({code})") for code, name in LANGUAGES.items())
        self.language = _box((AUTO, FOUND), *languages)
        self._form = QFormLayout()
        self._recognised: frozenset[str] = frozenset()
        self._tagged = False
        self._label_heading = plain_label(self.tr("Labels"), "section")
        self._labels = QVBoxLayout()
        self._shown: tuple[LabelSet, Mapping[str, int] | None] = (LabelSet(), None)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        theme().changed.connect(self._dress)
        self._build()
        self._connect()
        self._show_rows()

    @property
    def as_gold(self) -> bool:
        """Whether the tags come in as gold, rather than as suggestions."""
        return bool(self.gold.currentData())

    def options(self) -> ReadOptions:
        """What was said about the files; the rest is found out."""
        return ReadOptions(
            format=self.format.currentData(),
            encoding=self.encoding.currentData(),
            token=_column(self.token),
            tag=_column(self.tag),
            scheme=self.scheme.currentData(),
            spans=self.spans.currentData(),
            sentences=self.sentences.currentData(),
            tokens=self.tokens.currentData(),
            language=self.language.currentData(),
            text_column=self.text_column.text().strip() or None,
        )

    def stop(self) -> None:
        """Ask for nothing any more, not even what was changed just now."""
        self._pause.stop()

    def show_recognised(self, formats: Iterable[str], tagged: bool) -> None:
        """Offer what matters for these formats; `tagged` says whether there are tags at all."""
        self._recognised, self._tagged = frozenset(formats), tagged
        self._show_rows()

    def choose_encoding(self, name: str) -> None:
        """Set the encoding, one that is not listed too, and ask for a reading at once."""
        with QSignalBlocker(self.encoding):
            if self.encoding.findData(name) < 0:
                self.encoding.addItem(name, name)
            self.encoding.setCurrentIndex(self.encoding.findData(name))
        self._pause.stop()
        self.changed.emit()

    def show_labels(self, labels: LabelSet, counts: Mapping[str, int] | None) -> None:
        """List the labels found, with their colours and how often they occur.

        None where nothing was read.
        """
        self._shown = (labels, counts)
        self._label_heading.setVisible(counts is not None)
        while (item := self._labels.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if counts is not None:
            for row in self._label_rows(labels, counts):
                self._labels.addWidget(row)

    def _label_rows(self, labels: LabelSet, counts: Mapping[str, int]) -> Iterator[QWidget]:
        for name, count in islice(counts.items(), MOST_LABELS):
            label = labels.find(name)
            yield _label_row(name, label.colour if label else None, count)
        if len(counts) > MOST_LABELS:
            more = self.tr("and {0} more").format(f"{len(counts) - MOST_LABELS:,}")
            yield plain_label(more, "muted")
        if not counts:
            yield plain_label(self.tr("No labels: plain text"), "muted")

    def _dress(self) -> None:
        self.show_labels(*self._shown)

    def _rows(self) -> Mapping[str, tuple[str, QWidget]]:
        return {
            "gold": (self.tr("Take in as"), self.gold),
            "format": (self.tr("Format"), self.format),
            "encoding": (self.tr("Encoding"), self.encoding),
            "scheme": (self.tr("Tag scheme"), self.scheme),
            "token": (self.tr("Token column"), self.token),
            "tag": (self.tr("Tag column"), self.tag),
            "text_column": (self.tr("Text column"), self.text_column),
            "spans": (self.tr("Spans within a token"), self.spans),
            "sentences": (self.tr("Sentences"), self.sentences),
            "tokens": (self.tr("Tokens"), self.tokens),
            "language": (self.tr("Language"), self.language),
        }

    def _show_rows(self) -> None:
        wanted = choices_that_matter(self._recognised, self.options()) | {"format"}
        if self._tagged:
            wanted |= {"gold"}
        for name, (_, widget) in self._rows().items():
            self._form.setRowVisible(widget, name in wanted)

    def _connect(self) -> None:
        choices = (self.format, self.encoding, self.scheme, self.spans, self.sentences)
        for box in (*choices, self.tokens, self.language):
            box.currentIndexChanged.connect(self._note_change)
        for spin in (self.token, self.tag):
            spin.valueChanged.connect(self._note_change)
        self.text_column.textEdited.connect(self._note_change)

    def _note_change(self) -> None:
        self._show_rows()
        self._pause.start()

    def _build(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addWidget(plain_label(self.tr("Recognised, can be corrected"), "section"))
        self._form.setSpacing(MEDIUM)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for name, widget in self._rows().values():
            widget.setAccessibleName(name)
            self._form.addRow(name, widget)
        layout.addLayout(self._form)
        layout.addSpacing(MEDIUM)
        layout.addWidget(self._label_heading)
        self._labels.setSpacing(SMALL)
        layout.addLayout(self._labels)
        layout.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(240)


def _label_row(name: str, colour: str | None, count: int) -> QWidget:
    """A label in its colour; one without a colour looks like a slip of another."""
    name = name if len(name) <= LONGEST_LABEL else f"{name[:LONGEST_LABEL]}…"
    if colour is None:
        row = plain_label(f"{name}   {count:,} · looks like a slip", "muted")
        row.setContentsMargins(MEDIUM, 0, 0, 0)
    else:
        row = plain_label(f"{name}   {count:,}")
        row.setFont(tabular_font(row.font()))
        chip = label_colours(colour)
        row.setStyleSheet(
            f"background: {chip.tint}; color: {chip.on_tint}; border-left: 3px solid {chip.line};"
            f"padding: {SMALL}px {MEDIUM}px;"
        )
    row.setToolTip(plain_tip(name))
    # A long name is cut at the edge rather than pushing the form under its scroll bar.
    row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return row


def describe_scheme(scheme: Scheme) -> str:
    """`IOB2`, or `bare labels, 0 outside`."""
    name = "bare labels" if scheme.bare else scheme.name
    return name if scheme.outside == OUTSIDE else f"{name}, {scheme.outside} outside"


def _box(*entries: tuple[Any, str]) -> QComboBox:
    """A box of values and their words, narrower than its longest entry if need be."""
    box = QComboBox()
    for value, words in entries:
        box.addItem(words, value)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _column_box() -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, 99)
    box.setSpecialValueText(FOUND)
    box.setKeyboardTracking(False)
    box.lineEdit().setTextMargins(MEDIUM, 0, 0, 0)
    return box


def _column(box: QSpinBox) -> int | None:
    return box.value() - 1 if box.value() else None
