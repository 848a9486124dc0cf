"""What comes into a project of a stranger's model: known kinds of files, and nothing by a link."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.domain.errors import CorpusError, ModelError
from workbench.files import COMPLETE
from workbench.formats.archives import Limits, is_archive, unpack

LIMITS = Limits(content=64 << 30, files=10_000, ratio=200)
# Weights, vocabularies, configurations; the transformer of a flair model lies one level down.
KEPT = re.compile(r"(encoder/)?[\w-][\w.-]{0,99}\.(json|md|model|safetensors|spm|txt)", re.ASCII)
ROOM_LEFT = 256 << 20


def copy_model(source: Path, target: Path) -> None:
    """Copy the files that a model is made of; ModelError NW-M10, OSError where there is no room."""
    files = list(_model_files(source))
    _require_room(target.parent, sum(path.stat().st_size for path in files))
    for path in files:
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def is_packed_model(path: Path) -> bool:
    """Whether a file is a ZIP archive of a model's folder; torch's own files are archives too."""
    if not is_archive(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return path.suffix.lower() == ".zip"
    return not any(name.rpartition("/")[2] in ("data.pkl", "constants.pkl") for name in names)


@contextmanager
def unpacked_model(path: Path) -> Iterator[Path]:
    """The model folder in a ZIP archive, unpacked for as long as it is needed; NW-M10."""
    with tempfile.TemporaryDirectory(prefix="workbench-model-") as scratch:
        try:
            folder = unpack(path, Path(scratch), LIMITS)
        except CorpusError as error:
            raise _strange(error.happened) from error
        inner = sorted(folder.iterdir())
        yield inner[0] if len(inner) == 1 and inner[0].is_dir() else folder


def _model_files(source: Path) -> Iterator[Path]:
    """The files of a model, those behind links of the hub's cache too."""
    kept_by_hub = (source.parent.parent / "blobs").resolve()
    inside = source.resolve()
    for path in sorted([*source.glob("*"), *source.glob("encoder/*")]):
        known = path.name != COMPLETE and KEPT.fullmatch(path.relative_to(source).as_posix())
        if not known or not path.is_file():
            continue
        real = path.resolve()
        if not real.is_relative_to(inside) and not real.is_relative_to(kept_by_hub):
            raise _strange(f"The file {path.name} is a link that leads out of {source}.")
        yield path


def _require_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size + ROOM_LEFT > free:
        raise OSError(None, f"it needs {size >> 20:,} MB, and {free >> 20:,} MB are free")


def _strange(happened: str) -> ModelError:
    return ModelError(
        "NW-M10",
        happened,
        "Nothing of it was kept, and nothing was changed.",
        "Unpack or copy it yourself, look at what is in it, and import the folder.",
    )
