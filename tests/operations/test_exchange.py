"""Files come in and go out with their tags exactly as they are."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import StorageError
from workbench.domain.filters import ALL
from workbench.domain.schemes import BIOES, IO, IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.formats.base import (
    RAW,
    Cancelled,
    PlainLayout,
    RawSentence,
    Source,
    TargetScheme,
)
from workbench.formats.corpus import Corpus
from workbench.formats.reading import read_corpus
from workbench.formats.sink import CorpusSink
from workbench.operations.clean import clean
from workbench.operations.exchange import exported, ids_to_export, import_corpus, to_raw
from workbench.operations.history import redo, undo
from workbench.operations.store import Reader
from workbench.storage.project import Project

MESSY = "Ada\tI-PER\nof\t0\nCERN\tI-ORG\nx\tVORG\n\nno\ntags\n\nBo\tI-Per\nsings\tO\n\n" + (
    "Eve\tI-PER\nat\tO\nESA\tI-ORG\n\n" * 9
)


def take_in(project: Project, path: Path, text: str, as_gold: bool = True) -> Changes:
    path.write_text(text, "utf-8")
    with read_corpus([path]) as corpus:
        return project.submit(import_corpus, corpus, as_gold).result()


def sentences_of(project: Project) -> list[Sentence]:
    return project.ask(lambda reader: list(reader.sentences(reader.ids(ALL)))).result()


def read(project: Project, path: Path, text: str, as_gold: bool = True) -> list[Sentence]:
    take_in(project, path, text, as_gold)
    return sentences_of(project)


def corpus_of(*sentences: RawSentence, split: Split | None = None, digest: str = "") -> Corpus:
    """A corpus of one file, as a reader would have made it."""
    source = Source(Path("made"), "made", Path("made"))
    sink = CorpusSink(source)
    for sentence in sentences:
        sink.sentence(sentence)
    return Corpus((sink.finish(PlainLayout("made", "utf-8"), split, digest),), IOB2)


def export_raw(project: Project, scheme: TargetScheme = RAW) -> list[RawSentence]:
    def all_of(reader: Reader) -> list[RawSentence]:
        return list(exported(reader, ids_to_export(reader, ALL), scheme))

    return project.ask(all_of).result()


def test_tags_are_kept_as_they_are(project: Project, tmp_path: Path) -> None:
    """Bad tags too; untagged sentences are new, and slips stay out of the label set."""
    sentences = read(project, tmp_path / "train.txt", MESSY)
    assert sentences[0].tags == ("I-PER", "0", "I-ORG", "VORG")
    assert [one.status for one in sentences[:3]] == [Status.DONE, Status.NEW, Status.DONE]
    assert {one.split for one in sentences} == {Split.TRAIN}
    assert set(project.ask(lambda reader: reader.labels().names).result()) == {"PER", "ORG"}


def test_tags_can_come_as_suggestions(project: Project, tmp_path: Path) -> None:
    """Then nothing is gold, and every sentence is new."""
    sentences = read(project, tmp_path / "a.txt", "Ada\tB-PER\n\nx\tO\n", as_gold=False)
    assert sentences[0].tags == ("O",)
    assert sentences[0].suggestions == (Suggestion(Entity("PER", 0, 1), "a.txt", 1.0),)
    assert {one.status for one in sentences} == {Status.NEW}


def test_clean_and_undo_leave_the_export_as_it_was(project: Project, tmp_path: Path) -> None:
    """Raw export, repair, undo, raw export: the first and the last are the same."""
    read(project, tmp_path / "a.txt", MESSY)
    before = export_raw(project)
    assert project.submit(clean).result().details["changed_tags"] == 3
    assert export_raw(project) != before
    project.submit(undo).result()
    assert export_raw(project) == before


def test_untouched_sentences_leave_without_tags(project: Project, tmp_path: Path) -> None:
    """What nobody has tagged is not claimed to hold no entity."""
    read(project, tmp_path / "a.txt", MESSY)
    assert [one.tags for one in export_raw(project)][1] is None


RICH = RawSentence(
    ("Ada", "Byron", "."),
    ("B-PER", "I-PER", "O"),
    "letters",
    7,
    source="Ada \n Byron.",
    split=Split.DEV,
    status=Status.REJECTED,
    flagged=True,
    note="süß",
    suggestions=(
        Suggestion(Entity("ORG", 0, 1), "run-1", 0.25),
        Suggestion(Entity("PER", 0, 2), "run-1", 0.75),
    ),
    extras=(("pos", ("NNP", "NNP", ".")),),
)


def test_all_that_a_file_says_of_a_sentence_comes_in_and_goes_out(project: Project) -> None:
    """Source, split, status, flag, note, suggestions and further columns, also after a redo."""
    plain = RawSentence(("東", "京", "x"), ("O", "O", "O"), "letters", 8)
    project.submit(import_corpus, corpus_of(RICH, plain, split=Split.TEST)).result()
    expected = [
        replace(RICH, line=0),
        replace(plain, line=0, split=Split.TEST, status=Status.DONE),
    ]
    assert export_raw(project) == expected
    project.submit(undo).result()
    assert export_raw(project) == []
    project.submit(redo).result()
    assert export_raw(project) == expected


def test_a_list_shows_a_source_on_one_line(project: Project) -> None:
    """Line breaks and runs of spaces become one space; the search finds the source itself."""
    project.submit(import_corpus, corpus_of(RICH)).result()
    (row,) = project.ask(lambda reader: reader.rows([1])).result()
    assert row.text == "Ada Byron."
    assert project.ask(lambda reader: reader.sentence(1)).result().source == RICH.source


@pytest.mark.parametrize(
    ("status", "tags", "expected"),
    [
        (None, None, Status.NEW),
        (None, ("O",), Status.DONE),
        (Status.DRAFT, ("B-PER",), Status.DRAFT),
        (Status.REJECTED, None, Status.REJECTED),
    ],
)
def test_a_sentence_has_the_status_of_the_file(
    project: Project, status: Status | None, tags: tuple[str, ...] | None, expected: Status
) -> None:
    """Without one it is done where it has tags; without tags all of it is outside."""
    project.submit(import_corpus, corpus_of(RawSentence(("x",), tags, "d", 1, status=status)))
    (sentence,) = sentences_of(project)
    assert (sentence.status, sentence.tags) == (expected, tags or ("O",))


def test_repeated_suggestions_come_in_once(project: Project) -> None:
    """The surest of them; entities of the file join them where nothing is to be gold."""
    entity = Entity("PER", 0, 1)
    twice = (Suggestion(entity, "m", 0.5), Suggestion(entity, "m", 0.75))
    sentence = RawSentence(("Ada",), ("B-PER",), "d", 1, suggestions=twice)
    project.submit(import_corpus, corpus_of(sentence)).result()
    project.submit(import_corpus, corpus_of(sentence), False).result()
    gold, proposed = sentences_of(project)
    assert gold.suggestions == twice[1:]
    assert proposed.suggestions == (twice[1], Suggestion(entity, "made", 1.0))


def test_tags_go_out_in_the_scheme_asked_for() -> None:
    """Converted where there is another one; raw means as they are; ids and lines are left."""
    sentence = Sentence(4, ("a", "b"), ("I-PER", "I-PER"), IO, Status.DONE)
    assert to_raw(sentence, BIOES).tags == ("B-PER", "E-PER")
    assert to_raw(sentence, RAW).tags == ("I-PER", "I-PER")
    assert to_raw(replace(sentence, status=Status.NEW), IOB2).tags is None


def test_a_file_that_fixes_its_scheme_keeps_it(project: Project) -> None:
    """Beside files whose scheme was found out together."""
    corpus = corpus_of(RawSentence(("a",), ("I-PER",), "d", 1))
    fixed = replace(corpus, files=(replace(corpus.files[0], scheme=IO),))
    project.submit(import_corpus, fixed).result()
    (sentence,) = sentences_of(project)
    assert sentence.scheme == IO
    assert project.ask(lambda reader: reader.statistics().findings).result() == 0


def test_i16_the_same_file_adds_nothing_the_second_time(project: Project, tmp_path: Path) -> None:
    """It is told by its content, under any name; the history has no entry for it."""
    assert take_in(project, tmp_path / "a.txt", MESSY).details == {"sentences": 12, "known": 0}
    second = take_in(project, tmp_path / "b.txt", MESSY)
    assert second.details == {"sentences": 0, "known": 12}
    assert second.nothing and not second.sequence
    assert len(sentences_of(project)) == 12
    assert len(project.ask(lambda reader: reader.history()).result()) == 1


def test_a_known_file_can_be_taken_in_again(project: Project) -> None:
    """By will, or after its import was undone; copies inside one import are kept."""
    corpus = corpus_of(RawSentence(("a",), ("O",), "d", 1), digest="d1")
    twins = replace(corpus, files=corpus.files * 2)
    assert project.submit(import_corpus, twins).result().details["sentences"] == 2
    assert project.submit(import_corpus, corpus, again=True).result().details["sentences"] == 1
    for _ in range(2):
        project.submit(undo).result()
    assert project.submit(import_corpus, corpus).result().details == {"sentences": 1, "known": 0}
    assert project.submit(import_corpus, corpus).result().details == {"sentences": 0, "known": 1}


def test_an_import_that_is_done_again_is_known_again(project: Project) -> None:
    """Redo brings the sentences back, and with them the knowledge of the file."""
    corpus = corpus_of(RawSentence(("a",), ("O",), "d", 1), digest="d1")
    project.submit(import_corpus, corpus).result()
    project.submit(undo).result()
    project.submit(redo).result()
    assert project.submit(import_corpus, corpus).result().details == {"sentences": 0, "known": 1}


def test_of_several_files_only_the_new_ones_come_in(project: Project) -> None:
    """What is left out is counted apart."""
    known = corpus_of(RawSentence(("a",), ("O",), "d", 1), digest="d1")
    new = corpus_of(RawSentence(("b",), ("O",), "d", 1), digest="d2")
    project.submit(import_corpus, known).result()
    both = replace(known, files=known.files + new.files)
    assert project.submit(import_corpus, both).result().details == {"sentences": 1, "known": 1}
    assert [one.tokens for one in sentences_of(project)] == [("a",), ("b",)]


def cancel_at(step: int) -> Callable[[int, int], None]:
    """A progress that stops at its so-many-th step."""
    steps = []

    def progress(done: int, total: int) -> None:
        assert done <= total
        steps.append(done)
        if len(steps) > step:
            raise Cancelled

    return progress


@pytest.mark.parametrize("step", [0, 1, 30])
def test_i07_a_cancelled_import_leaves_nothing(project: Project, step: int) -> None:
    """Neither sentences nor labels nor a trace; the last step falls into the indexes."""
    corpus = corpus_of(
        *(RawSentence((f"n{n}", "x"), ("B-PER", "O"), "d", n) for n in range(30_000)), digest="d"
    )
    with pytest.raises(Cancelled):
        project.submit(import_corpus, corpus, progress=cancel_at(step)).result()
    assert sentences_of(project) == []
    assert project.ask(lambda reader: reader.labels().names).result() == ()
    assert project.ask(lambda reader: reader.history()).result() == []
    steps: list[int] = []
    project.submit(import_corpus, corpus, progress=lambda done, _: steps.append(done)).result()
    assert project.ask(lambda reader: reader.count()).result() == 30_000
    assert steps[:30] == list(range(0, 30_000, 1000)) and set(steps[30:]) == {30_000}


def test_i07_without_room_nothing_is_begun(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room is looked at first; the refusal says how much is missing."""

    class Disk:
        free = 1500

    corpus = corpus_of(*[RawSentence(("x" * 100,), ("O",), "d", 1)] * 10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk)
    with pytest.raises(StorageError) as caught:
        project.submit(import_corpus, corpus).result()
    assert caught.value.code == "NW-S25"
    monkeypatch.setattr(Disk, "free", 20_000)
    assert project.submit(import_corpus, corpus).result().details["sentences"] == 10
