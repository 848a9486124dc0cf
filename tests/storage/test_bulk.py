"""Many sentences at once, and histories that are long."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults import invariants
from workbench.domain.changes import Changes
from workbench.domain.checks import FindingKind
from workbench.domain.entity import HUMAN, Entity
from workbench.domain.filters import ALL
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import clean, edit, history
from workbench.operations.store import NewSentence, Reader, SentenceVersion, TagRun, Transaction
from workbench.storage.images import Image, unpack
from workbench.storage.project import Project

DEEP = 200


def fill(transaction: Transaction, number: int) -> Changes:
    tokens, tags = ("Ada", "met", "Bo"), ("I-PER", "O", "B-PER")
    sentence = NewSentence(tokens, tags, IOB2, Status.NEW, None, "d")
    transaction.add([sentence] * number)
    return transaction.changes("fill", sentences=number)


def one_of(reader: Reader, number: int) -> Sentence:
    return reader.sentence(number)


def past_of(reader: Reader, number: int) -> list[SentenceVersion]:
    return list(reader.sentence_history(number))


def ids(reader: Reader) -> list[int]:
    return list(reader.ids(ALL))


def test_two_hundred_operations_are_undone_after_a_restart(tmp_path: Path) -> None:
    """To the first and forth to the last, to the byte."""
    path = tmp_path / "a.nerproj"
    with Project.create(path, ["PER", "LOC"]) as project:
        project.submit(fill, 3).result()
        states = [project.ask(invariants.dump).result()]
        for number in range(DEEP):
            label = ("PER", "LOC")[number % 2]
            project.submit(edit.put_entity, 1 + number % 3, Entity(label, number % 3, 3)).result()
            states.append(project.ask(invariants.dump).result())
    with Project.open(path) as project:
        for state in states[-2::-1]:
            project.submit(history.undo).result()
            assert project.ask(invariants.dump).result() == state
    with Project.open(path) as project:
        for state in states[1:]:
            project.submit(history.redo).result()
            assert project.ask(invariants.dump).result() == state
        project.ask(invariants.check).result()


def test_several_operations_are_undone_in_one_go(project: Project) -> None:
    """All after the chosen one; each of them stays an entry of its own, and can be redone."""
    project.submit(edit.set_flag, [1], True).result()
    kept = project.ask(invariants.dump).result()
    for status in (Status.REJECTED, Status.DONE, Status.DRAFT):
        project.submit(edit.set_status, [1, 4], status).result()
    last = project.ask(invariants.dump).result()
    changes = project.submit(history.undo_to, 2).result()
    assert changes.details["operations"] == 3
    assert changes.sentences == {1, 4}
    # Draft before, then done as the first one was imported.
    assert changes.finished == 1
    assert project.ask(invariants.dump).result() == kept
    entries = project.ask(lambda reader: reader.history()).result()
    assert [entry.undone for entry in entries] == [True, True, True, False, False]
    for _ in range(3):
        project.submit(history.redo).result()
    assert project.ask(invariants.dump).result() == last
    assert project.submit(history.undo_to, 99).result().nothing


def test_totals_count_what_is_not_undone(project: Project) -> None:
    """The details of all operations are summed up by name."""

    def count(transaction: Transaction, taken: int) -> Changes:
        transaction.put_value("count", taken)
        return transaction.changes("count", taken=taken, suggested=10)

    for taken in (3, 4, 5):
        project.submit(count, taken).result()
    project.submit(history.undo).result()
    totals = project.ask(lambda reader: reader.history_totals()).result()
    assert totals == {"taken": 7, "suggested": 20}


@pytest.mark.parametrize("number", [1, 2, 255, 256, 257, 2001])
def test_any_number_of_sentences_comes_and_goes(tmp_path: Path, number: int) -> None:
    """Those of one page and of several; each tells its own history."""
    with Project.create(tmp_path / "a.nerproj", ["PER"]) as project:
        project.submit(fill, number).result()
        first = project.ask(invariants.dump).result()
        every = project.ask(ids).result()
        project.submit(edit.set_split, every, Split.DEV).result()
        project.submit(clean.clean).result()
        last = project.ask(invariants.dump).result()
        project.ask(invariants.check).result()
        for one in (every[0], every[-1]):
            versions = project.ask(past_of, one).result()
            assert [v.operation for v in versions] == ["clean", "split dev", "fill"]
            assert [v.sentence.split for v in versions] == [Split.DEV, Split.DEV, None]
            assert [v.sentence.tags[0] for v in versions] == ["B-PER", "I-PER", "I-PER"]
        project.submit(history.undo_to, 1).result()
        assert project.ask(invariants.dump).result() == first
        project.submit(history.redo).result()
        project.submit(history.redo).result()
        assert project.ask(invariants.dump).result() == last


def test_only_states_can_be_put_on_all(project: Project) -> None:
    """Fields that others follow from are refused; then nothing is changed."""

    def operation(transaction: Transaction) -> Changes:
        transaction.put_all([1], tokens=("a",))
        return transaction.changes("no")

    with pytest.raises(ValueError, match="tokens"):
        project.submit(operation).result()


def test_a_rewrite_needs_a_tag_for_each_token(project: Project) -> None:
    """That is a fault of the program; nothing is written."""

    def operation(transaction: Transaction) -> Changes:
        transaction.retag(transaction.ids(ALL), lambda run: ())
        return transaction.changes("no")

    before = project.ask(invariants.dump).result()
    with pytest.raises(ValueError, match="not one tag"):
        project.submit(operation).result()
    assert project.ask(invariants.dump).result() == before


def relabelled(new: str) -> Callable[[TagRun], list[str]]:
    return lambda run: [f"{tag[:2]}{new}" if tag[1:2] == "-" else tag for tag in run.tags]


def test_an_entity_that_keeps_its_borders_keeps_its_origin(project: Project) -> None:
    """Only its label is another; each run is told with how often it was rewritten."""
    told: list[dict[TagRun, int]] = []

    def operation(transaction: Transaction) -> Changes:
        told.append(dict(transaction.retag([1, 2, 3, 4], relabelled("ORG"))))
        return transaction.changes("all ORG")

    project.submit(edit.put_entity, 2, Entity("PER", 0, 1)).result()
    project.submit(operation).result()
    project.ask(invariants.check).result()
    sentence = project.ask(lambda reader: reader.sentence(2)).result()
    assert sentence.tags == ("B-ORG", "B-ORG")
    assert sentence.origins == ((Entity("ORG", 0, 1), HUMAN),)
    assert sum(told[0].values()) == 3


def test_ignored_findings_stay_away_when_tags_are_rewritten(project: Project) -> None:
    """A kind that a person does not want to see is neither repaired nor counted."""
    project.submit(clean.ignore, FindingKind.OUTSIDE_MARK, [3]).result()
    changes = project.submit(clean.clean).result()
    assert "outside-mark" not in changes.details
    sentence = project.ask(lambda reader: reader.sentence(3)).result()
    assert sentence.tags[0] == "0"
    project.ask(invariants.check).result()


@pytest.mark.parametrize("policy", [{}, {FindingKind.TYPE_SWITCH: "join"}], ids=["runs", "join"])
def test_both_ways_of_cleaning_agree(project: Project, policy: dict[FindingKind, str]) -> None:
    """What a preview shows is what is done, with the same counts."""
    expected = project.ask(lambda reader: list(clean.preview(reader, policy=policy))).result()
    counted = project.ask(lambda reader: clean.dry_run(reader, policy=policy)).result()
    changes = project.submit(clean.clean, policy=policy).result()
    assert changes.details == counted.details
    assert changes.sentences == counted.sentences
    for one in expected:
        now = project.ask(one_of, one.after.id).result()
        assert replace(now, origins=()) == replace(one.after, origins=())


def test_a_long_history_is_told_quickly(tmp_path: Path) -> None:
    """A thousand changes of one sentence, among many of others, without a look at each page."""
    with Project.create(tmp_path / "a.nerproj", ["PER"]) as project:
        project.submit(fill, 600).result()

        def operation(transaction: Transaction, number: int) -> Changes:
            transaction.put_all([1, 400 + number % 100], note=str(number))
            return transaction.changes("note")

        futures = [project.submit(operation, number) for number in range(1000)]
        futures[-1].result()
        begun = time.perf_counter()
        versions = project.ask(past_of, 1).result()
        waited = time.perf_counter() - begun
        assert [one.sentence.note for one in versions][:3] == ["999", "998", "997"]
        assert len(versions) == 1001
        # It takes a tenth of a second; a look at each page of the journal would take minutes.
        assert waited < 60


@pytest.mark.parametrize("text", ["a\nb", "\x7f", "\x7f\n\x7f", "", "ab", '"\\\n'])
def test_what_is_packed_comes_out_again(text: str) -> None:
    """Line breaks, and the sign that stands for them meanwhile."""
    image = Image([1], {"tags": ([text], ["O"]), "note": (["x\ny"], ["\x7f"])}, {})
    columns = Image(**unpack(image.pack())).columns
    assert [list(side) for side in columns["tags"]] == [[text], ["O"]]
    assert [list(side) for side in columns["note"]] == [["x\ny"], ["\x7f"]]
