"""The report of a run as Markdown, as JSON and as tables of comma-separated values."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from workbench.domain.reports import Report
from workbench.domain.run_reports import RunReport
from workbench.workflow.reporting import tables
from workbench.workflow.reporting.sections import Document, Section
from workbench.workflow.reporting.sentences import Piece, ShownMistake
from workbench.workflow.reporting.tables import Cell, Table, shown

_ESCAPES = str.maketrans(
    {"<": "&lt;", ">": "&gt;", "&": "&amp;"} | {sign: f"\\{sign}" for sign in "\\`*_{}[]#|~$!"}
)
# What spreadsheets compute, when a cell begins with it.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
Row = Sequence[Cell]


def document_to_markdown(document: Document, pictures: Iterable[str] = ()) -> str:
    """Write headings, lists and tables; `pictures` are files to show, relative to this one."""
    parts = [f"# {_escape(document.title)}", _escape(document.about)]
    if document.figures:
        head = tuple(figure.name for figure in document.figures)
        parts.append(_grid(head, [tuple(figure.value for figure in document.figures)]))
    parts += [f"![{name}](<{name}>)" for name in pictures]
    for section in document.sections:
        parts += _section(section)
    if document.mistakes:
        head = ("kind", "gold", "predicted", "confidence", "sentence (**gold**, <u>predicted</u>)")
        parts.append("## Mistakes in their sentences")
        parts.append(_lines(head, [_mistake(one) for one in document.mistakes], 3))
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {_escape(section.title)}"
    if section.lines:
        yield "\n".join(f"- {_escape(line)}" for line in section.lines)
    for table in section.tables:
        if table.title != section.title:
            yield f"**{_escape(table.title)}**"
        yield _grid(table.head, table.rows)
        if table.note:
            yield _escape(table.note)


def _grid(head: Sequence[str], rows: Sequence[Row]) -> str:
    numbers = next(
        (at for at in range(1, len(head)) if any(not isinstance(row[at], str) for row in rows)), 1
    )
    escaped = [[_escape(shown(cell)) for cell in row] for row in rows]
    return _lines([_escape(name) for name in head], escaped, numbers)


def _lines(head: Sequence[str], rows: Iterable[Sequence[str]], first_number: int) -> str:
    rule = ["---" if at < first_number else "---:" for at in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def _mistake(one: ShownMistake) -> list[str]:
    sentence = " ".join(map(_piece, one.pieces))
    return [
        one.kind,
        _escape(one.gold or "–"),
        _escape(one.said or "–"),
        shown(one.score),
        sentence,
    ]


def _piece(piece: Piece) -> str:
    text = _escape(piece.text)
    text = f"<u>{text}</u>" if piece.said else text
    return f"**{text}**" if piece.gold else text


def _escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return " ".join(text.split()).translate(_ESCAPES)


def report_to_json(report: RunReport) -> str:
    """All that is known, as `workbench report --json` gives it."""
    return json.dumps(report.to_json(), ensure_ascii=False, indent=2) + "\n"


def figures_to_csv(report: RunReport) -> str:
    """One row for each split, reading and label."""
    rows: list[Row] = [("split", "reading", "label", "precision", "recall", "f1", "support")]
    for split, found in (("test", report.test), ("dev", report.dev)):
        rows += _figure_rows(split, found) if found else ()
    return _csv(rows)


def _figure_rows(split: str, found: Report) -> Iterator[Row]:
    readings = {name: getattr(found, name) for name in tables.READINGS}
    readings["token, with O"] = found.token.with_outside
    if found.pieces:
        readings["strict, on word pieces (inflated)"] = found.pieces.strict
        readings["token, with O, on word pieces (inflated)"] = found.pieces.token.with_outside
    for reading, table in readings.items():
        for row in tables.score_rows(table):
            yield (split, reading, *row)


def table_to_csv(table: Table) -> str:
    """A table as it is, without its caption and note."""
    return _csv([table.head, *table.rows])


def _csv(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def _inert(cell: object) -> object:
    """A cell that a spreadsheet, where such tables are opened, does not take for a formula."""
    if not isinstance(cell, str) or not cell.startswith(FORMULAS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
