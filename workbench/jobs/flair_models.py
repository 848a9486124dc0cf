"""The check of a flair model folder before it is loaded: nothing in it may run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workbench.domain.errors import ModelError
from workbench.jobs.configurations import read_object
from workbench.jobs.safetensors import check_safetensors

ARCHITECTURE = "flair.json"
WEIGHTS = "model.safetensors"
SCHEMA = 1
ENCODER = "encoder"
MOST = {"hidden_size": 8192, "rnn_layers": 16}
# Of a part of a stack: lengths of vectors, hidden states, layers and the like.
LARGEST_NUMBER = 100_000
MOST_PART_LAYERS = 16
# There may be so many more weights than bytes in the file, where parts come from elsewhere.
SPARE_WEIGHTS = 1 << 26
PICKLES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".npy", ".npz", ".gensim"})
SWITCHES = ("use_rnn", "use_crf", "reproject_embeddings")
SHARES = ("dropout", "word_dropout", "locked_dropout")
# Nothing, or how weights in 8 bits are used.
INTEGERS = ("", "multiplied", "stored")
# The file that a part of a kind has beside its description.
FILES = {"word": "words-{place}.json", "byte-pair": "pieces-{place}.spm"}
KINDS = frozenset({"one-hot", "character", "transformer", "contextual", *FILES})

SAFE = "It was not loaded, and nothing was changed."
AGAIN = "Choose another model, or train this one again."


def check_flair_folder(folder: Path, check_encoder: Callable[[Path], object]) -> None:
    """Check a folder that our flair engine wrote; ModelError NW-M01, NW-M03, NW-M04, NW-M08.

    `check_encoder` checks the configuration of a transformer inside it.
    """
    _refuse_pickles(folder)
    data = read_object(folder, ARCHITECTURE)
    if not _is_whole(data):
        raise _incomplete(folder, f"{ARCHITECTURE} does not describe a tagger")
    for place, part in enumerate(data["embeddings"]):
        _check_part(folder, part["kind"], place, check_encoder)
    if not (folder / WEIGHTS).is_file():
        raise _incomplete(folder, f"{WEIGHTS} is missing")
    check_safetensors(folder / WEIGHTS)
    _check_sizes(folder, data)


def _refuse_pickles(folder: Path) -> None:
    found = [path.name for path in folder.rglob("*") if path.suffix in PICKLES]
    if found:
        raise ModelError(
            "NW-M01",
            f"The model in {folder} holds a file that can run programs ({found[0]}).",
            SAFE,
            AGAIN,
        )


def _is_whole(data: Mapping[str, Any]) -> bool:
    """Whether all that a tagger is built from is there, and of a kind and size that can be."""
    shape, tags, parts = (data.get(name) for name in ("shape", "tags", "embeddings"))
    if data.get("schema") != SCHEMA or not isinstance(parts, list) or not parts:
        return False
    if not isinstance(shape, dict) or not isinstance(tags, dict):
        return False
    return (
        all(_is_size(shape.get(name), most) for name, most in MOST.items())
        and all(isinstance(shape.get(name), bool) for name in SWITCHES)
        and all(isinstance(shape.get(name), (int, float)) for name in SHARES)
        and shape.get("tag_format") in ("BIO", "BIOES")
        and data.get("integers", "") in INTEGERS
        and isinstance(tags.get("items"), list)
        and all(isinstance(part, dict) and _is_part(part) for part in parts)
        and [part["kind"] for part in parts].count("transformer") <= 1
    )


def _is_size(value: object, most: int) -> bool:
    return type(value) is int and 0 < value <= most


def _is_part(part: Mapping[str, Any]) -> bool:
    numbers = [value for value in part.values() if type(value) is int]
    layers = part.get("layers", 1)
    return (
        isinstance(part.get("kind"), str)
        and part["kind"] in KINDS
        and all(0 <= number <= LARGEST_NUMBER for number in numbers)
        and (not isinstance(layers, int) or layers <= MOST_PART_LAYERS)
    )


def _check_sizes(folder: Path, data: Mapping[str, Any]) -> None:
    """Refuse a tagger whose parts would be far larger than its weights; ModelError NW-M15."""
    weights = (folder / WEIGHTS).stat().st_size + SPARE_WEIGHTS
    widths = [data["shape"]["hidden_size"]]
    for part in data["embeddings"]:
        widths += [part[name] for name in ("hidden", "length") if type(part.get(name)) is int]
    if max(widths) ** 2 > weights:
        raise ModelError(
            "NW-M15",
            f"The weights of the model in {folder} do not fit its description: {max(widths)} wide.",
            SAFE,
            AGAIN,
        )


def _check_part(
    folder: Path, kind: str, place: int, check_encoder: Callable[[Path], object]
) -> None:
    if kind == "transformer":
        check_encoder(folder / ENCODER)
    elif kind in FILES:
        name = FILES[kind].format(place=place)
        if not (folder / name).is_file():
            raise _incomplete(folder, f"{name} is missing")


def _incomplete(folder: Path, detail: str) -> ModelError:
    return ModelError("NW-M08", f"The model in {folder} is incomplete: {detail}.", SAFE, AGAIN)
