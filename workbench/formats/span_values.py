"""Lists of spans as tables hold them: triples, objects, columns of lists, JSON in a cell."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench.formats.span_record import TextSpan

_START = ("start", "start_offset", "start_char", "begin")
_END = ("end", "end_offset", "end_char", "stop")
_LABEL = ("label", "type", "tag", "entity_group", "entity", "labels")
# Python's own notation, as pandas writes lists into cells, is taken apart up to this length.
_LONGEST_PYTHON = 100_000


def spans_of_value(value: Any, names: Sequence[str], line: int) -> tuple[TextSpan, ...] | None:
    """The spans of one record; None where there is no list, which means: not annotated.

    `names` are those of labels that are numbers. Raises ValueError for what is no list of
    spans.
    """
    if isinstance(value, str):
        value = _parsed(value) if value.strip() else None
    if value is None or value != value:  # NaN, which pandas writes for nothing
        return None
    if isinstance(value, Mapping):
        value = _rows(value)
    if not isinstance(value, list | tuple):
        raise ValueError("it is no list")
    return tuple(_span(one, names, line) for one in value)


def pairs_of_value(value: Any) -> tuple[tuple[int, int], ...] | None:
    """Offsets, a start and an end each; None where there are none. Raises ValueError."""
    if isinstance(value, str):
        value = _parsed(value) if value.strip() else None
    if not value:
        return None
    if not isinstance(value, list) or not all(isinstance(one, list) for one in value):
        raise ValueError("the offsets are no list of pairs")
    if any(len(one) != 2 for one in value):
        raise ValueError("the offsets are no list of pairs")
    return tuple((_offset(start), _offset(end)) for start, end in value)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        if len(text) > _LONGEST_PYTHON:
            raise ValueError("it is no JSON") from None
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        raise ValueError("it is no JSON") from None


def _rows(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Older versions of `datasets` keep a list of objects as an object of lists."""
    lists = {key: value for key, value in columns.items() if isinstance(value, list | tuple)}
    if len({len(value) for value in lists.values()}) != 1:
        raise ValueError("its parts have different lengths")
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def _span(value: Any, names: Sequence[str], line: int) -> TextSpan:
    if isinstance(value, Mapping):
        value = [_first(value, keys) for keys in (_START, _END, _LABEL)]
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise ValueError(f"{value!r:.200} is not a start, an end and a label")
    start, end, label = value
    return TextSpan(_offset(start), _offset(end), _label(label, names), line)


def _first(value: Mapping[str, Any], keys: Iterable[str]) -> Any:
    for key in keys:
        if value.get(key) is not None:
            return value[key]
    raise ValueError(f"{dict(value)!r:.200} has no {next(iter(keys))}")


def _offset(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r:.200} is no offset")
    return value


def _label(value: Any, names: Sequence[str]) -> str:
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(names):
        return names[value]
    raise ValueError(f"{value!r:.200} is no label")
