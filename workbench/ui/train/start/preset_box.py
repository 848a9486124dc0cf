"""Recipes under a name: chosen, kept, taken in and given away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from workbench.domain.presets import Preset
from workbench.ui.theme import SMALL, plain_label, set_icon


class PresetBox(QWidget):
    """`picked` carries the preset that was chosen; hidden while there are none.

    `save_wanted`, `import_wanted`, `export_wanted` and `delete_wanted` ask whoever keeps them.
    """

    picked = Signal(object)
    save_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presets: Sequence[Preset] = ()
        self.current = ""
        self._own: frozenset[str] = frozenset()
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("Preset"))
        self.box.setPlaceholderText(self.tr("own settings"))
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.note = plain_label(role="muted", wrap=True)
        self.menu_button = QPushButton()
        set_icon(self.menu_button, "ph.dots-three-vertical")
        self.menu_button.setFixedWidth(32)
        self.menu_button.setStyleSheet("padding: 4px 0;")
        self.menu_button.setAccessibleName(self.tr("Keep and exchange presets"))
        self.menu_button.setToolTip(self.tr("Save, import, export, delete"))
        self.menu_button.clicked.connect(self.show_menu)
        self.box.activated.connect(self._pick)
        self._lay_out()
        self.hide()

    def show_presets(self, presets: Sequence[Preset], own: Sequence[str] = ()) -> None:
        """Offer these; those named in `own` can be deleted."""
        self.presets, self._own = tuple(presets), frozenset(own)
        self.box.clear()
        for preset in presets:
            self.box.addItem(preset.title, preset.name)
            tip = "\n".join(one for one in (preset.about, preset.data) if one)
            self.box.setItemData(self.box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.show_name(self.current, self.note.text())
        self.setVisible(bool(presets))

    def show_name(self, name: str, note: str = "") -> None:
        """Name the preset that the settings come from; empty for none."""
        self.current = name
        self.box.setCurrentIndex(self.box.findData(name) if name else -1)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    @property
    def preset(self) -> Preset | None:
        """The preset that is named."""
        return next((one for one in self.presets if one.name == self.current), None)

    def show_menu(self) -> QMenu:
        """Offer what can be done with presets."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, signal, possible in (
            (self.tr("Save these settings as…"), self.save_wanted, True),
            (self.tr("Import…"), self.import_wanted, True),
            (self.tr("Export…"), self.export_wanted, True),
            (self.tr("Delete"), self.delete_wanted, self.current in self._own),
        ):
            action = menu.addAction(text, signal.emit)
            action.setEnabled(possible)
        menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))
        return menu

    def _pick(self, index: int) -> None:
        self.current = self.presets[index].name
        self.picked.emit(self.presets[index])

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.box, 1)
        row.addWidget(self.menu_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SMALL)
        column.setSpacing(SMALL)
        column.addLayout(row)
        column.addWidget(self.note)
        self.setFocusProxy(self.box)
