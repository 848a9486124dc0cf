"""A mistake beside its sentence."""

from __future__ import annotations

from workbench.domain.entity import Entity
from workbench.domain.reports import Mistake, MistakeKind
from workbench.domain.sentence import Sentence
from workbench.ui.train.mistakes.lines import (
    AROUND,
    GONE,
    MistakeLine,
    describe_entity,
    sides_of,
    target_of,
)

TOKENS = ("Ada", "Byron", "left", "Oslo", "today")
GOLD = ("B-PER", "I-PER", "O", "B-LOC", "O")
PER, SHORT, LOC, ORG = (
    Entity("PER", 0, 2),
    Entity("PER", 1, 2),
    Entity("LOC", 3, 4),
    Entity("ORG", 3, 4),
)
EXTENT = Mistake(1, MistakeKind.WRONG_EXTENT, PER, SHORT, 0.7)
TYPE = Mistake(1, MistakeKind.WRONG_TYPE, LOC, ORG, 0.6)


def sentence(tags: tuple[str, ...] = GOLD) -> Sentence:
    return Sentence(1, TOKENS, tags)


def test_gold_and_prediction_stand_side_by_side() -> None:
    """All of gold, and all that the model said; what differs is marked in both."""
    sides = sides_of(sentence(), EXTENT, [EXTENT, TYPE])
    assert sides.gold.entities == (PER, LOC)
    assert sides.said.entities == (SHORT, ORG)
    assert sides.gold.marked == {PER}
    assert sides.said.marked == {SHORT}


def test_what_was_right_is_right_on_both_sides() -> None:
    """An entity that no mistake touches was found."""
    sides = sides_of(sentence(), EXTENT, [EXTENT])
    assert LOC in sides.said.entities


def test_corrected_gold_shows_what_was_scored() -> None:
    """After the correction the pane still says what the model was measured against."""
    corrected = sentence(("O", "B-PER", "O", "B-LOC", "O"))
    sides = sides_of(corrected, EXTENT, [EXTENT])
    assert sides.gold.entities == (PER, LOC)
    assert sides.gold.marked == {PER}


def test_a_missed_entity_marks_one_side_only() -> None:
    """There is nothing to mark in what the model said."""
    mistake = Mistake(1, MistakeKind.MISSED, LOC, None)
    sides = sides_of(sentence(), mistake, [mistake])
    assert sides.gold.marked == {LOC}
    assert sides.said.marked == frozenset()
    assert sides.said.entities == (PER,)


def test_a_long_sentence_is_cut_around_the_mistake() -> None:
    """The mistake is in sight, with an ellipsis on both sides, its borders moved along."""
    tokens = tuple(f"w{n}" for n in range(1000))
    gold = Entity("PER", 600, 602)
    tags = tuple("B-PER" if n == 600 else "I-PER" if n == 601 else "O" for n in range(1000))
    mistake = Mistake(1, MistakeKind.MISSED, gold, None)
    shown = sides_of(Sentence(1, tokens, tags), mistake, [mistake]).gold
    assert len(shown.tokens) == 2 * AROUND + 2 + 2
    assert shown.tokens[0] == shown.tokens[-1] == "…"
    (entity,) = shown.entities
    assert shown.tokens[entity.start : entity.end] == ("w600", "w601")
    assert shown.marked == {entity}


def test_a_sentence_that_changed_breaks_nothing() -> None:
    """Shorter than the mistake reaches, or gone altogether."""
    shorter = Sentence(1, ("Ada",), ("O",))
    sides = sides_of(shorter, TYPE, [TYPE])
    assert sides.gold.tokens == ("Ada",)
    assert sides.said.entities == ()
    assert MistakeLine(TYPE, shorter).line.hit == ""
    assert MistakeLine(TYPE, None).line.before == GONE
    assert describe_entity(shorter, LOC) == "LOC"


def test_the_line_holds_gold_and_prediction_together() -> None:
    """From the first word of either to the last."""
    line = MistakeLine(EXTENT, sentence()).line
    assert (line.before, line.hit, line.after) == ("", "Ada Byron", "left Oslo today")
    assert describe_entity(sentence(), PER) == "Ada Byron · PER"
    assert describe_entity(sentence(), None) == "–"


def test_the_cursor_goes_to_gold_or_else_to_what_was_said() -> None:
    """A spurious entity has no gold to go to."""
    assert target_of(EXTENT) == (0, 2)
    assert target_of(Mistake(1, MistakeKind.SPURIOUS, None, SHORT)) == (1, 2)
