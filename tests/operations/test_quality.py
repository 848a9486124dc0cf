"""The analysis of a whole project, its repairs, and what a person answers."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from workbench.domain.changes import Changes
from workbench.domain.checks import FindingKind
from workbench.domain.entity import OriginKind
from workbench.domain.errors import UsageError
from workbench.domain.quality import Issue, Limits, QualityKind
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import answers, clean, history, quality
from workbench.operations.analysis import Analysis, Progress, analyse
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage.project import Project

TRAIN, DEV, TEST = Split.TRAIN, Split.DEV, Split.TEST


def add(transaction: Transaction, rows: Iterable[tuple[str, str, Split | None]]) -> Changes:
    """Add done sentences; tokens are separated by spaces."""
    transaction.put_labels(transaction.labels().with_names(["PER", "ORG", "LOC"]))
    transaction.add(
        NewSentence(tuple(text.split(" ")), tuple(tags.split()), IOB2, Status.DONE, split, "d")
        for text, tags, split in rows
    )
    return transaction.changes("add")


def looked(project: Project) -> Analysis:
    def last(reader: Reader) -> Progress | Analysis:
        return list(analyse(reader, Limits(twin_tokens=2)))[-1]

    result = project.ask(last).result()
    assert isinstance(result, Analysis)
    return result


def filled(project: Project, *rows: tuple[str, str, Split | None]) -> Analysis:
    project.submit(add, rows).result()
    return looked(project)


def sentences(project: Project) -> list[Sentence]:
    return project.ask(lambda reader: list(reader.sentences(reader.ids()))).result()


def written(project: Project) -> list[str]:
    return [" ".join(one.tags) for one in sentences(project)]


def mend(project: Project, found: Analysis, kind: QualityKind, choice: str = "") -> Changes:
    return project.submit(quality.repair, kind, found.issues[kind], choice).result()


def test_an_empty_project_has_nothing_odd_but_its_rare_labels(project: Project) -> None:
    """No sentence, no issue of sentences."""
    assert looked(project).suspects == ()
    assert set(looked(project).issues) <= {QualityKind.RARE_LABEL}


def test_twins_are_told_apart_by_what_is_odd_about_them(project: Project) -> None:
    """Same tags, other tags, other split: each is an issue of its own."""
    found = filled(
        project,
        ("Ada left", "B-PER O", TRAIN),
        ("Ada left", "B-PER O", TRAIN),
        ("Brit left", "B-PER O", TRAIN),
        ("Brit left", "B-ORG O", TRAIN),
        ("Chen left", "B-PER O", TRAIN),
        ("Chen left", "B-PER O", TEST),
        ("Dora left", "B-PER O", None),
    )
    twins = {
        kind: [issue.sentences for issue in found.issues.get(kind, ())]
        for kind in (QualityKind.DUPLICATE, QualityKind.CONFLICT, QualityKind.LEAK)
    }
    assert twins == {
        QualityKind.DUPLICATE: [(1, 2)],
        QualityKind.CONFLICT: [(3, 4)],
        QualityKind.LEAK: [(5, 6)],
    }


def test_untagged_sentences_are_no_answer(project: Project) -> None:
    """A new sentence without entities neither contradicts its twin nor misses an entity."""
    project.submit(add, [("Ada left", "B-PER O", None)] * 3).result()
    plain = NewSentence(("Ada", "left"), ("O", "O"), IOB2, Status.NEW, None, "d")

    def more(transaction: Transaction) -> Changes:
        transaction.add([plain])
        return transaction.changes("more")

    project.submit(more).result()
    found = looked(project)
    assert QualityKind.CONFLICT not in found.issues
    assert found.suspects == ()


def test_duplicates_are_rejected_but_never_deleted(project: Project) -> None:
    """One is kept, a done one; undo brings the others back."""
    found = filled(project, *[("Ada left", "B-PER O", None)] * 3)
    changes = mend(project, found, QualityKind.DUPLICATE)
    assert changes.details == {"repaired": 1}
    states = [one.status for one in sentences(project)]
    assert states == [Status.DONE, Status.REJECTED, Status.REJECTED]
    assert QualityKind.DUPLICATE not in looked(project).issues
    project.submit(history.undo).result()
    assert [one.status for one in sentences(project)] == [Status.DONE] * 3


@pytest.mark.parametrize(
    ("choice", "splits", "statuses"),
    [
        ("held-out", [TEST, TEST, TEST, None], ["done"] * 4),
        ("train", [TRAIN, TRAIN, TRAIN, None], ["done"] * 4),
        ("reject", [TRAIN, DEV, TEST, None], ["rejected", "rejected", "done", "done"]),
    ],
)
def test_leaks_end_in_one_split(
    project: Project, choice: str, splits: list[Split | None], statuses: list[str]
) -> None:
    """The held-out split is test before dev; sentences without a split are left alone."""
    rows = [("Ada left", "B-PER O", split) for split in (TRAIN, DEV, TEST, None)]
    found = filled(project, *rows)
    mend(project, found, QualityKind.LEAK, choice)
    assert [one.split for one in sentences(project)] == splits
    assert [str(one.status) for one in sentences(project)] == statuses
    assert QualityKind.LEAK not in looked(project).issues


def test_conflicts_follow_the_majority_or_wait_for_a_person(project: Project) -> None:
    """Two of three decide; one against one does not, until a variant is chosen."""
    found = filled(
        project,
        *[("Ada left", "B-PER O", None)] * 2,
        ("Ada left", "B-ORG O", None),
        ("Brit left", "B-PER O", None),
        ("Brit left", "O O", None),
    )
    changes = mend(project, found, QualityKind.CONFLICT)
    assert changes.details == {"repaired": 1}
    assert written(project) == ["B-PER O"] * 3 + ["B-PER O", "O O"]
    origins = [one.gold[0].origin.kind for one in sentences(project)[:3]]
    assert origins == [OriginKind.IMPORT, OriginKind.IMPORT, OriginKind.REPAIR]
    (left,) = [one for one in found.issues[QualityKind.CONFLICT] if one.sentences == (4, 5)]
    project.submit(quality.use_for_all, left, 5).result()
    assert written(project)[3:] == ["O O", "O O"]


def test_the_same_words_in_the_same_context_get_the_usual_label(project: Project) -> None:
    """Wherever the words stand between these neighbours, outside too; entities around stay."""
    found = filled(
        project,
        *[("the Post said", "O B-ORG O", None)] * 3,
        ("so the Post said and the Post said", "O O O O O O B-LOC O", None),
    )
    mend(project, found, QualityKind.MENTION_CONFLICT)
    assert written(project)[3] == "O O B-ORG O O O B-ORG O"
    assert QualityKind.MENTION_CONFLICT not in looked(project).issues


def test_borders_are_trimmed(project: Project) -> None:
    """An entity of nothing but punctuation goes away."""
    found = filled(project, ("in Oslo , or ,", "O B-LOC I-LOC O B-ORG", None))
    assert len(found.issues[QualityKind.BORDER]) == 2
    mend(project, found, QualityKind.BORDER)
    assert written(project) == ["O B-LOC O O O"]


def test_hidden_characters_go_and_tags_stay(project: Project) -> None:
    """Tokens change; undo brings them back as they were."""
    found = filled(project, ("Os\u200blo \ufeff rains", "B-LOC O O", None))
    mend(project, found, QualityKind.HIDDEN_CHARACTER)
    (mended,) = sentences(project)
    assert (mended.tokens, mended.tags) == (("Oslo", "␣", "rains"), ("B-LOC", "O", "O"))
    project.submit(history.undo).result()
    assert sentences(project)[0].tokens[0] == "Os\u200blo"


def test_similar_labels_are_merged(project: Project) -> None:
    """Into the more frequent one, with all their entities, in one step."""

    def label(transaction: Transaction) -> Changes:
        transaction.put_labels(transaction.labels().with_names(["Per"]))
        return transaction.changes("label")

    project.submit(label).result()
    found = filled(project, *[("Ada left", "B-PER O", None)] * 3, ("Brit left", "B-Per O", None))
    (issue,) = found.issues[QualityKind.SIMILAR_LABELS]
    assert (issue.label, issue.proposed, issue.count) == ("Per", "PER", 1)
    mend(project, found, QualityKind.SIMILAR_LABELS)
    assert written(project)[3] == "B-PER O"
    project.submit(history.undo).result()
    assert written(project)[3] == "B-Per O"


def test_long_entities_and_rare_labels_have_no_repair(project: Project) -> None:
    """They are shown with their counts; a person must look."""
    long = " ".join(["w"] * 12)
    tags = "B-ORG" + " I-ORG" * 11
    found = filled(project, *[("Ada left", "B-PER O", None)] * 40, (long, tags, None))
    (issue,) = found.issues[QualityKind.LONG_ENTITY]
    assert issue.sentences == (41,)
    rare = [(one.label, one.count) for one in found.issues[QualityKind.RARE_LABEL]]
    assert rare == [("LOC", 0), ("ORG", 1)]
    with pytest.raises(UsageError, match="NW-U42"):
        mend(project, found, QualityKind.LONG_ENTITY)


def test_what_is_ignored_is_not_reported_until_it_is_taken_back(project: Project) -> None:
    """Also in a later analysis, and undo works on the answer itself."""
    found = filled(project, ("in Oslo ,", "O B-LOC I-LOC", None))
    keys = [one.key for one in found.issues[QualityKind.BORDER]]
    project.submit(answers.ignore, QualityKind.BORDER.value, keys).result()
    assert QualityKind.BORDER not in looked(project).issues
    project.submit(answers.take_back, QualityKind.BORDER.value, keys).result()
    assert QualityKind.BORDER in looked(project).issues
    project.submit(history.undo).result()
    assert QualityKind.BORDER not in looked(project).issues


def test_a_kept_span_is_no_suspect_any_more(project: Project) -> None:
    """Only this one: the same words elsewhere are still looked at."""
    found = filled(project, *[("Ada left", "B-PER O", None)] * 5, ("Ada fell", "B-ORG O", None))
    (one,) = found.suspects
    project.submit(answers.ignore, answers.KEPT, [one.key]).result()
    assert looked(project).suspects == ()
    project.submit(history.undo).result()
    assert looked(project).suspects == (one,)


def test_a_span_is_set_or_cleared_unless_it_is_gone(project: Project) -> None:
    """An entity that cuts through it is never touched."""
    filled(project, ("in New York", "O B-LOC I-LOC", None))
    with pytest.raises(UsageError, match="NW-U43"):
        project.submit(quality.set_span, 1, 2, 3, "ORG").result()
    project.submit(quality.set_span, 1, 1, 3, "ORG").result()
    assert written(project) == ["O B-ORG I-ORG"]
    project.submit(quality.set_span, 1, 1, 3, "").result()
    assert written(project) == ["O O O"]


def test_an_issue_that_is_out_of_date_changes_nothing(project: Project) -> None:
    """Even where its sentence is another one by now."""
    filled(project, ("Ada left", "B-PER O", None))
    for kind in (QualityKind.CONFLICT, QualityKind.DUPLICATE, QualityKind.MENTION_CONFLICT):
        changes = project.submit(quality.repair, kind, [Issue(kind, "0" * 16, (1, 99))]).result()
        assert changes.details == {"repaired": 0}
        assert changes.nothing


def test_issues_that_a_repair_left_are_known(project: Project) -> None:
    """Conflicts without a majority still stand after the repair of all."""
    found = filled(
        project,
        *[("Ada left", "B-PER O", None)] * 2,
        ("Ada left", "B-ORG O", None),
        ("Brit left", "B-PER O", None),
        ("Brit left", "O O", None),
    )
    kind = QualityKind.CONFLICT
    mend(project, found, kind)

    def standing(reader: Reader) -> set[str]:
        portions = quality.still_standing(reader, kind, found.issues[kind])
        return {key for portion in portions for key in portion}

    left = [one.key for one in found.issues[kind] if one.sentences == (4, 5)]
    assert project.ask(standing).result() == set(left)


def test_ignored_findings_are_listed_and_taken_back(project: Project) -> None:
    """Where and of which kind; taken back, they are reported again."""
    kind = FindingKind.ORPHAN_INSIDE
    project.submit(add, [("Ada left", "I-PER O", None), ("Brit left", "B-PER O", None)]).result()
    project.submit(clean.ignore, kind, [1]).result()

    def listed(reader: Reader) -> list[tuple[FindingKind, int]]:
        return [one for portion in clean.ignored_sentences(reader) for one in portion]

    assert project.ask(listed).result() == [(kind, 1)]
    project.submit(clean.take_back, kind, [1]).result()
    assert project.ask(listed).result() == []
    assert [group.kind for group in project.ask(lambda r: r.finding_groups()).result()] == [kind]
