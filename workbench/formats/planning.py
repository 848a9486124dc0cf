"""What an export will write, and what its format cannot take along; known before writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from workbench.domain.errors import ExportError, UsageError
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Split, Status
from workbench.formats.base import (
    Carried,
    Counts,
    Format,
    Progress,
    RawSentence,
    WriteOptions,
    pack_sentence,
    unpack_sentence,
)
from workbench.formats.registry import EXPORT_NAMES, FORMATS
from workbench.formats.spool import Spool

OLD_FILE_SAFE = "The file that was there before, if any, is as it was."
_EACH = 500


@dataclass(frozen=True)
class Plan:
    """What an export will write, and what its format cannot take along.

    `losses` are phrases such as `126 suggestions`; `bad_tags` counts sentences whose tags
    cannot be written as they are.
    """

    format: Format
    options: WriteOptions
    sentences: Spool[RawSentence]
    counts: Counts
    splits: frozenset[Split | None]
    losses: tuple[str, ...]
    bad_tags: int

    @property
    def carries_splits(self) -> bool:
        return Carried.SPLITS in self.format.carries


def export_format(name: str) -> Format:
    """A format that can be written, by its name; UsageError NW-U18 where there is none."""
    if name not in EXPORT_NAMES:
        raise UsageError(
            "NW-U18",
            f"There is no export format called {name!r}.",
            "Nothing was written.",
            f"Use one of: {', '.join(EXPORT_NAMES)}.",
        )
    return FORMATS[name]


def write_options(format_: Format, options: WriteOptions) -> WriteOptions:
    """Formats without tags of their own are given IOB2."""
    return options if format_.has_own_tags else replace(options, scheme=IOB2)


class _Tally:
    """Counts what a format may not be able to carry."""

    def __init__(self, format_: Format, options: WriteOptions) -> None:
        self._scheme = options.reading_scheme
        self._watches_tags = Carried.RAW_TAGS not in format_.carries
        self.sentences = self.tokens = self.bad_tags = 0
        self.labels: Counter[str] = Counter()
        self.found: Counter[Carried] = Counter()
        self.splits: set[Split | None] = set()
        self.documents: set[str] = set()

    def add(self, sentence: RawSentence) -> None:
        entities = sentence.entities(self._scheme)
        self.sentences += 1
        self.tokens += len(sentence.tokens)
        self.labels.update(entity.label for entity in entities)
        self.splits.add(sentence.split)
        self.documents.add(sentence.document)
        if self._watches_tags and sentence.tags is not None:
            proper = entities_to_tags(entities, len(sentence.tokens), self._scheme)
            self.bad_tags += sentence.tags != proper
        for what, number in (
            (Carried.ENTITIES, len(entities)),
            (Carried.SPACING, bool(sentence.source)),
            (Carried.UNTOUCHED, sentence.tags is None),
            (Carried.STATUS, sentence.status in (Status.DRAFT, Status.REJECTED)),
            (Carried.SUGGESTIONS, len(sentence.suggestions)),
            (Carried.NOTES, bool(sentence.note or sentence.flagged)),
            (Carried.EXTRAS, bool(sentence.extras)),
            (Carried.SPLITS, sentence.split is not None),
        ):
            if number:
                self.found[what] += number

    def counts(self) -> Counts:
        labels = dict(self.labels.most_common())
        return Counts(self.sentences, self.tokens, self.labels.total(), labels)

    def losses(self, carries: frozenset[Carried]) -> Iterator[str]:
        for what, phrase in _LOSSES.items():
            if what not in carries and self.found[what]:
                yield phrase.format(f"{self.found[what]:,}")
        if Carried.DOCUMENTS not in carries and len(self.documents) > 1:
            yield f"the names of {len(self.documents):,} documents"
        if Carried.TOKENS not in carries:
            yield "the borders of tokens, which are found anew by an import"


_LOSSES: Mapping[Carried, str] = {
    Carried.ENTITIES: "{} entities",
    Carried.SUGGESTIONS: "{} suggestions",
    Carried.STATUS: "the status of {} draft or rejected sentences",
    Carried.UNTOUCHED: "that {} sentences are untouched, not free of entities",
    Carried.SPLITS: "the splits of {} sentences",
    Carried.NOTES: "the notes and flags of {} sentences",
    Carried.SPACING: "the original spaces of {} sentences",
    Carried.EXTRAS: "the further columns of {} sentences",
}


def prepare(
    sentences: Iterable[RawSentence],
    format_: Format,
    options: WriteOptions,
    progress: Progress | None = None,
    total: int = 0,
) -> Plan:
    """Gather what will be written and say what is lost.

    The tags of `sentences` stand in the scheme of `write_options(format_, options)`. Raises
    ExportError NW-E02 for a sentence that the format cannot hold, NW-E03 for none at all.
    """
    options = write_options(format_, options)
    spool = Spool(pack_sentence, unpack_sentence)
    tally = _Tally(format_, options)
    for number, sentence in enumerate(sentences, 1):
        reason = format_.refuses(sentence, options) if format_.refuses else ""
        if reason:
            raise _unwritable(number, format_, reason)
        spool.append(sentence)
        tally.add(sentence)
        if progress and number % _EACH == 0:
            progress(number, total)
    if not spool:
        raise _nothing()
    return Plan(
        format_,
        options,
        spool,
        tally.counts(),
        frozenset(tally.splits),
        tuple(tally.losses(format_.carries)),
        tally.bad_tags,
    )


def _unwritable(number: int, format_: Format, reason: str) -> ExportError:
    return ExportError(
        "NW-E02",
        f"Sentence {number} of the export cannot be written as {format_.title}: {reason}.",
        OLD_FILE_SAFE,
        "Correct the sentence, leave it out, or choose another format.",
    )


def _nothing() -> ExportError:
    return ExportError(
        "NW-E03",
        "There is no sentence to export.",
        OLD_FILE_SAFE,
        "Choose other conditions, such as another split or status.",
    )
