"""What a change of labels does, in words."""

from __future__ import annotations

from workbench.domain.changes import Changes
from workbench.operations.label import LabelAct, LabelAction, LabelEffect
from workbench.ui.clean.labels.effect_words import effect_lines, listed, question, split_told, told


def test_counts_are_told_in_one_line() -> None:
    """While sentences are counted, the line says so."""
    effect = LabelEffect("x", sentences=1, entities=2, suggestions=1)
    assert effect_lines(effect, "A", "B", counting=False) == [
        "2 entities and 1 suggestion in 1 sentence."
    ]
    assert effect_lines(effect, "A", "B", counting=True)[0].endswith("1 sentence so far.")
    assert effect_lines(LabelEffect("x"), "A", "", counting=False) == [
        "No entity and no suggestion."
    ]


def test_everything_else_has_a_line_of_its_own() -> None:
    """What is odd about the new name comes first."""
    effect = LabelEffect(
        "x",
        filters=("a", "b", "c", "d", "e"),
        lost=("f",),
        term_lists=("t",),
        guideline=True,
        remark="B is odd.",
    )
    assert effect_lines(effect, "A", "B", counting=False) == [
        "B is odd.",
        "No entity and no suggestion.",
        "Saved filters follow: “a”, “b”, “c” and 2 more.",
        "Saved filters that go on asking for A: “f”.",
        "Lists of terms follow: “t”.",
        "The guideline's text for A goes to B.",
    ]
    assert effect_lines(effect, "A", "", counting=False)[-1].endswith("goes away with it.")
    assert listed(["a"]) == "“a”"


def test_each_change_is_asked_and_told() -> None:
    """With the key that takes it back, if there is one."""
    changes = Changes("x", details={"changed_entities": 1, "changed_suggestions": 2})
    asked = [question(LabelAction(act, "A", "B")) for act in LabelAct]
    assert asked == ["Rename A to B?", "Merge A into B?", "Delete A?"]
    assert told(LabelAction(LabelAct.MERGE, "A", "B"), changes, "Ctrl+Z") == (
        "Merged A into B in 1 entity and 2 suggestions. Undo: Ctrl+Z"
    )
    assert told(LabelAction(LabelAct.DELETE, "A"), changes, "").endswith("2 suggestions.")


def test_a_split_tells_what_became_of_the_old_label() -> None:
    """And of mentions that had changed meanwhile."""
    counts = {"changed_entities": 2, "gone": 1}
    assert split_told("A", Changes("x", details=counts | {"removed": 1}), True, "U") == (
        "Split A: 2 entities with a new label. 1 mention had changed meanwhile and stayed as it "
        "was. A is gone. Undo: U"
    )
    assert "A stays" in split_told("A", Changes("x", details=counts), True, "U")
    assert "A stays" not in split_told("A", Changes("x", details=counts), False, "U")
