"""Sentences to column files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.errors import ExportError
from workbench.formats.base import (
    CHARACTERS,
    COLUMNS,
    RawSentence,
    ReadOptions,
    WriteOptions,
    pack_sentence,
    unpack_sentence,
)
from workbench.formats.column_sentences import (
    EMPTY_CELL,
    LONGEST_SENTENCE,
    SEGMENT,
    says_something,
)
from workbench.formats.sniff import BLANKS, DOCUMENT_MARK, HEADER, is_mark, split_segment_index
from workbench.formats.spool import Spool
from workbench.formats.text import BYTE_ORDER_MARK, LONGEST_LINE

# What the reader would break at, replace by a visible sign or take for half a character.
UNREADABLE = re.compile("[\x00-\x08\t\n\r\x0e-\x1b\x1f\x7f\ud800-\udfff]")

_NO_INDEX = "0"

# The first cell of each line, and the names of the further columns, of a sentence.
Cells = Callable[[RawSentence], tuple[str, ...]]
Names = Callable[[RawSentence], tuple[str, ...]]


@dataclass(frozen=True)
class _Plan:
    """What must be known of all sentences before the first one is written."""

    extras: tuple[str, ...]
    several_documents: bool


def write_columns(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """Write token, further columns and tag, with a -DOCSTART- line before each document.

    The further columns of all sentences are written; where one has none, `_` stands for it.
    Columns that cannot be told by their numbers are named in a first line, as CoNLL-U Plus does.
    """
    _write(sentences, path, options, lambda one: one.tokens, _extra_names)


def write_characters(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """As `write_columns`, for characters, each followed by its index in its word.

    A sentence that came without an index gets 0 for each.
    """
    _write(sentences, path, options, _indexed_characters, _names_but_index)


def read_back_columns(options: WriteOptions) -> ReadOptions:
    """Options that read what `write_columns` wrote."""
    return ReadOptions(format=COLUMNS, encoding="utf-8", token=0, tag=-1)


def read_back_characters(options: WriteOptions) -> ReadOptions:
    """Options that read what `write_characters` wrote."""
    return ReadOptions(format=CHARACTERS, encoding="utf-8", token=0, tag=-1)


def refuses_columns(sentence: RawSentence, options: WriteOptions) -> str:
    """What of a sentence cannot be written as columns, in words; "" for nothing."""
    return (
        refuses_size(sentence)
        or next((f"the token {one!r}" for one in sentence.tokens if not _is_token(one)), "")
        or _refuses_cells(sentence.tokens, "the token", options)
        or refuses_tags(sentence, options)
        or _refuses_extras(sentence, options)
    )


def refuses_characters(sentence: RawSentence, options: WriteOptions) -> str:
    """What of a sentence cannot be written as characters with an index, in words."""
    return (
        refuses_size(sentence)
        or next((f"the token {one!r}" for one in sentence.tokens if not _is_character(one)), "")
        or _refuses_cells(sentence.tokens, "the token", options)
        or refuses_tags(sentence, options)
        or _refuses_index(sentence)
        or _refuses_extras(sentence, options)
    )


def refuses_size(sentence: RawSentence) -> str:
    """What is wrong with the number or the length of tokens and tags."""
    tokens, tags = len(sentence.tokens), sentence.tags
    if not 0 < tokens <= LONGEST_SENTENCE:
        return f"the number of its tokens, {tokens:,}"
    if tags is not None and len(tags) != tokens:
        return f"that it has {tokens:,} tokens and {len(tags):,} tags"
    cells = (sentence.tokens, tags or (), *(cells for _, cells in sentence.extras))
    if sum(len(cell) for column in cells for cell in column) > LONGEST_LINE:
        return f"more than {LONGEST_LINE:,} characters"
    return ""


def refuses_tags(sentence: RawSentence, options: WriteOptions) -> str:
    """What of the tags a column cannot hold; a missing tag is an empty cell."""
    if sentence.tags is None:
        spaced = options.separator == " "
        return "that it is untouched, as spaces leave no room for a missing tag" if spaced else ""
    if not any(sentence.tags):
        return "its tags, which are all empty"
    odd = next((tag for tag in sentence.tags if tag != tag.strip(" ")), None)
    return f"the tag {odd!r}" if odd else _refuses_cells(sentence.tags, "the tag", options)


def _refuses_cells(cells: Iterable[str], what: str, options: WriteOptions) -> str:
    for cell in cells:
        if UNREADABLE.search(cell) or (options.separator == " " and (not cell or " " in cell)):
            return f"{what} {cell!r}"
    return ""


def _is_token(token: str) -> bool:
    return bool(token.strip(BLANKS)) and not is_mark(token)


def _is_character(token: str) -> bool:
    """Whether a token and an index behind it can be parted again."""
    return split_segment_index(f"{token}{_NO_INDEX}") == (token, _NO_INDEX)


def _refuses_index(sentence: RawSentence) -> str:
    indexes = dict(sentence.extras).get(SEGMENT)
    if indexes is None:
        return ""
    whole = all(split_segment_index(f"x{index}") == ("x", index) and index for index in indexes)
    if not whole or indexes.count(_NO_INDEX) == len(indexes):
        return f"the indexes {' '.join(indexes)[:80]!r}"
    return ""


def _refuses_extras(sentence: RawSentence, options: WriteOptions) -> str:
    names = _extra_names(sentence)
    if len(set(names)) < len(names):
        return "two further columns of one name"
    for name, cells in sentence.extras:
        if name.split() != [name] or UNREADABLE.search(name):
            return f"the name {name!r} of a further column"
        if len(cells) != len(sentence.tokens) or not says_something(cells):
            return f"the further column {name!r}, which says nothing"
        if refused := _refuses_cells(cells, "the cell", options):
            return refused
    return ""


def _extra_names(sentence: RawSentence) -> tuple[str, ...]:
    return tuple(name for name, _ in sentence.extras)


def _names_but_index(sentence: RawSentence) -> tuple[str, ...]:
    return tuple(name for name, _ in sentence.extras if name != SEGMENT)


def _indexed_characters(sentence: RawSentence) -> tuple[str, ...]:
    indexes = dict(sentence.extras).get(SEGMENT) or (_NO_INDEX,) * len(sentence.tokens)
    return tuple(map("".join, zip(sentence.tokens, indexes, strict=True)))


def _write(
    sentences: Iterable[RawSentence], path: Path, options: WriteOptions, cells: Cells, names: Names
) -> None:
    spool = Spool(pack_sentence, unpack_sentence)
    plan = _plan(_kept(sentences, spool), names)
    write_text(path, _texts(spool, plan, options, cells, names))
    spool.close()


def _kept(sentences: Iterable[RawSentence], spool: Spool[RawSentence]) -> Iterator[RawSentence]:
    for sentence in sentences:
        spool.append(sentence)
        yield sentence


def _plan(sentences: Iterable[RawSentence], names: Names) -> _Plan:
    order: list[str] = []
    first: str | None = None
    several = False
    for sentence in sentences:
        first = sentence.document if first is None else first
        several = several or sentence.document != first
        _merge(order, names(sentence))
    return _Plan(tuple(order), several)


def _merge(order: list[str], names: Iterable[str]) -> None:
    """Put new names where they stand among the others."""
    place = 0
    for name in names:
        if name in order:
            place = order.index(name)
        else:
            order.insert(place, name)
        place += 1


def write_text(path: Path, texts: Iterable[str]) -> None:
    """Write UTF-8 with LF line ends."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, text in enumerate(texts):
            # A reader takes the first U+FEFF of a file for its byte order mark.
            if not number and text.startswith(BYTE_ORDER_MARK):
                file.write(BYTE_ORDER_MARK)
            file.write(text)


def _texts(
    sentences: Iterable[RawSentence],
    plan: _Plan,
    options: WriteOptions,
    cells: Cells,
    names: Names,
) -> Iterator[str]:
    separator = options.separator
    if plan.extras != tuple(str(number) for number in range(1, len(plan.extras) + 1)):
        yield f"{HEADER} FORM {' '.join(plan.extras)} NER\n"
    mark = (DOCUMENT_MARK, *(EMPTY_CELL for _ in plan.extras), options.reading_scheme.outside)
    document: str | None = None
    for sentence in sentences:
        if plan.several_documents and sentence.document != document:
            document = sentence.document
            yield f"{separator.join(mark)}\n\n"
        _refuse_other_order(names(sentence), plan.extras)
        columns = (cells(sentence), *_extra_cells(sentence, plan.extras), _tag_cells(sentence))
        rows = map(separator.join, zip(*columns, strict=True))
        yield "\n".join((*rows, "", ""))


def _extra_cells(sentence: RawSentence, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    held = dict(sentence.extras)
    return (held.get(name) or (EMPTY_CELL,) * len(sentence.tokens) for name in names)


def _tag_cells(sentence: RawSentence) -> tuple[str, ...]:
    return sentence.tags or ("",) * len(sentence.tokens)


def _refuse_other_order(names: tuple[str, ...], order: Sequence[str]) -> None:
    if names and names != tuple(name for name in order if name in names):
        raise ExportError(
            "NW-E02",
            f"The further columns {', '.join(names)} do not have the same order in all sentences.",
            "The file that was there before, if any, is as it was.",
            "Export the sentences of each import by themselves.",
        )
