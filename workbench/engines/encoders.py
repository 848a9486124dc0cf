"""Loads encoders and tokenizers: safetensors only, and never code from a model folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.domain.errors import ModelError
from workbench.engines.clean_copy import clean_copy

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

SAFE = "Nothing was changed."
OFFER = 'Choose another model, or the embedded encoder ("embedded"), which needs no network.'
# What libraries raise for files that are damaged, or were made to trouble them.
UNLOADABLE = (
    OSError, ValueError, KeyError, TypeError, ImportError, RuntimeError, AttributeError,
    IndexError, ArithmeticError, AssertionError,
)  # fmt: skip
WANTED = (
    "config.json",
    "model*.safetensors",
    "model.safetensors.index.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
)


def fetch(name: str) -> Path:
    """The folder of a model from the hub, fetched unless it is in the cache; ModelError NW-M11."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=list(WANTED)))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError, ValueError) as error:
        raise ModelError(
            "NW-M11",
            f"The model {name!r} could not be fetched: there is no such model, or no network.",
            SAFE,
            OFFER,
        ) from error


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """Load a fast tokenizer, set up for words that are split already; ModelError NW-M08."""
    from transformers import AutoTokenizer

    extra = {"add_prefix_space": True} if _is_byte_level(folder) else {}
    try:
        with clean_copy(folder) as clean:
            tokenizer = AutoTokenizer.from_pretrained(  # type: ignore[no-untyped-call]
                clean, use_fast=True, trust_remote_code=False, local_files_only=True, **extra
            )
    except UNLOADABLE as error:
        raise _unloadable("NW-M08", folder, "tokenizer", error) from error
    if not tokenizer.is_fast:
        raise _unloadable("NW-M08", folder, "tokenizer", ValueError("it is not a fast one"))
    loaded: PreTrainedTokenizerFast = tokenizer
    return loaded


def load_model(
    folder: Path, tokenizer: PreTrainedTokenizerFast, tags: Sequence[str] | None = None
) -> PreTrainedModel:
    """Load a token classifier, with a fresh head when `tags` are given; ModelError NW-M08, M15."""
    from safetensors import SafetensorError
    from transformers import AutoModelForTokenClassification

    try:
        with clean_copy(folder) as clean:
            model: PreTrainedModel = AutoModelForTokenClassification.from_pretrained(
                clean,
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                **_head(tags),
            )
    except (*UNLOADABLE, SafetensorError) as error:
        raise _unloadable("NW-M15", folder, "model", error) from error
    rows = int(model.get_input_embeddings().weight.size(0))  # type: ignore[operator]
    if len(tokenizer) > rows:
        detail = ValueError(f"the tokenizer knows {len(tokenizer)} pieces, the model {rows}")
        raise _unloadable("NW-M08", folder, "tokenizer", detail)
    # ModernBERT would be compiled on a GPU, by a compiler that few machines have.
    if getattr(model.config, "reference_compile", False) is None:
        model.config.reference_compile = False
    return model


def longest_input(model: PreTrainedModel, wanted: int) -> int:
    """The limit in pieces, special ones included, that the model can take."""
    positions = getattr(model.config, "max_position_embeddings", None)
    if not isinstance(positions, int) or positions <= 0:
        return wanted
    # RoBERTa and its like start to count behind the padding's index.
    offset = (model.config.pad_token_id or 0) + 1 if _counts_from_padding(model) else 0
    return min(wanted, positions - offset)


def _counts_from_padding(model: PreTrainedModel) -> bool:
    embeddings = getattr(model.base_model, "embeddings", None)
    table = getattr(embeddings, "position_embeddings", None)
    return getattr(table, "padding_idx", None) is not None


def _head(tags: Sequence[str] | None) -> dict[str, Any]:
    if tags is None:
        return {}
    return {
        "num_labels": len(tags),
        "id2label": dict(enumerate(tags)),
        "label2id": {tag: index for index, tag in enumerate(tags)},
        "ignore_mismatched_sizes": True,
    }


def _is_byte_level(folder: Path) -> bool:
    """Whether a word's pieces depend on the space before it, as RoBERTa's do."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        return (folder / "merges.txt").is_file()
    return "ByteLevel" in json.dumps(json.loads(path.read_bytes()).get("pre_tokenizer"))


def _unloadable(code: str, folder: Path, what: str, error: Exception) -> ModelError:
    first_line = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return ModelError(
        code, f"The {what} in {folder} could not be loaded: {first_line}.", SAFE, OFFER
    )
