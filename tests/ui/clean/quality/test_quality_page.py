"""Quality issues by kind, their preview, repair, and what is ignored."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.quality import QualityKind
from workbench.operations import history
from workbench.operations.store import Store
from workbench.ui.clean.findings.tag_diff import TagDiff
from workbench.ui.clean.place import LABEL_SET, QUALITY, CleanPlace
from workbench.ui.clean.quality.issue_table import CONTEXT, REPAIR, WHAT
from workbench.ui.context import Context

LEFT = Qt.MouseButton.LeftButton


class Said(Protocol):
    notices: list[str]


def look(qtbot: QtBot, place: CleanPlace, kind: QualityKind) -> None:
    """Open the tab, wait for the analysis, choose a kind."""
    place.tabs.setCurrentWidget(place.quality)
    qtbot.waitUntil(lambda: place.analyst.analysis is not None)
    place.quality.kinds.choose(kind.value)
    qtbot.waitUntil(lambda: place.quality.model.line_at(0) is not None)
    place.quality.table.setFocus()


def row(place: CleanPlace) -> list[str]:
    model = place.quality.model
    return [str(model.index(0, column).data()) for column in (CONTEXT, WHAT, REPAIR)]


def kinds(place: CleanPlace) -> dict[str, str]:
    table = place.quality.kinds
    cells = [(table.item(i, 0), table.item(i, 1)) for i in range(table.rowCount())]
    return {name.text(): number.text() for name, number in cells if name and number}


def click(qtbot: QtBot, button: QWidget) -> None:
    qtbot.waitUntil(button.isEnabled)
    QTest.mouseClick(button, LEFT)


def test_kinds_are_listed_with_their_counts(qtbot: QtBot, odd_place: CleanPlace) -> None:
    """In the order of their weight, all of them in the tab's title."""
    look(qtbot, odd_place, QualityKind.LEAK)
    assert kinds(odd_place) == {
        "Same sentence, other tags": "1",
        "Same sentence in two splits": "1",
        "Same sentence again": "1",
        "Punctuation at the border": "1",
        "Too few examples": "2",
    }
    assert odd_place.tabs.tabText(QUALITY) == "Data quality  6"


def test_an_issue_shows_its_words_and_what_the_repair_does(
    qtbot: QtBot, odd_place: CleanPlace
) -> None:
    """In context, with the entity and what is left of it."""
    look(qtbot, odd_place, QualityKind.BORDER)
    assert row(odd_place) == ["in [Lima ,] then", "LOC", "→ Lima"]
    preview = odd_place.quality.preview
    qtbot.waitUntil(lambda: bool(preview.findChildren(TagDiff)))
    assert preview.findChildren(TagDiff)[0].diff.after == ("O", "B-LOC", "O", "O")


def test_the_preview_follows_the_chosen_repair(qtbot: QtBot, odd_place: CleanPlace) -> None:
    """Another choice, another outcome in the list at once."""
    look(qtbot, odd_place, QualityKind.LEAK)
    assert row(odd_place) == ["Ada met Brit", "train 1, test 1", "→ all into test"]
    box = odd_place.quality.choice
    box.setCurrentIndex(1)
    box.activated.emit(1)
    qtbot.waitUntil(lambda: row(odd_place)[2] == "→ all into train")


def test_all_of_a_kind_are_repaired_and_undone(
    qtbot: QtBot, odd_place: CleanPlace, odd_store: Store, context: Context, said: Said
) -> None:
    """The kind goes from the list, the window says what was done, one undo takes it back."""
    look(qtbot, odd_place, QualityKind.BORDER)
    QTest.keyClick(
        odd_place.quality.table,
        Qt.Key.Key_R,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    qtbot.waitUntil(lambda: "Punctuation at the border" not in kinds(odd_place))
    assert said.notices == ["Repaired 1 issue in 1 sentence. Undo: Ctrl+Z"]
    tags = odd_store.ask(lambda reader: reader.sentence(10).tags).result()
    assert tags == ("O", "B-LOC", "O", "O")
    context.do(history.undo)
    qtbot.waitUntil(lambda: odd_place.analyst.is_behind)


def test_a_conflict_without_majority_is_decided_by_choosing_a_variant(
    qtbot: QtBot, odd_place: CleanPlace, odd_store: Store, said: Said
) -> None:
    """Both variants stand below the list, each with a button."""
    look(qtbot, odd_place, QualityKind.CONFLICT)
    assert row(odd_place) == ["Ada met Brit", "2 ways in 2 sentences", "by hand"]
    preview = odd_place.quality.preview
    qtbot.waitUntil(lambda: len(preview.buttons) == 2)
    click(qtbot, preview.buttons[1])
    qtbot.waitUntil(lambda: "Same sentence, other tags" not in kinds(odd_place))
    assert said.notices == ["Same tags in 2 sentences. Undo: Ctrl+Z"]
    tags = odd_store.ask(lambda reader: reader.sentence(8).tags).result()
    assert tags == ("B-PER", "O", "O")


def test_a_repair_that_finds_no_majority_leaves_the_issue(
    qtbot: QtBot, odd_place: CleanPlace, said: Said
) -> None:
    """And says that a person must look."""
    look(qtbot, odd_place, QualityKind.CONFLICT)
    click(qtbot, odd_place.quality.buttons["mend_kind"])
    qtbot.waitUntil(lambda: bool(said.notices))
    assert said.notices[0].startswith("Nothing could be repaired here by itself.")
    assert kinds(odd_place)["Same sentence, other tags"] == "1"


def test_ignored_issues_are_seen_and_taken_back(
    qtbot: QtBot, odd_place: CleanPlace, said: Said
) -> None:
    """Ignored for good, listed in the dialog, reported again by the next analysis."""
    look(qtbot, odd_place, QualityKind.BORDER)
    odd_place.quality.table.selectRow(0)
    click(qtbot, odd_place.quality.buttons["ignore_issues"])
    qtbot.waitUntil(lambda: "Punctuation at the border" not in kinds(odd_place))
    dialog = odd_place.show_ignored()
    qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 1)
    top = dialog.tree.topLevelItem(0)
    assert top is not None
    assert top.text(0) == "Punctuation at the border"
    case = top.child(0)
    assert case is not None
    assert case.text(0) == "in Lima , then"
    top.setSelected(True)
    click(qtbot, dialog.take_back)
    qtbot.waitUntil(lambda: dialog.text.text() == "Nothing is ignored.")
    dialog.reject()
    with qtbot.waitSignal(odd_place.analyst.found):
        odd_place.analyst.start()
    assert kinds(odd_place)["Punctuation at the border"] == "1"


def test_enter_on_an_issue_of_labels_leads_to_the_label_set(
    qtbot: QtBot, odd_place: CleanPlace
) -> None:
    """Other issues open their first sentence."""
    look(qtbot, odd_place, QualityKind.RARE_LABEL)
    assert row(odd_place) == ["PER", "3 entities", "by hand"]
    assert not odd_place.quality.buttons["mend_kind"].isEnabled()
    QTest.keyClick(odd_place.quality.table, Qt.Key.Key_Return)
    assert odd_place.tabs.currentIndex() == LABEL_SET
    odd_place.tabs.setCurrentIndex(QUALITY)
    look(qtbot, odd_place, QualityKind.LEAK)
    with qtbot.waitSignal(odd_place.open_requested) as opened:
        QTest.keyClick(odd_place.quality.table, Qt.Key.Key_Return)
    assert opened.args == [8, 0, 0]
