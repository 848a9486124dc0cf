"""Records of JSON files, one after the other, whatever the file holds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import ReadOptions, Sample, Sink, Source
from workbench.formats.json_elements import closed, elements, elements_of
from workbench.formats.record_values import Json, RecordFault, kind_of
from workbench.formats.text import TextFile, open_text

RECORDS = "records"

_SAMPLED = 5
_TOO_DEEP = "is nested too deeply"
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|.)", re.DOTALL)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89A-Fa-f]")


class Leftovers:
    """Counts keys that are not kept, to be reported once for each."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lines: dict[str, int] = {}

    def add(self, what: str, line: int, number: int = 1) -> None:
        self._counts[what] += number
        self._lines.setdefault(what, line)

    def report(self, sink: Sink) -> None:
        for what, number in self._counts.items():
            times = "once" if number == 1 else f"{number:,} times"
            message = f"The file has {what} {times}; it was not kept."
            sink.problem(self._lines[what], "not-kept", message)


def read_records(
    source: Source,
    options: ReadOptions,
    sink: Sink,
    add: Callable[[int, Json], int],
) -> TextFile:
    """Call `add` with the line and the object of each record; it returns the sentences added.

    Accounts for `records`: one is lost when it is no JSON object, when `add` raises
    RecordFault, and when there is no sentence in it. Raises CorpusError NW-I22 when all
    are, beside what `open_text` and `elements` raise.
    """
    file = open_text(source, options)
    faults = _Faults(sink)
    kept = 0
    for line, record in _json_records(file, sink, faults):
        try:
            added = add(line, record)
        except RecordFault as fault:
            faults.add(line, fault)
            continue
        except RecursionError:
            # Deep enough for the parser, too deep for a message that shows the value.
            faults.add(line, RecordFault(_TOO_DEEP))
            continue
        if added:
            sink.keep(RECORDS)
            kept += 1
        else:
            faults.add(line, RecordFault("has no text", "empty-record"))
    if not kept:
        raise _no_record(source.name, faults)
    return file


def json_records(file: TextFile, sink: Sink) -> Iterator[tuple[int, Json]]:
    """The line and the object of each record of JSON Lines or of an array.

    Accounts for `records` as met, and as lost where there is no sound object; blank lines
    are none. A record that is yielded is still to be accounted for.
    """
    return _json_records(file, sink, _Faults(sink))


def _json_records(file: TextFile, sink: Sink, faults: _Faults) -> Iterator[tuple[int, Json]]:
    parser = _Parser()
    for line, text in elements(file, sink):
        if not text.strip():
            continue
        sink.read(RECORDS)
        try:
            record = parser.object(text)
        except RecordFault as fault:
            faults.add(line, fault)
            continue
        for key in parser.repeated:
            message = f"The key {key!r} stands twice in one object; its last value was taken."
            sink.problem(line, "duplicate-key", message)
        yield line, record


def sample_records(sample: Sample) -> list[Json]:
    """The first sound records of a sample, or the first one that it cuts; none of no JSON."""
    text = sample.text.lstrip("\ufeff")
    if not text.lstrip().startswith(("{", "[")):
        return []
    parser = _Parser()
    found: list[Json] = []
    for _, element in islice(elements_of(iter([text]), ""), _SAMPLED):
        for whole in (element, *closed(element)):
            try:
                found.append(parser.object(whole))
            except RecordFault:
                continue
            break
    return found


class _Faults:
    """Reports records that cannot be used, and remembers the first one."""

    def __init__(self, sink: Sink) -> None:
        self.first = ""
        self._sink = sink

    def add(self, line: int, fault: RecordFault) -> None:
        self.first = self.first or f"the first one, at line {line}, {fault}"
        self._sink.lose(RECORDS, line, fault.code, f"The record was left out: it {fault}.")


def _no_record(name: str, faults: _Faults) -> CorpusError:
    return CorpusError(
        "NW-I22",
        f"No record of {name} can be read: {faults.first or 'there is none in it'}.",
        NOTHING_CHANGED,
        "Choose a file with one JSON object a line, or one JSON array of objects.",
    )


class _Parser:
    """Parses records; `repeated` has the keys that stood twice in an object of the last one."""

    def __init__(self) -> None:
        self.repeated: list[str] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._pairs, parse_constant=_refuse_constant, strict=False
        )

    def object(self, text: str) -> Json:
        """The object that a text is; raises RecordFault for all else."""
        self.repeated = []
        try:
            value = self._decoder.decode(text)
        except RecursionError:
            raise RecordFault(_TOO_DEEP) from None
        except json.JSONDecodeError as error:
            place = f"line {error.lineno}, " if error.lineno > 1 else ""
            fault = f"is no JSON ({place}column {error.colno}: {error.msg})"
            raise RecordFault(fault) from None
        except ValueError:
            # Python refuses to read numbers of more than 4,300 digits.
            raise RecordFault("has a number with too many digits") from None
        if _SURROGATE_ESCAPE.search(text):
            _refuse_lone_surrogate(text)
        if not isinstance(value, dict):
            raise RecordFault(f"is no JSON object, but {kind_of(value)}")
        return value

    def _pairs(self, pairs: list[tuple[str, Any]]) -> Json:
        value = dict(pairs)
        if len(value) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            self.repeated += [key for key, number in counts.items() if number > 1]
        return value


def _refuse_constant(name: str) -> None:
    raise RecordFault(f"holds {name}, which is no JSON number")


def _refuse_lone_surrogate(text: str) -> None:
    high: re.Match[str] | None = None
    for escape in _ESCAPE.finditer(text):
        code = int(escape[1], 16) if escape[1] else 0
        is_low = 0xDC00 <= code <= 0xDFFF
        if high and not (is_low and high.end() == escape.start()):
            break
        if is_low and not high:
            high = escape
            break
        high = escape if 0xD800 <= code <= 0xDBFF else None
    if high:
        fault = f"holds half of a character ({high[0]}) at column {high.start() + 1}"
        raise RecordFault(fault)
