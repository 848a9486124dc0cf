"""Files and folders become one corpus, and everything is accounted for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.domain.errors import CorpusError, UsageError
from workbench.domain.schemes import BARE, IO, IOB2, with_outside
from workbench.domain.sentence import Split
from workbench.formats.base import Cancelled, Counts, ReadOptions
from workbench.formats.reading import read_corpus
from workbench.formats.sources import find_sources

GOOD = "Anna\tB-PER\nBerg\tI-PER\nsov\tO\n\nHon\tO\nsov\tO\n\n" * 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it comes from a download."""
    contents = {
        "b.train": GOOD,
        "a b.dev": GOOD,
        "README.md": GOOD,
        "ORIGIN-LICENSE": "Do what you like with it.\n",
        ".hidden": GOOD,
        "empty.txt": "",
        "notes.txt": "These are plain words about the data.\nThey are no corpus at all.\n",
        "older/c.test": GOOD,
    }
    for name, text in contents.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    return tmp_path


def test_a_folder_stands_for_its_corpora_in_name_order(folder: Path) -> None:
    """What is no corpus is skipped with a reason, and nothing disappears without one."""
    corpus = read_corpus([folder])
    assert [file.name for file in corpus.files] == ["a b.dev", "b.train"]
    assert {skipped.file for skipped in corpus.skipped} == {
        "README.md",
        "ORIGIN-LICENSE",
        ".hidden",
        "empty.txt",
        "notes.txt",
        "older",
        "picture.png",
    }
    assert all(skipped.reason.endswith(".") for skipped in corpus.skipped)


def test_a_folder_of_folders_is_entered(tmp_path: Path) -> None:
    """Where a folder has no file of its own, its folders are read."""
    for name in ("tagged-test", "tagged-training"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same name.txt").write_text(GOOD)
    corpus = read_corpus([tmp_path])
    assert [file.split for file in corpus.files] == [Split.TEST, Split.TRAIN]
    assert len({file.name for file in corpus.files}) == 2


def test_counts(folder: Path) -> None:
    """Sizes per split and in all; repeated sentences are kept and counted."""
    corpus = read_corpus([folder])
    assert corpus.splits == {
        Split.DEV: Counts(6, 15, 3, {"PER": 3}),
        Split.TRAIN: Counts(6, 15, 3, {"PER": 3}),
    }
    assert corpus.counts == Counts(12, 30, 6, {"PER": 6})
    assert corpus.duplicates == 10
    assert (corpus.scheme, corpus.format) == (IOB2, "columns")


def test_a_file_is_read_once(folder: Path) -> None:
    """Naming a file and its folder does not import it twice."""
    twice = find_sources([folder / "b.train", folder, folder], folder)
    assert len({source.file for source in twice.sources}) == len(twice.sources)
    assert len(twice.sources) == len(find_sources([folder], folder).sources)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty.txt", "NW-I14"),
        ("picture.png", "NW-I03"),
        ("nowhere.txt", "NW-I10"),
    ],
)
def test_a_file_that_was_named_must_be_a_corpus(folder: Path, name: str, code: str) -> None:
    """What a person names is not skipped in silence."""
    with pytest.raises(CorpusError) as caught:
        read_corpus([folder / "b.train", folder / name])
    assert caught.value.code == code


def test_a_folder_without_any_corpus(tmp_path: Path) -> None:
    """Nothing to import is an error, not an import of nothing."""
    (tmp_path / "README").write_text("Empty.")
    with pytest.raises(CorpusError, match="NW-I16"):
        read_corpus([tmp_path])


def test_another_encoding_in_a_folder_is_not_skipped(folder: Path) -> None:
    """A corpus that only lacks its encoding must not be left out unnoticed."""
    (folder / "latin.txt").write_bytes(GOOD.replace("Anna", "Änna").encode("latin-1"))
    with pytest.raises(CorpusError, match="NW-I01"):
        read_corpus([folder])
    assert len(read_corpus([folder], ReadOptions(encoding="latin-1")).files) == 3


def test_options_win(folder: Path) -> None:
    """Scheme and split as told; an unknown format is refused."""
    files = [folder / "b.train"]
    corpus = read_corpus(files, ReadOptions(scheme=IO, split=Split.TEST))
    assert (corpus.scheme, corpus.files[0].split) == (IO, Split.TEST)
    assert read_corpus(files, ReadOptions(split=None)).files[0].split is None
    with pytest.raises(UsageError, match="NW-I12"):
        read_corpus(files, ReadOptions(format="papyrus"))


def test_progress_counts_bytes_over_all_files(tmp_path: Path) -> None:
    """Progress grows from file to file up to the size of all, and may cancel."""
    for name in ("a.conll", "b.conll"):
        (tmp_path / name).write_text(GOOD * 20_000)
    told: list[int] = []
    total = sum(path.stat().st_size for path in tmp_path.iterdir())

    def progress(done: int, of: int) -> None:
        assert of == total
        told.append(done)

    read_corpus([tmp_path], progress=progress)
    assert told == sorted(told)
    assert total // 2 < told[-1] <= total

    def cancel(_done: int, _of: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_corpus([tmp_path], progress=cancel)


def test_every_unit_is_accounted_for(folder: Path) -> None:
    """For each file, what was read is what was kept and what is reported."""
    corpus = read_corpus([folder])
    assert all(file.accounts for file in corpus.files)
    assert all(one.balanced for file in corpus.files for one in file.accounts)


def test_prose_alone_is_text(folder: Path) -> None:
    """Prose beside corpora is left out of a folder; named, or alone, it is text to annotate."""
    corpus = read_corpus([folder / "notes.txt"])
    assert (corpus.format, corpus.counts.sentences) == ("text", 2)


def test_bad_tags_are_reported_with_their_lines(tmp_path: Path) -> None:
    """One line of each kind of bad tag, each with file, line, code and what stands there."""
    bad = "sov\t0\nWar\tI-\n\nsov\tO\nAnna\tI-PER\n\nUN\tB-ORG\nBerg\tI-PER\n\non\tVPER\nbn\n\n"
    path = tmp_path / "x.conll"
    path.write_text(GOOD * 5 + "UN\tB-ORG\n\n" * 3 + bad)
    first = GOOD.count("\n") * 5 + 6
    corpus = read_corpus([path])
    assert [(problem.line - first, problem.code) for problem in corpus.problems] == [
        (1, "outside-mark"),
        (2, "empty-type"),
        (5, "orphan-inside"),
        (8, "type-switch"),
        (10, "unknown-tag"),
        (11, "missing-tag"),
    ]
    assert {problem.file for problem in corpus.problems} == {"x.conll"}
    assert "'on' 'VPER'" in list(corpus.problems)[4].message


def test_the_scheme_is_that_of_all_files_together(tmp_path: Path) -> None:
    """A small file without evidence follows the others."""
    (tmp_path / "a.txt").write_text("Hej 0\n, 0\n")
    (tmp_path / "b.txt").write_text("Inger   PER\nsov 0\nHej 0\n")
    corpus = read_corpus([tmp_path])
    assert corpus.scheme == with_outside(BARE, "0")
    assert list(corpus.problems) == []


@pytest.mark.parametrize("what", [Path.open, Path.iterdir])
def test_what_may_not_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, what: Callable[..., object]
) -> None:
    """A file or folder that the system refuses is an error with its reason."""

    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, what.__name__, refuse)
    with pytest.raises(CorpusError, match=r"NW-I15.*Permission denied"):
        read_corpus([folder])
