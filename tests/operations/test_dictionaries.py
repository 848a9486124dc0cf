"""Dictionaries and rules are a part of the project and of its history."""

from __future__ import annotations

import pytest

from workbench.domain.dictionaries import DictionaryTerm
from workbench.domain.errors import UsageError
from workbench.domain.rules import Rule
from workbench.operations import dictionaries, history, label, rules
from workbench.operations.label import LabelAct, LabelAction
from workbench.storage.project import Project

OSLO, LIMA = DictionaryTerm("Oslo"), DictionaryTerm("Lima", 0.5)


@pytest.fixture
def labelled(project: Project) -> Project:
    project.submit(label.add_labels, ["LOC", "GPE", "PER"]).result()
    return project


def texts(project: Project, name: str) -> list[str]:
    return [one.text for one in project.ask(dictionaries.dictionary, name).result().terms]


def kept(project: Project) -> list[tuple[str, str, bool]]:
    found = project.ask(rules.rules).result()
    return [(one.name, one.label, one.enabled) for one in found]


def test_terms_come_change_and_go_and_come_back(labelled: Project) -> None:
    """Each edit is one operation, and undo takes it back."""
    changes = labelled.submit(dictionaries.put_terms, "LOC", [OSLO, LIMA]).result()
    assert changes.details == {"terms": 2, "added": 2}
    assert changes.values == {"dictionary:LOC"}
    labelled.submit(dictionaries.change_term, "LOC", "Oslo", DictionaryTerm("Bergen")).result()
    assert texts(labelled, "LOC") == ["Bergen", "Lima"]
    labelled.submit(dictionaries.remove_terms, "LOC", ["Lima"]).result()
    assert texts(labelled, "LOC") == ["Bergen"]
    for expected in (["Bergen", "Lima"], ["Lima", "Oslo"], []):
        labelled.submit(history.undo).result()
        assert texts(labelled, "LOC") == expected


def test_terms_for_no_label_are_refused(labelled: Project) -> None:
    """The labels are those of the set."""
    with pytest.raises(UsageError) as refused:
        labelled.submit(dictionaries.put_terms, "TOWN", [OSLO]).result()
    assert refused.value.code == "NW-L14"


def test_dictionaries_and_rules_follow_a_renamed_label(labelled: Project) -> None:
    """The preview tells of both; one undo takes all of it back."""
    labelled.submit(dictionaries.put_terms, "LOC", [OSLO]).result()
    labelled.submit(rules.put_rule, Rule("towns", "LOC", "Oslo")).result()
    effect = labelled.ask(label.preview, LabelAction(LabelAct.RENAME, "LOC", "TOWN")).result()
    assert (effect.terms, effect.rules) == (1, ("towns",))
    labelled.submit(label.rename, "LOC", "TOWN").result()
    assert texts(labelled, "TOWN") == ["Oslo"]
    assert kept(labelled) == [("towns", "TOWN", True)]
    labelled.submit(history.undo).result()
    assert (texts(labelled, "LOC"), texts(labelled, "TOWN")) == (["Oslo"], [])
    assert kept(labelled) == [("towns", "LOC", True)]


def test_merged_labels_have_one_dictionary(labelled: Project) -> None:
    """Where both know a text, that of the label that stays is kept."""
    labelled.submit(dictionaries.put_terms, "GPE", [DictionaryTerm("Oslo", 0.2), LIMA]).result()
    labelled.submit(dictionaries.put_terms, "LOC", [OSLO]).result()
    labelled.submit(label.merge, "GPE", "LOC").result()
    found = labelled.ask(dictionaries.dictionary, "LOC").result()
    assert found.terms == (LIMA, OSLO)


def test_the_dictionary_of_a_deleted_label_goes_and_comes_back_with_it(labelled: Project) -> None:
    """A rule for it stays as it was written."""
    labelled.submit(dictionaries.put_terms, "LOC", [OSLO]).result()
    labelled.submit(rules.put_rule, Rule("towns", "LOC", "Oslo")).result()
    labelled.submit(label.delete, "LOC").result()
    assert texts(labelled, "LOC") == []
    assert kept(labelled) == [("towns", "LOC", True)]
    labelled.submit(history.undo).result()
    assert texts(labelled, "LOC") == ["Oslo"]


def test_rules_change_in_place_switch_and_go(labelled: Project) -> None:
    """A rule keeps its place under a new name."""
    for name in ("a", "b"):
        labelled.submit(rules.put_rule, Rule(name, "LOC", name)).result()
    labelled.submit(rules.put_rule, Rule("c", "PER", "x"), "a").result()
    labelled.submit(rules.switch_rules, ["b"], False).result()
    assert kept(labelled) == [("c", "PER", True), ("b", "LOC", False)]
    labelled.submit(rules.remove_rules, ["c"]).result()
    labelled.submit(history.undo).result()
    assert kept(labelled) == [("c", "PER", True), ("b", "LOC", False)]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule("a", "LOC", "x"), "NW-L13"),
        (Rule(" ", "LOC", "x"), "NW-L13"),
        (Rule("b", "TOWN", "x"), "NW-L14"),
        (Rule("b", "", "x"), "NW-L14"),
    ],
)
def test_a_rule_needs_a_name_of_its_own_and_a_label(
    labelled: Project, rule: Rule, code: str
) -> None:
    """The first rule stays alone."""
    labelled.submit(rules.put_rule, Rule("a", "LOC", "x")).result()
    with pytest.raises(UsageError) as refused:
        labelled.submit(rules.put_rule, rule).result()
    assert refused.value.code == code
    assert kept(labelled) == [("a", "LOC", True)]
