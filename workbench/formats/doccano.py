"""JSON Lines with a text and character spans in each record, as doccano reads and writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.formats.base import (
    Carried,
    Format,
    Layout,
    PlainLayout,
    RawSentence,
    ReadOptions,
    Sample,
    Sink,
    Source,
    WriteOptions,
)
from workbench.formats.offsets import extent, offsets_of
from workbench.formats.own_keys import (
    OWN_KEYS,
    TOKENS,
    own_suggestions,
    own_values,
    refuses_spans,
    with_own_values,
    write_line,
)
from workbench.formats.record_values import Json, RecordFault, text_of
from workbench.formats.records import Leftovers, read_records, sample_records
from workbench.formats.span_values import spans_of_value
from workbench.formats.spans import Record, TextSpan, add_record

NAME = "doccano"
_TEXT, _LABEL = "text", "label"
_TEXT_KEYS = (_TEXT, "data")
# In the order in which they are looked for; versions and other programs differ.
_SPAN_KEYS = (_LABEL, "labels", "entities", "spans", "annotations", "ents")
# Lists whose entries are counted, not the records that have them.
_LISTS: Mapping[str, str] = {"relations": "a relation", "Comments": "a comment"}


def _matches(sample: Sample) -> int:
    records = sample_records(sample)
    if not records:
        is_json = sample.source.file.suffix.lower() in (".jsonl", ".ndjson", ".json")
        return 25 if is_json and sample.text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else 0
    return max(map(_likeness, records))


def _likeness(record: Json) -> int:
    if not any(isinstance(record.get(key), str) for key in _TEXT_KEYS):
        return 0
    values = [record[key] for key in _SPAN_KEYS if isinstance(record.get(key), list)]
    if any(value and _has_offsets(value[0]) for value in values):
        return 90
    return 70 if values and not any(values) else 60


def _has_offsets(value: Any) -> bool:
    if isinstance(value, dict):
        return any(key in value for key in ("start", "start_offset")) and "labels" not in value
    return isinstance(value, list) and len(value) == 3 and type(value[0]) is int


@dataclass
class _Reader:
    """Turns records into sentences; `keys` are those that text and spans were found under."""

    name: str
    options: ReadOptions
    sink: Sink
    leftovers: Leftovers = field(default_factory=Leftovers)
    keys: dict[str, None] = field(default_factory=dict)

    def add(self, line: int, values: Json) -> int:
        text_key = self._text_key(values)
        span_key = next((key for key in _SPAN_KEYS if values.get(key) is not None), "")
        spans = _spans(values, span_key, line) if span_key else None
        record = Record(text_of(values, text_key), line, self.name, spans)
        record = with_own_values(record, values, self.sink, self.leftovers)
        self.keys |= dict.fromkeys(filter(None, (text_key, span_key)))
        self._note_leftovers(line, values, {text_key, span_key} | OWN_KEYS)
        return add_record(record, self.options, self.sink)

    def _text_key(self, values: Json) -> str:
        wanted = self.options.text_column
        return wanted or next((key for key in _TEXT_KEYS if key in values), _TEXT)

    def _note_leftovers(self, line: int, values: Json, kept: set[str]) -> None:
        for key, value in values.items():
            if key in kept or value in (None, "", [], {}):
                continue
            if key in _LISTS and isinstance(value, list):
                self.leftovers.add(_LISTS[key], line, len(value))
            else:
                self.leftovers.add(f"the key {key!r}", line)


def _spans(values: Json, key: str, line: int) -> tuple[TextSpan, ...] | None:
    try:
        return spans_of_value(values[key], (), line)
    except ValueError as error:
        raise RecordFault(f"has no list of spans in {key!r}: {error}") from None


def _read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    reader = _Reader(source.name, options, sink)
    file = read_records(source, options, sink, reader.add)
    reader.leftovers.report(sink)
    keys = ", ".join(reader.keys)
    return PlainLayout(NAME, file.encoding, f"text and character spans in the keys {keys}")


def _write(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for sentence in sentences:
            write_line(file, _to_values(sentence))


def _to_values(sentence: RawSentence) -> Json:
    offsets = offsets_of(sentence)
    values: Json = {_TEXT: sentence.text}
    if sentence.tags is not None:
        values[_LABEL] = [[*extent(one, offsets), one.label] for one in sentence.entities()]
    values[TOKENS] = offsets
    return values | own_values(sentence) | own_suggestions(sentence, offsets)


def _read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=NAME)


FORMAT = Format(
    NAME,
    "JSON Lines with character spans (doccano)",
    ".jsonl",
    frozenset(Carried) - {Carried.RAW_TAGS, Carried.EXTRAS},
    _matches,
    _read,
    _write,
    refuses_spans,
    _read_back,
    is_text=True,
)
