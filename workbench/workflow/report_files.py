"""The report of a run as files: a page, plain text, tables and pictures.

They hold figures, settings and labels; sentences only where their text is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.run_reports import RunReport
from workbench.domain.training import Example
from workbench.files import write_atomically
from workbench.workflow.reporting import plain, tables
from workbench.workflow.reporting.page import document_to_html
from workbench.workflow.reporting.pictures import pictures_of
from workbench.workflow.reporting.sections import Document, document

FORMATS = ("html", "md", "json", "csv", "svg")
_Named = Mapping[str, str]


def write_report(
    report: RunReport,
    place: Path,
    formats: Sequence[str] = FORMATS,
    title: str = "",
    examples: Sequence[Example] = (),
) -> list[Path]:
    """Write a report into a folder, or in one format to one file; the files that were written.

    `place` is taken for a file where its ending names the only format. `examples` are the
    sentences of the test set, where mistakes are to be listed with their text. Files of the
    same name are replaced. UsageError NW-U73 for an unknown format, NW-U74 where the system
    refuses to write.
    """
    unknown = [name for name in formats if name not in _WRITERS]
    if unknown or not formats:
        raise _unknown(unknown)
    alone = len(formats) == 1 and place.suffix == f".{formats[0]}"
    folder, stem = (place.parent, place.stem) if alone else (place, report.run)
    found = document(report, title, examples)
    files: dict[str, str] = {}
    for name in dict.fromkeys(formats):
        files |= _WRITERS[name](report, found, stem, formats)
    try:
        return [_write(folder / name, text) for name, text in files.items()]
    except OSError as error:
        raise _refused(place, error) from error


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text.encode("utf-8", "backslashreplace"))
    return path


def _html(report: RunReport, found: Document, stem: str, formats: Sequence[str]) -> _Named:
    return {f"{stem}.html": document_to_html(found)}


def _markdown(report: RunReport, found: Document, stem: str, formats: Sequence[str]) -> _Named:
    shown = _pictures(report, found, stem, formats) if "svg" in formats else {}
    return {f"{stem}.md": plain.document_to_markdown(found, shown)}


def _json(report: RunReport, found: Document, stem: str, formats: Sequence[str]) -> _Named:
    return {f"{stem}.json": plain.report_to_json(report)}


def _csv(report: RunReport, found: Document, stem: str, formats: Sequence[str]) -> _Named:
    files = {f"{stem}.csv": plain.figures_to_csv(report)}
    if report.epochs:
        files[f"{stem}-epochs.csv"] = plain.table_to_csv(tables.epochs_table(report))
    figures = report.test or report.dev
    if figures and figures.entity_confusion.labels:
        confusion = tables.confusion_table("", figures.entity_confusion)
        files[f"{stem}-confusion.csv"] = plain.table_to_csv(confusion)
    return files


def _pictures(report: RunReport, found: Document, stem: str, formats: Sequence[str]) -> _Named:
    return {f"{stem}-{one.name}.svg": one.alone() for one in pictures_of(report)}


_WRITERS: Mapping[str, Callable[[RunReport, Document, str, Sequence[str]], _Named]] = {
    "html": _html,
    "md": _markdown,
    "json": _json,
    "csv": _csv,
    "svg": _pictures,
}


def _unknown(names: Sequence[str]) -> UsageError:
    told = ", ".join(map(repr, names)) or "Nothing"
    return UsageError(
        "NW-U73",
        f"{told} is no format of a report.",
        NOTHING_CHANGED,
        f"Use one or more of {', '.join(FORMATS)}.",
    )


def _refused(place: Path, error: OSError) -> UsageError:
    return UsageError(
        "NW-U74",
        f"The report cannot be written to {place}: {error.strerror or error}.",
        "The project and the run are untouched.",
        "Choose a folder where you may write and that has room.",
    )
