"""Files, folders and archives to one corpus."""

from __future__ import annotations

import errno
import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.domain.detection import Transitions, scheme_of_transitions
from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.domain.schemes import IOB2, Scheme
from workbench.files import hash_file
from workbench.formats.base import (
    AUTO,
    Format,
    Progress,
    ReadOptions,
    Sample,
    Skipped,
    Source,
)
from workbench.formats.corpus import Corpus, CorpusFile
from workbench.formats.encodings import empty, find_encoding
from workbench.formats.findings import add_findings
from workbench.formats.registry import FORMATS, format_named, recognise
from workbench.formats.sampling import sample
from workbench.formats.sink import CorpusSink
from workbench.formats.sources import ANNOTATIONS, Found, find_sources, unreadable

# Reasons to pass over a file in a folder; a file in another encoding is no such reason.
_NO_CORPUS = frozenset({"NW-I03", "NW-I11", "NW-I14", "NW-I22"})
_TEXT = "text"


@dataclass(frozen=True)
class _Recognised:
    source: Source
    format: Format


@dataclass(frozen=True, slots=True)
class _State:
    """What tells whether a file was changed while it was read."""

    size: int
    changed: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> _State:
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


def read_corpus(
    paths: Sequence[Path],
    options: ReadOptions | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """Read files, folders and archives as one corpus and report everything odd about them.

    The corpus lies in temporary files until it is closed or forgotten. `progress` gets bytes
    and may raise Cancelled. Raises CorpusError with one of the codes NW-I.. when a file that
    was named cannot be read, or when a folder holds no corpus at all.
    """
    options = options or ReadOptions()
    if options.format != AUTO:
        format_named(options.format)
    with tempfile.TemporaryDirectory(prefix="workbench-") as scratch:
        found = find_sources(paths, Path(scratch))
        recognised, skipped = _recognise(found, options)
        files, unread = _read_all(recognised, found, options, progress)
    if not files:
        raise _nothing_found(paths, [*skipped, *unread])
    corpus = Corpus(tuple(files), _scheme(files, options), (*skipped, *unread))
    return replace(corpus, files=tuple(add_findings(corpus, file) for file in corpus.files))


def _recognise(found: Found, options: ReadOptions) -> tuple[list[_Recognised], tuple[Skipped, ...]]:
    """Name each source's format. Prose that lies beside corpora in a folder is no corpus."""
    recognised = []
    skipped = list(found.skipped)
    for source in found.sources:
        try:
            recognised.append(_Recognised(source, _format_of(source, options)))
        except CorpusError as error:
            if source in found.asked or error.code not in _NO_CORPUS:
                raise
            skipped.append(Skipped(source.name, error.happened))
    if any(one.format.name != _TEXT for one in recognised):
        prose = [
            one
            for one in recognised
            if one.format.name == _TEXT and one.source not in found.asked and options.format == AUTO
        ]
        recognised = [one for one in recognised if one not in prose]
        reason = "It is plain text beside corpora; name it to read it."
        skipped += [Skipped(one.source.name, reason) for one in prose]
    return recognised, tuple(skipped)


def _format_of(source: Source, options: ReadOptions) -> Format:
    if options.format != AUTO:
        return FORMATS[options.format]
    beginning = sample(source)
    try:
        return recognise(beginning)
    except CorpusError:
        _explain(source, beginning, options)
        raise


def _explain(source: Source, beginning: Sample, options: ReadOptions) -> None:
    """Refuse an empty or binary file for what it is, rather than for its unknown format."""
    if source.file.is_file() and not beginning.text.strip():
        find_encoding(source, options.encoding)
        if len(beginning.head) == source.file.stat().st_size:
            raise empty(source.name)


def _read_all(
    recognised: Iterable[_Recognised],
    found: Found,
    options: ReadOptions,
    progress: Progress | None,
) -> tuple[list[CorpusFile], list[Skipped]]:
    recognised = list(recognised)
    total = sum(_size(one.source.file) for one in recognised)
    files: list[CorpusFile] = []
    skipped = []
    before = 0
    for one in recognised:
        try:
            files.append(_read(one, options, total, _shifted(progress, before)))
        except CorpusError as error:
            if one.source in found.asked or error.code not in _NO_CORPUS:
                _close(files)
                raise
            skipped.append(Skipped(one.source.name, error.happened))
        except BaseException:
            _close(files)
            raise
        before += _size(one.source.file)
    return files, skipped


def _shifted(progress: Progress | None, before: int) -> Progress | None:
    if progress is None:
        return None
    return lambda position, total: progress(before + position, total)


def _close(files: Iterable[CorpusFile]) -> None:
    for file in files:
        file.sentences.close()
        file.problems.close()


def _read(
    one: _Recognised, options: ReadOptions, total: int, progress: Progress | None
) -> CorpusFile:
    source = one.source
    sink = CorpusSink(source, total, progress)
    try:
        state, digest = _State.of(source.file), _digest(source.file)
        layout = one.format.read(source, options, sink)
        if not len(sink):
            raise _no_sentence(source.name)
        if _State.of(source.file) != state:
            raise _changed(source.name)
    except OSError as error:
        sink.close()
        raise _failed(source, error) from error
    except BaseException:
        sink.close()
        raise
    split = source.split if options.split == AUTO else options.split
    file = sink.finish(layout, split, digest)
    return file if one.format.has_own_tags else replace(file, scheme=IOB2)


def _digest(path: Path) -> str:
    """The SHA-256 of a file, of a text with its annotations, or of a folder's files."""
    if path.is_dir():
        parts = sorted(one for one in path.rglob("*") if one.is_file())
    else:
        annotations = path.with_suffix(ANNOTATIONS)
        parts = [path, annotations] if path.suffix == ".txt" and annotations.is_file() else [path]
    if len(parts) == 1:
        return hash_file(parts[0])
    together = hashlib.sha256()
    for part in parts:
        together.update(f"{part.name} {hash_file(part)}\n".encode("utf-8", "surrogateescape"))
    return together.hexdigest()


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
        return path.stat().st_size
    except OSError:
        return 0


def _scheme(files: Iterable[CorpusFile], options: ReadOptions) -> Scheme:
    if options.scheme:
        return options.scheme
    transitions: Transitions = Counter()
    for file in files:
        if file.scheme is None:
            for part in file.parts.values():
                transitions.update(part.transitions)
    return scheme_of_transitions(transitions) if transitions else IOB2


def _failed(source: Source, error: OSError) -> CorpusError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CorpusError(
            "NW-I18",
            f"There is no room to read {source.name}: the temporary folder is full.",
            NOTHING_CHANGED,
            "Make room there, or let TMPDIR name a larger place, and try again.",
        )
    return unreadable(source.file, error)


def _changed(name: str) -> CorpusError:
    return CorpusError(
        "NW-I17",
        f"{name} was changed by another program while it was read.",
        NOTHING_CHANGED,
        "Wait until the other program is done, and import it again.",
    )


def _no_sentence(name: str) -> CorpusError:
    return CorpusError(
        "NW-I14",
        f"{name} holds no sentence.",
        NOTHING_CHANGED,
        "Choose a file that holds text.",
    )


def _nothing_found(paths: Sequence[Path], skipped: Sequence[Skipped]) -> CorpusError:
    shown = ", ".join(str(path) for path in paths)
    reasons = "".join(f" {one.file}: {one.reason}" for one in skipped[:3])
    return CorpusError(
        "NW-I16",
        f"No file in {shown} is a corpus.{reasons}",
        NOTHING_CHANGED,
        "Choose files with text, with tokens and tags, or with annotations.",
    )
