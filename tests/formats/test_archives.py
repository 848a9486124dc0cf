"""Archives are unpacked within limits, and nothing of them leads elsewhere."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from workbench.domain.errors import CorpusError
from workbench.formats import archives
from workbench.formats.archives import is_archive, pack, unpack

TEXT = b"Anna\tB-PER\n\n"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_zip_keeps_its_folders(tmp_path: Path) -> None:
    """Files come out below a new folder under their own paths."""
    path = zipped(tmp_path / "a.zip", {"x/train.conll": TEXT, "y z.conll": TEXT})
    folder = unpack(path, tmp_path)
    assert (folder / "x/train.conll").read_bytes() == TEXT
    assert (folder / "y z.conll").read_bytes() == TEXT


def test_a_gzip_file_loses_its_suffix(tmp_path: Path) -> None:
    """`train.conll.gz` holds `train.conll`."""
    path = tmp_path / "train.conll.gz"
    path.write_bytes(gzip.compress(TEXT))
    assert (unpack(path, tmp_path) / "train.conll").read_bytes() == TEXT


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "C:/out.txt"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    """No member is written outside of the folder."""
    path = zipped(tmp_path / "a.zip", {name: TEXT})
    with pytest.raises(CorpusError, match=r"NW-I19.*leads out"):
        unpack(path, tmp_path)
    assert not list(tmp_path.rglob("out.txt"))


def test_a_link_is_refused(tmp_path: Path) -> None:
    """A symbolic link in an archive could lead anywhere."""
    member = zipfile.ZipInfo("link")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(member, "/etc/passwd")
    with pytest.raises(CorpusError, match=r"NW-I19.*is a link"):
        unpack(tmp_path / "a.zip", tmp_path)


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_a_bomb_stops_at_the_limit(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What grows beyond the ratio is refused while it is unpacked, whatever its header says."""
    monkeypatch.setattr(archives, "_ALWAYS_ALLOWED", 1 << 20)
    bomb = bytes(32 << 20)
    path = tmp_path / f"a.{kind}"
    path.write_bytes(gzip.compress(bomb)) if kind == "gz" else zipped(path, {"x": bomb})
    with pytest.raises(CorpusError, match=r"NW-I19.*more than"):
        unpack(path, tmp_path)
    unpacked = sum(one.stat().st_size for one in tmp_path.rglob("x*") if one.is_file())
    assert unpacked <= archives.OF_CORPORA.ratio * path.stat().st_size + (1 << 20)


def test_too_many_files(tmp_path: Path) -> None:
    """The number of files has a limit."""
    path = zipped(tmp_path / "a.zip", {str(number): TEXT for number in range(4)})
    with pytest.raises(CorpusError, match=r"NW-I19.*4 files"):
        unpack(path, tmp_path, archives.Limits(1 << 30, 3, 500))


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04nonsense", gzip.compress(TEXT)[:-6]], ids=["nonsense", "cut"]
)
def test_a_damaged_archive(tmp_path: Path, content: bytes) -> None:
    """A cut or broken archive is refused in words."""
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    assert is_archive(path)
    with pytest.raises(CorpusError, match=r"NW-I19.*damaged"):
        unpack(path, tmp_path)


def test_office_documents_are_no_archives(tmp_path: Path) -> None:
    """A .docx is a ZIP file inside, but nobody means its XML files by it."""
    assert not is_archive(zipped(tmp_path / "a.docx", {"x": TEXT}))
    assert not is_archive(tmp_path / "missing")


@pytest.mark.parametrize("suffix", [".gz", ".zip"])
def test_packed_and_unpacked(tmp_path: Path, suffix: str) -> None:
    """What is packed comes out the same."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.conll").write_bytes(TEXT)
    target = tmp_path / f"a.conll{suffix}"
    pack(folder / "a.conll" if suffix == ".gz" else folder, target)
    assert (unpack(target, tmp_path) / "a.conll").read_bytes() == TEXT
