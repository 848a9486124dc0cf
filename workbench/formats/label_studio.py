"""JSON of Label Studio: today's layout, the legacy one, and the minimal one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from workbench.domain.sentence import Status
from workbench.formats.attributes import STATUS
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
from workbench.formats.label_studio_places import Place, Placed, place_span
from workbench.formats.label_studio_tasks import (
    BOOKKEEPING,
    Result,
    Task,
    is_task,
    record_to_task,
    results_in,
)
from workbench.formats.label_studio_writing import (
    LEGACY_NAME,
    NAME,
    companions,
    read_back,
    write,
)
from workbench.formats.own_keys import OWN_KEYS, TOKENS, refuses_spans, with_own_values
from workbench.formats.record_values import Json, integer_of
from workbench.formats.records import Leftovers, read_records, sample_records
from workbench.formats.span_record import short
from workbench.formats.spans import SPANS, SUGGESTED, Record, ScoredSpan, TextSpan, add_record

__all__ = ["FORMAT", "LEGACY_FORMAT", "companions"]

_INCLUSIVE = (Place.INCLUSIVE, Place.UTF16_INCLUSIVE)
_UTF16 = (Place.UTF16, Place.UTF16_INCLUSIVE)
_TASK_KEYS = frozenset({"data", "annotations", "completions", "predictions"})


def _matches(sample: Sample, legacy: bool) -> int:
    records = [one for one in sample_records(sample) if is_task(one)]
    if not records:
        return 0
    places = Counter(place for record in records for place in _places(record))
    is_legacy = any(places[one] for one in _INCLUSIVE) and not places[Place.EXCLUSIVE]
    return 96 if legacy == is_legacy else 95


def _places(record: Json) -> Iterator[Place]:
    """How the regions of a sampled task are to be understood; none of what is unsound."""
    data = record.get("data")
    holder = data if isinstance(data, dict) else record
    texts = [value for value in holder.values() if isinstance(value, str)]
    for value in results_in(record):
        start, end, own = value.get("start"), value.get("end"), value.get("text")
        if type(start) is int and type(end) is int and isinstance(own, str):
            yield from (place_span(text, (start, end), own, False).place for text in texts)


@dataclass(frozen=True, slots=True)
class _Region:
    """A region of plain text; `span` is None for one that cannot be used, and `fault` says why."""

    placed: Placed
    span: TextSpan | None
    score: float | None
    others: tuple[str, ...] = ()
    code: str = ""
    fault: str = ""


@dataclass
class _Reader:
    """Turns tasks into sentences; `places` counts how offsets were understood."""

    name: str
    options: ReadOptions
    sink: Sink
    legacy: bool
    leftovers: Leftovers = field(default_factory=Leftovers)
    places: Counter[Place] = field(default_factory=Counter)
    lines: dict[Place, int] = field(default_factory=dict)

    def add(self, line: int, values: Json) -> int:
        data = values.get("data")
        holder = data if isinstance(data, dict) else values
        is_ours = TOKENS in holder and holder.get(STATUS) == Status.REJECTED.value
        task = record_to_task(values, self.options.text_column, self.name, is_ours)
        record = Record(task.text, line, self.name)
        gold = self._regions(task, task.gold or (), line)
        lost = {
            "not-gold": self._regions(task, task.not_gold, line),
            "other-annotator": self._regions(task, task.by_others, line),
        }
        proposed = [
            (one.model, one.score, self._regions(task, one.results, line)) for one in task.proposals
        ]
        if task.gold is not None:
            record = replace(record, spans=tuple(self._usable(SPANS, gold, line)))
        for code, regions in lost.items():
            self._lose_all(code, regions, line)
        for model, score, regions in proposed:
            suggester = self.name if model is None else model
            spans = tuple(self._scored(regions, suggester, score, line))
            record = replace(record, suggestions=(*record.suggestions, *spans))
        record = with_own_values(record, task.data, self.sink, self.leftovers)
        self._note_leftovers(line, values, task)
        return add_record(record, self.options, self.sink)

    def _regions(self, task: Task, results: Iterable[Result], line: int) -> list[_Region]:
        return [self._region(task.text, one, line) for one in results]

    def _region(self, text: str, result: Result, line: int) -> _Region:
        value, own = result.value, result.value.get("text")
        own = own if isinstance(own, str) else ""
        if not result.labels:
            message = f"{short(own)} is no labelled region of plain text."
            return _Region(Placed((0, 0), Place.NOWHERE), None, None, (), "not-kept", message)
        stated = integer_of(value, "start"), integer_of(value, "end")
        placed = place_span(text, stated, own, self._is_inclusive())
        span = TextSpan(*placed.offsets, result.labels[0], line)
        if placed.place is Place.NOWHERE:
            message = f"{short(own)} {span.label!r} does not stand at {stated[0]}–{stated[1]}."
            return _Region(placed, None, None, result.labels[1:], "span-text-differs", message)
        return _Region(placed, span, result.score, result.labels[1:])

    def _is_inclusive(self) -> bool:
        """Whether the end of a span without a text of its own belongs to it."""
        inclusive = sum(self.places[one] for one in _INCLUSIVE)
        return inclusive > self.places[Place.EXCLUSIVE] if inclusive else self.legacy

    def _usable(self, unit: str, regions: Iterable[_Region], line: int) -> Iterator[TextSpan]:
        for region in regions:
            self._tell(unit, region, line)
            if region.span:
                yield region.span

    def _scored(
        self, regions: Iterable[_Region], suggester: str, score: float, line: int
    ) -> Iterator[ScoredSpan]:
        for region in regions:
            for span in self._usable(SUGGESTED, [region], line):
                own = score if region.score is None else region.score
                yield ScoredSpan(span, suggester, own)

    def _tell(self, unit: str, region: _Region, line: int) -> None:
        """Report what was lost of a region, and how it was understood."""
        place = region.placed.place
        self.places[place] += 1
        self.lines.setdefault(place, line)
        if region.span is None:
            self._lose(unit, line, region.code, region.fault)
        elif place is Place.SHIFTED:
            message = f"{region.span.label!r} was moved to where its text stands."
            self.sink.problem(line, "span-shifted", message)
        for label in region.others:
            message = f"The label {label!r} is not the first one of its span."
            self._lose(unit, line, "several-labels", message)

    def _lose_all(self, code: str, regions: Iterable[_Region], line: int) -> None:
        for region in regions:
            self._tell(SPANS, region, line)
            if region.span:
                span = region.span
                message = f"The span {span.start}–{span.end} {span.label!r} is {_WHY[code]}."
                self._lose(SPANS, line, code, message)

    def _lose(self, unit: str, line: int, code: str, message: str) -> None:
        self.sink.read(unit)
        self.sink.lose(unit, line, code, message)

    def _note_leftovers(self, line: int, values: Json, task: Task) -> None:
        for what in task.unsupported:
            self.leftovers.add(what, line)
        outer = values if task.data is not values else {}
        beside = {key: value for key, value in outer.items() if key not in _TASK_KEYS}
        inner = {key: value for key, value in task.data.items() if key != task.text_key}
        for key, value in (beside | inner).items():
            if key in OWN_KEYS or value in (None, "", [], {}):
                continue
            kept_by_it = (
                "Label Studio's own bookkeeping" if key in BOOKKEEPING else f"the key {key!r}"
            )
            self.leftovers.add(kept_by_it, line)

    def report(self) -> None:
        """Say once how the offsets of the file were understood."""
        self.leftovers.report(self.sink)
        for code, places, meaning in _MEANINGS:
            number = sum(self.places[one] for one in places)
            if number:
                line = min(self.lines[one] for one in places if one in self.lines)
                self.sink.problem(line, code, meaning.format(f"{number:,}"))


_WHY: Mapping[str, str] = {
    "not-gold": "no gold: its annotation was cancelled",
    "other-annotator": "in another annotation of the same text",
}
_MEANINGS = (
    ("inclusive-end", _INCLUSIVE, "By the text of {} spans, their ends belong to them."),
    ("utf16-offsets", _UTF16, "By the text of {} spans, their offsets count UTF-16 units."),
)


def _read(source: Source, options: ReadOptions, sink: Sink, legacy: bool) -> Layout:
    reader = _Reader(source.name, options, sink, legacy)
    file = read_records(source, options, sink, reader.add)
    reader.report()
    inclusive = any(reader.places[one] for one in _INCLUSIVE) or legacy
    ends = "ends of spans inclusive" if inclusive else "ends of spans exclusive"
    return PlainLayout(LEGACY_NAME if legacy else NAME, file.encoding, ends)


def _format(name: str, title: str, legacy: bool) -> Format:
    return Format(
        name,
        title,
        ".json",
        frozenset(Carried) - {Carried.RAW_TAGS, Carried.EXTRAS},
        partial(_matches, legacy=legacy),
        partial(_read, legacy=legacy),
        partial(write, legacy=legacy),
        refuses_spans,
        partial(read_back, legacy=legacy),
        is_text=True,
    )


FORMAT = _format(NAME, "Label Studio JSON", legacy=False)
LEGACY_FORMAT = _format(LEGACY_NAME, "Label Studio JSON, legacy (ends inclusive)", legacy=True)
