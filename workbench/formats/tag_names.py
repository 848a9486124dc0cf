"""The names behind tags that are numbers, wherever a file of JSON Lines has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbench.formats.arrow_features import class_names, features_of_folder
from workbench.formats.record_values import Json, RecordFault, kind_of

_KEYS = ("tag_names", "label_names", "names", "label_list", "id2label", "features")


def names_in(record: Json) -> tuple[str, ...]:
    """The names that a record lists, by their number; empty where it lists none."""
    found = (_names(record[key]) for key in _KEYS if key in record)
    return next((names for names in found if names), ())


def names_beside(file: Path, key: str) -> tuple[str, ...]:
    """The names for a key in the dataset_info.json beside a file; empty for none."""
    features = features_of_folder(file.parent)
    return class_names(features.get(key)) or class_names(list(features.values()))


def is_list_of_names(record: Json) -> bool:
    """Whether a record holds nothing but the names for those that follow."""
    return bool(names_in(record)) and all(key in _KEYS for key in record)


def tags_of(values: list[Any], names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Names as they are and numbers by their names; None where there is no tag at all.

    A single missing tag is "". Raises RecordFault.
    """
    if all(value is None for value in values):
        return None
    return tuple(_tag(value, names) for value in values)


def has_numbers(values: list[Any]) -> bool:
    """Whether some tags are numbers."""
    return any(isinstance(value, int) and not isinstance(value, bool) for value in values)


def _tag(value: Any, names: tuple[str, ...]) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecordFault(f"has {kind_of(value)} where a tag should be")
    if not 0 <= value < len(names):
        raise RecordFault(f"has the tag {value}, but there are {len(names)} names")
    return names[value]


def _names(value: Any) -> tuple[str, ...]:
    """A list of names, names by their number, or the features of a Hugging Face dataset."""
    if isinstance(value, dict) and value and all(key.isdecimal() for key in value):
        by_number = sorted(value.items(), key=lambda item: int(item[0]))
        value = [name for _, name in by_number]
    if isinstance(value, list) and value and all(isinstance(name, str) for name in value):
        return tuple(value)
    return class_names(value)
