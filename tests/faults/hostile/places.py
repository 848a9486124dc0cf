"""Pipes, devices, links, odd names, cards that lie, and archives."""

from __future__ import annotations

import json
import os
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tests.faults.hostile.base import Artefact, copy_of

KNOWN_NAMES = (
    "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
    "vocab.txt", "model.safetensors", "model.safetensors.index.json", "workbench.json",
    "flair.json",
)  # fmt: skip


def strange_files(good: Path) -> Iterator[Artefact]:
    def pipe(file: str, place: Path) -> Path:
        folder = copy_of(good, place)
        (folder / file).unlink(missing_ok=True)
        os.mkfifo(folder / file)
        return folder

    def link(file: str, target: str, place: Path) -> Path:
        folder = copy_of(good, place)
        (folder / file).unlink(missing_ok=True)
        (folder / file).symlink_to(target)
        return folder

    def named(name: str, place: Path) -> Path:
        return copy_of(good, place, name)

    for file in KNOWN_NAMES:
        yield Artefact(f"pipe {file}", partial(pipe, file))
        yield Artefact(f"device {file}", partial(link, file, "/dev/zero"))
        yield Artefact(f"link {file}", partial(link, file, "/etc/passwd"))
        yield Artefact(f"loop {file}", partial(link, file, file))
    for name in ("a\nb", "a\x1b[31m", "a'; DROP TABLE runs; --", "<b>x", "\u202egpj", "con", "-rf"):
        yield Artefact(f"folder {name!r}", partial(named, name))


def cards(good: Path) -> Iterator[Artefact]:
    def put(files: Mapping[str, Any], place: Path) -> Path:
        folder = copy_of(good, place)
        for name, value in files.items():
            (folder / name).write_text(json.dumps(value), "utf-8")
        sizes = {one.name: one.stat().st_size for one in folder.iterdir()}
        (folder / "COMPLETE.json").write_text(json.dumps({"files": sizes}), "utf-8")
        return folder

    card = {"engine": "transformers", "base": "x", "labels": ["PER"], "options": {}}
    card["languages"] = ""
    shape = {
        "hidden_size": 8, "rnn_layers": 1, "use_rnn": True, "use_crf": True,
        "reproject_embeddings": True, "dropout": 0.0, "word_dropout": 0.0, "locked_dropout": 0.0,
        "tag_format": "BIOES",
    }  # fmt: skip
    flair = {"schema": 1, "shape": shape, "tags": {"items": ["O"], "unknown": False}}
    one_hot = {"kind": "one-hot", "words": {"items": ["a"], "unknown": True}, "length": 8}
    cards: dict[str, Mapping[str, Any]] = {
        "engine": {"engine": "../../evil"},
        "engine of a list": {"engine": []},
        "labels": {"labels": [{"a": 1}]},
        "labels as text": {"labels": "PER"},
        "labels as number": {"labels": 7},
        "options": {"options": {"lstm_size": 10**9, "max_length": 10**9}},
        "options as text": {"options": "crf"},
        "crf": {"options": {"crf": True, "lstm_size": 50_000}},
        "base": {"base": "/etc/passwd", "languages": "x" * 10**6},
    }
    for name, values in cards.items():
        yield Artefact(f"card {name}", partial(put, {"workbench.json": card | dict(values)}))
    parts: dict[str, Any] = {
        "pickled part": [{"kind": "word", "name": "x", "length": 8}],
        "strange part": [{"kind": "pooled"}],
        "part of a list": [{"kind": []}],
        "long part": [one_hot | {"length": 100_000}],
        "endless part": [one_hot | {"length": 2**62}],
        "deep part": [{"kind": "contextual", "layers": 10**5, "hidden": 8, "length": 8}],
        "encoder": [{"kind": "transformer"}],
    }
    theirs = card | {"engine": "flair"}
    for name, embeddings in parts.items():
        files = {"workbench.json": theirs, "flair.json": flair | {"embeddings": embeddings}}
        yield Artefact(f"flair card {name}", partial(put, files))
    wide = flair | {"embeddings": [one_hot], "shape": shape | {"hidden_size": 8000}}
    files = {"workbench.json": theirs, "flair.json": wide}
    yield Artefact("flair card wide", partial(put, files))


def archives(good: Path) -> Iterator[Artefact]:
    names = (
        "../../x", "/x", "a\\..\\..\\x", "C:x", "a/../../x", "..", "model/../../x.json",
        "\\\\host\\x", "x\x00y", "./../x",
    )  # fmt: skip

    def pack(write: Callable[[zipfile.ZipFile], object], place: Path) -> Path:
        path = place / "model.zip"
        with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            warnings.simplefilter("ignore")
            for file in sorted(good.iterdir()):
                packed.write(file, f"model/{file.name}")
            write(packed)
        return path

    def special(kind: int, packed: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo("model/x.json")
        entry.external_attr = (kind | 0o777) << 16
        packed.writestr(entry, "/etc/passwd")

    def named_so(name: str, packed: zipfile.ZipFile) -> None:
        packed.writestr(name, "x")

    def many(packed: zipfile.ZipFile) -> None:
        for number in range(10_001):
            packed.writestr(f"model/{number}.txt", b"")

    def twice(packed: zipfile.ZipFile) -> None:
        packed.writestr("model/config.json", "{}")

    def big(packed: zipfile.ZipFile) -> None:
        packed.writestr("model/x.txt", bytes(72 << 20))

    for name in names:
        yield Artefact(f"zip {name!r}", partial(pack, partial(named_so, name)))
    for kind in (stat.S_IFLNK, stat.S_IFBLK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK):
        yield Artefact(f"zip of kind {kind:o}", partial(pack, partial(special, kind)))
    yield Artefact("zip of many", partial(pack, many))
    yield Artefact("zip of twins", partial(pack, twice))
    yield Artefact("zip bomb", partial(pack, big))
    yield Artefact("zip bomb that lies", lambda place: _lie(pack(big, place)))
    yield Artefact("zip cut", lambda place: _cut(pack(big, place)))


def _lie(path: Path) -> Path:
    """Claim that the largest member is empty."""
    packed = path.read_bytes()
    size = struct.pack("<I", 72 << 20)
    path.write_bytes(packed.replace(size, bytes(4)))
    return path


def _cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-100])
    return path
