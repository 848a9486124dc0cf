"""The names behind numbers in Arrow data, as Hugging Face `datasets` writes them down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

INFO = "dataset_info.json"
_SCHEMA_KEY = b"huggingface"
_LARGEST_INFO = 16 << 20
# Features nest as types do: a list of objects with a label is three deep.
_DEEPEST = 8


def features_of_schema(metadata: Mapping[bytes, bytes] | None) -> Mapping[str, Any]:
    """The features that stand in a schema's metadata; empty where there are none."""
    return _features(_parsed((metadata or {}).get(_SCHEMA_KEY, b"")).get("info"))


def features_of_folder(folder: Path) -> Mapping[str, Any]:
    """The features that stand in the dataset_info.json of a folder; empty for none."""
    path = folder / INFO
    if not path.is_file() or path.stat().st_size > _LARGEST_INFO:
        return {}
    return _features(_parsed(path.read_bytes()))


def class_names(feature: Any, depth: int = 0) -> tuple[str, ...]:
    """The names of the first ClassLabel in a feature; empty where there is none.

    A list is written `{"feature": …, "_type": "Sequence"}` up to version 3 of `datasets`,
    with `"List"` from version 4 on, and `[…]` by the first ones.
    """
    if depth > _DEEPEST:
        return ()
    if isinstance(feature, Mapping):
        if feature.get("_type") == "ClassLabel":
            return _names(feature.get("names"))
        feature = list(feature.values())
    if not isinstance(feature, list):
        return ()
    inner = (class_names(one, depth + 1) for one in feature)
    return next((names for names in inner if names), ())


def _names(value: Any) -> tuple[str, ...]:
    """Names in a list, or in an object by their number, as dataset cards have them."""
    if isinstance(value, Mapping) and all(str(key).isdecimal() for key in value):
        by_number = {int(key): name for key, name in value.items()}
        value = [by_number.get(number) for number in range(len(by_number))]
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        return ()
    return tuple(value)


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, Mapping) else {}


def _features(info: Any) -> Mapping[str, Any]:
    features = info.get("features") if isinstance(info, Mapping) else None
    return features if isinstance(features, Mapping) else {}
