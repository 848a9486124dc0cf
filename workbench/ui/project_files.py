"""The file dialogs of the window, and the export they lead to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from workbench.domain.filters import ALL
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence
from workbench.operations.exchange import export_sentences
from workbench.operations.store import Store
from workbench.ui.context import Context

if TYPE_CHECKING:
    from workbench.formats.writing import TargetScheme, Written

SUFFIX = ".nerproj"
PROJECTS = "NER Workbench projects (*.nerproj)"


def ask_new_project(parent: QWidget, name: str = "project") -> Path | None:
    """Where a new project shall lie; None when the person thought better of it."""
    suggested = _documents() / f"{name}{SUFFIX}"
    chosen, _ = QFileDialog.getSaveFileName(parent, "New project", str(suggested), PROJECTS)
    return _with_suffix(Path(chosen)) if chosen else None


def ask_labels(parent: QWidget) -> list[str]:
    """The labels to begin with; none is an answer, for imports bring theirs."""
    text, _ = QInputDialog.getText(
        parent, "Labels", "Labels to begin with (an import adds its own):", text="PER, ORG, LOC"
    )
    return [label.strip() for label in text.split(",") if label.strip()]


def ask_open_project(parent: QWidget) -> Path | None:
    """The project file to open."""
    chosen, _ = QFileDialog.getOpenFileName(parent, "Open project", str(_documents()), PROJECTS)
    return Path(chosen) if chosen else None


def ask_import_files(parent: QWidget) -> list[Path]:
    """The files to look at before an import."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, "Import files", str(_documents()))
    return [Path(name) for name in chosen]


def ask_export_file(parent: QWidget, name: str) -> Path | None:
    """Where an export shall go."""
    suggested = _documents() / f"{name}.conll"
    chosen, _ = QFileDialog.getSaveFileName(parent, "Export", str(suggested))
    return Path(chosen) if chosen else None


def export(context: Context, path: Path, raw: bool, done: Callable[[Written], object]) -> None:
    """Write all sentences, read them back and compare, elsewhere."""
    from workbench.formats.writing import RAW, export_columns

    scheme: TargetScheme = RAW if raw else IOB2
    context.tasks.run(lambda: export_columns(path, _all_sentences(context.store), scheme), done)


def _all_sentences(store: Store) -> tuple[Sentence, ...]:
    return store.ask(export_sentences, ALL).result()


def _with_suffix(path: Path) -> Path:
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def _documents() -> Path:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place))
