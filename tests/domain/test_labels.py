"""Label sets: colours and keys that are free."""

from __future__ import annotations

from workbench.domain.labels import COLOURS, FURTHER, KEYS, Label, LabelSet

NAMES = [f"L{number}" for number in range(60)]


def test_many_labels_have_colours_of_their_own() -> None:
    """Beyond those, colours begin again: a name and a key still tell labels apart."""
    labels = LabelSet().with_names(NAMES)
    colours = [label.colour for label in labels]
    different = len(COLOURS) + FURTHER
    assert len(set(colours[:different])) == different
    assert len(colours) == 60
    assert colours[:12] == list(COLOURS)


def test_a_new_label_takes_what_is_free() -> None:
    """The colour and key of a label that went away are given again."""
    labels = LabelSet().with_names(["A", "B", "C"]).without("B").with_names(["D"])
    assert [(label.colour, label.key) for label in labels][-1] == (COLOURS[1], KEYS[1])


def test_keys_are_given_to_labels_without_one() -> None:
    """Keys that a person knows stay; a key of a command and a key given twice are replaced."""
    labels = LabelSet(
        (Label("A", "#000000", "5"), Label("B", "#000000", "X"), Label("C", "#000000", "5"))
    )
    filled = labels.with_free_keys(frozenset("1x"))
    assert [label.key for label in filled] == ["5", "2", "3"]
    assert filled.with_free_keys(frozenset("1x")) == filled


def test_keys_are_given_anew_in_the_order_of_the_labels() -> None:
    """So that the palette counts up; where keys run out, labels stay without."""
    labels = LabelSet().with_names(NAMES)
    keys = [label.key for label in labels.with_free_keys(frozenset("2q"), anew=True)]
    assert keys[:9] == list("134567890")
    assert "q" not in keys
    assert "Q" not in keys
    given = [key for key in keys if key]
    assert len(set(given)) == len(given)
    assert keys[-1] == ""
