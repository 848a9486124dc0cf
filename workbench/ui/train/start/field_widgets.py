"""The widgets of settings, made of the table of fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QDoubleValidator, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from workbench.ui.theme import MEDIUM
from workbench.ui.train.start.embeddings_box import EmbeddingsBox
from workbench.ui.train.start.fields import FieldKind, FieldRow

MOST_DECIMALS = 10
DECIMALS = 4


class FieldWidget(QObject):
    """A widget that holds one setting; `changed` tells that it holds another value."""

    changed = Signal()

    def __init__(self, row: FieldRow, widget: QWidget) -> None:
        super().__init__(widget)
        self.row = row
        self.widget = widget
        widget.setAccessibleName(row.text)
        widget.setToolTip(row.tip)

    def value(self) -> object:
        """What the person chose."""
        raise NotImplementedError

    def show_value(self, value: object) -> None:
        """Show a value of the settings."""
        raise NotImplementedError

    def show_effect(self, hindrance: str = "") -> None:
        """Grey the field out where another setting leaves it without effect, and say which."""
        self.widget.setEnabled(not hindrance)
        reason = self.tr("Has no effect with: {0}").format(hindrance)
        self.widget.setToolTip(reason if hindrance else self.row.tip)


class WholeField(FieldWidget):
    """A whole number; the lowest one stands for None where the row is optional."""

    def __init__(self, row: FieldRow) -> None:
        self.box = QSpinBox()
        super().__init__(row, self.box)
        self.box.setRange(int(row.low), int(row.high))
        self.box.setSingleStep(int(row.step))
        _dress(self.box, row)
        self.box.valueChanged.connect(self.changed)

    def value(self) -> object:
        number = self.box.value()
        return None if self.row.optional and number == self.box.minimum() else number

    def show_value(self, value: object) -> None:
        self.box.setValue(value if isinstance(value, int) else self.box.minimum())


class PlainSpinBox(QDoubleSpinBox):
    """Shows as many decimals as there are, and no zeros behind them."""

    def textFromValue(self, value: float) -> str:
        return f"{value:.{self.decimals()}g}" if value < 1 else f"{value:g}"


class RealField(FieldWidget):
    """A number, or a share in per cent."""

    def __init__(self, row: FieldRow) -> None:
        self.box = PlainSpinBox()
        super().__init__(row, self.box)
        self._scale = 100 if row.kind is FieldKind.SHARE else 1
        self.box.setDecimals(DECIMALS)
        self.box.setRange(row.low * self._scale, row.high * self._scale)
        self.box.setSingleStep(row.step * self._scale)
        if row.kind is FieldKind.SHARE:
            self.box.setSuffix(" %")
        _dress(self.box, row)
        self.box.valueChanged.connect(self.changed)

    def value(self) -> object:
        return round(self.box.value() / self._scale, MOST_DECIMALS)

    def show_value(self, value: object) -> None:
        self.box.setValue(float(value) * self._scale if isinstance(value, (int, float)) else 0.0)


class RateField(FieldWidget):
    """A learning rate as people write it; empty is None."""

    def __init__(self, row: FieldRow) -> None:
        self.line = QLineEdit()
        super().__init__(row, self.line)
        validator = QDoubleValidator(0.0, 1.0, MOST_DECIMALS, self.line)
        validator.setLocale(QLocale.c())
        validator.setNotation(QDoubleValidator.Notation.ScientificNotation)
        self.line.setValidator(validator)
        self.line.textChanged.connect(self.changed)

    def value(self) -> object:
        try:
            rate = float(self.line.text())
        except ValueError:
            return None
        return rate if 0 < rate <= 1 else None

    def show_value(self, value: object) -> None:
        self.line.setText(rate_text(value) if isinstance(value, (int, float)) else "")

    def show_default(self, rate: float) -> None:
        """Say which rate an empty field means."""
        self.line.setPlaceholderText(self.tr("{0}, suits the base").format(rate_text(rate)))


class ChoiceField(FieldWidget):
    """One of a few values."""

    def __init__(self, row: FieldRow) -> None:
        self.box = QComboBox()
        super().__init__(row, self.box)
        for value, text in row.choices:
            self.box.addItem(text, str(value))
        self.box.currentIndexChanged.connect(self.changed)

    def value(self) -> object:
        return self.box.currentData()

    def show_value(self, value: object) -> None:
        self.box.setCurrentIndex(max(self.box.findData(str(value)), 0))

    def allow(self, value: str, allowed: bool, reason: str) -> None:
        """Let a value be chosen or not; what cannot be says why."""
        model, index = self.box.model(), self.box.findData(value)
        if isinstance(model, QStandardItemModel) and index >= 0:
            text = dict(self.row.choices)[value]
            model.item(index).setEnabled(allowed)
            model.item(index).setText(text if allowed else f"{text} ({reason})")


class SwitchField(FieldWidget):
    """Yes or no; the box carries its own text."""

    def __init__(self, row: FieldRow) -> None:
        self.box = QCheckBox(row.text)
        super().__init__(row, self.box)
        self.box.toggled.connect(self.changed)

    def value(self) -> object:
        return self.box.isChecked()

    def show_value(self, value: object) -> None:
        self.box.setChecked(bool(value))


class EmbeddingsField(FieldWidget):
    """An ordered list of embeddings."""

    def __init__(self, row: FieldRow) -> None:
        self.box = EmbeddingsBox()
        super().__init__(row, self.box)
        self.box.changed.connect(self.changed)

    def value(self) -> object:
        return list(self.box.chosen)

    def show_value(self, value: object) -> None:
        self.box.show_chosen(
            [str(one) for one in value] if isinstance(value, (list, tuple)) else []
        )


_MAKERS: Mapping[FieldKind, Callable[[FieldRow], FieldWidget]] = {
    FieldKind.WHOLE: WholeField,
    FieldKind.REAL: RealField,
    FieldKind.SHARE: RealField,
    FieldKind.RATE: RateField,
    FieldKind.CHOICE: ChoiceField,
    FieldKind.SWITCH: SwitchField,
    FieldKind.EMBEDDINGS: EmbeddingsField,
}


def make_field(row: FieldRow) -> FieldWidget:
    """The widget of a row of the table."""
    return _MAKERS[row.kind](row)


def rate_text(rate: float) -> str:
    """A rate as people write it: `2e-4`, `0.1`."""
    if rate >= 0.01 or rate == 0:
        return f"{rate:g}"
    digits, _, exponent = f"{rate:e}".partition("e")
    return f"{float(digits):g}e{int(exponent)}"


def _dress(box: QSpinBox | QDoubleSpinBox, row: FieldRow) -> None:
    box.setSpecialValueText(row.special)
    box.setKeyboardTracking(False)
    box.lineEdit().setTextMargins(MEDIUM, 0, 0, 0)
