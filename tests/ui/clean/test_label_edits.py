"""Keys, colours and order of a label set."""

from __future__ import annotations

import pytest

from workbench.domain.labels import LabelSet
from workbench.ui.clean.label_edits import key_problem, label_rows, moved, with_colour, with_key

LABELS = LabelSet().with_names(["PER", "ORG", "LOC"])


def test_a_key_belongs_to_one_label() -> None:
    """Who had the key before is left without one."""
    changed = with_key(LABELS, "LOC", "1")
    assert [label.key for label in changed] == ["", "2", "1"]
    assert [label.key for label in with_key(changed, "LOC", "")] == ["", "2", ""]


def test_colours_and_order_change_one_label() -> None:
    """At the end of the order a label stays where it is."""
    assert [label.colour for label in with_colour(LABELS, "ORG", "#123456")][1] == "#123456"
    assert moved(LABELS, "LOC", -1).names == ("PER", "LOC", "ORG")
    assert moved(LABELS, "PER", -1) == LABELS


@pytest.mark.parametrize("key", ["a", "F", "j", "x", "y", "ab", " ", "\t"])
def test_keys_of_commands_cannot_set_labels(key: str) -> None:
    """Each refusal is a sentence."""
    assert key_problem(key).endswith(".")


@pytest.mark.parametrize("key", ["1", "q", "", "é", "国"])
def test_other_characters_can(key: str) -> None:
    """Also letters of other scripts, and no key at all."""
    assert key_problem(key) == ""


def test_labels_that_are_not_in_the_set_are_listed_behind_it() -> None:
    """So that a misspelt one is seen."""
    rows = label_rows(LABELS, {"PER": 3, "PRG": 1})
    assert [(row.name, row.label is not None, row.entities) for row in rows] == [
        ("PER", True, 3),
        ("ORG", True, 0),
        ("LOC", True, 0),
        ("PRG", False, 1),
    ]
