"""What is exported and how: format, sentences, scheme, one file or several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QSizePolicy, QWidget

from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import SCHEMES
from workbench.domain.sentence import Split, Status
from workbench.formats.base import RAW, Carried, Format, TargetScheme
from workbench.formats.registry import ALL, FORMATS
from workbench.ui.exchange.import_form import describe_scheme
from workbench.ui.theme import MEDIUM, plain_label

EVERY = "all"
NO_SPLIT = "none"
_SEPARATED = frozenset({"columns"})
# The long names of some of what formats carry say too much for one line.
_SHORT = {Carried.UNTOUCHED: "untouched sentences"}
LABEL_WIDTH = 110


@dataclass(frozen=True)
class ExportChoice:
    """What a person wants to have exported."""

    format: Format
    wanted: Filter
    scheme: TargetScheme
    separator: str
    file_a_split: bool


class ExportForm(QWidget):
    """`changed` tells that `choice()` says something else now.

    `listed` is the filter of the sentence list with its text, where it has one.
    """

    changed = Signal()

    def __init__(self, listed: tuple[Filter, str] | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listed = listed
        self.format = _format_box()
        self.carries = plain_label(role="muted", wrap=True)
        self.split = _box((EVERY, "all"), *((s.value, s.value) for s in Split), (NO_SPLIT, "none"))
        self.status = _box((EVERY, "all"), *((s.value, s.value) for s in Status))
        self.only_listed = QCheckBox()
        self.scheme = _box(
            *((one, describe_scheme(one)) for one in SCHEMES.values()),
            (RAW, self.tr("as they are, bad ones too")),
        )
        self.scheme.setCurrentText("IOB2")
        self.separator = _box(("\t", self.tr("tabs")), (" ", self.tr("spaces")))
        self.file_a_split = QCheckBox(self.tr("One file for each split"))
        self._form = QFormLayout(self)
        self._build()
        self._connect()
        self._show_format()

    def choice(self) -> ExportChoice:
        """What was chosen."""
        one = FORMATS[self.format.currentData()]
        return ExportChoice(
            one,
            self._filter(),
            self.scheme.currentData(),
            self.separator.currentData(),
            self.file_a_split.isChecked() and not one.is_folder,
        )

    def _filter(self) -> Filter:
        """The chosen conditions together, in the project's own order."""
        terms = []
        if self.split.currentData() != EVERY:
            terms.append(Term(Field.SPLIT, self.split.currentData()))
        if self.status.currentData() != EVERY:
            terms.append(Term(Field.STATUS, self.status.currentData()))
        if self._listed is not None and self.only_listed.isChecked():
            terms.extend(self._listed[0].terms)
        return Filter(tuple(terms))

    def _show_format(self) -> None:
        one = FORMATS[self.format.currentData()]
        self.carries.setText(describe_carried(one))
        self._form.setRowVisible(self.scheme, one.has_own_tags)
        self._form.setRowVisible(self.separator, one.name in _SEPARATED)
        self._form.setRowVisible(self.file_a_split, not one.is_folder)

    def _build(self) -> None:
        self._form.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._form.setSpacing(MEDIUM)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        # A check box cannot wrap its words; what was typed may be long.
        text = self._listed[1] if self._listed else ""
        short = text if len(text) <= 40 else f"{text[:40]}…"
        words = self.tr("Only what the list in Annotate shows: {0}")
        self.only_listed.setText(words.format(short.replace("&", "&&")))
        for name, widget in (
            (self.tr("Format"), self.format),
            ("", self.carries),
            (self.tr("Split"), self.split),
            (self.tr("Status"), self.status),
            ("", self.only_listed),
            (self.tr("Tag scheme"), self.scheme),
            (self.tr("Between columns"), self.separator),
            ("", self.file_a_split),
        ):
            if name:
                widget.setAccessibleName(name)
            label = plain_label(name)
            # The fields stand still when the widest label goes.
            label.setMinimumWidth(LABEL_WIDTH)
            self._form.addRow(label, widget)
        self._form.setRowVisible(self.only_listed, self._listed is not None)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._show_format)
        for box in (self.format, self.split, self.status, self.scheme, self.separator):
            box.currentIndexChanged.connect(self.changed)
        self.only_listed.toggled.connect(self.changed)


def describe_carried(one: Format) -> str:
    """What a format takes along and what it leaves out, in two sentences."""
    carried = _listing(what for what in Carried if what in one.carries)
    left_out = _listing(what for what in Carried if what not in one.carries)
    takes = f"Carries {carried}." if carried else "Carries the text only."
    return f"{takes} Leaves out {left_out}." if left_out else f"{takes} Nothing is left out."


def _listing(several: Iterable[Carried]) -> str:
    return ", ".join(_SHORT.get(what, what.value) for what in several)


def _format_box() -> QComboBox:
    """The formats that can be written; one whose library is not installed cannot be chosen."""
    writable = [one for one in ALL if one.write is not None]
    box = _box(*((one.name, one.title) for one in writable))
    model = box.model()
    for row, one in enumerate(writable):
        if one.needs and find_spec(one.needs) is None:
            box.setItemText(row, f"{one.title} · needs {one.needs}, which is not installed")
            if isinstance(model, QStandardItemModel):
                model.item(row).setEnabled(False)
    return box


def _box(*entries: tuple[Any, str]) -> QComboBox:
    box = QComboBox()
    for value, text in entries:
        box.addItem(text, value)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    return box
