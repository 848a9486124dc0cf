"""Changes of the label set reach all gold and suggestions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.labels import LabelSet
from workbench.domain.schemes import IO, IOB2
from workbench.domain.sentence import Status
from workbench.domain.thresholds import Judged, measure
from workbench.formats.reading import read_corpus
from workbench.operations import history, label, thresholds
from workbench.operations.exchange import import_corpus
from workbench.operations.label import LabelAct, LabelAction, LabelCount
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage.project import Project


def fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER", "ORG"]))
    suggestion = Suggestion(Entity("PER", 1, 2), "run-1", 0.5)
    tags = ("B-PER", "O", "B-ORG")
    transaction.add(
        [NewSentence(("a", "b", "c"), tags, IOB2, Status.DONE, None, "d", (suggestion,))]
    )
    return transaction.changes("fill")


@pytest.fixture
def filled(project: Project) -> Project:
    project.submit(fill).result()
    return project


def test_rename_reaches_gold_and_suggestions(filled: Project) -> None:
    """The label keeps its colour and key."""
    before = filled.ask(lambda reader: reader.labels().find("PER")).result()
    changes = filled.submit(label.rename, "PER", "HUMAN").result()
    assert changes.details["changed_entities"] == 1
    sentence = filled.ask(lambda reader: reader.sentence(1)).result()
    assert sentence.tags == ("B-HUMAN", "O", "B-ORG")
    assert sentence.suggestions[0].entity.label == "HUMAN"
    after = filled.ask(lambda reader: reader.labels().find("HUMAN")).result()
    assert before is not None and after is not None
    assert (after.colour, after.key) == (before.colour, before.key)


def test_merge_and_delete(filled: Project) -> None:
    """Merged labels become one; what a deleted label marked becomes outside."""
    filled.submit(label.merge, "PER", "ORG").result()
    assert filled.ask(lambda reader: reader.sentence(1).tags).result() == ("B-ORG", "O", "B-ORG")
    filled.submit(label.delete, "ORG").result()
    sentence = filled.ask(lambda reader: reader.sentence(1)).result()
    assert sentence.tags == ("O", "O", "O")
    assert sentence.suggestions == ()
    assert filled.ask(lambda reader: reader.labels().names).result() == ()


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        (label.rename, ("NONE", "X")),
        (label.rename, ("PER", "ORG")),
        (label.merge, ("PER", "NONE")),
        (label.merge, ("PER", "PER")),
    ],
)
def test_what_cannot_be_done_is_said(
    filled: Project, action: object, arguments: tuple[str, str]
) -> None:
    """Unknown labels and names that are taken change nothing."""
    with pytest.raises(UsageError):
        filled.submit(action, *arguments).result()  # type: ignore[arg-type]
    assert filled.ask(lambda reader: reader.labels().names).result() == ("PER", "ORG")


def test_merged_neighbours_stay_two_entities(project: Project) -> None:
    """A scheme without B- would melt them; the sentence is then written in IOB2."""

    def fill_neighbours(transaction: Transaction) -> Changes:
        transaction.put_labels(transaction.labels().with_names(["PER", "ORG"]))
        tags = ("I-PER", "I-ORG", "VORG")
        transaction.add([NewSentence(("a", "b", "c"), tags, IO, Status.DONE, None, "d")])
        return transaction.changes("fill")

    project.submit(fill_neighbours).result()
    project.submit(label.merge, "ORG", "PER").result()
    sentence = project.ask(lambda reader: reader.sentence(1)).result()
    assert sentence.entities == (Entity("PER", 0, 1), Entity("PER", 1, 2))
    assert sentence.tags == ("B-PER", "B-PER", "VORG")
    project.submit(history.undo).result()
    assert project.ask(lambda reader: reader.sentence(1)).result().tags[1] == "I-ORG"


@pytest.mark.parametrize("name", ["", " ", "O", "a,b", "a\tb", "a\nb", " PER", "\udcff"])
def test_what_cannot_be_a_label_is_refused(filled: Project, name: str) -> None:
    """It would be lost in a tag, a file or a list."""
    for operation, arguments in ((label.rename, ("PER", name)), (label.add_labels, ([name],))):
        with pytest.raises(UsageError):
            filled.submit(operation, *arguments).result()


def test_suggestions_that_become_alike_are_one(filled: Project) -> None:
    """The surer of two suggestions over the same tokens stays."""

    def suggest_both(transaction: Transaction) -> Changes:
        spans = (("PER", 0.5), ("ORG", 0.7))
        both = tuple(Suggestion(Entity(label, 1, 2), "r", score) for label, score in spans)
        transaction.put(replace(transaction.sentence(1), suggestions=both))
        return transaction.changes("suggest")

    filled.submit(suggest_both).result()
    filled.submit(label.merge, "PER", "ORG").result()
    suggestions = filled.ask(lambda reader: reader.sentence(1).suggestions).result()
    assert suggestions == (Suggestion(Entity("ORG", 1, 2), "r", 0.7),)


FILTERS = [{"name": "people", "text": "label:PER -tag:I-PER", "order": "doubt"}]
LISTS = [{"name": "names", "label": "PER", "terms": ["Ada"]}]


def fill_values(transaction: Transaction) -> Changes:
    transaction.put_value(label.SAVED_FILTERS, FILTERS)
    transaction.put_value(label.GUIDELINE, {"": "all", "PER": "People."})
    transaction.put_value(label.TERM_LISTS, LISTS)
    return transaction.changes("values")


def values(project: Project) -> tuple[object, ...]:
    names = (label.SAVED_FILTERS, label.GUIDELINE, label.TERM_LISTS)
    return project.ask(lambda reader: tuple(reader.value(name) for name in names)).result()


def test_what_names_a_label_is_renamed_with_it(filled: Project) -> None:
    """Saved filters, guideline and lists of terms, in the same step of undo."""
    filled.submit(fill_values).result()
    before = values(filled)
    changes = filled.submit(label.rename, "PER", "HUMAN").result()
    filters, guideline, lists = values(filled)
    assert filters == [{"name": "people", "text": "label:HUMAN -tag:I-HUMAN", "order": "doubt"}]
    assert guideline == {"": "all", "HUMAN": "People."}
    assert lists == [{"name": "names", "label": "HUMAN", "terms": ["Ada"]}]
    assert changes.values == {"saved_filters", "guideline", "term_lists"}
    assert changes.details["changed_filters"] == 1
    filled.submit(history.undo).result()
    assert values(filled) == before


@pytest.mark.parametrize(
    "action",
    [
        LabelAction(LabelAct.RENAME, "PER", "HUMAN"),
        LabelAction(LabelAct.MERGE, "PER", "ORG"),
        LabelAction(LabelAct.DELETE, "PER"),
    ],
    ids=lambda action: action.act,
)
def test_the_preview_says_what_happens(filled: Project, action: LabelAction) -> None:
    """Its counts are those that the operation reports and that stand in the project after it."""
    filled.submit(fill_values).result()
    foreseen = filled.ask(label.preview, action).result()
    changes = filled.submit(label.change, action).result()
    assert foreseen.details == changes.details
    assert foreseen.sentences == len(changes.sentences) == 1
    assert foreseen.operation == changes.operation
    after = filled.ask(lambda reader: reader.label_counts()).result()
    for count in foreseen.labels:
        assert count.after == (after[count.name].entities if count.name in after else 0)


def test_the_preview_names_what_will_be_lost(filled: Project) -> None:
    """A filter for a deleted label finds nothing; the person keeps it all the same."""
    filled.submit(fill_values).result()
    effect = filled.ask(label.preview, LabelAction(LabelAct.DELETE, "PER")).result()
    assert effect.lost == ("people",)
    assert effect.labels == (LabelCount("PER", 1, 0),)
    filled.submit(label.delete, "PER").result()
    assert values(filled) == (FILTERS, {"": "all"}, LISTS)


def test_the_preview_remarks_on_odd_names(filled: Project) -> None:
    """A Cyrillic letter in a Latin name would make a label that nobody can tell from another."""
    effect = filled.ask(label.preview, LabelAction(LabelAct.RENAME, "PER", "ОRG")).result()
    assert "looks like" in effect.remark


@pytest.mark.parametrize("act", [LabelAct.RENAME, LabelAct.MERGE, LabelAct.DELETE])
def test_the_preview_refuses_what_the_operation_refuses(filled: Project, act: LabelAct) -> None:
    """So that nobody is asked about something that cannot be done."""
    with pytest.raises(UsageError):
        filled.ask(label.preview, LabelAction(act, "NONE", "X")).result()


def test_a_renamed_label_leaves_no_findings(filled: Project) -> None:
    """The new name is known before the first tag has it, and the set has it in the old place."""
    filled.submit(label.rename, "PER", "HUMAN").result()
    assert filled.ask(lambda reader: reader.finding_groups()).result() == []
    assert filled.ask(lambda reader: reader.labels().names).result() == ("HUMAN", "ORG")
    filled.submit(history.undo).result()
    assert filled.ask(lambda reader: reader.labels().names).result() == ("PER", "ORG")
    assert filled.ask(lambda reader: reader.finding_groups()).result() == []


def test_labels_are_counted_in_gold_and_suggestions(filled: Project) -> None:
    """Also those that are not in the set."""
    filled.submit(label.put_labels, LabelSet()).result()
    counts = filled.ask(lambda reader: reader.label_counts()).result()
    assert counts == {"ORG": (1, 0), "PER": (1, 1)}


def test_a_label_outside_the_set_can_be_merged_and_deleted(filled: Project) -> None:
    """So that a misspelt one is joined with the one that was meant."""
    filled.submit(label.put_labels, LabelSet().with_names(["ORG"])).result()
    filled.submit(label.merge, "PER", "ORG").result()
    assert filled.ask(lambda reader: reader.sentence(1).tags).result() == ("B-ORG", "O", "B-ORG")
    assert filled.ask(lambda reader: reader.labels().names).result() == ("ORG",)
    filled.submit(history.undo).result()
    filled.submit(label.delete, "PER").result()
    assert filled.ask(lambda reader: reader.sentence(1).tags).result() == ("O", "O", "B-ORG")
    with pytest.raises(UsageError):
        filled.submit(label.rename, "PER", "HUMAN").result()


def test_thresholds_follow_a_new_name(filled: Project) -> None:
    """What was set by hand and what was measured hold on; after undo they hold for the old name."""
    answers = [Judged("PER", 0.1 + number / 100, number > 5) for number in range(60)]
    measured = measure(answers)
    assert measured is not None
    filled.submit(thresholds.note_measured, "run-1", measured).result()
    filled.submit(thresholds.choose_thresholds, by_hand={"ORG": 0.4}).result()
    curve = measured.of("PER")
    filled.submit(label.rename, "PER", "HUMAN").result()
    filled.submit(label.rename, "ORG", "GROUP").result()
    known = filled.ask(thresholds.thresholds_of).result()
    assert known.measured["run-1"].labels["HUMAN"] == curve
    assert known.by_hand["GROUP"] == 0.4
    filled.submit(history.undo).result()
    filled.submit(thresholds.choose_thresholds, by_hand={"ORG": 0.7, "GROUP": 0.4}).result()
    assert filled.ask(thresholds.thresholds_of).result().by_hand["ORG"] == 0.7
    filled.submit(label.rename, "ORG", "GROUP").result()
    assert filled.ask(thresholds.thresholds_of).result().by_hand["GROUP"] == 0.7


def test_a_label_that_another_joins_keeps_its_threshold(filled: Project) -> None:
    """A merge asks for nobody's opinion on what is sure."""
    filled.submit(thresholds.choose_thresholds, by_hand={"PER": 0.2, "ORG": 0.6}).result()
    filled.submit(label.merge, "PER", "ORG").result()
    assert filled.ask(thresholds.thresholds_of).result().by_hand["ORG"] == 0.6


@pytest.mark.parametrize(
    "action",
    [
        LabelAction(LabelAct.RENAME, "person", "PER SON"),
        LabelAction(LabelAct.MERGE, "group", "corporation"),
        LabelAction(LabelAct.DELETE, "creative-work"),
    ],
    ids=lambda action: action.act,
)
def test_a_real_corpus_with_bad_tags(
    project: Project, shared_data: Path, action: LabelAction
) -> None:
    """What was foreseen comes true to the last entity, and undo brings each tag back."""

    def tags(reader: Reader) -> list[tuple[str, ...]]:
        return [sentence.tags for sentence in reader.sentences(reader.ids())]

    corpus = read_corpus([shared_data / "wnut17" / "emerging.test.annotated"])
    project.submit(import_corpus, corpus).result()
    before, counts = project.ask(tags).result(), project.ask(lambda r: r.label_counts()).result()
    foreseen = project.ask(label.preview, action).result()
    changes = project.submit(label.change, action).result()
    assert (foreseen.details, foreseen.sentences) == (changes.details, len(changes.sentences))
    after = project.ask(lambda reader: reader.label_counts()).result()
    assert action.old not in after
    assert sum(count.entities for count in after.values()) == sum(
        count.entities for count in counts.values()
    ) - (0 if action.new else foreseen.entities)
    project.submit(history.undo).result()
    assert project.ask(tags).result() == before
    assert project.ask(lambda reader: reader.label_counts()).result() == counts
