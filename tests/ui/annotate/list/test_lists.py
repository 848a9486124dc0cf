"""List, completion, hits, saved filters and the remembered place, with the keys pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.filters import Filter, Order, parse_filter
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import edit, history
from workbench.operations.saved_filters import SavedFilter, save_filter, saved_filters
from workbench.operations.store import NewSentence, Reader, Store, Transaction
from workbench.storage.reader import StoredReader
from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.list.feed import list_sentences
from workbench.ui.annotate.list.go_to_dialog import GoToDialog
from workbench.ui.annotate.list.left_off import LeftOff, remember_place, where_left_off
from workbench.ui.annotate.list.saved_filter_dialogs import FilterManager, NameDialog
from workbench.ui.annotate.list.sentence_model import PAGE, TEXT
from workbench.ui.annotate.list.sentence_panel import MOST_SIFTED
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket

Press = Callable[..., Sentence]
LEFT = Qt.MouseButton.LeftButton


def settle(qtbot: QtBot, place: AnnotatePlace) -> None:
    qtbot.waitUntil(lambda: place.desk.ready and place.desk.shown is not None)


def shown(place: AnnotatePlace) -> Sentence:
    assert place.desk.shown is not None
    return place.desk.shown.sentence


def key(widget: QWidget, *keys: str) -> None:
    """Press keys with a widget."""
    for one in keys:
        combination = QKeySequence(one)[0]  # type: ignore[index]
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def type_filter(qtbot: QtBot, place: AnnotatePlace, text: str, count: str) -> None:
    """Write a filter as a person does, and wait for its list."""
    panel = place.panel
    panel.field.setFocus()
    panel.field.clear()
    QTest.keyClicks(panel.field, text)
    qtbot.waitUntil(lambda: panel.wanted.terms == parse_filter(text).terms)
    qtbot.waitUntil(lambda: not panel._feed.busy and panel.count.text() == count)


def proposes(place: AnnotatePlace) -> bool:
    return place.panel.field.proposes


def menu() -> QMenu:
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    return opened


def dialog(qtbot: QtBot, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    opened = QApplication.activeModalWidget()
    assert isinstance(opened, kind)
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    return opened


def come_back(qtbot: QtBot, place: AnnotatePlace) -> None:
    """What a window manager does when a dialog is closed."""
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    place.editor.setFocus()


def add_many(transaction: Transaction, number: int) -> Changes:
    transaction.add(
        NewSentence(("number", str(n)), ("O", "O"), IOB2, Status.NEW, None, "x.txt")
        for n in range(number)
    )
    return transaction.changes("add")


# The list comes bit by bit.


def nothing(_reader: Reader) -> None:
    """Ask for nothing at all."""


class FakeReader:
    """Lists a hundred ids in batches of ten."""

    def listing(self, wanted: Filter) -> Iterator[Sequence[int]]:
        return (range(start, start + 10) for start in range(0, 100, 10))

    def count(self, wanted: Filter) -> int:
        return 100


def test_the_first_batch_is_asked_for_before_the_count() -> None:
    """What is to be seen first comes first."""
    answers = list(list_sentences(FakeReader(), Filter()))  # type: ignore[arg-type]
    assert answers[0] == range(10) and answers[1] == 100 and answers[-1] == range(90, 100)


def test_an_empty_list_still_counts_the_project(
    qtbot: QtBot, place: AnnotatePlace, press: Press
) -> None:
    """None of four; the list says so."""
    type_filter(qtbot, place, "zzz", "0 of 4")
    assert place.panel.table.empty_text == "No sentence matches the filter."


def test_the_list_grows_while_it_is_asked_for(
    qtbot: QtBot, empty_place: AnnotatePlace, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first batch is shown at once with a count that goes on; rows come behind it."""
    context.do(add_many, 3 * PAGE)
    qtbot.waitUntil(lambda: empty_place.panel.count.text() == "768 of 768")
    panel, feed = empty_place.panel, empty_place.panel._feed
    ids = list(panel.model.ids)
    seen: list[str] = []
    panel.model.rowsInserted.connect(lambda *_: seen.append(panel.count.text()))
    waiting: list[Callable[[object], object]] = []

    def follow(*_: object, step: Callable[[object], object], **__: object) -> Ticket:
        waiting.append(step)
        return context.ask(nothing, done=print)

    monkeypatch.setattr(type(context), "follow", follow)
    panel.refresh()
    (step,) = waiting
    step(ids[:100])
    assert list(panel.model.ids) == ids[:100]
    assert panel.count.text() == f"100… of {3 * PAGE}"
    step(ids[100:700])
    step(ids[700:])
    qtbot.waitUntil(lambda: len(panel.model.ids) == 3 * PAGE)
    feed._end(None)
    assert panel.count.text() == f"{3 * PAGE} of {3 * PAGE}"
    assert list(panel.model.ids) == ids
    qtbot.waitUntil(lambda: panel.model.index(3 * PAGE - 1, TEXT).data() != "…")
    assert seen


def test_a_list_that_breaks_off_says_why(
    qtbot: QtBot, place: AnnotatePlace, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found until then stays, and the next filter works."""
    ids = list(place.panel.model.ids)

    def listing(_reader: object, _wanted: Filter) -> Iterator[Sequence[int]]:
        yield ids[:2]
        raise UsageError("NW-U27", "It takes too long.", "Nothing was changed.", "Write it anew.")

    with monkeypatch.context() as patched:
        patched.setattr(StoredReader, "listing", listing)
        with qtbot.waitSignal(context.notify.noticed) as noticed:
            place.show_filter("/x/")
    assert "NW-U27" in noticed.args[0].text
    assert place.panel.count.text() == "2 of 4"
    place.show_filter("")
    qtbot.waitUntil(lambda: place.panel.count.text() == "4 of 4")


def test_a_sentence_that_comes_late_is_still_marked(
    qtbot: QtBot, place: AnnotatePlace, context: Context
) -> None:
    """The sentence at hand may stand in a later batch than the first."""
    ids = list(place.panel.model.ids)
    place.panel._feed.begun.emit(type(place.panel.model.listing)(ids[1:3]))
    assert place.panel.table.currentIndex().row() == -1
    place.panel._feed.grown.emit(ids[:1])
    assert place.panel.table.currentIndex().row() == 2


# Completion.


def test_fields_and_values_are_completed_by_keys(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Letters, Tab, arrow, Enter: a whole term; the list follows."""
    field = place.panel.field
    key(place.editor, "Ctrl+F")
    assert field.hasFocus()
    qtbot.waitUntil(lambda: field.vocabulary.labels == ("PER", "LOC"))
    QTest.keyClicks(field, "la")
    assert proposes(place) and field.completions.chosen is None
    key(field, "Tab")
    assert field.text() == "label:" and proposes(place)
    key(field, "Down", "Down", "Return")
    assert field.text() == "label:LOC "
    assert not proposes(place) and field.hasFocus()
    qtbot.waitUntil(lambda: place.panel.count.text() == "0 of 4")
    assert not place.panel.problem.isVisible()


def test_enter_searches_for_a_word_that_looks_like_a_field(
    qtbot: QtBot, place: AnnotatePlace
) -> None:
    """Nothing is taken that nobody chose."""
    place.panel.field.setFocus()
    QTest.keyClicks(place.panel.field, "s")
    assert proposes(place)
    key(place.panel.field, "Return")
    assert place.panel.field.text() == "s" and not proposes(place)
    qtbot.waitUntil(lambda: place.panel.count.text() == "1 of 4")


def test_esc_closes_the_proposals_first(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Then it empties the field; Up from the first proposal chooses none."""
    field = place.panel.field
    field.setFocus()
    QTest.keyClicks(field, "st")
    key(field, "Down", "Up")
    assert proposes(place) and field.completions.chosen is None
    key(field, "Escape")
    assert field.text() == "st" and not proposes(place)
    key(field, "Escape")
    assert field.text() == ""


def test_ctrl_space_proposes_everything(qtbot: QtBot, place: AnnotatePlace) -> None:
    """In an empty field; a click takes a proposal, and the field keeps the focus."""
    field = place.panel.field
    field.setFocus()
    key(field, "Ctrl+Space")
    assert proposes(place)
    rows = field.completions
    row = [rows.model().index(row, 0).data() for row in range(rows.topLevelItemCount())]
    index = rows.model().index(row.index("flag:"), 0)
    rows.scrollTo(index)
    QTest.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(index).center())
    assert field.text() == "flag:" and field.hasFocus()
    place.editor.setFocus()
    assert not proposes(place)


def test_an_unfinished_term_is_no_fault_yet(qtbot: QtBot, place: AnnotatePlace) -> None:
    """While values are proposed nobody is blamed; leaving the field with it names the term."""
    place.panel.field.setFocus()
    QTest.keyClicks(place.panel.field, "status:")
    place.panel.apply()
    assert not place.panel.problem.isVisible()
    place.editor.setFocus()
    assert "status:" in place.panel.problem.text() and place.panel.problem.isVisible()


def test_what_is_being_composed_is_not_lost(qtbot: QtBot, place: AnnotatePlace) -> None:
    """A fault elsewhere in the filter does not disturb an input method at work."""
    field = place.panel.field
    field.setFocus()
    field.setText("status:nix ")
    QApplication.sendEvent(field, QInputMethodEvent("ri nei", []))
    place.panel.apply()
    assert place.panel.problem.isVisible()
    done = QInputMethodEvent("", [])
    done.setCommitString("日内")
    QApplication.sendEvent(field, done)
    assert field.text() == "status:nix 日内"


# Hits.


def test_f3_goes_over_hits_and_on_through_the_list(
    qtbot: QtBot, place: AnnotatePlace, press: Press
) -> None:
    """Each hit is selected, ready for a label; Shift+F3 goes back the same way."""
    type_filter(qtbot, place, "o", "4 of 4")
    place.editor.setFocus()
    visited = []
    for _ in range(6):
        press("F3")
        visited.append((shown(place).tokens[0], place.editor.cursor_state))
    assert visited == [
        ("Ada", select(1, 2)),
        ("Ada", select(3, 4)),
        ("Ada", select(5, 6)),
        ("Ada", select(6, 7)),
        ("Brit", select(2, 3)),
        ("Nobody", select(0, 1)),
    ]
    for before in visited[4:2:-1]:
        press("Shift+F3")
        assert (shown(place).tokens[0], place.editor.cursor_state) == before


def test_f3_finds_regular_expressions(qtbot: QtBot, place: AnnotatePlace, press: Press) -> None:
    """The store looks for them; the first hit of the next sentence is gone to."""
    type_filter(qtbot, place, "/[A-Z][a-z]+ (saw|came)/", "2 of 4")
    place.editor.setFocus()
    press("F3")
    qtbot.waitUntil(lambda: place.editor.cursor_state == select(0, 2))
    assert shown(place).tokens[0] == "Brit"
    press("F3")
    qtbot.waitUntil(lambda: shown(place).tokens[0] == "Nobody")
    qtbot.waitUntil(lambda: place.editor.cursor_state == select(0, 2))
    with qtbot.waitSignal(place.status_text) as said:
        press("F3")
    assert "no further hit" in said.args[0]


def test_a_slow_expression_marks_nothing(qtbot: QtBot, place: AnnotatePlace) -> None:
    """The window goes on; the sentence is shown without hits."""
    from workbench.ui.annotate.editor.hits import find_patterns

    class FakeSlowReader:
        def pattern_spans(self, pattern: str, text: str) -> list[tuple[int, int]]:
            raise UsageError("NW-U27", "slow", "safe", "next")

    patterns = (("regex", "a"),)
    assert find_patterns(FakeSlowReader(), shown(place), patterns) == []  # type: ignore[arg-type]


# Going to a sentence.


def test_ctrl_g_goes_to_a_sentence(qtbot: QtBot, place: AnnotatePlace) -> None:
    """By position or by its own number; a number that leads nowhere is said."""
    key(place.editor, "Ctrl+G")
    opened = dialog(qtbot, GoToDialog)
    assert isinstance(opened, GoToDialog)
    QTest.keyClicks(opened.field, "99")
    key(opened.field, "Return")
    qtbot.waitUntil(opened.problem.isVisible)
    assert "There is no sentence 99" in opened.problem.text()
    QTest.keyClicks(opened.field, "3")
    key(opened.field, "Return")
    qtbot.waitUntil(lambda: shown(place).position == 3)
    assert place.panel.table.currentIndex().row() == 2
    last = place.panel.model.ids[-1]
    come_back(qtbot, place)
    key(place.editor, "Ctrl+G")
    other = dialog(qtbot, GoToDialog)
    assert isinstance(other, GoToDialog)
    QTest.keyClicks(other.field, f"#{last}")
    key(other.field, "Return")
    qtbot.waitUntil(lambda: shown(place).id == last)


# Sorting.


def test_f6_sorts_the_list(qtbot: QtBot, place: AnnotatePlace, context: Context) -> None:
    """Arrow and Enter in the menu; every order lists all sentences, but an empty queue none."""
    key(place.editor, "F6")
    opened = menu()
    assert opened.activeAction().text() == "Position"
    key(opened, "Down", "Down", "Return")
    qtbot.waitUntil(lambda: "length" in place.panel.order_button.text())
    assert place.panel.wanted.order is Order.LENGTH
    actions = {action.objectName(): action for action in place.actions_of_place()}
    everything = sorted(place.panel.model.ids)
    assert len(everything) == 4
    listed = dict.fromkeys(Order, everything) | {Order.QUEUE: []}
    for order in Order:
        actions[f"annotate.sort_{order}"].trigger()
        assert place.panel.wanted.order is order
        with qtbot.waitSignal(place.panel._feed.ended):
            pass
        assert sorted(place.panel.model.ids) == listed[order]


# Saved filters.


def stored(store: Store) -> tuple[SavedFilter, ...]:
    return store.ask(saved_filters).result()


def test_a_filter_is_saved_and_chosen_by_keys(
    qtbot: QtBot, place: AnnotatePlace, filled: Store, context: Context
) -> None:
    """Shift+F4 and a name; F4 and Enter; it stands in the palette; undo takes it back."""
    type_filter(qtbot, place, "Lima", "1 of 4")
    key(place.panel.field, "Shift+F4")
    asked = dialog(qtbot, NameDialog)
    assert isinstance(asked, NameDialog)
    QTest.keyClicks(asked.field, "R&D towns")
    key(asked.field, "Return")
    qtbot.waitUntil(lambda: len(place.lists.saved.filters) == 1)
    assert stored(filled) == (SavedFilter("R&D towns", "Lima"),)
    assert "Filter: R&&D towns" in [action.text() for action in place.actions_of_place()]
    type_filter(qtbot, place, "", "4 of 4")
    come_back(qtbot, place)
    key(place.editor, "F4")
    key(menu(), "Return")
    qtbot.waitUntil(lambda: place.panel.count.text() == "1 of 4")
    assert place.panel.field.text() == "Lima"
    context.do(history.undo)
    qtbot.waitUntil(lambda: not place.lists.saved.filters)


def test_filters_are_renamed_and_deleted_in_their_list(
    qtbot: QtBot, place: AnnotatePlace, filled: Store, context: Context
) -> None:
    """F2 and Del; a name that is taken is refused and does not stay."""
    for name in ("first", "second"):
        context.do(save_filter, SavedFilter(name, "Lima"))
    qtbot.waitUntil(lambda: len(place.lists.saved.filters) == 2)
    place.lists.saved.manage()
    manager = dialog(qtbot, FilterManager)
    assert isinstance(manager, FilterManager)
    QTest.mouseClick(manager.rename, LEFT)
    line = manager.list.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, "towns")
    key(line, "Return")
    qtbot.waitUntil(lambda: manager.list.item(0).text() == "towns")
    with qtbot.waitSignal(context.notify.noticed) as noticed:
        manager.list.item(0).setText("second")
    assert "NW-U50" in noticed.args[0].text
    assert manager.list.item(0).text() == "towns"
    manager.list.setFocus()
    key(manager.list, "Del")
    qtbot.waitUntil(lambda: manager.list.count() == 1)
    assert [one.name for one in stored(filled)] == ["second"]
    manager.close()


def test_a_faulty_saved_filter_is_named_and_breaks_nothing(
    qtbot: QtBot, place: AnnotatePlace, context: Context
) -> None:
    """It is written into the field like something that was typed."""
    context.do(save_filter, SavedFilter("bad", "status:nix"))
    qtbot.waitUntil(lambda: len(place.lists.saved.filters) == 1)
    place.lists.saved.actions[0].trigger()
    assert "status:nix" in place.panel.problem.text()
    assert place.panel.count.text() == "4 of 4"


# Where one left off.


@pytest.fixture
def left(filled: Store) -> int:
    """The third sentence, a filter and an order were left."""
    third = filled.ask(lambda reader: reader.ids()).result()[2]
    filled.submit(remember_place, LeftOff(third, "a", Order.LENGTH)).result()
    return third


def test_the_place_goes_on_where_one_left_off(
    qtbot: QtBot, left: int, empty_place: AnnotatePlace
) -> None:
    """Sentence, filter and order are as they were."""
    settle(qtbot, empty_place)
    assert shown(empty_place).id == left
    assert empty_place.panel.field.text() == "a"
    assert empty_place.panel.wanted.order is Order.LENGTH
    assert "length" in empty_place.panel.order_button.text()
    row = empty_place.panel.table.currentIndex().row()
    assert empty_place.panel.model.ids[row] == left


def test_leaving_remembers_the_place(
    qtbot: QtBot, place: AnnotatePlace, press: Press, filled: Store
) -> None:
    """Hiding the place writes it down, and history knows nothing of that."""
    before = filled.ask(lambda reader: len(reader.history())).result()
    press("PgDown")
    type_filter(qtbot, place, "saw", "1 of 4")
    place.hide()
    kept = filled.ask(where_left_off).result()
    assert (kept.sentence, kept.text) == (shown(place).id, "saw")
    assert filled.ask(lambda reader: len(reader.history())).result() == before


@pytest.mark.parametrize(
    "kept",
    [
        None,
        7,
        {"schema": 9, "sentence": 1},
        {"schema": 1, "sentence": "x", "text": 5, "order": "colour"},
        {"schema": 1, "sentence": 999_999, "text": "status:nix", "order": "position"},
    ],
)
def test_what_is_no_place_any_more_is_none(filled: Store, kept: object) -> None:
    """A sentence that is gone, a filter that cannot be read: the beginning of the list."""

    def spoil(transaction: Transaction) -> Changes:
        transaction.put_setting("annotate.place", kept)
        return transaction.changes("spoil")

    filled.submit(spoil).result()
    assert filled.ask(where_left_off).result() == LeftOff()


# Sifting, panes and notes.


def test_a_folded_list_is_sifted_when_it_comes_back(
    qtbot: QtBot, place: AnnotatePlace, context: Context
) -> None:
    """Edits behind a folded list are not forgotten."""
    type_filter(qtbot, place, "status:new", "4 of 4")
    place.editor.setFocus()
    key(place.editor, "Ctrl+B")
    assert not place.panel.isVisible()
    last = place.panel.model.ids[-1]
    context.do(edit.set_status, [last], Status.DONE)
    context.do(edit.set_split, [last], Split.DEV)
    qtbot.waitUntil(lambda: context.tasks.pending == 0)
    key(place.editor, "Ctrl+B")
    assert place.panel.isVisible()
    qtbot.waitUntil(lambda: place.panel.count.text() == "3 of 4")


def test_panes_fold_and_the_search_unfolds(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Ctrl+B and Ctrl+Shift+B; the keys go to the editor, and Ctrl+F brings the list back."""
    place.panel.table.setFocus()
    key(place.panel.table, "Ctrl+B")
    assert place.editor.hasFocus()
    key(place.editor, "Ctrl+Shift+B")
    assert not place.details.isVisible()
    assert place.folds() == {"list": True, "details": True, "guideline": False}
    key(place.editor, "Ctrl+F")
    assert place.panel.field.hasFocus()
    key(place.editor, "Ctrl+Shift+N")
    assert place.details.note.hasFocus()


def test_refreshing_drops_the_question_before(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Two filters one after the other: only the second one's list is shown."""
    begun: list[int] = []
    place.panel._feed.begun.connect(lambda listing: begun.append(len(listing)))
    place.show_filter("Lima")
    place.show_filter("")
    qtbot.waitUntil(lambda: place.panel.count.text() == "4 of 4")
    assert begun == [4]


def test_the_cursor_stands_still_without_hits(place: AnnotatePlace) -> None:
    """A list that is not searched has no hits to visit in the sentence."""
    assert place.lists.hits.spans == []
    assert place.editor.cursor_state == Cursor()


@pytest.mark.parametrize("order", [Order.POSITION, Order.LENGTH])
def test_an_accepted_sentence_leaves_a_filtered_list(
    qtbot: QtBot, context: Context, place: AnnotatePlace, press: Press, order: Order
) -> None:
    """Only that row goes, when one has moved on; undo brings it back to where it belongs."""
    place.panel.sort(order)
    type_filter(qtbot, place, "status:new", "4 of 4")
    before = list(place.panel.model.ids)
    place.desk.open(before[1])
    place.editor.setFocus()
    resets: list[None] = []
    place.panel.model.modelReset.connect(lambda: resets.append(None))
    press("Return")
    assert shown(place).id == before[2]
    qtbot.waitUntil(lambda: list(place.panel.model.ids) == [before[0], *before[2:]])
    assert place.panel.table.currentIndex().row() == 1
    assert place.panel.count.text() == "3 of 4" and not resets
    context.do(history.undo)
    qtbot.waitUntil(lambda: list(place.panel.model.ids) == before)
    assert place.panel.table.currentIndex().row() == 2
    qtbot.waitUntil(lambda: place.panel.model.index(1, TEXT).data() != "…")


def test_many_edits_list_the_filter_anew(
    qtbot: QtBot, context: Context, empty_place: AnnotatePlace
) -> None:
    """A bulk edit is not looked at row by row."""
    context.do(add_many, 2 * MOST_SIFTED)
    place = empty_place
    qtbot.waitUntil(lambda: place.panel.count.text() == "400 of 400")
    settle(qtbot, place)
    type_filter(qtbot, place, "status:new", "400 of 400")
    context.do(edit.set_status, list(place.panel.model.ids)[10:], Status.DONE)
    qtbot.waitUntil(lambda: place.panel.count.text() == "10 of 400")


def test_keys_are_named_where_they_act(place: AnnotatePlace) -> None:
    """Buttons of the list and the empty guideline say their keys."""
    assert "(F4)" in place.panel.saved.toolTip()
    assert "(F6)" in place.panel.order_button.toolTip()
    assert "(F2)" in place.lists.guideline.general.placeholderText()
