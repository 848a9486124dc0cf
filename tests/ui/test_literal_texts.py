"""U07: a text that looks like HTML is shown as it is, wherever it may come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import count, takewhile
from pathlib import Path

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.operations.label import rename
from workbench.operations.runs import put_run
from workbench.operations.store import Run
from workbench.ui.main_window import MainWindow
from workbench.ui.session import PLACES
from workbench.ui.tips import literal_tip

UI = Path(__file__).resolve().parents[2] / "workbench" / "ui"
HOSTILE = "<img/src='file:///etc/passwd'>"
FLAT = (QAbstractListModel, QAbstractTableModel)
STATIC_BOXES = {"question", "information", "warning", "critical"}


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


def _calls() -> Iterator[tuple[Path, ast.Call]]:
    for file in sorted(UI.rglob("*.py")):
        source = file.read_text("utf-8")
        asks = "QLabel(" in source or "QMessageBox." in source
        for node in ast.walk(ast.parse(source)) if asks else ():
            if isinstance(node, ast.Call):
                yield file.relative_to(UI), node


def _is_ours(argument: ast.expr) -> bool:
    """A text of the program's own, or no text at all."""
    if isinstance(argument, ast.Call):
        return _name_of(argument.func) in ("self.tr", "parent.tr", "_translated", "literal_tip")
    return isinstance(argument, ast.Constant)


def test_u07_labels_and_boxes_get_texts_of_ours_only() -> None:
    """Texts from data go through `plain_label` and through boxes whose format was set."""
    wrong = []
    for file, call in _calls():
        name = _name_of(call.func)
        texts = call.args[:1] if name == "QLabel" else []
        if name.startswith("QMessageBox.") and name.rpartition(".")[2] in STATIC_BOXES:
            texts = call.args[1:3]
        wrong += [f"{file}:{call.lineno}" for text in texts if not _is_ours(text)]
    assert not wrong, "\n".join(wrong)


def test_u07_a_tip_shows_what_it_was_given() -> None:
    """Markup becomes text; what Qt takes for text anyway stays as it is."""
    assert "<img" not in literal_tip(HOSTILE) and "&lt;img" in literal_tip(HOSTILE)
    assert literal_tip("a > b") == "a > b"


def test_u07_hostile_names_stay_text_everywhere(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """Label, word, run and file: no label and no tip in any place reads them as markup."""
    corpus = tmp_path / "notes.conll"
    corpus.write_text(f"{HOSTILE}\tB-PER\nsaw\tO\n{HOSTILE}\tI-LOC\n\n" * 3, "utf-8")
    with qtbot.waitSignal(window.opened, timeout=60_000):
        window.create_path(tmp_path / "a<b>c.nerproj", ("PER", "LOC"))
    assert window.session is not None
    context = window.session.context
    context.do(import_corpus, read_corpus([corpus]))
    context.do(rename, "PER", HOSTILE)
    with qtbot.waitSignal(context.notify.was_saved, timeout=60_000):
        context.do(
            put_run, Run("run-1", "done", "run-1", "2026-01-01", {"base": HOSTILE}, title=HOSTILE)
        )
    window.history.toggle()
    for name in PLACES:
        window.show_place(name)
        qtbot.waitUntil(lambda: window.tasks.pending == 0, timeout=60_000)
        found = sorted(set(_read_as_markup(window)))
        assert not found, f"{name}: {found}"


def _read_as_markup(window: QWidget) -> Iterator[str]:
    for widget in window.findChildren(QWidget):
        kind = type(widget).__name__
        if _shows_image(widget.toolTip()):
            yield f"tip of {kind}"
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            yield from (f"label {text}" for text in [widget.text()] if _shows_image(text))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from (f"{kind} {tip}" for tip in _tips(widget.model()) if _shows_image(tip))


def _tips(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[str]:
    top = parent or QModelIndex()
    for row in range(min(model.rowCount(top), 50)):
        cells = (model.index(row, column, top) for column in count())
        for index in takewhile(QModelIndex.isValid, cells):
            yield str(model.data(index, Qt.ItemDataRole.ToolTipRole) or "")
            if index.column() == 0 and not isinstance(model, FLAT):
                yield from _tips(model, index)


def _shows_image(text: str) -> bool:
    return "<img" in text
