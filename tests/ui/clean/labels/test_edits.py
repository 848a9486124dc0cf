"""Keys, colours and order of a label set."""

from __future__ import annotations

import pytest

from workbench.domain.counts import LabelCounts
from workbench.domain.labels import COLOURS, KEYS, MORE_KEYS, LabelSet
from workbench.ui.action_table import TABLE
from workbench.ui.actions import editor_keys
from workbench.ui.clean.labels.edits import (
    colour_remark,
    key_problem,
    label_rows,
    moved,
    owner_of,
    with_colour,
    with_fresh_colours,
    with_key,
)

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
    assert key_problem(key, editor_keys()).endswith(".")


@pytest.mark.parametrize("key", ["1", "q", "", "é", "国"])
def test_other_characters_can(key: str) -> None:
    """Also letters of other scripts, and no key at all."""
    assert key_problem(key, editor_keys()) == ""


def test_default_keys_leave_the_commands_alone() -> None:
    """A new label never takes a key that does something in the editor."""
    assert TABLE
    assert not editor_keys() & set(KEYS + MORE_KEYS.lower())


def test_the_owner_of_a_key_is_found() -> None:
    """No key belongs to nobody."""
    assert (owner_of(LABELS, "2"), owner_of(LABELS, "9"), owner_of(LABELS, "")) == ("ORG", "", "")


def test_all_colours_can_be_given_anew() -> None:
    """As a new set would have them."""
    wild = with_colour(with_colour(LABELS, "PER", "#ffee00"), "LOC", COLOURS[0])
    assert with_fresh_colours(wild) == LABELS


@pytest.mark.parametrize(
    ("colour", "remark"),
    [
        (COLOURS[0], ""),
        ("#ffee00", "drawn darker in the light theme"),
        ("#220033", "drawn lighter in the dark theme"),
    ],
)
def test_a_colour_that_is_corrected_says_so(colour: str, remark: str) -> None:
    """And in which theme."""
    assert colour_remark(colour) == remark


def test_labels_that_are_not_in_the_set_are_listed_behind_it() -> None:
    """So that a misspelt one is seen."""
    rows = label_rows(LABELS, {"PER": LabelCounts(3, 1), "PRG": LabelCounts(1, 0)}, {})
    assert [(row.name, row.label is not None, row.entities, row.suggestions) for row in rows] == [
        ("PER", True, 3, 1),
        ("ORG", True, 0, 0),
        ("LOC", True, 0, 0),
        ("PRG", False, 1, 0),
    ]
    assert rows[-1].remark == "not in the label set"


def test_what_there_is_to_know_of_a_label_stands_beside_it() -> None:
    """A split that was begun, and a name that looks like another one."""
    rows = label_rows(LABELS.with_names(["ОRG"]), {}, {"PER": 2})
    assert rows[0].remark == "split begun: 2 decisions kept"
    assert "looks like 'ORG'" in rows[-1].remark
