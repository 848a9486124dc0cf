"""The form of a training: what matters first, the rest folded away behind defaults."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import fields, replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from workbench.domain.presets import RECOMMENDED
from workbench.domain.recipes import Engine, Recipe, read_options, write_options
from workbench.settings import TrainingSettings
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label, set_icon
from workbench.ui.train.start.base_chooser import BaseChooser
from workbench.ui.train.start.field_widgets import (
    ChoiceField,
    FieldWidget,
    RateField,
    SwitchField,
    make_field,
)
from workbench.ui.train.start.fields import (
    BASIC,
    MORE,
    THIS_RUN,
    FieldGroup,
    all_rows,
    nested,
    value_at,
)
from workbench.ui.train.start.preset_box import PresetBox

ENGINES = (
    (Engine.TRANSFORMERS, "Transformers: an encoder is fine-tuned"),
    (Engine.FLAIR, "Flair: a tagger on stacked embeddings"),
)
# What is said of one run, and is no part of a recipe.
OWN = ("quick", "one_label", "download", "outlive")


class SettingsForm(QWidget):
    """`changed` tells that `settings()` says something else now."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = TrainingSettings()
        self._quiet = False
        self.presets = PresetBox()
        self.engines = QComboBox()
        self.base = BaseChooser()
        self.title = QLineEdit()
        self.fields: dict[str, FieldWidget] = {row.path: make_field(row) for row in all_rows()}
        self.more_button = QPushButton(self.tr("More settings"))
        self._more = QWidget()
        self._groups: dict[str, QWidget] = {}
        self._build()
        self.fill(TrainingSettings())
        self._connect()

    @property
    def engine(self) -> str:
        """The engine's name."""
        return str(self.engines.currentData())

    @engine.setter
    def engine(self, name: str) -> None:
        index = self.engines.findData(str(name))
        if index < 0:
            self.engines.addItem(name, name)
            index = self.engines.count() - 1
        self.engines.setCurrentIndex(index)

    def settings(self) -> TrainingSettings:
        """What was chosen; what the form does not show is as it was filled in."""
        values = nested({path: field.value() for path, field in self.fields.items()})
        chosen = _merged(write_options(self._kept), values)
        return replace(
            read_options(TrainingSettings, chosen),
            engine=self.engine,
            base=self.base.base,
            preset=self.presets.current,
        )

    @property
    def is_untouched(self) -> bool:
        """Whether everything stands as at the beginning, or as it was recommended."""
        return self.presets.current == RECOMMENDED or self.settings() == TrainingSettings()

    def stands_for(self, chosen: TrainingSettings) -> bool:
        """Whether the form shows the recipe of a preset, and names it."""
        return self.presets.current == chosen.preset and not _differ(self.settings(), chosen)

    def run_title(self) -> str:
        """What the run is to be called; empty for its number alone."""
        return self.title.text().strip()

    def fill(self, chosen: TrainingSettings) -> None:
        """Show settings, such as those of the last training or of a preset."""
        self._kept = chosen
        self._quiet = True
        self.engine = chosen.engine
        self.base.show_base(chosen.base)
        for path, field in self.fields.items():
            field.show_value(value_at(chosen, path))
        self.presets.show_name(chosen.preset)
        self._quiet = False
        self._follow()

    def fill_preset(self, chosen: TrainingSettings, note: str = "") -> None:
        """Show the settings of a preset; what belongs to this run alone stays as it is."""
        now = self.settings()
        mine = {name: getattr(now, name) for name in OWN}
        self.fill(replace(chosen, **mine))
        self.presets.show_name(chosen.preset, note)

    def name_preset(self, name: str) -> None:
        """The settings as they are now are the preset of that name."""
        self._kept = self.settings()
        self.presets.show_name(name)

    def show_cards(self, cards: Sequence[str]) -> None:
        """Offer the graphics card only where there is one."""
        for path in ("device", "flair.storage"):
            field = self.fields[path]
            if isinstance(field, ChoiceField):
                field.allow("gpu", bool(cards), self.tr("none on this machine"))

    def toggle_more(self) -> None:
        """Unfold or fold what is seldom changed."""
        self._more.setVisible(self._more.isHidden())
        set_icon(self.more_button, "ph.caret-right" if self._more.isHidden() else "ph.caret-down")

    @property
    def unfolded(self) -> bool:
        """Whether all settings are shown."""
        return not self._more.isHidden()

    def _follow(self) -> None:
        """Show what belongs to the engine, and which rate an empty field means."""
        if self._quiet:
            return
        for group in MORE:
            if group.engine is not None:
                self._groups[group.title].setVisible(self.engine == group.engine)
        settings = self.settings()
        if self.presets.current and _differ(settings, self._kept):
            self.presets.show_name("")
            settings = replace(settings, preset="")
        self._form.setRowVisible(self.base, settings.needs_base)
        self._show_defaults(settings)
        self._show_effects()
        self.changed.emit()

    def _show_defaults(self, settings: TrainingSettings) -> None:
        """Which rate an empty field means."""
        head = replace(settings.transformers, head_learning_rate=None)
        for path, rate in (
            ("learning_rate", replace(settings, learning_rate=None).rate),
            ("transformers.head_learning_rate", replace(settings, transformers=head).head_rate),
        ):
            field = self.fields[path]
            if isinstance(field, RateField):
                field.show_default(rate)

    def _show_effects(self) -> None:
        for field in self.fields.values():
            other = self.fields.get(field.row.without)
            field.show_effect(other.row.text if other and other.value() else "")

    def _connect(self) -> None:
        self.engines.currentIndexChanged.connect(self._follow)
        self.base.changed.connect(self._follow)
        for field in self.fields.values():
            field.changed.connect(self._follow)
        self.more_button.clicked.connect(self.toggle_more)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SMALL, 0, SMALL)
        column.setSpacing(SMALL)
        self._fill_engines()
        self._form = _form_layout()
        for text, widget in (
            (self.tr("Engine"), self.engines),
            (self.tr("Base model"), self.base),
        ):
            self._form.addRow(text, widget)
        self._add_rows(self._form, BASIC)
        self.more_button.setProperty("role", "link")
        set_icon(self.more_button, "ph.caret-right")
        more = QVBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(SMALL)
        for group in MORE:
            self._groups[group.title] = self._group(group)
            more.addWidget(self._groups[group.title])
        self._more.hide()
        column.addWidget(self.presets)
        column.addLayout(self._form)
        column.addWidget(self.more_button)
        column.addWidget(self._more)

    def _group(self, group: FieldGroup) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, MEDIUM, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(plain_label(self.tr(group.title), "section"))
        form = _form_layout()
        if group is THIS_RUN:
            self.title.setAccessibleName(self.tr("Name of the run"))
            self.title.setPlaceholderText(self.tr("its number, such as run-3"))
            form.addRow(self.tr("Name"), self.title)
        self._add_rows(form, group)
        column.addLayout(form)
        return box

    def _add_rows(self, form: QFormLayout, group: FieldGroup) -> None:
        for row in group.rows:
            field = self.fields[row.path]
            if isinstance(field, SwitchField):
                form.addRow(field.widget)
            else:
                form.addRow(self.tr(row.text), field.widget)

    def _fill_engines(self) -> None:
        self.engines.setAccessibleName(self.tr("Engine"))
        self.engines.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for engine, text in ENGINES:
            self.engines.addItem(self.tr(text), engine.value)
        model = self.engines.model()
        if importlib.util.find_spec("flair") is None and isinstance(model, QStandardItemModel):
            item = model.item(self.engines.findData(Engine.FLAIR.value))
            item.setEnabled(False)
            item.setText(self.tr("Flair (not installed)"))


def _differ(first: TrainingSettings, second: TrainingSettings) -> bool:
    """Whether two settings are other recipes, whatever else they say of a run."""
    names = [item.name for item in fields(Recipe)]
    return any(getattr(first, name) != getattr(second, name) for name in names)


def _form_layout() -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(LARGE)
    form.setVerticalSpacing(SMALL)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _merged(first: dict[str, object], second: dict[str, object]) -> dict[str, object]:
    """The first object with what the second says, also inside of objects."""
    merged = dict(first)
    for name, value in second.items():
        inner = merged.get(name)
        both = isinstance(inner, dict) and isinstance(value, dict)
        merged[name] = _merged(inner, value) if both else value  # type: ignore[arg-type]
    return merged
