"""A plan to files: written aside, read back through the importer, compared, put in place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.domain.errors import CorpusError, ExportError
from workbench.domain.sentence import Split
from workbench.files import remove_folder, sync_file, sync_folder
from workbench.formats.archives import pack
from workbench.formats.base import Carried, Progress, RawSentence, ReadOptions
from workbench.formats.comparing import first_difference
from workbench.formats.planning import OLD_FILE_SAFE, Plan
from workbench.formats.reading import read_corpus

_UNSPLIT = "unsplit"
_PACKED = (".gz", ".zip")
_EACH = 500
_STAGES = 3


@dataclass(frozen=True)
class Written:
    """What stands in the exported files; `verified` says they were read back and compared."""

    path: Path
    files: tuple[Path, ...]
    sentences: int
    tokens: int
    entities: int
    losses: tuple[str, ...]
    verified: bool


@dataclass(frozen=True)
class _Target:
    """Where an export goes: a file or folder, or a folder that takes one file a split."""

    path: Path
    one_file_a_split: bool

    @classmethod
    def of(cls, plan: Plan, path: Path) -> _Target:
        return cls(path, not plan.format.is_folder and path.is_dir())

    @property
    def folder(self) -> Path:
        return self.path if self.one_file_a_split else self.path.parent

    @property
    def is_packed(self) -> bool:
        return self.path.suffix.lower() in _PACKED and not self.one_file_a_split


def export(
    plan: Plan, path: Path, lossy: bool = False, progress: Progress | None = None
) -> Written:
    """Write aside, read back, compare, and put in place.

    An existing folder as `path` takes one file a split, unless the format is a folder
    itself; `.gz` and `.zip` compress. Raises ExportError: NW-E01 when it does not read back
    alike (what was written is kept under another name), NW-E04 when it cannot be written,
    NW-E06 for bad tags unless `lossy`, NW-E07 for a folder that holds something already.
    """
    target = _Target.of(plan, path)
    if plan.bad_tags and not lossy:
        raise _bad_tags(plan)
    if plan.format.is_folder and path.is_dir() and any(path.iterdir()):
        raise _full_folder(path)
    try:
        aside = Path(tempfile.mkdtemp(dir=target.folder, prefix=f".{path.name}.", suffix=".part"))
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        written = _write(plan, aside, target, _stage(progress, 0))
        difference = _difference(plan, aside, target, progress)
        if difference:
            raise _differs(target, _keep(written, target), difference)
        files = tuple(_put_in_place(one, target.folder / one.name) for one in written)
        sync_folder(target.folder)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        remove_folder(aside)
    counts = plan.counts
    return Written(
        path, files, counts.sentences, counts.tokens, counts.entities, plan.losses, verified=True
    )


def _write(plan: Plan, aside: Path, target: _Target, progress: Progress | None) -> tuple[Path, ...]:
    """Write below `aside` under the final names; returns what is to be put in place."""
    writer = _Writer(plan, progress)
    if target.one_file_a_split:
        for split in sorted(plan.splits, key=str):
            name = f"{split.value if split else _UNSPLIT}{plan.format.suffix}"
            writer.write(aside / name, _of_split(plan.sentences, split))
    elif target.is_packed:
        with tempfile.TemporaryDirectory(dir=aside) as content:
            _write_packed(writer, Path(content), aside / target.path.name)
    else:
        writer.write(aside / target.path.name, plan.sentences)
    return tuple(sorted(aside.iterdir()))


def _write_packed(writer: _Writer, content: Path, packed: Path) -> None:
    plan = writer.plan
    name = packed.stem if Path(packed.stem).suffix else f"{packed.stem}{plan.format.suffix}"
    writer.write(content / name, plan.sentences)
    pack(content / name if packed.suffix.lower() == ".gz" else content, packed)


class _Writer:
    """Calls the format's writer and tells how far it is."""

    def __init__(self, plan: Plan, progress: Progress | None) -> None:
        self.plan = plan
        self._progress = progress
        self._done = 0

    def write(self, path: Path, sentences: Iterable[RawSentence]) -> None:
        assert self.plan.format.write is not None
        self.plan.format.write(self._counted(sentences), path, self.plan.options)

    def _counted(self, sentences: Iterable[RawSentence]) -> Iterator[RawSentence]:
        for sentence in sentences:
            self._done += 1
            if self._progress and self._done % _EACH == 0:
                self._progress(self._done, len(self.plan.sentences))
            yield sentence


def _of_split(sentences: Iterable[RawSentence], split: Split | None) -> Iterator[RawSentence]:
    return (sentence for sentence in sentences if sentence.split == split)


def _stage(progress: Progress | None, number: int) -> Progress | None:
    """The progress of one of the stages: writing, reading back, comparing."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, _STAGES * total)


def _difference(plan: Plan, aside: Path, target: _Target, progress: Progress | None) -> str:
    """Read everything back through the importer; the first difference, "" where none is."""
    read_back = plan.format.read_back
    options = read_back(plan.options) if read_back else ReadOptions(format=plan.format.name)
    by_name = target.one_file_a_split or _splits_are_folders(plan)
    options = options if by_name else replace(options, split=None)
    try:
        corpus = read_corpus(
            [aside if target.one_file_a_split else aside / target.path.name],
            options,
            _stage(progress, 1),
        )
    except CorpusError as error:
        return error.happened
    with corpus:
        return first_difference(plan, corpus, by_name, _stage(progress, 2))


def _splits_are_folders(plan: Plan) -> bool:
    return plan.format.is_folder and Carried.SPLITS in plan.format.carries


def _put_in_place(written: Path, target: Path) -> Path:
    for file in [written] if written.is_file() else written.rglob("*"):
        if file.is_file():
            sync_file(file)
    if written.is_file():
        # A temporary file is private; an export is as readable as any other new file.
        written.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_mask())
    elif target.is_dir():
        target.rmdir()
    written.replace(target)
    return target


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _keep(written: tuple[Path, ...], target: _Target) -> Path:
    """Put what could not be verified beside the target, under a name that says so."""
    kept = target.folder / f"{target.path.name}.unverified"
    number = 1
    while kept.exists():
        number += 1
        kept = target.folder / f"{target.path.name}.unverified-{number}"
    if len(written) == 1:
        written[0].replace(kept)
    else:
        kept.mkdir()
        for one in written:
            one.replace(kept / one.name)
    return kept


def _differs(target: _Target, kept: Path, difference: str) -> ExportError:
    return ExportError(
        "NW-E01",
        f"The export to {target.path.name} could not be verified. {difference}",
        f"{OLD_FILE_SAFE} What was written is kept as {kept.name}.",
        "Please report this with the sentence concerned, or choose another format.",
    )


def _not_written(path: Path, error: OSError) -> ExportError:
    return ExportError(
        "NW-E04",
        f"{path} cannot be written: {error.strerror or error}.",
        OLD_FILE_SAFE,
        "Choose another place, or make room and check your rights there.",
    )


def _bad_tags(plan: Plan) -> ExportError:
    return ExportError(
        "NW-E06",
        f"{plan.bad_tags:,} sentences have bad tags, which {plan.format.title} cannot hold.",
        OLD_FILE_SAFE,
        "Clean the tags first, choose a format with tags, or allow the loss (--lossy).",
    )


def _full_folder(path: Path) -> ExportError:
    return ExportError(
        "NW-E07",
        f"The folder {path} holds something already.",
        "It was not touched.",
        "Choose a new or an empty folder.",
    )
