"""Values out of JSON objects, each of the type it should have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


class RecordFault(Exception):  # noqa: N818 - what is wrong with one record, caught for each
    """A record cannot be used; `str()` says why, in words that go on from `It`."""

    def __init__(self, fault: str, code: str = "bad-record") -> None:
        super().__init__(fault)
        self.code = code


_KINDS: Mapping[type, str] = {
    list: "a list",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}


def kind_of(value: Any) -> str:
    return _KINDS.get(type(value), "an object")


def text_of(record: Json, key: str) -> str:
    """A string; raises RecordFault for anything else."""
    value = record.get(key)
    if not isinstance(value, str):
        raise RecordFault(_wrong(record, key, "a string"))
    return value


def list_of(record: Json, key: str) -> list[Any]:
    """A list; raises RecordFault for anything else."""
    value = record.get(key)
    if not isinstance(value, list):
        raise RecordFault(_wrong(record, key, "a list"))
    return value


def strings_of(record: Json, key: str) -> tuple[str, ...]:
    """A list of strings; raises RecordFault for anything else."""
    found = list_of(record, key)
    for one in found:
        if not isinstance(one, str):
            raise RecordFault(f"has {kind_of(one)} in {key!r}, where a string should be")
    return tuple(found)


def objects_of(record: Json, key: str) -> list[Json]:
    """A list of objects, empty for null and where the key is missing."""
    if record.get(key) is None:
        return []
    found = list_of(record, key)
    for one in found:
        if not isinstance(one, dict):
            raise RecordFault(f"has {kind_of(one)} in {key!r}, where an object should be")
    return found


def object_of(record: Json, key: str) -> Json:
    """An object, empty for null and where the key is missing."""
    value = record.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RecordFault(_wrong(record, key, "an object"))
    return value


def integer_of(record: Json, key: str) -> int:
    """A whole number, which may be written as a float; raises RecordFault for anything else."""
    value = record.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecordFault(_wrong(record, key, "a whole number"))
    return value


def number_of(record: Json, key: str, default: float) -> float:
    """A number, or the default where there is none."""
    value = record.get(key)
    if value is None:
        return default
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise RecordFault(_wrong(record, key, "a number"))
    try:
        return float(value)
    except OverflowError:
        raise RecordFault(f"has too large a number in {key!r}") from None


def _wrong(record: Json, key: str, wanted: str) -> str:
    if key not in record:
        return f"has no {key!r}"
    return f"has {kind_of(record[key])} in {key!r}, where {wanted} should be"
