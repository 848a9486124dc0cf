"""Paths stand for the things that are read: files, folders, archives, datasets, pairs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from workbench.domain.errors import CorpusError
from workbench.domain.sentence import Split
from workbench.formats.sources import Found, find_sources


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    path = tmp_path / "scratch"
    path.mkdir()
    return path


def made(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def names(found: Found) -> list[str]:
    return [source.name for source in found.sources]


def test_a_text_and_its_annotations_are_one(tmp_path: Path, scratch: Path) -> None:
    """A .txt with an .ann beside it is one source, whichever of the two was named."""
    folder = made(tmp_path / "x", "a.txt", "a.ann", "b.txt", "c.ann", "annotation.conf")
    found = find_sources([folder], scratch)
    assert names(found) == ["a.txt", "b.txt"]
    assert {one.file for one in found.skipped} == {"c.ann", "annotation.conf"}
    for named in ("a.txt", "a.ann"):
        (source,) = find_sources([folder / named], scratch).sources
        assert source.file == folder / "a.txt"


def test_a_dataset_is_one_source_a_split(tmp_path: Path, scratch: Path) -> None:
    """`dataset_dict.json` marks a folder of splits; `validation` is dev."""
    folder = made(
        tmp_path / "set", "dataset_dict.json", "train/state.json", "validation/state.json"
    )
    found = find_sources([folder], scratch)
    assert [(one.name, one.split) for one in found.sources] == [
        ("set/train", Split.TRAIN),
        ("set/validation", Split.DEV),
    ]
    assert found.asked == frozenset(found.sources)
    assert names(find_sources([tmp_path], scratch)) == ["set/train", "set/validation"]


def test_an_archive_is_read_like_a_folder(tmp_path: Path, scratch: Path) -> None:
    """Names show the archive; the path is the archive's; its own name may say the split."""
    path = tmp_path / "dev.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.conll", "x")
        archive.writestr("train.conll", "x")
        archive.writestr("README.md", "x")
    found = find_sources([path], scratch)
    assert [(one.name, one.path, one.split) for one in found.sources] == [
        ("dev.zip/a.conll", path, Split.DEV),
        ("dev.zip/train.conll", path, Split.TRAIN),
    ]
    assert [one.file for one in found.skipped] == ["README.md"]
    assert not found.asked


def test_equal_names_are_told_apart(tmp_path: Path, scratch: Path) -> None:
    """Two files of one name are shown with their folders, and asked for stays asked for."""
    made(tmp_path, "a/x.conll", "b/x.conll")
    found = find_sources([tmp_path / "a/x.conll", tmp_path / "b/x.conll"], scratch)
    assert names(found) == [str(tmp_path / "a/x.conll"), str(tmp_path / "b/x.conll")]
    assert found.asked == frozenset(found.sources)


def test_a_missing_path(tmp_path: Path, scratch: Path) -> None:
    """A path that leads nowhere is an error, and so is one that the system refuses."""
    with pytest.raises(CorpusError, match="NW-I10"):
        find_sources([tmp_path / "nowhere"], scratch)
    with pytest.raises(CorpusError, match="NW-I15"):
        find_sources([tmp_path / ("x" * 300)], scratch)
