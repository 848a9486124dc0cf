"""Files and folders to one corpus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.domain.detection import detect_scheme
from workbench.domain.errors import NOTHING_CHANGED, CorpusError, UsageError
from workbench.domain.schemes import IOB2
from workbench.formats.base import AUTO, FORMATS, Corpus, CorpusFile, ReadOptions, Skipped
from workbench.formats.columns import read_columns
from workbench.formats.findings import find_problems
from workbench.formats.splits import split_of

# Called with the number of files read so far and of all files.
Progress = Callable[[int, int], None]

_PAPERS = re.compile(
    r"(^|[-_. ])(read_?me|licen[cs]e|copying|notice|authors|changelog|citation|sha\d*sums?"
    r"|md5sums?)([-_. ]|$)",
    re.IGNORECASE,
)
# Reasons to pass over a file in a folder; a file in another encoding is no such reason.
_NO_CORPUS = frozenset({"NW-I03", "NW-I11", "NW-I14"})


@dataclass(frozen=True)
class Found:
    """Files to read. `asked` are those named themselves: they must be corpora."""

    files: tuple[Path, ...]
    asked: frozenset[Path]
    skipped: tuple[Skipped, ...]


def find_files(paths: Iterable[Path]) -> Found:
    """List the files that paths stand for: a file for itself, a folder for its files.

    A folder's files come in name order, without hidden ones, read-mes and licences. Folders
    inside it are entered only where it has no file of its own: beside the data of a folder
    often lies another edition of the same. Raises CorpusError NW-I10 for a missing path.
    """
    files: dict[Path, None] = {}
    asked = set()
    skipped: list[Skipped] = []
    for path in paths:
        if path.is_dir():
            files.update(dict.fromkeys(_walk(path, skipped)))
        elif path.exists():
            files[path] = None
            asked.add(path)
        else:
            raise _missing(path)
    return Found(tuple(files), frozenset(asked), tuple(skipped))


def _walk(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    entries = _entries(folder)
    visible = [entry for entry in entries if not entry.name.startswith(".")]
    skipped += [Skipped(entry.name, "It is hidden.") for entry in entries if entry not in visible]
    papers = [entry for entry in visible if entry.is_file() and _PAPERS.search(entry.name)]
    skipped += [Skipped(entry.name, "It is about the data, by its name.") for entry in papers]
    own = [entry for entry in visible if entry.is_file() and entry not in papers]
    inner = [entry for entry in visible if entry.is_dir()]
    yield from own
    for entry in inner:
        if own:
            skipped.append(Skipped(entry.name, "It is a folder beside files; name it to read it."))
        else:
            yield from _walk(entry, skipped)


def read_corpus(
    paths: Sequence[Path],
    options: ReadOptions | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """Read files and folders as one corpus and report everything odd about them.

    Raises CorpusError with one of the codes NW-I.. when a file that was named cannot be
    read, or when a folder holds no corpus at all.
    """
    options = options or ReadOptions()
    _refuse_unknown_format(options.format)
    found = find_files(paths)
    skipped = list(found.skipped)
    names = _shown_names(found.files)
    files = []
    for number, path in enumerate(found.files, 1):
        read = _read_file(path, names[path], options, path in found.asked)
        files.append(read) if isinstance(read, CorpusFile) else skipped.append(read)
        if progress:
            progress(number, len(found.files))
    if not files:
        raise _nothing_found(paths)
    return _with_problems(_one_corpus(files, options, skipped))


def _read_file(path: Path, name: str, options: ReadOptions, asked: bool) -> CorpusFile | Skipped:
    try:
        content = read_columns(_read_bytes(path), name, options)
    except CorpusError as error:
        if asked or error.code not in _NO_CORPUS:
            raise
        return Skipped(name, error.happened)
    split = split_of(path) if options.split == AUTO else options.split
    return CorpusFile(
        path,
        name,
        split,
        content.layout,
        content.sentences,
        content.problems,
        content.comment_lines,
    )


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(folder, error) from error


def _one_corpus(
    files: Sequence[CorpusFile], options: ReadOptions, skipped: Sequence[Skipped]
) -> Corpus:
    tags = [sentence.tags for file in files for sentence in file.sentences if sentence.tags]
    scheme = options.scheme or (detect_scheme(tags) if tags else IOB2)
    return Corpus(tuple(files), scheme, tuple(skipped))


def _with_problems(corpus: Corpus) -> Corpus:
    """Add what the scheme says about the tags to what the files said by themselves."""
    found = find_problems(corpus)
    files = tuple(
        replace(
            file,
            problems=tuple(sorted([*file.problems, *found[file.name]], key=lambda one: one.line)),
        )
        for file in corpus.files
    )
    return replace(corpus, files=files)


def _shown_names(files: Sequence[Path]) -> dict[Path, str]:
    """File names, with their folder before them where two would be the same."""
    same = Counter(path.name for path in files)
    return {path: path.name if same[path.name] == 1 else str(path) for path in files}


def _refuse_unknown_format(name: str) -> None:
    if name not in FORMATS:
        raise UsageError(
            "NW-I12",
            f"No import format is called {name!r}.",
            NOTHING_CHANGED,
            f"Use one of: {', '.join(FORMATS)}.",
        )


def _unreadable(path: Path, error: OSError) -> CorpusError:
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


def _nothing_found(paths: Sequence[Path]) -> CorpusError:
    shown = ", ".join(str(path) for path in paths)
    return CorpusError(
        "NW-I16",
        f"No file in {shown} is a corpus.",
        NOTHING_CHANGED,
        "Choose files with one token and its tag on each line.",
    )
