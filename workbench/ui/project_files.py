"""The file dialogs of the window that open projects and corpora."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

SUFFIX = ".nerproj"
PROJECTS = "NER Workbench projects (*.nerproj)"


def ask_new_project(parent: QWidget, name: str = "project") -> Path | None:
    """Where a new project shall lie; None when the person thought better of it."""
    suggested = documents() / f"{name}{SUFFIX}"
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
    chosen, _ = QFileDialog.getOpenFileName(parent, "Open project", str(documents()), PROJECTS)
    return Path(chosen) if chosen else None


def ask_import_files(parent: QWidget) -> list[Path]:
    """The files to look at before an import."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, "Import files", str(documents()))
    return [Path(name) for name in chosen]


def ask_import_folder(parent: QWidget) -> list[Path]:
    """The folder whose files to look at before an import."""
    chosen = QFileDialog.getExistingDirectory(parent, "Import a folder", str(documents()))
    return [Path(chosen)] if chosen else []


def _with_suffix(path: Path) -> Path:
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def documents() -> Path:
    """Where people keep their documents."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place))
