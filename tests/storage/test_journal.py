"""Undo and redo, over every operation, bulk actions and restarts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.domain.changes import Changes
from workbench.domain.checks import FindingKind
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.filters import ALL
from workbench.domain.labels import LabelSet
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import clean, edit, history, label, split, suggest
from workbench.operations.store import Reader, Transaction
from workbench.storage import images
from workbench.storage.project import Project

State = tuple[LabelSet, list[Sentence], list[Any], Any]
Step = Callable[[Transaction], Changes]


def state_of(reader: Reader) -> State:
    """Everything that undo must bring back, derived tables included."""
    findings = [reader.findings(kind, 1000) for kind in FindingKind]
    return reader.labels(), list(reader.sentences(reader.ids(ALL))), findings, reader.statistics()


def add_more(transaction: Transaction) -> Changes:
    sentence = next(iter(transaction.sentences([1])), None)
    assert sentence is not None
    from workbench.operations.store import NewSentence

    transaction.put_labels(transaction.labels().with_names(["NEW"]))
    transaction.add(
        [
            NewSentence(
                sentence.tokens,
                ("B-NEW", "O", "I-NEW"),
                sentence.scheme,
                Status.DONE,
                None,
                "c",
                (Suggestion(Entity("PER", 1, 2), "x", 0.5),),
                source="Ada  met\nBo",
                flagged=True,
                note="süß",
                extras=(("pos", ("NNP", "VBD", "NNP")),),
            )
        ]
        * 3
    )
    return transaction.changes("import")


def rename_first(transaction: Transaction) -> Changes:
    names = transaction.labels().names
    return label.rename(transaction, names[0], names[0] + "_")


def delete_last(transaction: Transaction) -> Changes:
    names = transaction.labels().names
    return label.delete(transaction, names[-1]) if len(names) > 1 else Changes("")


STEPS: dict[str, Step] = {
    "put": lambda tx: edit.put_entity(tx, 1, Entity("ORG", 0, 2)),
    "clear": lambda tx: edit.clear_tokens(tx, 3, 0, 2),
    "accept": lambda tx: edit.accept_sentence(tx, 4),
    "status": lambda tx: edit.set_status(tx, [1, 2, 3], Status.REJECTED),
    "flag": lambda tx: edit.set_flag(tx, [2], True),
    "note": lambda tx: edit.set_note(tx, 2, "süß"),
    "clean": clean.clean,
    "ignore": lambda tx: clean.ignore(tx, FindingKind.OUTSIDE_MARK, [3]),
    "import": add_more,
    "rename": rename_first,
    "delete": delete_last,
    "split": lambda tx: split.draw_splits(tx, seed=3),
    "suggest": lambda tx: suggest.put_suggestions(
        tx, "run-2", {2: [Suggestion(Entity("PER", 0, 1), "run-2", 0.9)]}
    ),
    "drop": suggest.drop_suggestions,
}


@pytest.mark.parametrize("name", list(STEPS))
def test_each_operation_can_be_undone_and_redone(project: Project, name: str) -> None:
    """The project is as before, then as after, in sentences, labels, findings and counts."""
    before = project.ask(state_of).result()
    project.submit(STEPS[name]).result()
    after = project.ask(state_of).result()
    assert before != after
    project.submit(history.undo).result()
    assert project.ask(state_of).result() == before
    project.submit(history.redo).result()
    assert project.ask(state_of).result() == after


class Walk:
    """A project beside a list of the states it was in: the model of undo and redo."""

    def __init__(self, path: Path, project: Project) -> None:
        self.path = path
        self.project = project
        self.states = [project.ask(state_of).result()]
        self.at = 0

    def step(self, name: str) -> None:
        if name == "undo":
            self.at = max(self.at - 1, 0)
            self.project.submit(history.undo).result()
        elif name == "redo":
            self.at = min(self.at + 1, len(self.states) - 1)
            self.project.submit(history.redo).result()
        elif name == "reopen":
            self.project.close()
            self.project = Project.open(self.path)
        else:
            self._operate(STEPS[name])
        assert self.project.ask(state_of).result() == self.states[self.at], name

    def _operate(self, step: Step) -> None:
        if self.project.submit(step).result().sequence:
            self.at += 1
            self.states = [*self.states[: self.at], self.project.ask(state_of).result()]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.sampled_from([*STEPS, "undo", "redo", "reopen"] + ["undo"] * 5),
        max_size=14,
    )
)
def test_a_random_walk_is_retraced(
    tmp_path_factory: pytest.TempPathFactory, add_sentences: Step, names: list[str]
) -> None:
    """Edits, bulk actions, undo, redo and restarts in any order agree with a plain list."""
    path = tmp_path_factory.mktemp("walk") / "a.nerproj"
    project = Project.create(path, ["PER", "LOC", "ORG"])
    project.submit(add_sentences).result()
    project.submit(edit.set_flag, [1], True).result()
    walk = Walk(path, project)
    try:
        # The two first operations lie below the walk's own states.
        for name in names:
            if not (name == "undo" and walk.at == 0):
                walk.step(name)
    finally:
        walk.project.close()


def test_ignored_findings_stay_away(project: Project) -> None:
    """What a person does not want to see is not listed, also after the sentence is edited."""
    project.submit(clean.ignore, FindingKind.OUTSIDE_MARK, [3]).result()
    project.submit(edit.set_flag, [3], True).result()
    groups = project.ask(lambda reader: reader.finding_groups()).result()
    assert [group.kind for group in groups] == [FindingKind.UNKNOWN_TAG]


def test_a_new_operation_ends_redo(project: Project) -> None:
    """After an undo and another edit there is nothing to redo."""
    project.submit(edit.set_flag, [1], True).result()
    project.submit(history.undo).result()
    project.submit(edit.set_flag, [2], True).result()
    assert project.submit(history.redo).result().nothing


def test_putting_a_sentence_twice_keeps_its_first_state(project: Project) -> None:
    """One operation that changes a sentence in two steps is undone in one."""

    def twice(transaction: Transaction) -> Changes:
        edit.set_flag(transaction, [1], True)
        transaction.put(replace(transaction.sentence(1), split=Split.TEST))
        return transaction.changes("twice")

    before = project.ask(state_of).result()
    project.submit(twice).result()
    project.submit(history.undo).result()
    assert project.ask(state_of).result() == before


def test_unchanged_sentences_leave_no_trace(project: Project) -> None:
    """An operation that changes nothing is no entry of the history."""
    before = project.ask(lambda reader: reader.history()).result()
    assert project.submit(edit.set_flag, [1], False).result().nothing
    assert project.ask(lambda reader: reader.history()).result() == before


def test_the_first_labels_come_back_with_a_redo(tmp_path: Path) -> None:
    """The label set before them was empty, which is a set too."""

    def add(transaction: Transaction) -> Changes:
        transaction.put_labels(transaction.labels().with_names(["PER"]))
        transaction.put_labels(transaction.labels().with_names(["ORG"]))
        return transaction.changes("labels")

    with Project.create(tmp_path / "a.nerproj") as project:
        assert project.submit(add).result().labels
        project.submit(history.undo).result()
        assert project.ask(lambda reader: reader.labels().names).result() == ()
        assert project.submit(history.redo).result().labels
        assert project.ask(lambda reader: reader.labels().names).result() == ("PER", "ORG")


def put_guideline(transaction: Transaction, text: str | None) -> Changes:
    transaction.put_value("guideline", None if text is None else {"": text})
    return transaction.changes("guideline")


def test_values_are_a_part_of_the_history(project: Project) -> None:
    """Undo brings back what was there, or that there was nothing; redo the newer one."""

    def value(reader: Reader) -> Any:
        return reader.value("guideline")

    changes = project.submit(put_guideline, "first").result()
    assert changes.values == {"guideline"}
    project.submit(put_guideline, "second").result()
    project.submit(put_guideline, None).result()
    seen = [project.ask(value).result()]
    for _ in range(3):
        assert project.submit(history.undo).result().values == {"guideline"}
        seen.append(project.ask(value).result())
    assert seen == [None, {"": "second"}, {"": "first"}, None]
    for _ in range(3):
        project.submit(history.redo).result()
        seen.append(project.ask(value).result())
    assert seen[4:] == [{"": "first"}, {"": "second"}, None]


def test_a_sentence_tells_its_history(project: Project) -> None:
    """Every operation that changed it, the latest first, with the sentence as it left it."""
    first = project.ask(lambda reader: reader.sentence(2)).result()
    project.submit(edit.put_entity, 2, Entity("ORG", 0, 1)).result()
    project.submit(edit.set_note, 1, "another sentence").result()
    project.submit(edit.set_note, 2, "note").result()
    project.submit(edit.set_flag, [2], True).result()
    project.submit(history.undo).result()
    versions = project.ask(lambda reader: list(reader.sentence_history(2))).result()
    assert [version.operation for version in versions] == ["note", "set ORG", "import"]
    assert versions[0].sentence == project.ask(lambda reader: reader.sentence(2)).result()
    assert versions[1].sentence.note == ""
    assert versions[2].sentence == first


def test_the_last_steps_of_a_long_history_are_read_alone(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepting a sentence asks when its suggestions were last new: mostly a few steps ago."""
    for number in range(9):
        project.submit(edit.set_note, 2, f"alone {number}").result()
        project.submit(edit.set_flag, [1, 2], number % 2 == 0).result()
    read = Mock(wraps=images.unpack)
    monkeypatch.setattr("workbench.storage.past.unpack", read)

    def last_three(reader: Reader) -> list[str]:
        return [one.operation for one in islice(reader.sentence_history(2), 3)]

    assert project.ask(last_three).result() == ["flag", "note", "remove flag"]
    assert read.call_count == 3


def test_any_past_state_can_be_restored(project: Project) -> None:
    """The sentence is again what an operation left; one undo takes that back."""
    project.submit(edit.put_entity, 2, Entity("ORG", 0, 1)).result()
    project.submit(edit.set_note, 2, "note").result()
    before = project.ask(state_of).result()
    versions = project.ask(lambda reader: list(reader.sentence_history(2))).result()
    project.submit(history.restore, 2, versions[-1].sequence).result()
    assert project.ask(lambda reader: reader.sentence(2)).result() == versions[-1].sentence
    project.submit(history.undo).result()
    assert project.ask(state_of).result() == before
    with pytest.raises(UsageError) as caught:
        project.submit(history.restore, 2, 999).result()
    assert caught.value.code == "NW-U46"


def test_changes_say_how_many_more_are_done(project: Project) -> None:
    """Done by Enter, undone, and rejected again."""
    assert project.submit(edit.accept_sentence, 4).result().finished == 1
    assert project.submit(history.undo).result().finished == -1
    assert project.submit(edit.set_status, [1, 2, 4], Status.REJECTED).result().finished == -2
