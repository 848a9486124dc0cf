"""Archives and compressed files, unpacked within limits."""

from __future__ import annotations

import gzip
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from workbench.domain.errors import NOTHING_CHANGED, CorpusError

# A ratio says nothing about small files.
_ALWAYS_ALLOWED = 64 << 20
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be in an archive: `ratio` is of its content, in bytes, to its own size."""

    content: int
    files: int
    ratio: int


# A corpus of ten million sentences stays below these. Text shrinks to a tenth; what shrinks to a
# thousandth was made to fill a disk.
OF_CORPORA = Limits(8 << 30, 20_000, 500)
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_GZIP = b"\x1f\x8b"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError)
# Other containers that are archives inside; they are no corpora.
_DOCUMENTS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jar", ".epub", ".apk", ".whl")


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive or a gzip file, by its first bytes."""
    if path.suffix.lower() in _DOCUMENTS:
        return False
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError:
        return False
    return head in (_ZIP, _EMPTY_ZIP) or head.startswith(_GZIP)


def unpack(path: Path, scratch: Path, limits: Limits = OF_CORPORA) -> Path:
    """Unpack into a new folder below `scratch`; archives within archives stay packed.

    Raises CorpusError NW-I19 for a damaged or encrypted archive, for a path that leads out
    of the folder, a link or a device, too many files, or too much content.
    """
    folder = Path(tempfile.mkdtemp(dir=scratch))
    with path.open("rb") as file:
        compressed = file.read(2) == _GZIP
    try:
        if compressed:
            _unpack_gzip(path, folder, limits)
        else:
            _unpack_zip(path, folder, limits)
    except _DAMAGED as error:
        raise _refused(path, f"it is damaged ({error})") from error
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error
    return folder


def _unpack_gzip(path: Path, folder: Path, limits: Limits) -> None:
    name = path.stem if path.suffix.lower() == ".gz" else path.name
    with gzip.open(path) as packed:
        _copy(packed, folder / name, _Meter(path, limits))


def _unpack_zip(path: Path, folder: Path, limits: Limits) -> None:
    meter = _Meter(path, limits)
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        if len(members) > limits.files:
            raise _refused(path, f"it holds {len(members):,} files; the limit is {limits.files:,}")
        # What is claimed first: nothing is written of a bomb that says so itself.
        meter.refuse(sum(member.file_size for member in members))
        for member in members:
            target = _safe_target(path, folder, member)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as packed:
                _copy(packed, target, meter)


def _safe_target(path: Path, folder: Path, member: zipfile.ZipInfo) -> Path:
    """Where a member goes; nothing may lead out of the folder."""
    name = member.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in name:
        raise _refused(path, f"the path {member.filename!r} leads out of it")
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        raise _refused(path, f"{member.filename!r} is a link or a device")
    if member.flag_bits & 1:
        raise _refused(path, f"{member.filename!r} is encrypted")
    target = folder.joinpath(*parts)
    if target.exists():
        raise _refused(path, f"it holds {member.filename!r} twice")
    return target


class _Meter:
    """Counts unpacked bytes against the limits; what headers claim is not trusted."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        packed = path.stat().st_size
        self._limit = min(limits.content, max(_ALWAYS_ALLOWED, packed * limits.ratio))
        self._unpacked = 0

    def add(self, size: int) -> None:
        self._unpacked += size
        self.refuse(self._unpacked)

    def refuse(self, size: int) -> None:
        """Refuse so much content, if it is too much."""
        if size > self._limit:
            raise _refused(self._path, f"it holds more than {self._limit >> 20:,} MB")


def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path, meter: _Meter) -> None:
    read: Callable[[int], bytes] = packed.read
    with target.open("xb") as file:
        while chunk := read(_CHUNK):
            meter.add(len(chunk))
            file.write(chunk)


def _refused(path: Path, reason: str) -> CorpusError:
    return CorpusError(
        "NW-I19",
        f"{path.name} cannot be unpacked: {reason}.",
        NOTHING_CHANGED,
        "Unpack it yourself, look at what is in it, and import the files.",
    )


def pack(content: Path, target: Path) -> None:
    """Compress a file into a gzip file, or a folder's files into a ZIP archive."""
    if target.suffix.lower() == ".gz":
        with content.open("rb") as plain, gzip.GzipFile(target, "wb", mtime=0) as packed:
            shutil.copyfileobj(plain, packed, _CHUNK)
        return
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(one for one in content.rglob("*") if one.is_file()):
            archive.write(file, file.relative_to(content))
