"""Sentences to a `.spacy` file, each as a document of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench.domain.errors import ExportError
from workbench.domain.schemes import IOB2, OUTSIDE, entities_to_tags
from workbench.formats.attributes import EXTRAS, sentence_to_values
from workbench.formats.base import RawSentence, ReadOptions, WriteOptions
from workbench.formats.docbin_unpacking import GAPS, OWN_KEY
from workbench.formats.offsets import offsets_of
from workbench.formats.own_keys import refuses_spans

NAME, SUFFIX = "spacy", ".spacy"
_ATTRIBUTES = ("ENT_IOB", "ENT_TYPE", "SENT_START")
# spaCy packs and unpacks a file as a whole; so many tokens take 1 GB of memory.
_MOST_TOKENS = 20_000_000


@dataclass(frozen=True, slots=True)
class _Word:
    """A word for spaCy: whether a space is behind it, and its tag."""

    text: str
    spaced: bool
    tag: str
    is_token: bool


def write_docbin(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """Write a DocBin; ExportError NW-E10 without spaCy, NW-E11 for too many tokens."""
    try:
        from spacy.tokens import DocBin
        from spacy.vocab import Vocab
    except ModuleNotFoundError as error:
        raise _no_spacy() from error
    packed = DocBin(attrs=_ATTRIBUTES)
    vocab = Vocab()
    tokens = 0
    for sentence in sentences:
        tokens += len(sentence.tokens)
        if tokens > _MOST_TOKENS:
            raise _too_large()
        words = list(_words(sentence))
        packed.add(_doc(sentence, words, vocab))
        packed.user_data.append(_packed(tuple(_own_values(sentence, words))))
    # Not before: spaCy packs user data a hundred times slower, looking for plug-ins each time.
    packed.store_user_data = True
    packed.to_disk(path)


def refuses(sentence: RawSentence, options: WriteOptions) -> str:
    """What in a sentence cannot be written; "" when all can."""
    return refuses_spans(sentence, options)


def read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=NAME)


def _doc(sentence: RawSentence, words: Sequence[_Word], vocab: Any) -> Any:
    from spacy.tokens import Doc

    return Doc(
        vocab,
        words=[word.text for word in words],
        spaces=[word.spaced for word in words],
        ents=None if sentence.tags is None else [word.tag for word in words],
        sent_starts=[True, *[False] * (len(words) - 1)],
    )


def _own_values(sentence: RawSentence, words: Sequence[_Word]) -> Iterator[tuple[str, Any]]:
    """What spaCy has no place for, as far as there is anything."""
    for key, value in sentence_to_values(sentence).items():
        if key != EXTRAS and (value or value == ""):
            yield key, value
    gaps = [n for n, word in enumerate(words) if not word.is_token and word.text.strip()]
    if gaps:
        yield GAPS, tuple(gaps)


@lru_cache(maxsize=4096)
def _packed(values: tuple[tuple[str, Any], ...]) -> bytes:
    # spaCy's own msgpack.
    from spacy.util import srsly

    packed: bytes = srsly.msgpack_dumps({OWN_KEY: dict(values)})
    return packed


def _words(sentence: RawSentence) -> Iterator[_Word]:
    """The tokens, and what is between them and more than one space.

    spaCy has white space as words of its own.
    """
    text, offsets = sentence.text, offsets_of(sentence)
    tags = (*entities_to_tags(sentence.entities(), len(offsets), IOB2), OUTSIDE)
    starts = [start for start, _ in offsets[1:]] + [len(text)]
    if leading := text[: offsets[0][0]]:
        yield _Word(leading, spaced=False, tag=OUTSIDE, is_token=False)
    for number, ((start, end), after) in enumerate(zip(offsets, starts, strict=True)):
        spaced = text.startswith(" ", end, after)
        yield _Word(text[start:end], spaced, tags[number], is_token=True)
        if gap := text[end + spaced : after]:
            tag = tags[number + 1]
            yield _Word(gap, False, tag if tag.startswith("I-") else OUTSIDE, is_token=False)


def _no_spacy() -> ExportError:
    return ExportError(
        "NW-E10",
        "The format of spaCy needs spaCy, which is not installed.",
        "Nothing was written.",
        "Install it with: pip install 'ner-workbench[spacy]'.",
    )


def _too_large() -> ExportError:
    return ExportError(
        "NW-E11",
        f"A .spacy file cannot hold more than {_MOST_TOKENS:,} tokens.",
        "Nothing was written.",
        "Export each split, or each status, by itself.",
    )
