"""flair's own files are pickles; this reads them without letting them run anything.

Python's unpickler asks for every class or function that a file names; ours hands out tensors,
containers and flair's dictionaries only. torch's own restricted reader does not know the
protocol that flair writes.
"""

from __future__ import annotations

import pickle
import types
import warnings
from pathlib import Path
from typing import IO, Any

import torch

from workbench.domain.errors import ModelError

ALLOWED = frozenset(
    {
        ("builtins", "int"),
        ("builtins", "set"),
        ("collections", "OrderedDict"),
        ("collections", "defaultdict"),
        ("flair.data", "Dictionary"),
        ("_codecs", "encode"),
        ("_io", "BytesIO"),
        ("io", "BytesIO"),
        ("torch", "device"),
        ("torch._utils", "_rebuild_parameter"),
        ("torch._utils", "_rebuild_tensor_v2"),
    }
)
ZIPPED = b"PK\x03\x04"
BARE = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
# A zip with this is a program of TorchScript's, which torch would load as such.
SCRIPT = "constants.pkl"
# What a damaged or hostile file makes the readers raise.
UNREADABLE = (
    pickle.UnpicklingError, RuntimeError, OSError, EOFError, ValueError, KeyError, TypeError,
    AttributeError, IndexError, OverflowError, MemoryError, RecursionError, Warning,
)  # fmt: skip


class Restricted(pickle.Unpickler):
    """An unpickler that knows the few names in ALLOWED."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return super().find_class(module, name)


def _load(file: IO[bytes], **options: Any) -> Any:
    return Restricted(file, **options).load()


# torch.load takes a module to unpickle with.
_MODULE: Any = types.SimpleNamespace(
    __name__="restricted", Unpickler=Restricted, load=_load, UnpicklingError=pickle.UnpicklingError
)


def read_pickle(path: Path) -> dict[str, Any]:
    """The dictionary in a file of flair's; ModelError NW-M26 for one that holds more.

    Nothing that the file holds is run: what is not on our list is refused.
    """
    try:
        _refuse_others(path)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            state = torch.load(path, "cpu", pickle_module=_MODULE, weights_only=False)
        if not isinstance(state, dict):
            raise ValueError("it holds no dictionary")
    except UNREADABLE as error:
        reason = (str(error).splitlines() or ["it ends early"])[0].rstrip(".")
        raise ModelError(
            "NW-M26",
            f"The file {path.name} can run programs, or is damaged ({reason}).",
            "Nothing of it was run, and nothing was changed.",
            "Convert it to safetensors where you trust it, or choose something else.",
        ) from error
    return state


def _refuse_others(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(len(ZIPPED))
    if start == ZIPPED:
        names = torch._C.PyTorchFileReader(str(path)).get_all_records()
        if SCRIPT in names:
            raise ValueError("it is a program")
    elif start[:2] not in BARE:
        raise ValueError("it is no file of flair's")
