"""Pickles that run programs, under every name and in every disguise.

Every program would make one file, the canary; every connection would go to a port of this
machine where nobody listens.
"""

from __future__ import annotations

import pickle
import struct
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path

from tests.faults.hostile.base import Artefact, copy_of

PICKLE_NAMES = (
    "pytorch_model.bin", "optimizer.pt", "training_args.bin", "rng_state.pth", "scheduler.pt",
    "tokenizer.pkl", "vocab.pkl", "model.ckpt", "model.npy", "head.bin", "embeddings.gensim",
    "model.safetensors.pt",
)  # fmt: skip


class Call:
    """Pickles as a call of something that the reader has."""

    def __init__(self, module: str, name: str, *arguments: object) -> None:
        self.module, self.name, self.arguments = module, name, arguments


def bomb(call: Call, protocol: int = 2) -> bytes:
    """A pickle that makes the call when it is read; written by hand, so that nothing runs here."""
    content = pickle.dumps(call.arguments, min(protocol, 2))
    inner = content[2:-1] if content[:1] == b"\x80" else content[:-1]
    start = b"\x80" + bytes([max(protocol, 2)])
    return start + f"c{call.module}\n{call.name}\n".encode() + inner + b"R."


def calls(canary: Path) -> dict[str, Call]:
    """Ways to a canary: by the shell, by the interpreter, by libraries, by a connection."""
    write = f"open({str(canary)!r}, 'w').close()"
    return {
        "system": Call("os", "system", f"touch {canary}"),
        "posix": Call("posix", "system", f"touch {canary}"),
        "popen": Call("subprocess", "Popen", ["touch", str(canary)]),
        "exec": Call("builtins", "exec", write),
        "eval": Call("builtins", "eval", write),
        "open": Call("builtins", "open", str(canary), "w"),
        "io": Call("_io", "open", str(canary), "w"),
        "mkdir": Call("os", "mkdir", str(canary)),
        "resolve": Call("pkgutil", "resolve_name", "os:system"),
        "import": Call("importlib", "import_module", "antigravity"),
        "run": Call("runpy", "run_path", str(canary.with_name("program.py"))),
        "timeit": Call("timeit", "timeit", write),
        "connect": Call("socket", "create_connection", ("127.0.0.1", 9)),
        "url": Call("urllib.request", "urlopen", "http://127.0.0.1:9/x"),
        "torch": Call("torch.serialization", "load", str(canary.with_name("other.pt"))),
        "numpy": Call("numpy", "load", str(canary.with_name("other.npy"))),
    }


def pickles_in_folders(good: Path, canary: Path) -> Iterator[Artefact]:
    programs = list(calls(canary).values())

    def make(file: str, alone: bool, content: bytes, place: Path) -> Path:
        folder = copy_of(good, place)
        (folder / file).write_bytes(content)
        if alone:
            (folder / "model.safetensors").unlink()
        return folder

    for number, file in enumerate(PICKLE_NAMES):
        content = bomb(programs[number % len(programs)])
        yield Artefact(f"{file} alone", partial(make, file, True, content))
        yield Artefact(f"{file} beside weights", partial(make, file, False, content))


def files_of_flair(canary: Path) -> Iterator[Artefact]:
    def bare(content: bytes, place: Path) -> Path:
        (place / "model.pt").write_bytes(content)
        return place / "model.pt"

    for name, call in calls(canary).items():
        for protocol in (0, 2, 4):
            yield Artefact(f"flair {name} {protocol}", partial(bare, bomb(call, protocol)))
        yield Artefact(f"flair zipped {name}", partial(bare, _torch_zip(bomb(call))))
    program = bomb(calls(canary)["system"])
    disguises = {
        "script": _torch_zip(program, {"archive/constants.pkl": program}),
        "seven zip": b"7z\xbc\xaf\x27\x1c" + program,
        "flipped": _flip_crc(_torch_zip(program)),
        "nested": _torch_zip(_torch_zip(program)),
        "long": b"\x80\x02" + b"(" * 200_000 + program[2:],
        "stack": b"\x80\x02" + b"]" * 200_000 + b".",
        "huge": b"\x80\x04\x8e" + struct.pack("<Q", 1 << 62) + b"x.",
        "empty": b"",
    }
    for name, content in disguises.items():
        yield Artefact(f"flair {name}", partial(bare, content))


def _torch_zip(data: bytes, more: Mapping[str, bytes] | None = None) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("archive/data.pkl", data)
        archive.writestr("archive/version", "3\n")
        archive.writestr("archive/byteorder", "little")
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return packed.getvalue()


def _flip_crc(packed: bytes) -> bytes:
    place = packed.index(b"PK\x01\x02") + 16
    return packed[:place] + bytes(4) + packed[place + 4 :]
