"""Documents as spaCy packs them: DocBin, the `.spacy` files that it trains from."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass, field

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.attributes import Attributes, values_to_attributes
from workbench.formats.base import (
    Carried,
    Format,
    Layout,
    PlainLayout,
    ReadOptions,
    Sample,
    Sink,
    Source,
)
from workbench.formats.docbin_unpacking import PackedDoc, Unpacked, unpack
from workbench.formats.docbin_writing import NAME, SUFFIX, read_back, refuses, write_docbin
from workbench.formats.span_record import Record
from workbench.formats.spans import add_record
from workbench.formats.table_rows import RECORDS, scored_span

_NEEDS = "spacy"


# What a packed DocBin holds first: its version and its list of attributes.
_BEGINNING = 64
_MARK = b"attrs"


def _matches(sample: Sample) -> int:
    if sample.source.file.suffix == SUFFIX:
        return 100
    try:
        beginning = zlib.decompressobj().decompress(sample.head[:1024], _BEGINNING)
    except zlib.error:
        return 0
    return 90 if _MARK in beginning else 0


def _read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    try:
        import spacy  # noqa: F401
    except ModuleNotFoundError as error:
        raise _no_spacy(source.name) from error
    unpacked = unpack(source)
    reader = _Reader(source, options, sink)
    size, total = source.file.stat().st_size, len(unpacked)
    for doc in unpacked.docs():
        sink.at(size * doc.number // total)
        reader.add(doc, total)
    reader.report(unpacked)
    return PlainLayout(NAME, "", f"{total:,} documents")


@dataclass
class _Reader:
    """Takes one document after the other, and counts what is not kept of them."""

    source: Source
    options: ReadOptions
    sink: Sink
    _not_kept: Counter[str] = field(default_factory=Counter)

    def add(self, doc: PackedDoc, total: int) -> None:
        self.sink.read(RECORDS)
        name = self.source.name if total == 1 else f"{self.source.name}#{doc.number}"
        if doc.unannotated and doc.is_annotated:
            message = f"{doc.unannotated} of its tokens are not annotated; they count as outside."
            self.sink.problem(doc.number, "unannotated-tokens", message)
        if add_record(self._record(doc, name), self.options, self.sink):
            self.sink.keep(RECORDS)
        else:
            message = "There is no token in this document."
            self.sink.lose(RECORDS, doc.number, "empty-record", message)

    def _record(self, doc: PackedDoc, name: str) -> Record:
        own = self._attributes(doc, name)
        offsets = doc.offsets
        return Record(
            doc.text,
            doc.number,
            own.document,
            doc.spans if doc.is_annotated else None,
            offsets,
            # What we wrote is one sentence, with the spaces around it.
            ((0, len(doc.text)),) if doc.own else doc.sentences,
            tuple(scored_span(one, offsets, doc.number) for one in own.suggestions),
            own.split,
            own.status,
            own.flagged,
            own.note,
        )

    def _attributes(self, doc: PackedDoc, name: str) -> Attributes:
        own = values_to_attributes(doc.own, name, len(doc.offsets), doc.number, self.sink)
        self._not_kept.update(f"the {key} that we wrote" for key in own.unusable)
        self._not_kept.update(doc.not_kept)
        return own

    def report(self, unpacked: Unpacked) -> None:
        """Report, once, what spaCy knows of the documents and we do not keep."""
        for what, number in self._not_kept.items():
            self.sink.problem(0, "not-kept", f"Not kept of {number:,} documents: {what}.")
        for what in unpacked.attributes_not_kept:
            self.sink.problem(0, "not-kept", f"Not kept of the tokens: {what}.")


def _no_spacy(name: str) -> CorpusError:
    return CorpusError(
        "NW-I30",
        f"{name} is a file of spaCy, which is not installed.",
        NOTHING_CHANGED,
        "Install it with: pip install 'ner-workbench[spacy]'.",
    )


FORMAT = Format(
    name=NAME,
    title="spaCy DocBin (.spacy)",
    suffix=SUFFIX,
    carries=frozenset(Carried) - {Carried.RAW_TAGS, Carried.EXTRAS},
    matches=_matches,
    read=_read,
    write=write_docbin,
    refuses=refuses,
    read_back=read_back,
    needs=_NEEDS,
)
