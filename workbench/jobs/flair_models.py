"""The check of a flair model folder before it is loaded: nothing in it may run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workbench.domain.errors import JobError, ModelError
from workbench.files import read_json
from workbench.jobs.safetensors import check_safetensors

ARCHITECTURE = "flair.json"
WEIGHTS = "model.safetensors"
SCHEMA = 1
ENCODER = "encoder"
LARGEST = 100_000
PICKLES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".npy", ".npz", ".gensim"})
SIZES = ("hidden_size", "rnn_layers")
SWITCHES = ("use_rnn", "use_crf", "reproject_embeddings")
SHARES = ("dropout", "word_dropout", "locked_dropout")
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
    try:
        data = read_json(folder / ARCHITECTURE)
    except JobError as error:
        raise _incomplete(folder, f"{ARCHITECTURE} cannot be read") from error
    if not _is_whole(data):
        raise _incomplete(folder, f"{ARCHITECTURE} does not describe a tagger")
    for place, part in enumerate(data["embeddings"]):
        _check_part(folder, part["kind"], place, check_encoder)
    if not (folder / WEIGHTS).is_file():
        raise _incomplete(folder, f"{WEIGHTS} is missing")
    check_safetensors(folder / WEIGHTS)


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
        all(_is_size(shape.get(name)) for name in SIZES)
        and all(isinstance(shape.get(name), bool) for name in SWITCHES)
        and all(isinstance(shape.get(name), (int, float)) for name in SHARES)
        and shape.get("tag_format") in ("BIO", "BIOES")
        and isinstance(tags.get("items"), list)
        and all(isinstance(part, dict) and part.get("kind") in KINDS for part in parts)
        and [part["kind"] for part in parts].count("transformer") <= 1
    )


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST


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
