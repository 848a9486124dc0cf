"""Sentences to column files, proved by reading them back."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Literal

from workbench.domain.errors import CorpusError, ExportError
from workbench.domain.schemes import IOB2, Scheme, convert, tags_to_entities
from workbench.domain.sentence import Sentence
from workbench.formats.base import COLUMNS, RawSentence, ReadOptions
from workbench.formats.columns import LONGEST_SENTENCE, read_columns
from workbench.formats.sniff import BLANKS, DOCUMENT_MARK

RAW: Literal["raw"] = "raw"
TargetScheme = Scheme | Literal["raw"]

_SAFE = "The file that was there before, if any, is as it was."
# What the reader would break at, replace by a visible sign or take for half a character.
_UNREADABLE = re.compile("[\x00-\x08\t\n\r\x0e-\x1b\x1f\x7f\ud800-\udfff]")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Written:
    """What stands in an exported file; `verified` says that it was read back and compared."""

    path: Path
    sentences: int
    tokens: int
    entities: int
    verified: bool


@dataclass(frozen=True, slots=True)
class _Block:
    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    document: str


def write_columns(
    sentences: Iterable[Sentence], scheme: TargetScheme = IOB2, separator: str = "\t"
) -> bytes:
    """Write tokens and tags as UTF-8 columns, with a -DOCSTART- line before each document.

    The scheme `raw` writes the tags as they are; in others a bad tag also stays as it is.
    Raises ExportError NW-E02 for what a column file cannot carry, NW-E03 for no sentence.
    """
    return _to_bytes(_blocks(sentences, scheme, separator), scheme, separator)


def export_columns(
    path: Path,
    sentences: Iterable[Sentence],
    scheme: TargetScheme = IOB2,
    separator: str = "\t",
) -> Written:
    """Write a column file beside `path`, read it back, compare, and put it in place.

    Raises ExportError: NW-E01 when it does not read back alike, NW-E02 and NW-E03 as
    `write_columns`, NW-E04 when it cannot be written. Then the old file is as it was.
    """
    chosen = tuple(sentences)
    blocks = _blocks(chosen, scheme, separator)
    aside = _write_aside(path, _to_bytes(blocks, scheme, separator))
    try:
        _compare(blocks, _read_back(aside, path.name), path.name)
        _put_in_place(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    entities = sum(
        _count_entities(sentence, block, scheme)
        for sentence, block in zip(chosen, blocks, strict=True)
    )
    tokens = sum(len(block.tokens) for block in blocks)
    return Written(path, len(blocks), tokens, entities, verified=True)


def _blocks(
    sentences: Iterable[Sentence], scheme: TargetScheme, separator: str
) -> tuple[_Block, ...]:
    blocks = []
    for number, sentence in enumerate(sentences, 1):
        tags = _tags_for(sentence, scheme)
        _refuse_unwritable(sentence.tokens, tags, number, separator)
        blocks.append(_Block(sentence.tokens, tags, sentence.document))
    if not blocks:
        raise ExportError(
            "NW-E03",
            "There is no sentence to export.",
            _SAFE,
            "Choose other conditions, such as another split or status.",
        )
    return tuple(blocks)


def _tags_for(sentence: Sentence, scheme: TargetScheme) -> tuple[str, ...]:
    return sentence.tags if scheme == RAW else convert(sentence.tags, sentence.scheme, scheme)


def _count_entities(sentence: Sentence, block: _Block, scheme: TargetScheme) -> int:
    return len(tags_to_entities(block.tags, sentence.scheme if scheme == RAW else scheme))


def _to_bytes(blocks: Sequence[_Block], scheme: TargetScheme, separator: str) -> bytes:
    outside = "O" if scheme == RAW else scheme.outside
    text = "".join(_lines(blocks, f"{DOCUMENT_MARK}{separator}{outside}", separator))
    # A reader takes the first U+FEFF of a file for its byte order mark.
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    return (mark + text).encode()


def _lines(blocks: Sequence[_Block], mark: str, separator: str) -> Iterator[str]:
    several = len({block.document for block in blocks}) > 1
    document: str | None = None
    for block in blocks:
        if several and block.document != document:
            document = block.document
            yield f"{mark}\n\n"
        for token, tag in zip(block.tokens, block.tags, strict=True):
            yield f"{token}{separator}{tag}\n"
        yield "\n"


def _refuse_unwritable(
    tokens: Sequence[str], tags: Sequence[str], number: int, separator: str
) -> None:
    if not 0 < len(tokens) <= LONGEST_SENTENCE or len(tokens) != len(tags):
        raise _unwritable(
            number, f"it has {len(tokens)} tokens and {len(tags)} tags", "Split or reject it"
        )
    for token, tag in zip(tokens, tags, strict=True):
        if _unreadable(token, separator) or not token.strip(BLANKS) or token == DOCUMENT_MARK:
            raise _unwritable(number, f"it holds the token {token!r}", "Correct the token")
        if _unreadable(tag, separator) or tag != tag.strip(" ") or (separator == " " and not tag):
            raise _unwritable(number, f"it holds the tag {tag!r}", "Correct the tag")


def _unreadable(cell: str, separator: str) -> bool:
    return _UNREADABLE.search(cell) is not None or (separator == " " and " " in cell)


def _unwritable(number: int, reason: str, remedy: str) -> ExportError:
    return ExportError(
        "NW-E02",
        f"Sentence {number} of the export cannot be written as columns: {reason}.",
        _SAFE,
        f"{remedy}, or leave the sentence out.",
    )


def _write_aside(path: Path, content: bytes) -> Path:
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
        ) as file:
            aside = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _not_written(path, error) from error
    return aside


def _put_in_place(aside: Path, path: Path) -> None:
    try:
        # A temporary file is private; an export is as readable as any other new file.
        aside.chmod(_usual_mode(path))
        aside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _not_written(path, error) from error


def _usual_mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_written(path: Path, error: OSError) -> ExportError:
    return ExportError(
        "NW-E04",
        f"{path} cannot be written: {error.strerror or error}.",
        _SAFE,
        "Choose another place, or make room and check your rights there.",
    )


def _read_back(aside: Path, name: str) -> tuple[RawSentence, ...]:
    options = ReadOptions(format=COLUMNS, encoding="utf-8", token=0, tag=1)
    try:
        return read_columns(aside.read_bytes(), name, options).sentences
    except CorpusError as error:
        raise _differs(name, error.happened) from error


def _compare(written: Sequence[_Block], read: Sequence[RawSentence], name: str) -> None:
    for number, (block, sentence) in enumerate(zip_longest(written, read), 1):
        if block is None or sentence is None or not _alike(block, sentence):
            raise _differs(name, f"Sentence {number} does not read back as it was written.")


def _alike(block: _Block, sentence: RawSentence) -> bool:
    tags = sentence.tags or ("",) * len(sentence.tokens)
    return block.tokens == sentence.tokens and block.tags == tags


def _differs(name: str, difference: str) -> ExportError:
    return ExportError(
        "NW-E01",
        f"The export to {name} was given up, because it could not be verified. {difference}",
        _SAFE,
        "Please report this with the sentence concerned.",
    )
