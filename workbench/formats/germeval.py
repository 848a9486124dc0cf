"""GermEval 2014: numbered tokens with outer and inner tags, and a line for each source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from workbench.formats.base import (
    Carried,
    Format,
    RawSentence,
    ReadOptions,
    Sample,
    WriteOptions,
)
from workbench.formats.column_rows import SOURCE_LINE
from workbench.formats.column_writing import UNREADABLE, refuses_size, refuses_tags, write_text
from workbench.formats.columns import read_columns
from workbench.formats.sniff import BLANKS

_TOKEN, _OUTER = 1, 2


def _matches(sample: Sample) -> int:
    """The columns format recognises and reads such files by itself."""
    return 0


def write_germeval(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """Write number, token, tag and an empty layer of inner tags; a line before each document."""
    write_text(path, _texts(sentences, options.reading_scheme.outside))


def _texts(sentences: Iterable[RawSentence], outside: str) -> Iterator[str]:
    document: str | None = None
    for sentence in sentences:
        if sentence.document != document:
            document = sentence.document
            yield f"{SOURCE_LINE}{document}\n"
        tags = sentence.tags or ("",) * len(sentence.tokens)
        cells = enumerate(zip(sentence.tokens, tags, strict=True), 1)
        yield "".join(f"{number}\t{token}\t{tag}\t{outside}\n" for number, (token, tag) in cells)
        yield "\n"


def _refuses(sentence: RawSentence, options: WriteOptions) -> str:
    if UNREADABLE.search(sentence.document):
        return f"the document's name {sentence.document!r}"
    for token in sentence.tokens:
        if UNREADABLE.search(token) or not token.strip(BLANKS):
            return f"the token {token!r}"
    return refuses_size(sentence) or refuses_tags(sentence, WriteOptions(separator="\t"))


def _read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=FORMAT.name, encoding="utf-8", token=_TOKEN, tag=_OUTER)


FORMAT = Format(
    name="germeval",
    title="GermEval: numbered tokens, outer and inner tags (.tsv)",
    suffix=".tsv",
    carries=frozenset(
        {
            Carried.TOKENS,
            Carried.ENTITIES,
            Carried.RAW_TAGS,
            Carried.UNTOUCHED,
            Carried.DOCUMENTS,
        }
    ),
    matches=_matches,
    read=read_columns,
    write=write_germeval,
    refuses=_refuses,
    read_back=_read_back,
    has_own_tags=True,
)
