"""What can be done with the models of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from workbench.domain.models import KnownModel
from workbench.domain.variants import ENGINES
from workbench.operations.store import Reader
from workbench.ui.actions import make_action
from workbench.ui.context import Context
from workbench.ui.models.dialogs import LabelDialog
from workbench.ui.models.optimising import Optimising
from workbench.ui.models.table import ModelTable
from workbench.ui.models.uploads import Uploads
from workbench.ui.models.words import name_of
from workbench.ui.project_files import documents
from workbench.ui.train.runner import Runner
from workbench.workflow.flair_exchange import fingerprint
from workbench.workflow.model_export import export_model
from workbench.workflow.models import forget_model, import_model, map_labels, use_model


class ModelDesk(QObject):
    """The actions of the list; `changed` carries the name of the model to look at now."""

    changed = Signal(str)

    def __init__(self, context: Context, runner: Runner, table: ModelTable) -> None:
        super().__init__(table)
        self._context = context
        self._runner = runner
        self._table = table
        self.uploads = Uploads(context, runner.board, table)
        self.optimising = Optimising(context, runner, table)
        self.optimising.changed.connect(self.changed)
        self.actions_by_name: dict[str, QAction] = {}
        for name, slot in self._slots().items():
            action = make_action(name, table, slot, Qt.ShortcutContext.WidgetShortcut)
            table.addAction(action)
            self.actions_by_name[name] = action
        table.menu_actions = tuple(self.actions_by_name.values())
        table.chosen.connect(self._enable)
        self._enable(None)

    def ask_import(self) -> None:
        """Ask for a model folder, and copy it into the project."""
        words = self.tr("Import a model folder")
        chosen = QFileDialog.getExistingDirectory(self._parent(), words, str(documents()))
        if chosen:
            self.take_in(Path(chosen))

    def ask_file(self) -> None:
        """Ask for a packed model, or one of plain flair and whether the person trusts that."""
        kinds = self.tr("Models ({0})").format("*.zip *.pt")
        chosen, _ = QFileDialog.getOpenFileName(
            self._parent(), self.tr("Import a model file"), str(documents()), kinds
        )
        if chosen.endswith(".zip"):
            self.take_in(Path(chosen))
        elif chosen:
            file = Path(chosen)
            self._context.tasks.run(
                lambda: fingerprint(file), lambda digest: self._ask_trust(file, digest)
            )

    def take_in(self, path: Path, agreed: str = "") -> None:
        """Copy a model into the project; where its labels are strange, ask about them."""
        store = self._context.store
        self._context.notify.info(self.tr("{0} is copied…").format(path.name))
        self._context.tasks.run(
            lambda: import_model(store, path, agreed=agreed),
            self._taken_in,
            self._context.notify.error,
        )

    def _ask_trust(self, file: Path, digest: str) -> None:
        words = self.tr(
            "{0} is a pickle: files of this kind can run programs. It is read with all that guarded"
            " against, in a process of its own, and converted once. Go on only if you know where it"
            " comes from. SHA-256: {1}"
        ).format(file.name, digest)
        if self._agreed(self.tr("Import a flair file"), words, self.tr("I trust it")):
            self.take_in(file, digest)

    def use(self) -> None:
        """Make the chosen model the suggester; match its labels first where need be."""
        self._once_matched(self._use)

    def suggest(self) -> None:
        """Let the chosen model suggest; match its labels first where need be."""
        self._once_matched(lambda model: self._runner.suggest(model.name))

    def match_labels(self) -> None:
        """Ask what the chosen model's labels mean here."""
        model = self._table.current
        if model is not None:
            self._ask_labels(model, lambda _: None)

    def export(self) -> None:
        """Ask for a place and write the chosen model there."""
        model = self._table.current
        if model is None:
            return
        file_format = "flair" if model.engine == "flair" else "hf"
        suggested = documents() / (f"{model.name}.pt" if file_format == "flair" else model.name)
        chosen, _ = QFileDialog.getSaveFileName(
            self._parent(), self.tr("Export the model as"), str(suggested)
        )
        if chosen:
            self.write(model, Path(chosen), file_format)

    def write(self, model: KnownModel, out: Path, file_format: str) -> None:
        """Write a model to a place."""
        store, notify = self._context.store, self._context.notify
        notify.info(self.tr("{0} is written…").format(name_of(model)))
        self._context.tasks.run(
            lambda: export_model(store, model.name, out, file_format),
            lambda path: notify.info(self.tr("The model is at {0}").format(path)),
            notify.error,
        )

    def optimise(self) -> None:
        """Ask whether variants of the chosen model are to be made."""
        model = self._table.current
        if model is not None:
            self.optimising.ask(model)

    def push(self) -> None:
        """Ask where the chosen model is uploaded to, and with which token."""
        model = self._table.current
        if model is not None:
            self.uploads.ask(model)

    def forget(self) -> None:
        """Remove the chosen model with its files, when the person agrees."""
        model = self._table.current
        if model is None or not model.imported:
            return
        words = self.tr("Remove {0} with its files? That cannot be undone.").format(model.name)
        if not self._agreed(self.tr("Forget a model"), words, self.tr("Forget")):
            return
        store = self._context.store
        self._context.tasks.run(
            lambda: forget_model(store, model.name),
            lambda _: self.changed.emit(""),
            self._context.notify.error,
        )

    def _slots(self) -> Mapping[str, Callable[[], object]]:
        return {
            "models.use": self.use,
            "models.suggest": self.suggest,
            "models.labels": self.match_labels,
            "models.optimise": self.optimise,
            "models.export": self.export,
            "models.push": self.push,
            "models.forget": self.forget,
        }

    def _enable(self, model: KnownModel | None) -> None:
        sound = model is not None and not model.problem
        possible = {
            "models.use": sound and not (model and model.suggests),
            "models.labels": sound and bool(model and model.unknown),
            "models.optimise": sound and bool(model and model.engine in ENGINES),
            "models.export": sound,
            "models.push": sound,
            "models.suggest": sound,
            "models.forget": bool(model and model.imported),
        }
        for name, action in self.actions_by_name.items():
            action.setEnabled(possible[name])

    def _taken_in(self, model: KnownModel) -> None:
        self._context.notify.info(self.tr("{0} is there.").format(model.name))
        self.changed.emit(model.name)
        if model.waits_for_mapping:
            self._ask_labels(model, lambda _: None)

    def _use(self, model: KnownModel) -> None:
        store = self._context.store
        self._context.tasks.run(
            lambda: use_model(store, model.name),
            lambda _: self.changed.emit(model.name),
            self._context.notify.error,
        )

    def _once_matched(self, then: Callable[[KnownModel], object]) -> None:
        model = self._table.current
        if model is None:
            return
        if model.waits_for_mapping:
            self._ask_labels(model, then)
        else:
            then(model)

    def _ask_labels(self, model: KnownModel, then: Callable[[KnownModel], object]) -> None:
        self._context.ask(_labels, done=lambda labels: self._show_labels(model, labels, then))

    def _show_labels(
        self, model: KnownModel, labels: tuple[str, ...], then: Callable[[KnownModel], object]
    ) -> None:
        dialog = LabelDialog(model, labels, self._parent())
        dialog.accepted.connect(lambda: self._match(model, dialog.mapping, then))
        dialog.open()

    def _match(
        self, model: KnownModel, mapping: Mapping[str, str], then: Callable[[KnownModel], object]
    ) -> None:
        store = self._context.store

        def matched(known: KnownModel) -> None:
            self.changed.emit(known.name)
            then(known)

        self._context.tasks.run(
            partial(map_labels, store, model.name, mapping), matched, self._context.notify.error
        )

    def _agreed(self, title: str, words: str, agree: str) -> bool:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(QMessageBox.Icon.Question, title, "", parent=self._parent())
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(words)
        box.setStandardButtons(buttons.Yes | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        box.button(buttons.Yes).setText(agree)
        return box.exec() == buttons.Yes

    def _parent(self) -> QWidget:
        return self._table


def _labels(reader: Reader) -> tuple[str, ...]:
    return reader.labels().names
