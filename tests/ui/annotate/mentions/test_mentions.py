"""Apply to all identical mentions, and find all and tag, with keys and mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.filters import Filter
from workbench.domain.mentions import State
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence, Status
from workbench.operations import edit, history, mentions
from workbench.operations.store import NewSentence, Reader, Store, Transaction
from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.mentions import dialog as mention_dialog
from workbench.ui.annotate.mentions.dialog import NO_LABELS, NOT_YET, NOTHING, MentionDialog
from workbench.ui.annotate.mentions.model import CONTEXT, NOW, TICK
from workbench.ui.annotate.mentions.words import Shown
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ADA = Entity("PER", 0, 2)
MORE = (
    ("Ada Lovelace spoke .", (), Status.NEW),
    ("Lady Ada Lovelace wrote .", (Entity("PER", 0, 3),), Status.DONE),
    ("The Ada Lovelace ship", (Entity("LOC", 1, 3),), Status.DONE),
    ("ada lovelace again", (), Status.NEW),
    ("Not Ada Lovelace", (), Status.REJECTED),
)
Open = Callable[[], MentionDialog]


def add_more(transaction: Transaction) -> Changes:
    transaction.add(
        NewSentence(tuple(text.split()), tags(text, found), IOB2, status, None, "more.txt")
        for text, found, status in MORE
    )
    return transaction.changes("add")


def tags(text: str, entities: tuple[Entity, ...]) -> tuple[str, ...]:
    return entities_to_tags(entities, len(text.split()), IOB2)


def sentence(store: Store, beginning: str) -> Sentence:
    """The sentence that begins so."""

    def look(reader: Reader) -> Sentence:
        found = [one for one in reader.sentences(reader.ids()) if one.text.startswith(beginning)]
        return found[-1]

    return store.ask(look).result()


@pytest.fixture
def more(filled: Store, place: AnnotatePlace, context: Context, qtbot: QtBot) -> Store:
    """The project with further mentions of Ada Lovelace; the cursor is on the first one."""
    with qtbot.waitSignal(context.hub.changed):
        context.do(add_more)
    qtbot.waitUntil(lambda: place.desk.ready and place.panel.count.text().endswith("of 9"))
    place.editor.set_cursor(Cursor(0))
    place.editor.setFocus()
    return filled


def opened(qtbot: QtBot, place: AnnotatePlace) -> MentionDialog:
    """The dialog, once its search is over."""
    qtbot.waitUntil(lambda: place.mentions.dialog is not None)
    dialog = place.mentions.dialog
    assert dialog is not None
    ready(qtbot, dialog)
    return dialog


def ready(qtbot: QtBot, dialog: MentionDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.searching and bool(dialog.parts.label))


@pytest.fixture
def identical(qtbot: QtBot, more: Store, place: AnnotatePlace) -> MentionDialog:
    """The dialog that Ctrl+D opens on the first entity."""
    QTest.keyClick(place.editor, Qt.Key.Key_D, CONTROL)
    return opened(qtbot, place)


@pytest.fixture
def finder(qtbot: QtBot, more: Store, place: AnnotatePlace) -> MentionDialog:
    """The dialog that Ctrl+Shift+D opens."""
    QTest.keyClick(place.editor, Qt.Key.Key_D, CONTROL | SHIFT)
    return opened(qtbot, place)


def column(dialog: MentionDialog, number: int) -> list[str]:
    model = dialog.parts.model
    return [str(model.index(row, number).data() or "") for row in range(model.rowCount())]


def ticks(dialog: MentionDialog) -> list[bool]:
    model = dialog.parts.model
    return [model.is_ticked(row) for row in range(model.rowCount())]


def show(dialog: MentionDialog, shown: Shown) -> None:
    dialog.parts.shown.setCurrentIndex(list(Shown).index(shown))


def click(button: QPushButton) -> None:
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, LEFT)


def gone(qtbot: QtBot, place: AnnotatePlace) -> None:
    qtbot.waitUntil(lambda: place.mentions.dialog is None and place.desk.ready)


def find(qtbot: QtBot, dialog: MentionDialog, terms: str) -> None:
    dialog.parts.form.terms.setPlainText(terms)
    click(dialog.parts.find_button)
    ready(qtbot, dialog)


# Apply to all identical mentions


def test_every_mention_is_listed_with_what_it_has(identical: MentionDialog) -> None:
    """In context; conflicts are marked by a word and a sign and are not ticked."""
    assert column(identical, CONTEXT) == [
        "[Ada Lovelace] spoke .",
        "Lady [Ada Lovelace] wrote .",
        "The [Ada Lovelace] ship",
    ]
    assert column(identical, NOW) == ["○ untagged", "≠ overlaps PER", "≠ now LOC"]
    assert ticks(identical) == [True, False, False]
    assert identical.parts.counts.text() == "1 of 4 chosen · 2 conflicts · 1 PER already"
    assert identical.parts.label == "PER"


def test_enter_tags_and_one_undo_takes_it_back(
    qtbot: QtBot, identical: MentionDialog, place: AnnotatePlace, more: Store, context: Context
) -> None:
    """The usual case needs two keys: Ctrl+D, Enter."""
    said: list[str] = []
    context.notify.noticed.connect(lambda notice: said.append(notice.text))
    QTest.keyClick(identical.parts.table, Qt.Key.Key_Return)
    gone(qtbot, place)
    assert sentence(more, "Ada Lovelace spoke").entities == (ADA,)
    assert sentence(more, "The Ada").entities == (Entity("LOC", 1, 3),)
    assert said == ["1 mention tagged as PER. Ctrl+Z takes it back."]
    assert place.window().focusWidget() is place.editor
    more.submit(history.undo).result()
    assert sentence(more, "Ada Lovelace spoke").entities == ()


def test_space_ticks_a_conflict_which_is_then_replaced(
    qtbot: QtBot, identical: MentionDialog, place: AnnotatePlace, more: Store
) -> None:
    """Down and Space; the count says what will be lost."""
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(identical.parts.table, key)
    assert ticks(identical) == [True, False, True]
    assert "1 of them will be replaced" in identical.parts.counts.text()
    assert identical.parts.tag_button.text() == "Tag 2 as PER"
    click(identical.parts.tag_button)
    gone(qtbot, place)
    assert sentence(more, "The Ada").entities == (Entity("PER", 1, 3),)


def test_space_ticks_all_selected_rows(identical: MentionDialog) -> None:
    """They all become what the current one was not."""
    table = identical.parts.table
    QTest.keyClick(table, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert ticks(identical) == [False, False, False]
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert ticks(identical) == [True, True, True]


def test_a_click_on_the_tick_takes_a_hit_out(identical: MentionDialog) -> None:
    """The button counts along, and nothing can be tagged when nothing is ticked."""
    table, model = identical.parts.table, identical.parts.model
    place_of_tick = table.visualRect(model.index(0, TICK)).center()
    # The box stands at the left of its cell.
    place_of_tick.setX(table.visualRect(model.index(0, TICK)).left() + 14)
    QTest.mouseClick(table.viewport(), LEFT, pos=place_of_tick)
    assert ticks(identical) == [False, False, False]
    assert not identical.parts.tag_button.isEnabled()


def test_what_was_left_out_stays_out_in_a_new_search(
    qtbot: QtBot, identical: MentionDialog
) -> None:
    """Capitals that do not count bring one hit more; the ticks of the others stay."""
    QTest.keyClick(identical.parts.table, Qt.Key.Key_Space)
    identical.parts.options.case.click()
    ready(qtbot, identical)
    assert [text.lower() for text in column(identical, CONTEXT)][-1] == "[ada lovelace] again"
    assert ticks(identical) == [False, False, False, True]


def test_another_label_is_another_judgement(identical: MentionDialog) -> None:
    """What is a LOC already needs nothing then, and the person is the conflict."""
    identical.parts.label_combo.setCurrentText("LOC")
    show(identical, Shown.ALL)
    assert column(identical, NOW) == [
        "≠ now PER",
        "○ untagged",
        "≠ overlaps PER",
        "= LOC already",
    ]
    assert identical.parts.tag_button.text() == "Tag 1 as LOC"


def test_the_table_shows_one_state_and_keeps_the_ticks(identical: MentionDialog) -> None:
    """All and None act on what is shown; Only untagged on everything."""
    parts = identical.parts
    show(identical, Shown.CONFLICTS)
    assert column(identical, NOW) == ["≠ overlaps PER", "≠ now LOC"]
    assert parts.shown.currentText() == "Conflicts  2"
    click(parts.all_button)
    assert parts.model.choice.ticked[State.UNTAGGED] == 1
    assert "3 of 4 chosen" in parts.counts.text()
    show(identical, Shown.CHOSEN)
    assert len(column(identical, NOW)) == 3
    click(parts.untagged_button)
    assert "1 of 4 chosen" in parts.counts.text()
    show(identical, Shown.ALL)
    click(parts.none_button)
    assert "0 of 4 chosen" in parts.counts.text()
    show(identical, Shown.SUGGESTED)
    assert "No place of this kind" in parts.message.text()


def test_what_has_the_label_already_can_not_be_ticked(identical: MentionDialog) -> None:
    """There is nothing to do there."""
    show(identical, Shown.SAME)
    model = identical.parts.model
    assert column(identical, NOW) == ["= PER already"]
    assert not model.flags(model.index(0, TICK)) & Qt.ItemFlag.ItemIsUserCheckable
    click(identical.parts.all_button)
    assert ticks(identical) == [False]


def test_sentences_are_chosen(qtbot: QtBot, identical: MentionDialog) -> None:
    """Rejected ones are left out unless all are wanted; new ones may be taken alone."""
    scope = identical.parts.options.scope
    scope.setCurrentText("all sentences")
    ready(qtbot, identical)
    assert column(identical, CONTEXT)[-1] == "Not [Ada Lovelace]"
    scope.setCurrentText("done sentences")
    ready(qtbot, identical)
    assert column(identical, NOW) == ["≠ overlaps PER", "≠ now LOC"]


def test_the_filtered_list_is_a_choice_of_sentences(
    qtbot: QtBot, more: Store, place: AnnotatePlace
) -> None:
    """Only where the list is filtered."""
    place.show_filter("Lady")
    qtbot.waitUntil(lambda: place.panel.count.text() == "1 of 9")
    place.editor.set_cursor(Cursor(0))
    place.mentions.apply_to_all()
    dialog = opened(qtbot, place)
    scope = dialog.parts.options.scope
    scope.setCurrentIndex(scope.count() - 1)
    ready(qtbot, dialog)
    assert column(dialog, CONTEXT) == ["Lady [Ada Lovelace] wrote ."]


def test_selected_tokens_take_the_label_that_the_text_has_elsewhere(
    qtbot: QtBot, more: Store, place: AnnotatePlace, context: Context
) -> None:
    """The most frequent one; the tokens themselves are untagged here."""
    stop = Entity("LOC", 3, 4)
    context.do(edit.put_entity, sentence(more, "Brit").id, stop)
    qtbot.waitUntil(lambda: sentence(more, "Brit").entities == (stop,))
    place.open_sentence(sentence(more, "Chen").id)
    qtbot.waitUntil(lambda: place.desk.shown is not None and place.desk.shown.length == 7)
    place.editor.set_cursor(select(6, 7))
    place.mentions.apply_to_all()
    dialog = opened(qtbot, place)
    assert dialog.parts.heading.text() == "“.”"
    assert dialog.parts.label == "LOC"
    assert len(dialog.parts.model.choice) == 6


def test_the_link_in_the_details_opens_it(qtbot: QtBot, more: Store, place: AnnotatePlace) -> None:
    """It stands under the counts of the same text."""
    link = place.details.apply_to_all
    qtbot.waitUntil(link.isVisible)
    click(link)
    assert opened(qtbot, place).parts.heading.text() == "“Ada Lovelace”"


def test_a_change_elsewhere_is_taken_in(
    qtbot: QtBot, identical: MentionDialog, more: Store, context: Context
) -> None:
    """Hits of a sentence that somebody else tagged are judged anew."""
    number = sentence(more, "Ada Lovelace spoke").id
    context.do(edit.put_entity, number, Entity("LOC", 0, 1))
    qtbot.waitUntil(lambda: column(identical, NOW)[:1] == ["≠ overlaps LOC"])


def test_esc_tags_nothing(
    qtbot: QtBot, identical: MentionDialog, place: AnnotatePlace, more: Store
) -> None:
    """The editor has the keys again."""
    QTest.keyClick(identical.parts.table, Qt.Key.Key_Escape)
    gone(qtbot, place)
    assert sentence(more, "Ada Lovelace spoke").entities == ()
    assert place.window().focusWidget() is place.editor


def test_without_a_sentence_it_says_what_to_do(qtbot: QtBot, empty_place: AnnotatePlace) -> None:
    """Nothing opens."""
    with qtbot.waitSignal(empty_place.status_text) as said:
        empty_place.mentions.apply_to_all()
    assert "Put the cursor on an entity" in said.args[0]
    assert empty_place.mentions.dialog is None


# Find all and tag


def test_terms_are_found_and_tagged(
    qtbot: QtBot, finder: MentionDialog, place: AnnotatePlace, more: Store
) -> None:
    """Typed one a line; nothing is looked for before Find is pressed."""
    assert finder.parts.message.text() == NOT_YET
    assert not finder.parts.find_button.isEnabled()
    QTest.keyClicks(finder.parts.form.terms, "Oslo\rLima")
    click(finder.parts.find_button)
    ready(qtbot, finder)
    assert column(finder, CONTEXT) == ["Brit saw [Oslo] .", "Chen met Dora in [Lima] today ."]
    finder.parts.label_combo.setCurrentText("LOC")
    click(finder.parts.tag_button)
    gone(qtbot, place)
    assert sentence(more, "Brit").entities == (Entity("LOC", 2, 3),)
    assert sentence(more, "Chen").entities == (Entity("LOC", 4, 5),)


def test_other_terms_must_be_found_first(qtbot: QtBot, finder: MentionDialog) -> None:
    """What the table shows is not tagged under terms that were not looked for."""
    find(qtbot, finder, "Oslo")
    assert finder.parts.tag_button.isEnabled()
    assert finder.parts.tag_button.isDefault()
    finder.parts.form.terms.setPlainText("Lima")
    assert not finder.parts.tag_button.isEnabled()
    assert finder.parts.find_button.isDefault()


def test_an_expression_is_looked_for_on_enter(qtbot: QtBot, finder: MentionDialog) -> None:
    """One that is none is named below the table."""
    form = finder.parts.form
    form.kind.setCurrentIndex(1)
    QTest.keyClicks(form.pattern, "[A-Z]\\w+ (met|saw)")
    QTest.keyClick(form.pattern, Qt.Key.Key_Return)
    ready(qtbot, finder)
    assert column(finder, CONTEXT) == ["[Brit saw] Oslo .", "[Chen met] Dora in Lima today ."]
    QTest.keyClicks(form.pattern, "(")
    QTest.keyClick(form.pattern, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "NW-U36" in finder.parts.notice.text())
    assert not finder.parts.tag_button.isEnabled()


def test_nothing_found_is_said(qtbot: QtBot, finder: MentionDialog) -> None:
    """With what might help."""
    find(qtbot, finder, "Atlantis")
    assert finder.parts.message.text() == NOTHING


def test_lists_are_kept_chosen_and_deleted(
    qtbot: QtBot, finder: MentionDialog, more: Store
) -> None:
    """Under a name, with the label that was chosen."""
    form = finder.parts.form
    form.terms.setPlainText("Oslo\nLima")
    finder.parts.label_combo.setCurrentText("LOC")
    assert not form.save_button.isEnabled()
    QTest.keyClicks(form.name, "towns")
    click(form.save_button)
    qtbot.waitUntil(form.delete_button.isEnabled)
    (kept,) = more.ask(mentions.term_lists).result()
    assert (kept.name, kept.label, kept.terms) == ("towns", "LOC", ("Oslo", "Lima"))
    form.terms.clear()
    finder.parts.label_combo.setCurrentText("PER")
    form.name.activated.emit(0)
    assert form.wanted_terms == ("Oslo", "Lima")
    assert finder.parts.label == "LOC"
    click(form.delete_button)
    qtbot.waitUntil(lambda: form.name.count() == 0)
    assert more.ask(mentions.term_lists).result() == ()


def test_terms_come_from_a_file(
    qtbot: QtBot, finder: MentionDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is no text is named instead."""
    good, bad = tmp_path / "towns.txt", tmp_path / "towns.bin"
    good.write_text("Oslo\n\nLima\n", "utf-8")
    bad.write_bytes(bytes(range(256)))
    chosen = [good, bad]

    def answer(*_: QWidget | str) -> tuple[str, str]:
        return str(chosen.pop(0)), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    click(finder.parts.form.file_button)
    qtbot.waitUntil(lambda: finder.parts.form.wanted_terms == ("Oslo", "Lima"))
    click(finder.parts.form.file_button)
    qtbot.waitUntil(lambda: "NW-I03" in finder.parts.notice.text())


def test_a_search_is_stopped_and_keeps_what_it_found(
    qtbot: QtBot, finder: MentionDialog, context: Context
) -> None:
    """The line says that there may be more."""

    def add_many(transaction: Transaction) -> Changes:
        row = NewSentence(("so", "much"), ("O", "O"), IOB2, Status.NEW, None, "many")
        transaction.add([row] * 3000)
        return transaction.changes("add")

    with qtbot.waitSignal(context.hub.changed):
        context.do(add_many)
    parts = finder.parts
    parts.model.rowsInserted.connect(parts.stop_button.click)
    find(qtbot, finder, "so")
    assert 0 < len(parts.model.choice) < 3000
    assert "Stopped" in parts.notice.text()
    assert parts.tag_button.isEnabled()


def test_too_many_hits_are_said(
    qtbot: QtBot, finder: MentionDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table has a limit, and the line under it says so."""
    monkeypatch.setattr(mention_dialog, "LIMIT", 2)
    find(qtbot, finder, "Ada Lovelace")
    assert len(finder.parts.model.choice) == 2
    assert "The first 2 are listed" in finder.parts.notice.text()


def test_without_labels_nothing_can_be_tagged(qtbot: QtBot, context: Context) -> None:
    """The line says where labels come from."""

    def no_labels(transaction: Transaction) -> Changes:
        labels = transaction.labels()
        for name in labels.names:
            labels = labels.without(name)
        transaction.put_labels(labels)
        return transaction.changes("no labels")

    context.store.submit(no_labels).result()
    dialog = MentionDialog(context, None, Filter())
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.parts.notice.text() == NO_LABELS)
    assert not dialog.parts.tag_button.isEnabled()


def test_every_control_has_a_name(finder: MentionDialog) -> None:
    """For those who do not see the dialog."""
    parts = finder.parts
    for widget in (
        parts.form.terms,
        parts.form.pattern,
        parts.form.kind,
        parts.form.name,
        parts.options.scope,
        parts.shown,
        parts.label_combo,
        parts.table,
    ):
        assert widget.accessibleName()
