"""The report of a run as files: which kind, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from workbench.domain.run_reports import RunReport
from workbench.jobs.spec import RunFolder
from workbench.operations.store import Run
from workbench.ui.context import Context
from workbench.ui.train.runs.words import name_of
from workbench.workflow.report_files import FORMATS, write_report

# A file for each of these, or a folder.
KINDS = (
    ("html", "Web page…"),
    ("md", "Markdown…"),
    ("json", "JSON…"),
    ("csv", "Tables (CSV)…"),
)
PICTURES = ("svg",)
PNG_SCALE = 2


class ReportSaver(QObject):
    """Asks where to, writes elsewhere, and says what was written."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner

    def show_menu(self, run: Run, report: RunReport, place: QPoint) -> QMenu:
        """Offer the kinds of files."""
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, text in KINDS:
            menu.addAction(self.tr(text), partial(self._ask_file, run, report, kind))
        menu.addSeparator()
        menu.addAction(
            self.tr("Pictures (PNG and SVG)…"), partial(self._ask_folder, run, report, PICTURES)
        )
        menu.addAction(self.tr("Everything…"), partial(self._ask_folder, run, report, FORMATS))
        menu.popup(place)
        return menu

    def save(self, run: Run, report: RunReport, place: Path, formats: Sequence[str]) -> None:
        """Write a report; pictures as SVG and as PNG."""
        folder = self._context.store.runs_folder / run.folder

        def work() -> list[Path]:
            written = write_report(whole_report(folder, report), place, formats, run.title)
            pictures = [path for path in written if path.suffix == ".svg"]
            return [*written, *map(svg_to_png, pictures)]

        self._context.tasks.run(work, self._tell)

    def _ask_file(self, run: Run, report: RunReport, kind: str) -> None:
        proposed = f"{name_of(run)}.{kind}".replace("/", "-")
        name, _ = QFileDialog.getSaveFileName(
            self._owner, self.tr("Save the report"), proposed, f"*.{kind}"
        )
        if name:
            path = Path(name)
            self.save(run, report, path.with_suffix(f".{kind}"), (kind,))

    def _ask_folder(self, run: Run, report: RunReport, formats: Sequence[str]) -> None:
        name = QFileDialog.getExistingDirectory(self._owner, self.tr("Save the report into"))
        if name:
            self.save(run, report, Path(name), formats)

    def _tell(self, written: Sequence[Path]) -> None:
        if len(written) == 1:
            words = self.tr("Saved {0}.").format(written[0])
        else:
            words = self.tr("Saved {0} files in {1}.").format(len(written), written[0].parent)
        self._context.notify.info(words)


def whole_report(folder: Path, kept: RunReport) -> RunReport:
    """The report of a run's folder with what the project knows since; else that of the project."""
    found = RunFolder(folder).report() if folder.is_dir() else None
    return found if found is not None and not kept.rescored else kept


def svg_to_png(path: Path) -> Path:
    """A picture beside its SVG, twice as large, on white."""
    renderer = QSvgRenderer(str(path))
    size = renderer.defaultSize() * PNG_SCALE
    image = QImage(size.expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    target = path.with_suffix(".png")
    image.save(str(target))
    return target
