"""The sentences in which one of two runs is better, to be opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from workbench.operations.store import Reader, Row
from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.clean.paged_model import Arrived, PagedModel
from workbench.ui.context import Context
from workbench.ui.tables import OpeningTable, as_list, fit_columns
from workbench.ui.tasks import Ticket
from workbench.ui.theme import MEDIUM, tabular_font

NUMBER, TEXT = range(2)
LONGEST = 400


class SentenceList(PagedModel):
    """Sentences by their ids; those that are gone have no row to read."""

    headers = ("Sentence", "Text")
    page_size = 64

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.ids: Sequence[int] = ()

    def show_ids(self, ids: Sequence[int]) -> None:
        """List these sentences."""
        self.ids = tuple(ids)
        self.reset_to(len(ids))

    def ask_for(self, offset: int, arrived: Arrived) -> Ticket:
        page = self.ids[offset : offset + self.page_size]
        return self._context.ask(read_rows, page, done=arrived)

    def text_of(self, item: Any, column: int) -> str:
        row: Row | None = item[1]
        if column == NUMBER:
            return f"#{item[0]}"
        return display_text(row.text[:LONGEST]) if row else "(no longer in the project)"


class SentenceListView(OpeningTable):
    """`opened` carries the sentence that a double click or Enter opens."""

    opened = Signal(int)

    def __init__(self, model: SentenceList, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setFont(tabular_font(self.font()))
        as_list(self, TEXT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().hide()
        fit_columns(self, [(NUMBER, "#1,000,000")], MEDIUM)
        self.row_opened.connect(self._open)

    def _open(self, row: int) -> None:
        item = self._model.item_at(row)
        if item is not None and item[1] is not None:
            self.opened.emit(item[0])


def read_rows(reader: Reader, ids: Sequence[int]) -> list[tuple[int, Row | None]]:
    """The rows of these sentences, each with its id; None for one that is gone."""
    found = {row.id: row for row in reader.rows(ids)}
    return [(one, found.get(one)) for one in ids]
