"""U09: right to left, emoji, combining marks, signs of four bytes, marks that steer direction."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.faults import invariants
from workbench import bootstrap
from workbench.domain.entity import Entity
from workbench.domain.filters import parse_filter
from workbench.domain.labels import LabelSet
from workbench.domain.schemes import IOB2, entities_to_tags, tags_to_entities
from workbench.domain.sentence import Sentence
from workbench.formats.base import RAW
from workbench.formats.exporting import export
from workbench.formats.planning import export_format
from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.operations.store import Reader, Store
from workbench.ui.annotate.editor.cursor import Cursor
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.changes_hub import ChangesHub
from workbench.ui.context import Context
from workbench.ui.notify import Notifier
from workbench.ui.tasks import Tasks
from workbench.workflow.exchange import plan_export

SENTENCES, SEED = 200, 29
# A script is a range of letters, what words may be built of, and how long they get.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "latin": ("a", "é", "ñ", "Ł", "ß", "ﬁ", "I", "ı"),
    "decomposed": ("e\u0301", "n\u0303", "a\u0323\u0302", "o", "Z\u030c"),
    "arabic": ("م", "ر", "ح", "ب", "ا", "لا", "ـ", "ُ"),
    "hebrew": ("ש", "ל", "ו", "ם", "בּ", "ָ"),
    "chinese": ("東", "京", "都", "𠮷", "龍"),
    "thai": ("ก", "ำ", "ที่", "น้ำ", "ไ"),
    "devanagari": ("न", "म", "स्", "ते", "क्ष", "ि"),
    "emoji": ("👩\u200d👩\u200d👧", "🇨🇭", "👍🏽", "❤\ufe0f", "😀"),
    "joined": ("a\u200bb", "نم\u200cي", "x\u2060y", "soft\u00adhyphen", "\u200b"),
    "steered": ("\u202eabc\u202c", "\u2067אב\u2069", "a\u200fb", "\u061cم", "\u2066x"),
    "signs": (",", ".", "(", ")", "12", "٣٤", "-", "«"),
    "huge": ("w" * 700, "本" * 300, "ع" * 400),
}
LABELS = ("PER", "LOC")
LEFT = Qt.MouseButton.LeftButton
Corpus = list[tuple[tuple[str, ...], tuple[str, ...]]]


def _word(lots: random.Random, script: str) -> str:
    parts = SCRIPTS[script]
    return "".join(lots.choices(parts, k=1 if script in ("huge", "signs") else lots.randint(1, 3)))


def _corpus() -> Corpus:
    """Sentences of one script or of several, each with some entities."""
    lots = random.Random(SEED)
    scripts = [one for one in SCRIPTS if one != "huge"]
    made = []
    for number in range(SENTENCES):
        mixed = lots.sample(scripts, 1 if number % 3 else 3)
        mixed += ["huge"] if number % 20 == 0 else []
        tokens = tuple(_word(lots, lots.choice(mixed)) for _ in range(lots.randint(2, 9)))
        start = lots.randrange(len(tokens))
        end = lots.randint(start + 1, len(tokens))
        entity = Entity(lots.choice(LABELS), start, end)
        made.append((tokens, entities_to_tags((entity,), len(tokens), IOB2)))
    return made


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return _corpus()


@pytest.fixture
def store(corpus: Corpus, tmp_path: Path) -> Iterator[Store]:
    """A project into which the corpus was imported from a file."""
    lines = ["\n".join(map("\t".join, zip(*one, strict=True))) for one in corpus]
    file = tmp_path / "scripts.conll"
    file.write_text("\n\n".join(lines) + "\n", "utf-8", newline="")
    with bootstrap.create_project(tmp_path / "a.nerproj", LABELS) as project:
        with read_corpus([file]) as read:
            project.submit(import_corpus, read).result()
        yield project


def _stored(store: Store) -> list[Sentence]:
    return list(store.ask(invariants.sentences).result().values())


def test_u09_every_script_comes_in_and_goes_out_alike(
    corpus: Corpus, store: Store, tmp_path: Path
) -> None:
    """Each token is stored sign for sign as it was written, and exported so."""
    assert len({unicodedata.normalize("NFC", " ".join(one[0])) for one in corpus}) > SENTENCES / 2
    assert [(one.tokens, one.tags) for one in _stored(store)] == corpus
    out = tmp_path / "out.conll"
    export(plan_export(store, parse_filter(""), export_format("columns"), RAW), out)
    with bootstrap.create_project(tmp_path / "b.nerproj", LABELS) as other:
        with read_corpus([out]) as read:
            other.submit(import_corpus, read).result()
        assert [(one.tokens, one.tags) for one in _stored(other)] == corpus


def _middle(editor: Editor, token: int) -> QPoint:
    assert editor.page is not None
    offset = editor.verticalScrollBar().value()
    return editor.page.token_area(token).center().toPoint() - QPoint(0, offset)


def _scroll_to(editor: Editor, token: int) -> QPoint:
    """Where a token is to be seen, scrolled there as by its bar."""
    point = _middle(editor, token)
    if not 0 <= point.y() < editor.viewport().height():
        bar = editor.verticalScrollBar()
        bar.setValue(bar.value() + point.y() - editor.viewport().height() // 2)
    return _middle(editor, token)


def test_u09_the_token_that_is_clicked_is_the_one_that_is_stored(
    qtbot: QtBot, store: Store
) -> None:
    """Each token by a click, and a span by a drag from end to end, in the order of the text."""
    lots = random.Random(SEED)
    editor = Editor()
    qtbot.addWidget(editor)
    editor.resize(700, 400)
    with qtbot.waitExposed(editor):
        editor.show()
    view = editor.viewport()
    for sentence in _stored(store):
        bare = Sentence(sentence.id, sentence.tokens, ("O",) * len(sentence.tokens))
        editor.show_sentence(Shown(bare, LabelSet().with_names(LABELS)))
        for token in range(len(sentence.tokens)):
            editor.set_cursor(Cursor(0))
            QTest.mouseClick(view, LEFT, pos=_scroll_to(editor, token))
            assert editor.cursor_state.selected == range(token, token + 1), sentence.tokens
        first, last = lots.choices(range(len(sentence.tokens)), k=2)
        begin = _scroll_to(editor, first)
        QTest.mousePress(view, LEFT, pos=begin)
        QTest.mouseMove(view, _middle(editor, last))
        QTest.mouseRelease(view, LEFT, pos=_middle(editor, last))
        assert editor.cursor_state.span == range(min(first, last), max(first, last) + 1)
        assert editor.page is not None
        _check_boxes(editor)


def _check_boxes(editor: Editor) -> None:
    """No two tokens stand on each other, and each is wide enough for a mouse."""
    page = editor.page
    assert page is not None
    for line in page.flow.lines:
        boxes = sorted((page.flow.boxes[token] for token in line), key=lambda box: box.left)
        assert all(box.right - box.left >= 1 for box in boxes), page.shown.sentence.tokens
        for one, other in pairwise(boxes):
            assert one.right <= other.left + 0.01
        directions = {box.rightwards for box in boxes}
        if directions == {page.flow.rightwards}:
            seen = [box.token for box in boxes]
            assert seen == sorted(seen, reverse=not page.flow.rightwards)


@pytest.fixture
def place(qtbot: QtBot, store: Store) -> Iterator[AnnotatePlace]:
    tasks = Tasks()
    made = AnnotatePlace(Context(store, tasks, ChangesHub(), Notifier()))
    qtbot.addWidget(made)
    made.resize(1200, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.panel.loaded)
    yield made
    made.hide()
    tasks.close()


def test_u09_what_is_dragged_over_becomes_the_stored_entity(
    qtbot: QtBot, store: Store, place: AnnotatePlace
) -> None:
    """In the whole place: a drag and a label key store just that span, with just its text."""
    lots = random.Random(SEED)
    editor, view = place.editor, place.editor.viewport()
    for sentence in lots.sample([one for one in _stored(store) if len(one.tokens) > 2], 12):
        place.open_sentence(sentence.id)
        qtbot.waitUntil(partial(_shows, place, sentence.id))
        first, last = sorted(lots.choices(range(len(sentence.tokens)), k=2))
        if editor.page is not None and editor.page.chip_at(first) is not None:
            editor.set_cursor(Cursor(0, len(sentence.tokens) - 1))
            QTest.keyClick(editor, Qt.Key.Key_Delete)
            qtbot.waitUntil(lambda: _is_bare(place))
        QTest.mousePress(view, LEFT, pos=_scroll_to(editor, first))
        QTest.mouseMove(view, _middle(editor, last))
        QTest.mouseRelease(view, LEFT, pos=_middle(editor, last))
        QTest.keyClick(editor, Qt.Key.Key_2)
        qtbot.waitUntil(lambda: place.desk.ready)
        stored = store.ask(_sentence, sentence.id).result()
        wanted = Entity("LOC", first, last + 1)
        assert wanted in tags_to_entities(stored.tags, IOB2), sentence.tokens
        assert stored.tokens == sentence.tokens


def _sentence(reader: Reader, number: int) -> Sentence:
    return reader.sentence(number)


def _shows(place: AnnotatePlace, number: int) -> bool:
    shown = place.desk.shown
    return place.desk.ready and shown is not None and shown.sentence.id == number


def _is_bare(place: AnnotatePlace) -> bool:
    shown = place.desk.shown
    return place.desk.ready and shown is not None and set(shown.sentence.tags) == {"O"}
