"""Weights that lie about themselves."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.faults.hostile.base import Artefact, copy_of


def safetensors(header: object, body: bytes = b"", length: int | None = None) -> bytes:
    """A safetensors file with that header, and perhaps a lie about its length."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + body


def _tensor(shape: list[Any], start: Any, stop: Any, dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


def weight_files() -> dict[str, bytes]:
    """Weights that lie about themselves."""
    body = bytes(16)
    return {
        "no length": b"",
        "length beyond": safetensors({}, length=2**62),
        "length of all": safetensors({}, length=2**64 - 1),
        "no header": safetensors({}, length=0),
        "short": safetensors({"a": _tensor([4], 0, 16)}, body[:-1]),
        "long": safetensors({"a": _tensor([4], 0, 16)}, body + b"x"),
        "hole": safetensors({"a": _tensor([2], 8, 16)}, body),
        "overlap": safetensors({"a": _tensor([4], 0, 16), "b": _tensor([4], 0, 16)}, body),
        "beyond": safetensors({"a": _tensor([4], 2**63, 2**63 + 16)}, body),
        "backwards": safetensors({"a": _tensor([4], 16, 0)}, body),
        "negative": safetensors({"a": _tensor([-2, -2], 0, 16)}, body),
        "huge": safetensors({"a": _tensor([2**40], 0, 16)}, body),
        "huge twice": safetensors({"a": _tensor([2**63, 2**63], 0, 16)}, body),
        "many dimensions": safetensors({"a": _tensor([2**62] * 300_000, 0, 16)}, body),
        "no numbers": safetensors({"a": _tensor(["4"], "0", "16")}, body),
        "fractions": safetensors({"a": _tensor([4.5], 0.0, 16.0)}, body),
        "truths": safetensors({"a": _tensor([True], False, 4)}, body[:4]),
        "strange type": safetensors({"a": _tensor([4], 0, 16, "PICKLE")}, body),
        "deep": safetensors(b"[" * 100_000 + b"]" * 100_000, body),
        "no object": safetensors([], body),
        "no tensors": safetensors({"__metadata__": {"format": "pt"}}),
        "text": b"not a model at all",
        "other names": safetensors({"../../x": _tensor([4], 0, 16)}, body),
    }


def weights(good: Path) -> Iterator[Artefact]:
    def put(content: bytes, place: Path) -> Path:
        folder = copy_of(good, place)
        (folder / "model.safetensors").write_bytes(content)
        return folder

    def nan(place: Path) -> Path:
        folder = copy_of(good, place)
        whole = (folder / "model.safetensors").read_bytes()
        start = 8 + int.from_bytes(whole[:8], "little")
        count = (len(whole) - start) // 4
        (folder / "model.safetensors").write_bytes(whole[:start] + b"\0\0\xc0\x7f" * count)
        return folder

    def shard(name: str, place: Path) -> Path:
        folder = copy_of(good, place)
        (folder / "model.safetensors").rename(place / "outside.safetensors")
        index = {"weight_map": {"x": name}}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index), "utf-8")
        return folder

    for name, content in weight_files().items():
        yield Artefact(f"weights {name}", partial(put, content))
    yield Artefact("weights nan", nan)
    for name in ("../outside.safetensors", "/etc/passwd", "", ".", "a\0b", "..\\outside"):
        yield Artefact(f"shard {name!r}", partial(shard, name))
