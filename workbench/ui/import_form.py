"""What can be corrected before an import: encoding, scheme, columns, splits."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.labels import LabelSet
from workbench.domain.schemes import OUTSIDE, SCHEMES, Scheme
from workbench.domain.sentence import Split
from workbench.formats.base import AUTO, ColumnLayout, Corpus, CorpusFile, ReadOptions
from workbench.ui.theme import (
    LARGE,
    MEDIUM,
    SMALL,
    label_colours,
    plain_label,
    tabular_font,
    theme,
)

ENCODINGS = (AUTO, "utf-8", "latin-1", "windows-1252", "gb18030", "utf-16")
FOUND = "found by itself"
SPLIT_NAMES: tuple[Split | None, ...] = (None, *Split)
FILE_COLUMNS = ("File", "Layout", "Sentences", "Problems", "Split")
SEPARATORS = {"tab": "tabs", "spaces": "spaces", "mixed": "tabs and spaces"}


class ImportForm(QScrollArea):
    """`changed` asks for the files to be read again with `options()`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.encoding = QComboBox()
        self.encoding.addItems([FOUND if name == AUTO else name for name in ENCODINGS])
        self.scheme = QComboBox()
        self.scheme.addItem(FOUND, None)
        for scheme in SCHEMES.values():
            self.scheme.addItem(describe_scheme(scheme), scheme)
        self.token = _column_box()
        self.tag = _column_box()
        self.gold = QComboBox()
        self.gold.addItem(self.tr("Gold: confirmed tags"), True)
        self.gold.addItem(self.tr("Suggestions to confirm"), False)
        self._labels = QVBoxLayout()
        self._shown: tuple[LabelSet, Mapping[str, int]] = (LabelSet(), {})
        for box in (self.encoding, self.scheme, self.gold):
            # Narrower than its longest entry, so that nothing is cut where a scroll bar comes.
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        for box in (self.encoding, self.scheme):
            box.currentIndexChanged.connect(self.changed)
        for spin in (self.token, self.tag):
            spin.valueChanged.connect(self.changed)
        theme().changed.connect(self._dress)
        self._build()

    @property
    def as_gold(self) -> bool:
        """Whether the tags come in as gold, rather than as suggestions."""
        return bool(self.gold.currentData())

    def options(self) -> ReadOptions:
        """What was said about the files; the rest is found out."""
        return ReadOptions(
            encoding=ENCODINGS[self.encoding.currentIndex()],
            token=_column(self.token),
            tag=_column(self.tag),
            scheme=self.scheme.currentData(),
        )

    def show_labels(self, labels: LabelSet, counts: Mapping[str, int]) -> None:
        """List the labels found, with their colours and how often they occur."""
        self._shown = (labels, counts)
        while (item := self._labels.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for name, count in counts.items():
            label = labels.find(name)
            colour = label.colour if label else None
            self._labels.addWidget(_label_row(name, colour, count))
        if not counts:
            self._labels.addWidget(plain_label(self.tr("No labels: plain text"), "muted"))

    def _dress(self) -> None:
        self.show_labels(*self._shown)

    def _build(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addWidget(plain_label(self.tr("Recognised, can be corrected"), "section"))
        layout.addLayout(self._form())
        layout.addSpacing(MEDIUM)
        layout.addWidget(plain_label(self.tr("Labels"), "section"))
        self._labels.setSpacing(SMALL)
        layout.addLayout(self._labels)
        layout.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(240)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setSpacing(MEDIUM)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for name, widget in (
            (self.tr("Take in as"), self.gold),
            (self.tr("Tag scheme"), self.scheme),
            (self.tr("Encoding"), self.encoding),
            (self.tr("Token column"), self.token),
            (self.tr("Tag column"), self.tag),
        ):
            widget.setAccessibleName(name)
            form.addRow(name, widget)
        return form


class FileTable(QTableWidget):
    """One row a file, with the split that it goes into."""

    split_chosen = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(FILE_COLUMNS), parent)
        self.setAccessibleName(self.tr("Files"))
        self.setHorizontalHeaderLabels([self.tr(name) for name in FILE_COLUMNS])
        self.setWordWrap(False)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(34)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 240), (2, 96), (3, 96), (4, 120)):
            self.setColumnWidth(column, width)

    def show_corpus(self, corpus: Corpus) -> None:
        """List the files that were read, then those that were left out."""
        self.setRowCount(len(corpus.files) + len(corpus.skipped))
        for row, file in enumerate(corpus.files):
            self._show_file(row, file)
        for row, skipped in enumerate(corpus.skipped, len(corpus.files)):
            cells = (skipped.file, self.tr("left out: {0}").format(skipped.reason), "", "", "")
            for column, text in enumerate(cells):
                self.setItem(row, column, QTableWidgetItem(text))
            self.removeCellWidget(row, 4)

    def _show_file(self, row: int, file: CorpusFile) -> None:
        figures = f"{len(file.sentences):,}", f"{len(file.problems):,}"
        for column, text in enumerate((file.name, describe_layout(file.layout), *figures)):
            item = QTableWidgetItem(text)
            item.setToolTip(str(file.path) if column == 0 else text)
            if column > 1:
                item.setFont(tabular_font(self.font()))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        self.setCellWidget(row, 4, self._split_box(row, file))

    def _split_box(self, row: int, file: CorpusFile) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("Split of {0}").format(file.name))
        for split in SPLIT_NAMES:
            box.addItem(split.value if split else self.tr("none"), split)
        with QSignalBlocker(box):
            box.setCurrentIndex(SPLIT_NAMES.index(file.split))
        box.currentIndexChanged.connect(
            lambda chosen: self.split_chosen.emit(row, SPLIT_NAMES[chosen])
        )
        return box


def describe_layout(layout: ColumnLayout) -> str:
    """A file's layout in words."""
    columns = f"{layout.columns} columns" if layout.columns > 1 else "one column"
    parts = [columns, SEPARATORS[layout.separator], layout.encoding]
    if layout.columns > 1:
        tag = "no tags" if layout.tag is None else f"tag in column {layout.tag + 1}"
        parts.insert(1, f"token in column {layout.token + 1}, {tag}")
    if layout.segment_index:
        parts.append("characters with a segment index")
    return " · ".join(parts)


def _label_row(name: str, colour: str | None, count: int) -> QWidget:
    """A label in its colour; one without a colour looks like a slip of another."""
    if colour is None:
        row = plain_label(f"{name}   {count:,} · looks like a slip", "muted")
        row.setToolTip(row.text())
        # A long slip is cut at the edge rather than pushing the form under its scroll bar.
        row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.setContentsMargins(MEDIUM, 0, 0, 0)
        return row
    row = plain_label(f"{name}   {count:,}")
    row.setFont(tabular_font(row.font()))
    chip = label_colours(colour)
    row.setStyleSheet(
        f"background: {chip.tint}; color: {chip.on_tint}; border-left: 3px solid {chip.line};"
        f"padding: {SMALL}px {MEDIUM}px;"
    )
    return row


def describe_scheme(scheme: Scheme) -> str:
    """`IOB2`, or `bare labels, 0 outside`."""
    name = "bare labels" if scheme.bare else scheme.name
    return name if scheme.outside == OUTSIDE else f"{name}, {scheme.outside} outside"


def _column_box() -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, 99)
    box.setSpecialValueText(FOUND)
    box.setKeyboardTracking(False)
    box.lineEdit().setTextMargins(MEDIUM, 0, 0, 0)
    return box


def _column(box: QSpinBox) -> int | None:
    return box.value() - 1 if box.value() else None
