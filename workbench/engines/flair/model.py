"""A flair tagger: built from a recipe, kept as safetensors and JSON."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flair
import torch
from flair.data import Dictionary
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from workbench.domain.errors import ModelError
from workbench.domain.recipes import FlairMode
from workbench.domain.training import MODEL_CARD, ModelCard
from workbench.engines.encoders import UNLOADABLE
from workbench.engines.flair.embeddings import (
    Makings,
    describe_stack,
    dictionary_to_json,
    frozen_prefixes,
    json_to_dictionary,
    make_stack,
    restore_stack,
)
from workbench.engines.flair.integers import (
    ARCHITECTURE,
    INTEGERS,
    MULTIPLIED,
    WEIGHTS,
    from_integers,
    put_layers,
)
from workbench.engines.flair.sentences import LABEL_TYPE
from workbench.engines.flair.tagger import Tagger
from workbench.files import read_json, write_json

SCHEMA = 1
TAG_FORMAT = "BIOES"
# What a tagger is made with, by the names of its constructor and of its attributes.
SHAPE = {
    "hidden_size": "hidden_size",
    "rnn_layers": "rnn_layers",
    "use_rnn": "use_rnn",
    "use_crf": "use_crf",
    "reproject_embeddings": "reproject_embeddings",
    "dropout": "use_dropout",
    "word_dropout": "use_word_dropout",
    "locked_dropout": "use_locked_dropout",
    "tag_format": "tag_format",
}


@contextmanager
def quiet(device: str) -> Iterator[None]:
    """Set flair's device, and keep its log and its libraries' warnings to errors."""
    log = logging.getLogger("flair")
    # Set anew, each logger of the process would look for its level again.
    if log.level != logging.ERROR:
        log.setLevel(logging.ERROR)
    flair.device = torch.device(device)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def build_tagger(makings: Makings, labels: Sequence[str]) -> Any:
    """A fresh tagger as the recipe wants it, for spans of these labels."""
    options = makings.spec.flair
    dictionary = Dictionary(add_unk=False)
    dictionary.span_labels = True
    for label in labels:
        dictionary.add_item(label)
    return Tagger(
        embeddings=make_stack(makings),
        tag_dictionary=dictionary,
        tag_type=LABEL_TYPE,
        tag_format=TAG_FORMAT,
        hidden_size=options.hidden_size,
        use_rnn=options.rnn_layers > 0,
        rnn_layers=max(1, options.rnn_layers),
        use_crf=options.crf,
        reproject_embeddings=options.mode is FlairMode.TRAIN,
    )


def learned_weights(tagger: Any) -> dict[str, torch.Tensor]:
    """The weights that training changes; the others come from the files of the embeddings."""
    frozen = frozen_prefixes(tagger.embeddings)
    state: Mapping[str, torch.Tensor] = tagger.state_dict()
    return {name: tensor for name, tensor in state.items() if not name.startswith(frozen or ("?",))}


def load_learned(tagger: Any, weights: Mapping[str, torch.Tensor]) -> None:
    """Put back what `learned_weights` gave; ModelError NW-M15 when it is of another shape."""
    try:
        answer = tagger.load_state_dict(weights, strict=False)
        missing = set(answer.missing_keys) & set(learned_weights(tagger))
        if missing or answer.unexpected_keys:
            raise RuntimeError(f"{len(missing)} weights are missing")
    except RuntimeError as error:
        raise _unfitting("the checkpoint", error) from error


def write_tagger(tagger: Any, folder: Path, card: ModelCard) -> None:
    """Write weights, architecture and card, as safetensors and JSON."""
    shape = {name: getattr(tagger, attribute) for name, attribute in SHAPE.items()}
    description = {
        "schema": SCHEMA,
        "tags": dictionary_to_json(tagger.label_dictionary),
        "shape": shape,
        "embeddings": describe_stack(tagger.embeddings, folder),
    }
    write_json(folder / ARCHITECTURE, description)
    state = {name: tensor.contiguous() for name, tensor in tagger.state_dict().items()}
    save_file({name: tensor.cpu().clone() for name, tensor in state.items()}, folder / WEIGHTS)
    write_json(folder / MODEL_CARD, card.to_json())


def load_tagger(folder: Path, multiply: bool = True) -> Any:
    """The tagger in a checked model folder, nothing of it run; ModelError NW-M15.

    One in 8 bits gets layers that multiply whole numbers, if `multiply` allows it.
    """
    try:
        data = read_json(folder / ARCHITECTURE)
        tagger = Tagger(
            embeddings=restore_stack(data["embeddings"], folder),
            tag_dictionary=json_to_dictionary(data["tags"]),
            tag_type=LABEL_TYPE,
            init_from_state_dict=True,
            **{name: data["shape"][name] for name in SHAPE},
        )
        weights = load_file(folder / WEIGHTS)
        tagger.load_state_dict(from_integers(weights))
        if multiply and data.get(INTEGERS) == MULTIPLIED:
            put_layers(tagger, weights)
    except (*UNLOADABLE, SafetensorError) as error:
        raise _unfitting(str(folder), error) from error
    return tagger.to(flair.device).eval()


def _unfitting(where: str, error: Exception) -> ModelError:
    first_line = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return ModelError(
        "NW-M15",
        f"The flair model in {where} does not fit its own description: {first_line}.",
        "It was not loaded, and nothing was changed.",
        "Choose another model, or train this one again.",
    )
