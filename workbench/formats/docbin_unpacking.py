"""A DocBin's arrays to words, spaces, entities and sentences.

spaCy unpacks the file; its `Doc` is left alone. Built from a damaged or hostile array it
reads outside of its memory, and each one adds its words to a vocabulary that only grows.
"""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.domain.sentence import needs_space
from workbench.formats.arrow_rows import damaged
from workbench.formats.base import Source
from workbench.formats.offsets import Offsets
from workbench.formats.span_record import TextSpan

# The key of `Doc.user_data` under which we write what spaCy has no place for.
OWN_KEY = "ner_workbench"
# Under it: the numbers of words that are no tokens though they are no white space.
GAPS = "gaps"
# Twenty million tokens with all that spaCy knows of them take twice as much.
LARGEST_UNPACKED = 1 << 30
_CHUNK = 1 << 20
_NO_SPANS = (b"", b"\x90")
_INSIDE, _BEGIN = 1, 3
_NEVER_KEPT = {
    "ENT_KB_ID": "links of entities to a knowledge base",
    "ENT_ID": "numbers of entities",
    "LEMMA": "lemmas",
    "POS": "parts of speech",
    "TAG": "fine parts of speech",
    "MORPH": "morphology",
    "DEP": "dependencies",
}
# What unpacking raises for bytes that somebody changed.
_DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    MemoryError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class PackedDoc:
    """One document; `number` counts from 1, `own` is what we wrote about it."""

    number: int
    words: tuple[str, ...]
    spaces: tuple[bool, ...] | None
    iob: tuple[int, ...]
    labels: tuple[str, ...]
    starts: tuple[bool, ...] | None
    own: Mapping[str, Any]
    not_kept: tuple[str, ...]

    @property
    def is_annotated(self) -> bool:
        return any(self.iob)

    @property
    def unannotated(self) -> int:
        """How many tokens nobody has said anything of."""
        return self.iob.count(0)

    @cached_property
    def text(self) -> str:
        return "".join(self._pieces)

    @cached_property
    def _pieces(self) -> list[str]:
        """Each word followed by its space, where it has one."""
        spaces = self.spaces
        if spaces is None:
            after = [*self.words[1:], ""]
            spaces = tuple(map(_usual_space, self.words, after))
        return [word + " " * space for word, space in zip(self.words, spaces, strict=True)]

    @cached_property
    def _all_offsets(self) -> list[Offsets]:
        found = []
        position = 0
        for word, piece in zip(self.words, self._pieces, strict=True):
            found.append((position, position + len(word)))
            position += len(piece)
        return found

    @cached_property
    def offsets(self) -> tuple[Offsets, ...]:
        """Where the words are that are not white space, which spaCy has as tokens."""
        gaps = self.own.get(GAPS) or ()
        return tuple(
            offsets
            for number, offsets in enumerate(self._all_offsets)
            if self.words[number].strip() and number not in gaps
        )

    @property
    def spans(self) -> tuple[TextSpan, ...]:
        found: list[TextSpan] = []
        open_label = ""
        for place, iob, label in zip(self._all_offsets, self.iob, self.labels, strict=True):
            inside = iob in (_INSIDE, _BEGIN) and label
            if inside and iob == _INSIDE and label == open_label:
                start = found.pop().start
                found.append(TextSpan(start, place[1], label, self.number))
            elif inside:
                found.append(TextSpan(*place, label, self.number))
            open_label = label if inside else ""
        return tuple(found)

    @property
    def sentences(self) -> tuple[Offsets, ...] | None:
        """From the first to the last visible word of each; None where spaCy knows of none."""
        if self.starts is None:
            return None
        found: list[Offsets] = []
        is_new = True
        words = zip(self.words, self._all_offsets, self.starts, strict=True)
        for word, (start, end), starts in words:
            is_new = is_new or starts
            if not word.strip():
                continue
            found.append((start, end) if is_new else (found.pop()[0], end))
            is_new = False
        return tuple(found)


def _usual_space(word: str, after: str) -> bool:
    return bool(after) and needs_space(word, after)


@dataclass(frozen=True)
class Unpacked:
    """A DocBin out of its file; `strings` has the texts behind its numbers."""

    source: Source
    bin: Any
    strings: Any

    def __len__(self) -> int:
        return len(self.bin.tokens)

    def docs(self) -> Iterator[PackedDoc]:
        with _damage_refused(self.source.name):
            columns = self._columns()
            for number in range(len(self)):
                yield self._doc(number, columns)

    @property
    def attributes_not_kept(self) -> list[str]:
        """In words, what is set of any token beside its text and its entity."""
        columns = self._columns()
        return [
            words
            for name, words in _NEVER_KEPT.items()
            if name in columns and any(tokens[:, columns[name]].any() for tokens in self.bin.tokens)
        ]

    def _columns(self) -> dict[str, int]:
        from spacy.attrs import IDS

        names = {number: name for name, number in IDS.items()}
        return {names[number]: place for place, number in enumerate(self.bin.attrs)}

    def _doc(self, number: int, columns: Mapping[str, int]) -> PackedDoc:
        tokens = self.bin.tokens[number]

        def column(name: str) -> list[int]:
            found = columns.get(name)
            return [0] * len(tokens) if found is None else tokens[:, found].tolist()

        known = not _item(self.bin.flags, number, {}).get("has_unknown_spaces")
        starts = column("SENT_START")
        own, has_user_data = self._user_data(number)
        return PackedDoc(
            number + 1,
            tuple(self.strings[one] for one in column("ORTH")),
            tuple(self.bin.spaces[number][:, 0].tolist()) if known else None,
            tuple(column("ENT_IOB")),
            tuple(self.strings[one] if one else "" for one in column("ENT_TYPE")),
            # The first token starts a sentence in any case.
            tuple(one == 1 for one in starts) if any(starts[1:]) else None,
            own,
            tuple(self._not_kept(number, has_user_data)),
        )

    def _not_kept(self, number: int, has_user_data: bool) -> Iterator[str]:
        if _item(self.bin.span_groups, number, b"") not in _NO_SPANS:
            yield "groups of spans"
        if _item(self.bin.cats, number, {}):
            yield "categories of the text"
        if has_user_data:
            yield "user data"

    def _user_data(self, number: int) -> tuple[Mapping[str, Any], bool]:
        """What we wrote ourselves, and whether there is more."""
        # spaCy's own msgpack, without its decoders for arrays.
        from spacy.util import srsly

        packed = _item(self.bin.user_data, number, None)
        if not packed:
            return {}, False
        found = srsly.msgpack.unpackb(packed, raw=False, use_list=False, object_pairs_hook=dict)
        own = found.get(OWN_KEY)
        is_own = isinstance(own, dict) and isinstance(own.get(GAPS, ()), tuple)
        return (own if is_own else {}), len(found) > is_own


def _item(values: Any, number: int, default: Any) -> Any:
    """Files of older versions lack some of the lists."""
    return values[number] if number < len(values) else default


def unpack(source: Source) -> Unpacked:
    """Unpack a `.spacy` file as a whole, which is the only way there is.

    Raises CorpusError NW-I31 for a damaged file, NW-I06 for one that is too large.
    """
    from spacy.strings import StringStore
    from spacy.tokens import DocBin

    _refuse_large(source)
    with _damage_refused(source.name):
        packed = DocBin().from_bytes(source.file.read_bytes())
        return Unpacked(source, packed, StringStore(packed.strings))


def _refuse_large(source: Source) -> None:
    """Unpack in pieces that are thrown away: a small file may fill the memory."""
    size = 0
    unpacker = zlib.decompressobj()
    with _damage_refused(source.name), source.file.open("rb") as file:
        while chunk := unpacker.unconsumed_tail or file.read(_CHUNK):
            size += len(unpacker.decompress(chunk, _CHUNK))
            if size > LARGEST_UNPACKED:
                raise _too_large(source.name)


@contextmanager
def _damage_refused(name: str) -> Iterator[None]:
    collects = gc.isenabled()
    try:
        yield
    except (zlib.error, *_DAMAGED) as error:
        raise damaged(name, str(error)) from error
    finally:
        # msgpack leaves the collector off when it fails.
        if collects:
            gc.enable()


def _too_large(name: str) -> CorpusError:
    return CorpusError(
        "NW-I06",
        f"{name} has more than {LARGEST_UNPACKED >> 20:,} MB when it is unpacked.",
        NOTHING_CHANGED,
        "Divide it into several files, as spaCy itself recommends.",
    )
