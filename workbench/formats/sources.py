"""Files, folders and archives to the things that a format reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.archives import is_archive, unpack
from workbench.formats.base import Skipped, Source
from workbench.formats.splits import split_of, split_of_name

_PAPERS = re.compile(
    r"(^|[-_. ])(read_?me|licen[cs]e|copying|notice|authors|changelog|citation|sha\d*sums?"
    r"|md5sums?)([-_. ]|$)",
    re.IGNORECASE,
)
# Files that stand beside data and say how a program shows it.
_SETTINGS = re.compile(
    r"(annotation|visual|tools|kb_shortcuts)\.conf|dataset_infos?\.json|.*\.config\.xml",
    re.IGNORECASE,
)
DATASETS = "dataset_dict.json"
DATASET = "state.json"
ANNOTATIONS = ".ann"


@dataclass(frozen=True)
class Found:
    """What there is to read. `asked` are the sources that were named themselves."""

    sources: tuple[Source, ...]
    asked: frozenset[Source]
    skipped: tuple[Skipped, ...]


@dataclass
class _Finder:
    """Gathers sources; `scratch` is where archives are unpacked."""

    scratch: Path
    sources: dict[Source, None] = field(default_factory=dict)
    asked: set[Source] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)

    def add_named(self, path: Path) -> None:
        """Add a path that a person named."""
        if _is_dataset(path):
            self._add(_datasets(path, path), asked=True)
        elif is_folder(path):
            self._add(self._walk(path, path), asked=False)
        elif _exists(path):
            self._add(self._of_file(path, path), asked=not is_archive(path))
        else:
            raise _missing(path)

    def _add(self, sources: Iterable[Source], asked: bool) -> None:
        for source in sources:
            self.sources[source] = None
            if asked:
                self.asked.add(source)

    def _walk(self, named: Path, folder: Path) -> Iterator[Source]:
        """A folder's files in name order, and its folders where it has no file of its own.

        Beside the data of a folder often lies another edition of the same.
        """
        own, inner = [], []
        for entry in _entries(folder):
            reason = _reason_to_skip(entry)
            if reason:
                self.skipped.append(Skipped(entry.name, reason))
            elif entry.is_dir():
                inner.append(entry)
            else:
                own.append(entry)
        for entry in own:
            yield from self._of_file(named, entry)
        for entry in inner:
            if own:
                reason = "It is a folder beside files; name it to read it."
                self.skipped.append(Skipped(entry.name, reason))
            elif _is_dataset(entry):
                yield from _datasets(named, entry)
            else:
                yield from self._walk(named, entry)

    def _of_file(self, named: Path, path: Path) -> Iterator[Source]:
        if is_archive(path):
            yield from self._of_archive(path)
        elif path.suffix == ANNOTATIONS:
            text = path.with_suffix(".txt")
            if named == path and text.is_file():
                yield Source(named, text.name, text, split_of(text))
            elif not text.is_file():
                self.skipped.append(Skipped(path.name, f"There is no {text.name} beside it."))
        else:
            yield Source(named if named == path else path, path.name, path, split_of(path))

    def _of_archive(self, path: Path) -> Iterator[Source]:
        folder = unpack(path, self.scratch)
        for source in self._walk(folder, folder):
            inner = source.file.relative_to(folder)
            # A compressed single file carries its split in the archive's own name.
            split = source.split or split_of(path)
            yield replace(source, path=path, name=f"{path.name}/{inner}", split=split)


def find_sources(paths: Iterable[Path], scratch: Path) -> Found:
    """List what paths stand for: a file for itself, folders and archives for their files.

    Raises CorpusError NW-I10 for a missing path, NW-I15 for one that cannot be read, NW-I19
    for an archive that is damaged or goes beyond the limits.
    """
    finder = _Finder(scratch)
    for path in paths:
        finder.add_named(path)
    named = _with_distinct_names(tuple(finder.sources))
    asked = frozenset(named[one] for one in finder.asked)
    return Found(tuple(named.values()), asked, tuple(finder.skipped))


def _reason_to_skip(entry: Path) -> str:
    if entry.name.startswith("."):
        return "It is hidden."
    if entry.is_dir():
        return ""
    if _PAPERS.search(entry.name):
        return "It is about the data, by its name."
    if _SETTINGS.fullmatch(entry.name):
        return "It holds settings, by its name."
    return ""


def _is_dataset(folder: Path) -> bool:
    return _is_file(folder / DATASETS) or _is_file(folder / DATASET)


def _datasets(named: Path, folder: Path) -> Iterator[Source]:
    """One source a split; a folder of one split alone is one source."""
    if not (folder / DATASETS).is_file():
        yield Source(named, folder.name, folder, split_of_name(folder.name))
        return
    for entry in _entries(folder):
        if _is_file(entry / DATASET):
            name = f"{folder.name}/{entry.name}"
            yield Source(named, name, entry, split_of_name(entry.name))


def _with_distinct_names(sources: tuple[Source, ...]) -> dict[Source, Source]:
    """Add the folder to names that would be the same."""
    same = Counter(source.name for source in sources)
    return {
        source: source if same[source.name] == 1 else replace(source, name=str(source.file))
        for source in sources
    }


def is_folder(path: Path) -> bool:
    """Whether a folder lies there; unlike Path.is_dir, this says why it cannot be told."""
    try:
        return path.is_dir()
    except OSError as error:
        raise unreadable(path, error) from error


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise unreadable(path, error) from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise unreadable(folder, error) from error


def unreadable(path: Path, error: OSError) -> CorpusError:
    """The refusal of a file or folder that the system does not hand out."""
    return CorpusError(
        "NW-I15",
        f"{path} cannot be read: {error.strerror or error}.",
        NOTHING_CHANGED,
        "Check that it is a file or a folder and that you may read it.",
    )


def _missing(path: Path) -> CorpusError:
    return CorpusError(
        "NW-I10",
        f"There is no file or folder {path}.",
        NOTHING_CHANGED,
        "Check the name and try again.",
    )
