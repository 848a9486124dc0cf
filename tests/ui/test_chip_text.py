"""Tagged sentences are painted in the order in which people read them."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from workbench.domain.entity import Entity
from workbench.ui.chip_text import LONGEST, LONGEST_TOKEN, ChipText, ShownSentence


def painted(qtbot: QtBot, tokens: tuple[str, ...], *entities: Entity, width: int = 800) -> ChipText:
    text = ChipText()
    qtbot.addWidget(text)
    text.resize(width, 400)
    text.show_sentences([ShownSentence(tokens, entities)], {})
    return text


def lefts(text: ChipText) -> list[float]:
    return [word.text_area.left() for word in text._words]


def test_words_stand_apart_and_chinese_does_not(qtbot: QtBot) -> None:
    """A space stands between words, none between characters of Chinese."""
    words = painted(qtbot, ("Ada", "saw"))._words
    assert words[1].area.left() > words[0].area.right() + 1
    characters = painted(qtbot, ("北", "京"))._words
    assert characters[1].area.left() == characters[0].area.right()


def test_arabic_begins_at_the_right(qtbot: QtBot) -> None:
    """Text that is written from right to left is laid out so, with the tag at its end."""
    text = painted(qtbot, ("زار", "محمد", "عمان"), Entity("LOC", 2, 3))
    assert lefts(text) == sorted(lefts(text), reverse=True)
    (chip,) = text._chips
    assert chip.tag == "LOC" and not chip.rightwards
    assert chip.area.left() < text._words[2].text_area.left()


def test_an_entity_across_two_lines_has_two_chips_and_one_tag(qtbot: QtBot) -> None:
    """What is broken is painted in pieces; its label is named once."""
    tokens = tuple(f"token{i}" for i in range(12))
    text = painted(qtbot, tokens, Entity("ORG", 0, 12), width=300)
    assert len(text._chips) > 1
    assert [chip.tag for chip in text._chips if chip.tag] == ["ORG"]


def test_a_long_sentence_is_cut_visibly(qtbot: QtBot) -> None:
    """Only its beginning is painted, with a sign that it goes on, and an entity cut with it."""
    text = painted(qtbot, ("a",) * (LONGEST + 5), Entity("PER", LONGEST - 1, LONGEST + 3))
    assert len(text._words) == LONGEST + 1
    assert text._words[-1].text == "…"
    assert text._words[-1].label == ""


def test_a_huge_token_is_cut_visibly(qtbot: QtBot) -> None:
    """A token as long as a file costs no more than its first characters."""
    text = painted(qtbot, ("x" * 1_000_000, "end"))
    assert len(text._words[0].text) == LONGEST_TOKEN and text._words[0].text.endswith("…")
    assert text._words[0].area.right() <= text.width()


def test_what_shows_nothing_is_named(qtbot: QtBot) -> None:
    """A token of a zero-width character is shown by its code, and a label's markup as it is."""
    text = painted(qtbot, ("\u200b",), Entity("<b>x</b>", 0, 1))
    assert text._words[0].text == "U+200B"
    assert text._chips[0].tag == "<b>x</b>"
    text.grab()
