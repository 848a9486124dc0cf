"""The whole loop by clicks and keys in one window, with a fake engine in a real worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QInputDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.counts import Statistics
from workbench.domain.entity import OriginKind
from workbench.domain.filters import parse_filter
from workbench.domain.sentence import Sentence, Status
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.clean.place import CleanPlace
from workbench.ui.main_window import MainWindow
from workbench.ui.train.place import TrainPlace

if TYPE_CHECKING:
    from workbench.operations.store import Store

PATIENCE_MS = 30_000
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


Kind = TypeVar("Kind", bound=QWidget)


class Script(Protocol):
    options: dict[str, object]


class Hands:
    """A person at the window: clicks, keys, and looks at what is stored."""

    def __init__(self, bot: QtBot, window: MainWindow) -> None:
        self.bot = bot
        self.window = window

    @property
    def store(self) -> Store:
        assert self.window.session is not None
        return self.window.session.context.store

    def statistics(self) -> Statistics:
        return self.store.ask(lambda reader: reader.statistics()).result()

    def find(self, words: str) -> list[Sentence]:
        wanted = parse_filter(words)
        return self.store.ask(lambda reader: list(reader.sentences(reader.ids(wanted)))).result()

    def go_to(self, key: Qt.Key, kind: type[Kind]) -> Kind:
        """Ctrl and a digit lead to a place."""
        QTest.keyClick(self.window, key, CONTROL)
        self.wait(lambda: isinstance(self.window.stack.currentWidget(), kind))
        found = self.window.stack.currentWidget()
        assert isinstance(found, kind)
        return found

    def click(self, button: QWidget) -> None:
        self.wait(lambda: button.isVisible() and button.isEnabled())
        QTest.mouseClick(button, LEFT)

    def wait(self, reached: Callable[[], bool]) -> None:
        self.bot.waitUntil(reached, timeout=PATIENCE_MS)

    def drop(self, path: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        none = Qt.KeyboardModifier.NoModifier
        event = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, mime, LEFT, none)
        self.window.dropEvent(event)


@pytest.fixture
def messy_file(tmp_path: Path, corpus_file: Callable[..., Path]) -> Path:
    """30 tagged sentences, two of them with bad tags, and 6 untagged ones."""
    tagged = corpus_file(30).read_text("utf-8").replace("B-PER", "I-PER", 1)
    plain = corpus_file(36, "plain.conll", tagged=False).read_text("utf-8").split("\n\n")[30:]
    path = tmp_path / "messy.conll"
    path.write_text(tagged.replace("saw\tO", "saw\t0", 1) + "\n" + "\n\n".join(plain), "utf-8")
    return path


def start_and_import(hands: Hands, project: Path, path: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(project), ""))
    patch.setattr(QInputDialog, "getText", lambda *_, **__: ("PER, LOC", True))
    buttons = hands.window.start_page.findChildren(QPushButton)
    new = next(button for button in buttons if "New" in button.text())
    with hands.bot.waitSignal(hands.window.opened, timeout=PATIENCE_MS):
        hands.click(new)
    hands.drop(path)
    page = hands.window.exchange.page
    assert page is not None
    hands.wait(lambda: page.corpus is not None)
    with hands.bot.waitSignal(page.imported, timeout=PATIENCE_MS):
        hands.click(page.import_button)
    assert hands.statistics().status == {"done": 30, "new": 6}


def clean_everything(hands: Hands) -> None:
    place = hands.go_to(Qt.Key.Key_2, CleanPlace)
    hands.wait(lambda: place.findings.kinds.rowCount() == 2)
    repair = next(
        button
        for button in place.findings.findChildren(QPushButton)
        if button.text().startswith("Repair everything")
    )
    hands.click(repair)
    hands.wait(lambda: hands.statistics().findings == 0)


def label_by_key(hands: Hands) -> None:
    """The third token of the first sentence becomes an entity by arrow keys and a digit."""
    place = hands.go_to(Qt.Key.Key_1, AnnotatePlace)
    hands.wait(lambda: place.desk.shown is not None)
    before = hands.statistics().entities
    place.editor.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_1):
        QTest.keyClick(place.editor, key)
    hands.wait(lambda: hands.statistics().entities == before + 1)


def train_and_suggest(hands: Hands) -> None:
    place = hands.go_to(Qt.Key.Key_3, TrainPlace)
    place.panel.form.engine = "fake"
    hands.click(place.panel.draw_button)
    hands.wait(lambda: "none" not in hands.statistics().splits)
    hands.click(place.panel.train_button)
    hands.wait(lambda: place.view.run is not None and place.view.run.state == "done")
    assert place.view.tabs.currentWidget() is place.view.report
    with hands.bot.waitSignal(place.runner.suggested, timeout=PATIENCE_MS):
        hands.click(place.view.buttons.suggest_button)
    assert hands.statistics().suggestions >= 6


def accept_by_key(hands: Hands) -> Sentence:
    """Enter on the first suggested sentence makes its suggestions gold."""
    suggested = hands.find("suggested:")[0]
    place = hands.go_to(Qt.Key.Key_1, AnnotatePlace)
    place.open_sentence(suggested.id)
    hands.wait(
        lambda: place.desk.shown is not None and place.desk.shown.sentence.id == suggested.id
    )
    place.editor.setFocus()
    QTest.keyClick(place.editor, Qt.Key.Key_Return)
    hands.wait(lambda: hands.find("suggested:")[:1] != [suggested])
    (accepted,) = [one for one in hands.find("") if one.id == suggested.id]
    assert accepted.status is Status.DONE
    assert {gold.origin.kind for gold in accepted.gold} == {OriginKind.MODEL}
    assert {gold.origin.name for gold in accepted.gold} == {"run-1"}
    assert all(gold.origin.score for gold in accepted.gold)
    return suggested


def test_the_loop_by_clicks_and_keys(
    qtbot: QtBot,
    window: MainWindow,
    workers: Script,
    messy_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Import, clean, label, train, report, suggest, accept, undo, reopen: no step by hand."""
    workers.options = {"f1s": [0.3, 0.7]}
    hands = Hands(qtbot, window)
    project = tmp_path / "loop.nerproj"
    start_and_import(hands, project, messy_file, monkeypatch)
    clean_everything(hands)
    label_by_key(hands)
    train_and_suggest(hands)
    suggested = accept_by_key(hands)

    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    hands.wait(lambda: suggested in hands.find("suggested:"))
    before = hands.find("")
    with qtbot.waitSignal(window.opened, timeout=PATIENCE_MS):
        window.open_path(project)
    assert hands.find("") == before
    runs = hands.store.ask(lambda reader: reader.runs()).result()
    assert [run.state for run in runs] == ["done"]
