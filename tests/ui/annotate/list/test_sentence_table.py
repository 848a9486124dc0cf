"""The rows of the sentence list as they are painted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.domain.sentence import Split, Status
from workbench.operations import edit
from workbench.operations.store import Row
from workbench.ui.annotate.list.row_painter import Columns, RowPainter
from workbench.ui.annotate.list.sentence_table import SentenceTable
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context
from workbench.ui.theme import apply_theme, colours

COLUMNS = Columns((0, 40), (40, 30), (70, 230))
AREA = QRect(0, 0, 300, 24)


def row(text: str, suggestions: int = 0, findings: int = 0) -> Row:
    return Row(1, text, Status.DONE, Split.TRAIN, False, 0, suggestions, findings, None)


def painted(shown: Row | None, selected: bool = False) -> QImage:
    """A row on an image of the page's colour."""
    image = QImage(AREA.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(colours().base))
    painter = QPainter(image)
    painter.setFont(QApplication.font())
    RowPainter(QApplication.font()).paint(painter, AREA, COLUMNS, shown, selected)
    painter.end()
    return image


def inked(image: QImage, columns: range) -> list[int]:
    """The columns of pixels in which something is painted."""
    ground = image.pixel(image.width() - 1, 0)
    heights = range(image.height())
    return [x for x in columns if any(image.pixel(x, y) != ground for y in heights)]


def image_of(table: SentenceTable, number: int) -> QImage:
    """What the screen shows of one row."""
    area = QRect(0, table.rowViewportPosition(number), 300, table.rowHeight(number))
    return table.viewport().grab(area).toImage()


@pytest.fixture
def light() -> Iterator[None]:
    """Whatever a test does to the theme is undone."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    yield
    apply_theme(app, "light")


def test_a_changed_sentence_is_painted_anew(
    qtbot: QtBot, place: AnnotatePlace, context: Context
) -> None:
    """Its row shows the new state; the row below it stays as it was."""
    table = place.panel.table
    qtbot.waitUntil(lambda: place.panel.model.row_at(3) is not None)
    before = image_of(table, 2), image_of(table, 3)
    context.do(edit.set_status, [place.panel.model.ids[2]], Status.DONE)
    qtbot.waitUntil(lambda: image_of(table, 2) != before[0])
    assert image_of(table, 3) == before[1]


def test_a_change_of_the_text_is_painted(
    qtbot: QtBot, place: AnnotatePlace, context: Context
) -> None:
    """What was laid out for the old text is not shown for the new one."""
    table = place.panel.table
    qtbot.waitUntil(lambda: place.panel.model.row_at(3) is not None)
    before = image_of(table, 3)
    sentence = place.panel.model.ids[3]
    context.do(edit.split_token, sentence, 0, 2)
    qtbot.waitUntil(lambda: image_of(table, 3) != before)


class PaintedRows(QObject):
    """Counts the rows of a list that are painted."""

    def __init__(self, table: SentenceTable) -> None:
        super().__init__(table)
        self._height = table.rowHeight(0)
        self.areas: list[int] = []
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.region().boundingRect().height() // self._height)
        return False


def test_one_changed_sentence_paints_one_row(
    qtbot: QtBot, place: AnnotatePlace, context: Context
) -> None:
    """The rest of the list is left alone."""
    model, table = place.panel.model, place.panel.table
    qtbot.waitUntil(lambda: model.row_at(3) is not None)
    QApplication.processEvents()
    rows = PaintedRows(table)
    context.do(edit.set_flag, [model.ids[2]], True)
    qtbot.waitUntil(lambda: rows.areas != [])
    assert set(rows.areas) == {1}


def test_only_the_rows_of_a_region_are_painted(place: AnnotatePlace) -> None:
    """Two rows that were marked for painting do not bring along those between them."""
    table = place.panel.table
    height = table.rowHeight(0)
    region = QRegion(0, 0, 10, height).united(QRect(0, 3 * height, 10, height))
    assert table._rows_in(region) == [0, 3]
    assert table._rows_in(QRegion(0, 2 * height, 10, 100 * height)) == [2, 3]


@pytest.mark.usefixtures("light")
def test_another_theme_is_painted_at_once(place: AnnotatePlace, qtbot: QtBot) -> None:
    """Nothing of the colours before is kept, in selected rows and others."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    qtbot.waitUntil(lambda: place.panel.model.row_at(3) is not None)
    for name in ("dark", "light"):
        apply_theme(app, name)
        table = place.panel.table
        chosen, other = image_of(table, 0), image_of(table, 1)
        assert chosen.pixelColor(1, 1) == QColor(colours().selection)
        assert other.pixelColor(1, 1) == QColor(colours().base)
        text = QRect(QPoint(70, 0), other.rect().bottomRight())
        assert QColor(colours().text) in _colours_in(other.copy(text))


def _colours_in(image: QImage) -> list[QColor]:
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return [image.pixelColor(x, y) for x, y in places]


@pytest.mark.usefixtures("qapp")
def test_a_long_text_ends_before_its_marks() -> None:
    """A sentence of a thousand words leaves the counts beside it readable."""
    image = painted(row("Geneva " * 1000, suggestions=2, findings=3))
    marks = QFontMetrics(QApplication.font()).horizontalAdvance("2? 3!")
    room = range(300 - marks - 8, 300 - marks - 4)
    assert not inked(image, room)
    assert inked(image, range(room.stop, 300))
    assert inked(image, range(300 - marks - 60, room.start))


@pytest.mark.usefixtures("qapp")
def test_text_from_the_right_stands_at_the_right() -> None:
    """An Arabic sentence begins where the reader looks for its beginning."""
    assert min(inked(painted(row("سلام")), range(80, 300))) > 200
    assert max(inked(painted(row("Oslo")), range(80, 300))) < 150


@pytest.mark.usefixtures("qapp")
def test_text_is_never_read_as_markup() -> None:
    """What looks like markup is shown as it stands in the data."""
    bold = max(inked(painted(row("<b>Oslo</b>")), range(80, 300)))
    assert bold > max(inked(painted(row("Oslo")), range(80, 300))) + 20


@pytest.mark.usefixtures("qapp")
def test_a_row_on_its_way_shows_that_it_comes() -> None:
    """There is a sign in the place of its text, and nothing else."""
    image = painted(None)
    assert inked(image, range(70, 300))
    assert not inked(image, range(70))


@pytest.mark.usefixtures("qapp")
def test_a_strange_row_is_painted() -> None:
    """No text, only signs without ink, one endless word: none of them is a fault."""
    for text in ("", "\u200b \u2028", "x" * 5000, "👩‍🚀 e\u0301"):
        assert not painted(row(text), selected=True).isNull()
