"""Reads the header of a safetensors file and checks it against the file's size."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from workbench.domain.errors import ModelError

LENGTH_BYTES = 8
# Thousands of tensors need a megabyte; the library itself reads a hundred.
LONGEST_HEADER = 25_000_000
MOST_DIMENSIONS = 16
BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "I16": 16, "U16": 16, "F16": 16,
    "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64,
}  # fmt: skip


def check_safetensors(path: Path) -> None:
    """ModelError NW-M04 when header, tensors and size of the file do not agree."""
    try:
        if not path.is_file():
            raise _damaged(path, "it is no file")
        end = 0
        for start, stop, size in sorted(_tensors(path)):
            if start != end or stop - start != size:
                raise _damaged(path, "its tensors overlap or have holes")
            end = stop
        header = _header_length(path)
        if LENGTH_BYTES + header + end != path.stat().st_size:
            raise _damaged(path, "it is shorter or longer than it says")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, "its header cannot be read") from error


def _header_length(path: Path) -> int:
    with path.open("rb") as file:
        length = int.from_bytes(file.read(LENGTH_BYTES), "little")
    if not 0 < length <= min(LONGEST_HEADER, path.stat().st_size - LENGTH_BYTES):
        raise _damaged(path, "the length of its header is wrong")
    return length


def _tensors(path: Path) -> list[tuple[int, int, int]]:
    """Start, end and size in bytes (from type and shape) of each tensor."""
    length = _header_length(path)
    with path.open("rb") as file:
        file.seek(LENGTH_BYTES)
        header: dict[str, Any] = json.loads(file.read(length))
    header.pop("__metadata__", None)
    if not header:
        raise _damaged(path, "it holds no tensors")
    return [_extent(tensor) for tensor in header.values()]


def _extent(tensor: dict[str, Any]) -> tuple[int, int, int]:
    start, stop = tensor["data_offsets"]
    shape = tensor["shape"]
    # The product of a million large numbers would take for ever.
    if len(shape) > MOST_DIMENSIONS or not all(map(_is_size, (start, stop, *shape))):
        raise ValueError("no size")
    return start, stop, math.prod(shape) * BITS[tensor["dtype"]] // 8


def _is_size(value: object) -> bool:
    return type(value) is int and 0 <= value < 1 << 63


def _damaged(path: Path, detail: str) -> ModelError:
    return ModelError(
        "NW-M04",
        f"The model file {path} is damaged: {detail}.",
        "It was not loaded, and nothing was changed.",
        "Fetch or copy the model again.",
    )
