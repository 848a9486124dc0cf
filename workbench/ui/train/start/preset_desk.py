"""Brings presets into the form, and settings of the form among the presets."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QInputDialog

from workbench.domain.filters import Field, Filter, Term
from workbench.domain.presets import Preset
from workbench.domain.sentence import Split, Status
from workbench.jobs.devices import graphics_cards
from workbench.operations.store import Reader
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.train.start.form import SettingsForm
from workbench.workflow import presets

SUFFIX = ".preset.json"


class PresetDesk(QObject):
    """Reads and writes preset files elsewhere; the form shows what came of it."""

    def __init__(self, context: Context, form: SettingsForm) -> None:
        super().__init__(form)
        self._context = context
        self._form = form
        self._picking: Ticket | None = None
        box = form.presets
        box.picked.connect(self.pick)
        box.save_wanted.connect(self.ask_save)
        box.import_wanted.connect(self.ask_import)
        box.export_wanted.connect(self.ask_export)
        box.delete_wanted.connect(self.delete)

    def reload(self, then: str = "") -> None:
        """List all presets anew, and name one of them."""
        self._context.ask(count_training, done=lambda count: self._list(count, then))

    def recommend(self) -> None:
        """Fill a form that nobody has touched with what is recommended for the data there is."""
        if self._form.is_untouched:
            self._context.ask(count_training, done=self._recommend)

    def pick(self, preset: Preset) -> None:
        """Fill the form with what a preset stands for on this machine; the latest choice wins."""
        if self._picking is not None:
            self._picking.drop()
        self._picking = self._context.tasks.run(
            lambda: presets.choose(preset, gpu=bool(graphics_cards())), self._take
        )

    def save(self, title: str) -> None:
        """Keep the form's settings as a preset of one's own."""
        preset = presets.preset_of(self._form.settings(), name_of(title), title)
        self._write(lambda: presets.save_preset(preset), preset.name)

    def take_in(self, path: Path) -> None:
        """Take a file in as a preset of one's own."""
        self._context.tasks.run(
            lambda: presets.import_preset(path), lambda preset: self.reload(preset.name)
        )

    def give_away(self, path: Path) -> None:
        """Write the form's settings to a file for others."""
        title = self._form.presets.box.currentText() or path.name.removesuffix(SUFFIX)
        preset = presets.preset_of(self._form.settings(), name_of(title), title)
        self._context.tasks.run(
            lambda: presets.export_preset(preset, path),
            lambda written: self._context.notify.info(self.tr("Wrote {0}.").format(written.name)),
        )

    def delete(self) -> None:
        """Remove the preset of one's own that is named."""
        name = self._form.presets.current
        self._write(lambda: presets.delete_preset(name), "")

    def ask_save(self) -> None:
        title, agreed = QInputDialog.getText(
            self._form, self.tr("Save as a preset"), self.tr("Name of the preset")
        )
        if agreed and title.strip():
            self.save(title.strip())

    def ask_import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._form, self.tr("Import a preset"), "", self.tr("Presets (*.json)")
        )
        if name:
            self.take_in(Path(name))

    def ask_export(self) -> None:
        proposed = f"{self._form.presets.current or 'settings'}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(
            self._form, self.tr("Export the settings"), proposed, self.tr("Presets (*.json)")
        )
        if name:
            self.give_away(Path(name))

    def _list(self, count: int, then: str) -> None:
        def read() -> tuple[list[Preset], list[str]]:
            own = [preset.name for preset in presets.own_presets()]
            return [presets.recommended_preset(count), *presets.all_presets()], own

        self._context.tasks.run(read, lambda found: self._show(*found, then))

    def _show(self, found: list[Preset], own: list[str], then: str) -> None:
        self._form.presets.show_presets(found, own)
        if then:
            self._form.name_preset(then)

    def _recommend(self, count: int) -> None:
        preset = presets.recommended_preset(count)
        self._context.tasks.run(lambda: presets.choose(preset), self._take_recommended)

    def _take_recommended(self, choice: presets.Choice) -> None:
        if self._form.is_untouched and not self._form.stands_for(choice.settings):
            self._take(choice)

    def _take(self, choice: presets.Choice) -> None:
        self._form.fill_preset(choice.settings, _note(choice))

    def _write(self, work: Callable[[], object], then: str) -> None:
        self._context.tasks.run(work, lambda _: self.reload(then))


def count_training(reader: Reader) -> int:
    """How many sentences there are to train on: what is recommended depends on it."""
    done = Term(Field.STATUS, Status.DONE)
    train = Filter((done, Term(Field.SPLIT, Split.TRAIN)))
    return reader.count(train) or reader.count(Filter((done,)))


def name_of(title: str) -> str:
    """The name that a title stands for in a file."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return plain[:60] or "own"


def _note(choice: presets.Choice) -> str:
    """What stands in for what is missing, and what the recipe's origin reports."""
    figures = "; ".join(
        f"{one.figure} {one.value:.3f}" + (f" ({one.note})" if one.note else "")
        for one in choice.preset.reported
    )
    reported = f"Reported where it comes from: {figures}." if figures else ""
    return "\n".join(part for part in (choice.preset.about, choice.notice, reported) if part)
