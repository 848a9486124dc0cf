"""Where an export goes: the file dialogs, and what must not be replaced."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from workbench.domain.errors import ExportError
from workbench.formats.base import Format
from workbench.ui.project_files import documents
from workbench.ui.tips import literal_tip

_PACKED = (".gz", ".zip")
_DATABASE = b"SQLite format 3\0"


def ask_target(parent: QWidget, one: Format, name: str, file_a_split: bool) -> Path | None:
    """The file or folder to write; None when the person thought better of it."""
    if file_a_split:
        return _ask_folder(parent, one)
    suggested = documents() / f"{name}{one.suffix}"
    filters = name_filters(one)
    chosen, kind = QFileDialog.getSaveFileName(
        parent, parent.tr("Export"), str(suggested), ";;".join(filters), filters[0]
    )
    if not chosen:
        return None
    path = with_suffix(Path(chosen), one, kind)
    # The dialog asked about the name that was typed only.
    asked = str(path) == chosen or not path.exists()
    return path if asked or _may_replace(parent, [path.name]) else None


def name_filters(one: Format) -> list[str]:
    """What the file dialog offers: the format itself, and compressed."""
    if one.is_folder:
        return [f"{one.title} (*)", "ZIP archive (*.zip)"]
    return [
        f"{one.title} (*{one.suffix})",
        f"Compressed (*{one.suffix}.gz)",
        "ZIP archive (*.zip)",
    ]


def with_suffix(path: Path, one: Format, kind: str) -> Path:
    """The path with the suffix of the chosen kind, unless it has one already."""
    if path.suffix.lower() in _PACKED or (path.suffix and not one.is_folder):
        return path
    if kind.startswith("ZIP"):
        return path.with_name(f"{path.name}.zip")
    packed = ".gz" if kind.startswith("Compressed") else ""
    return path.with_name(f"{path.name}{one.suffix}{packed}")


def refuse_database(path: Path) -> None:
    """An export replaces the file that is there, but never a project (ExportError NW-E05)."""
    try:
        with path.open("rb") as file:
            is_database = file.read(len(_DATABASE)) == _DATABASE
    except OSError:
        # Nothing that could be replaced; what else is wrong the writer says.
        return
    if is_database:
        raise ExportError(
            "NW-E05",
            f"{path} is a project or another database, which an export would replace.",
            "It was not touched.",
            "Choose another name for the export.",
        )


def _ask_folder(parent: QWidget, one: Format) -> Path | None:
    chosen = QFileDialog.getExistingDirectory(
        parent, parent.tr("Folder for one file a split"), str(documents())
    )
    if not chosen:
        return None
    folder = Path(chosen)
    names = (f"{name}{one.suffix}" for name in ("train", "dev", "test", "unsplit"))
    there = [name for name in names if (folder / name).exists()]
    return folder if not there or _may_replace(parent, there) else None


def _may_replace(parent: QWidget, names: Iterable[str]) -> bool:
    buttons = QMessageBox.StandardButton
    words = parent.tr("{0} is there already. Replace it?").format(", ".join(names))
    answer = QMessageBox.question(
        parent,
        parent.tr("Files are there already"),
        # Names of files may look like markup.
        literal_tip(words),
        buttons.Yes | buttons.Cancel,
        buttons.Cancel,
    )
    return answer == buttons.Yes
