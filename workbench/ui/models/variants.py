"""The table of a model's variants beside it: how each was measured, and which one answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.domain.models import KnownModel
from workbench.domain.variants import HARMLESS, Variant, Variants
from workbench.ui.theme import MEDIUM, SMALL, plain_label, tabular_font
from workbench.ui.train.runs.words import describe_size

Translate = Callable[[str], str]
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
# Name, size, two times and F1; the button that chooses stands behind them.
COLUMNS = 5
NAMES = {
    "original": "Original",
    "onnx": "ONNX",
    "int8": "8 bits",
    "int8-channel": "8 bits, by column",
    "int8-token": "8 bits, by token",
    "int8-block": "8 bits, by block",
    "int8-narrow": "7 bits, by column",
    "int8-weights": "8 bits, weights only",
}


def name_of_variant(name: str) -> str:
    """What people call a variant."""
    return NAMES.get(name, name)


class VariantTable(QWidget):
    """A row for each variant with a button that chooses it; `chosen` carries its name.

    While they are made it says how far that is; `cancelled` that somebody gave it up.
    """

    chosen = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self.note = plain_label(role="muted", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(MEDIUM)
        self._grid.setVerticalSpacing(SMALL)
        self._grid.setColumnStretch(0, 1)
        self.share = plain_label(wrap=True)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel the optimising"))
        self.cancel.clicked.connect(self.cancelled)
        self._progress, self._table = QWidget(), QWidget()
        line = QHBoxLayout(self._progress)
        line.addWidget(self.share, 1)
        line.addWidget(self.cancel)
        below = QVBoxLayout(self._table)
        below.setSpacing(SMALL)
        below.addLayout(self._grid)
        below.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setSpacing(SMALL)
        for one in (line, below, layout):
            one.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._progress)
        layout.addWidget(self._table)
        self.show_share(None)

    def show_share(self, share: float | None) -> None:
        """Say how far the making is (0 to 1); None where nothing is under way."""
        self._progress.setVisible(share is not None)
        if share is not None:
            words = self.tr("Variants are made and measured: {0}")
            self.share.setText(words.format(f"{share:.0%}"))

    def show_model(self, model: KnownModel) -> None:
        """Show the table of a model; nothing where it was not optimised."""
        self._clear()
        variants = model.variants
        self._table.setVisible(variants is not None)
        if variants is None:
            return
        self.note.setText(describe_measuring(variants, self.tr))
        for column, (title, tip) in enumerate(_heads(self.tr)):
            self._put(plain_label(title, "muted"), 0, column, tip)
        for line, row in enumerate(variants.rows, start=1):
            for column, (text, tip) in enumerate(_cells(row, variants, self.tr)):
                self._put(plain_label(text), line, column, tip)
            self._put_choice(row.name, line, row.name == model.in_use)

    def _put(self, label: QLabel, line: int, column: int, tip: str = "") -> None:
        label.setToolTip(tip)
        if column:
            label.setFont(tabular_font(label.font()))
        self._grid.addWidget(label, line, column, RIGHT if column else LEFT)

    def _put_choice(self, name: str, line: int, in_use: bool) -> None:
        button = QPushButton(self.tr("In use") if in_use else self.tr("Use"))
        button.setAccessibleName(
            self.tr("{0}: in use").format(name_of_variant(name))
            if in_use
            else self.tr("Use {0}").format(name_of_variant(name))
        )
        button.setEnabled(not in_use)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self.buttons[name] = button
        self._grid.addWidget(button, line, COLUMNS)

    def _clear(self) -> None:
        self.buttons.clear()
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()


def _heads(tr: Translate) -> tuple[tuple[str, str], ...]:
    return (
        ("", ""),
        (tr("Size"), tr("Network and word pieces, and as a share of the original")),
        (tr("Single"), tr("Milliseconds a sentence, one by one")),
        (tr("Batched"), tr("Milliseconds a sentence, many at once")),
        (tr("F1"), tr("Strict, on the frozen test set, and the change by the variant")),
    )


def _cells(row: Variant, variants: Variants, tr: Translate) -> tuple[tuple[str, str], ...]:
    first = variants.original
    change = row.f1 - first.f1
    share = row.size / max(1, first.size)
    fastest = row is variants.fastest
    name = name_of_variant(row.name)
    marked = tr("{0} · fastest").format(name) if fastest else name
    size = describe_size(row.size)
    f1 = f"{row.f1:.3f}"
    if row is not first:
        size = f"{size} · {share:.0%}"
        f1 = f"{f1} ({change:+.3f}{' !' if change < -HARMLESS else ''})"
    changed = tr("{0} of {1} sentences are tagged otherwise").format(
        f"{row.changed:,}", f"{variants.sentences:,}"
    )
    return (
        (marked, ""),
        (size, ""),
        (f"{row.single.median:.1f} ms", _range(row.single.least, row.single.most, tr)),
        (f"{row.batched.median:.1f} ms", _range(row.batched.least, row.batched.most, tr)),
        (f1, "" if row is first else changed),
    )


def _range(least: float, most: float, tr: Translate) -> str:
    return tr("{0} to {1} ms").format(f"{least:.1f}", f"{most:.1f}")


def describe_measuring(variants: Variants, tr: Translate) -> str:
    """On what the table was measured."""
    return tr("Measured on {0} test sentences, {1} times in turn, {2} threads of {3}.").format(
        f"{variants.sentences:,}", variants.repeats, variants.threads, variants.processor
    )
