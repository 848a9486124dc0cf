"""An export is whole, verified and in place, or the old file is as it was."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import ExportError, UsageError
from workbench.domain.schemes import BIOES
from workbench.domain.sentence import Split, Status
from workbench.formats.base import Cancelled, RawSentence, WriteOptions
from workbench.formats.exporting import export
from workbench.formats.planning import export_format, prepare
from workbench.formats.reading import read_corpus

OPTIONS = WriteOptions()
COLUMNS = export_format("columns")
ANNA = RawSentence(("Anna", "Berg", "sov"), ("B-PER", "I-PER", "O"), "a", 1, split=Split.TRAIN)
ORG = RawSentence(("Hos", "UN"), ("O", "B-ORG"), "a", 2, split=Split.DEV)
NEW = RawSentence(("Hon", "sov"), None, "b", 3, split=Split.TRAIN)
SENTENCES = [ANNA, ORG, NEW]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_counts_and_losses_are_known_before_writing(tmp_path: Path) -> None:
    """The plan says how much will be written, and what the format does not carry."""
    proposed = (Suggestion(Entity("PER", 0, 1), "run-1", 0.5),)
    odd = replace(NEW, suggestions=proposed, note="?", status=Status.DRAFT)
    plan = prepare([ANNA, ORG, odd], COLUMNS, OPTIONS)
    assert (plan.counts.sentences, plan.counts.tokens, plan.counts.entities) == (3, 7, 2)
    assert plan.splits == {Split.TRAIN, Split.DEV}
    assert plan.losses == (
        "1 suggestions",
        "the status of 1 draft or rejected sentences",
        "the splits of 3 sentences",
        "the notes and flags of 1 sentences",
        "the names of 2 documents",
    )
    assert names(tmp_path) == []


def test_one_file(tmp_path: Path) -> None:
    """A file stands there under its name, and nothing else is left behind."""
    path = tmp_path / "out.conll"
    path.write_text("old")
    path.chmod(0o640)
    written = export(prepare(SENTENCES, COLUMNS, OPTIONS), path)
    assert (written.files, written.verified, written.entities) == ((path,), True, 2)
    assert names(tmp_path) == ["out.conll"]
    assert path.stat().st_mode & 0o777 == 0o640
    assert "Anna\tB-PER\nBerg\tI-PER\nsov\tO\n" in path.read_text()


def test_another_scheme_is_read_back_in_it(tmp_path: Path) -> None:
    """Sentences come in the scheme that was asked for."""
    sentence = replace(ANNA, tags=("B-PER", "E-PER", "O"))
    plan = prepare([sentence], COLUMNS, WriteOptions(scheme=BIOES))
    assert export(plan, tmp_path / "x.conll").entities == 1


def test_a_folder_takes_one_file_a_split(tmp_path: Path) -> None:
    """Each split has its file, whose name says which it is."""
    unsplit = replace(ORG, split=None)
    written = export(prepare([*SENTENCES, unsplit], COLUMNS, OPTIONS), tmp_path)
    assert [file.name for file in written.files] == [
        f"{name}{COLUMNS.suffix}" for name in ("dev", "train", "unsplit")
    ]
    with read_corpus([tmp_path]) as corpus:
        assert [(file.split, len(file.sentences)) for file in corpus.files] == [
            (Split.DEV, 1),
            (Split.TRAIN, 2),
            (None, 1),
        ]


@pytest.mark.parametrize("name", ["out.conll.gz", "out.zip"])
def test_compressed(tmp_path: Path, name: str) -> None:
    """A compressed export is read back out of its archive."""
    path = tmp_path / name
    written = export(prepare(SENTENCES, COLUMNS, OPTIONS), path)
    assert written.files == (path,)
    with read_corpus([path]) as corpus:
        assert [one.tokens for one in corpus.sentences] == [one.tokens for one in SENTENCES]
    assert names(tmp_path) == [name]


def test_a_difference_keeps_the_file_under_another_name(tmp_path: Path) -> None:
    """What does not read back alike never replaces the old file, and is not thrown away."""
    path = tmp_path / "out.conll"
    path.write_text("old")

    def careless(sentences: Iterable[RawSentence], target: Path, options: WriteOptions) -> None:
        assert COLUMNS.write
        COLUMNS.write((replace(one, tokens=one.tokens[::-1]) for one in sentences), target, options)

    plan = prepare(SENTENCES, replace(COLUMNS, write=careless), OPTIONS)
    for kept in ("out.conll.unverified", "out.conll.unverified-2"):
        with pytest.raises(ExportError, match=f"NW-E01.*Sentence 1 .*kept as {kept}"):
            export(plan, path)
        assert "Berg" in (tmp_path / kept).read_text()
    assert path.read_text() == "old"


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """When writing fails half way, the old file stands and no half of a new one."""
    path = tmp_path / "out.conll"
    path.write_text("old")

    def full(sentences: Iterable[RawSentence], target: Path, options: WriteOptions) -> NoReturn:
        target.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ExportError, match=r"NW-E04.*No space left"):
        export(prepare(SENTENCES, replace(COLUMNS, write=full), OPTIONS), path)
    assert names(tmp_path) == ["out.conll"]
    assert path.read_text() == "old"


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    """A cancelled export is as if it had never begun."""

    def cancel(_done: int, _total: int) -> NoReturn:
        raise Cancelled

    plan = prepare(SENTENCES * 200, COLUMNS, OPTIONS)
    with pytest.raises(Cancelled):
        export(plan, tmp_path / "out.conll", progress=cancel)
    with pytest.raises(Cancelled):
        prepare(SENTENCES * 200, COLUMNS, OPTIONS, cancel)
    assert names(tmp_path) == []


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_every_stage_can_be_cancelled(tmp_path: Path, share: float) -> None:
    """Writing, reading back and comparing move on as one, and each of them can be stopped."""
    seen: list[float] = []

    def cancel(done: int, total: int) -> None:
        seen.append(done / total)
        if seen[-1] > share:
            raise Cancelled

    plan = prepare(SENTENCES * 1000, COLUMNS, OPTIONS)
    with pytest.raises(Cancelled):
        export(plan, tmp_path / "out.conll", progress=cancel)
    assert seen == sorted(seen) and seen[-1] <= 1
    assert names(tmp_path) == []


def test_a_missing_folder(tmp_path: Path) -> None:
    """An export makes no folders on the way."""
    with pytest.raises(ExportError, match="NW-E04"):
        export(prepare(SENTENCES, COLUMNS, OPTIONS), tmp_path / "no" / "out.conll")


def test_a_folder_format_takes_only_an_empty_folder(tmp_path: Path) -> None:
    """A dataset is never mixed with what lies there."""
    plan = prepare(SENTENCES, export_format("huggingface"), OPTIONS)
    folder = tmp_path / "set"
    folder.mkdir()
    assert export(plan, folder).sentences == 3
    with pytest.raises(ExportError, match="NW-E07"):
        export(plan, folder)
    with read_corpus([folder]) as corpus:
        assert sorted(str(file.split) for file in corpus.files) == ["dev", "train"]


def test_nothing_to_export() -> None:
    """No sentence, and no format of that name, are refused."""
    with pytest.raises(ExportError, match="NW-E03"):
        prepare([], COLUMNS, OPTIONS)
    with pytest.raises(UsageError, match="NW-U18"):
        export_format("word")
    with pytest.raises(ExportError, match=r"NW-E02.*Sentence 1 .*Correct"):
        prepare([replace(ANNA, tokens=("a\nb", "c", "d"))], COLUMNS, OPTIONS)
