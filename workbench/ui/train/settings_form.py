"""The settings of a training, folded away behind defaults that work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from workbench.domain.recipes import EMBEDDED, TransformersOptions
from workbench.settings import TrainingSettings
from workbench.ui.theme import MEDIUM, SMALL, set_icon

BASES = ("Embedded (English)", "Model folder", "Name on the hub")
SCALE = 1e5


class SettingsForm(QWidget):
    """`changed` tells that `settings()` says something else now."""

    changed = Signal()

    def __init__(self, engine: str = "transformers", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.engine = engine
        default = TrainingSettings()
        self.base = QComboBox()
        self.base.addItems([self.tr(name) for name in BASES])
        self.base.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.place = QLineEdit()
        self.place.setPlaceholderText(self.tr("folder, or a name such as bert-base-cased"))
        self._browse = QPushButton()
        set_icon(self._browse, "ph.folder-open")
        self.epochs = _whole(1, 500, default.epochs)
        self.batch_size = _whole(1, 512, default.batch_size)
        self.learning_rate = _rate()
        self.max_length = _whole(8, 512, default.max_length)
        self.seed = _whole(0, 2**31 - 1, default.seed)
        self.all_pieces = QCheckBox(self.tr("Label all word pieces"))
        self.quick = QCheckBox(self.tr("Quick run: a tenth of the data, 1 epoch"))
        self.one_label = QCheckBox(self.tr("Allow a single label"))
        self._build()
        self._connect()

    def settings(self) -> TrainingSettings:
        """What was chosen."""
        rate = self.learning_rate.value()
        return TrainingSettings(
            engine=self.engine,
            base=self.place.text().strip() if self.base.currentIndex() else EMBEDDED,
            epochs=self.epochs.value(),
            batch_size=self.batch_size.value(),
            learning_rate=rate / SCALE if rate else None,
            max_length=self.max_length.value(),
            seed=self.seed.value(),
            transformers=TransformersOptions(all_pieces=self.all_pieces.isChecked()),
            quick=self.quick.isChecked(),
            one_label=self.one_label.isChecked(),
        )

    def fill(self, chosen: TrainingSettings) -> None:
        """Show settings, such as those of the last training; the engine stays."""
        embedded = chosen.base == EMBEDDED
        index = 0 if embedded else 1 if Path(chosen.base).is_dir() else 2
        self.base.setCurrentIndex(index)
        self.place.setText("" if embedded else chosen.base)
        self.epochs.setValue(chosen.epochs)
        self.batch_size.setValue(chosen.batch_size)
        self.learning_rate.setValue((chosen.learning_rate or 0.0) * SCALE)
        self.max_length.setValue(chosen.max_length)
        self.seed.setValue(chosen.seed)
        self.all_pieces.setChecked(chosen.transformers.all_pieces)
        self.quick.setChecked(chosen.quick)
        self.one_label.setChecked(chosen.one_label)

    def _build(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, SMALL, 0, SMALL)
        form.setSpacing(MEDIUM)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._browse.setAccessibleName(self.tr("Choose a model folder"))
        self._browse.setToolTip(self.tr("Choose a model folder"))
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self._browse)
        self._place_row = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        self._place_row.setLayout(row)
        self.base.setToolTip(
            self.tr("The embedded encoder is English and reads A as a; it needs no network")
        )
        for name, widget in (
            (self.tr("Base model"), self.base),
            ("", self._place_row),
            (self.tr("Epochs"), self.epochs),
            (self.tr("Batch size"), self.batch_size),
            (self.tr("Learning rate"), self.learning_rate),
            (self.tr("Maximum length"), self.max_length),
            (self.tr("Seed"), self.seed),
        ):
            widget.setAccessibleName(name or self.tr("Folder or name of the base model"))
            form.addRow(name, widget)
        for box in (self.quick, self.all_pieces, self.one_label):
            form.addRow(box)
        self._choose_base(0)

    def _connect(self) -> None:
        self.base.currentIndexChanged.connect(self._choose_base)
        self._browse.clicked.connect(self._choose_folder)
        self.place.editingFinished.connect(self.changed)
        for spin in (self.epochs, self.batch_size, self.max_length, self.seed):
            spin.valueChanged.connect(self.changed)
        self.learning_rate.valueChanged.connect(self.changed)
        for box in (self.all_pieces, self.quick, self.one_label):
            box.toggled.connect(self.changed)

    def _choose_base(self, index: int) -> None:
        self._place_row.setVisible(index > 0)
        self._browse.setVisible(index == 1)
        self.changed.emit()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a model folder"))
        if chosen:
            self.place.setText(chosen)
            self.changed.emit()


def _whole(low: int, high: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setValue(value)
    box.setKeyboardTracking(False)
    box.lineEdit().setTextMargins(MEDIUM, 0, 0, 0)
    return box


def _rate() -> QDoubleSpinBox:
    """In units of 0.00001, for rates lie between 1 and 100 of them."""
    box = QDoubleSpinBox()
    box.setRange(0, 10_000)
    box.setDecimals(2)
    box.setSuffix(" × 10⁻⁵")
    box.setSpecialValueText("suits the base")
    box.setKeyboardTracking(False)
    box.lineEdit().setTextMargins(MEDIUM, 0, 0, 0)
    return box
