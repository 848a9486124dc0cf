"""A network with its tokenizer: sentences in, tags out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from transformers import PreTrainedTokenizerFast

from workbench.domain.errors import ModelError
from workbench.domain.recipes import read_options, write_options
from workbench.domain.training import MODEL_CARD, Example, ModelCard, Spec
from workbench.engines.base import Host, Prediction
from workbench.engines.decoding import Chooser, Decoder
from workbench.engines.encoders import load_model, load_tokenizer, longest_input
from workbench.engines.hardware import Hardware
from workbench.engines.transformers.answers import Answers, answers_to_predictions
from workbench.engines.transformers.crf_decoding import CrfDecoder
from workbench.engines.transformers.encoding import Encoded, Encoder
from workbench.engines.transformers.network import Network
from workbench.engines.transformers.predict import ask
from workbench.engines.windows import OVERLAP
from workbench.files import write_json

PORTION = 256


@dataclass(frozen=True)
class Options:
    """What a model must be used with just as it was trained; its card keeps it.

    `context` is how many tokens of the neighbouring sentences it wants on either side.
    """

    max_length: int = 128
    all_pieces: bool = False
    overlap: float = OVERLAP
    context: int = 0
    crf: bool = False
    lstm_size: int = 0

    def to_json(self) -> dict[str, Any]:
        return write_options(self)


@dataclass(frozen=True)
class Tagger:
    """A network with its tokenizer on its device."""

    network: Network
    tokenizer: PreTrainedTokenizerFast
    encoder: Encoder
    decoder: Chooser
    hardware: Hardware
    options: Options
    batch_size: int

    def write(self, folder: Path, card: ModelCard) -> None:
        """Write network, tokenizer and card, as safetensors and JSON."""
        self.network.write(folder)
        self.tokenizer.save_pretrained(folder)
        write_json(folder / MODEL_CARD, card.to_json())

    def ask(self, encoded: Encoded, host: Host, pieces: bool = False) -> Answers:
        return ask(self.network, encoded, self.hardware, host, self.batch_size, pieces)

    def choose(
        self, examples: Sequence[Example], encoded: Encoded, answers: Answers
    ) -> tuple[Prediction, ...]:
        return answers_to_predictions(examples, encoded, answers, self.decoder)

    def tag(
        self, examples: Sequence[Example], host: Host, pieces: bool = False
    ) -> Iterator[Prediction]:
        """Tag sentences a portion at a time, so that memory stays bounded."""
        for start in range(0, len(examples), PORTION):
            portion = examples[start : start + PORTION]
            encoded = self.encoder.encode(portion, host)
            yield from self.choose(portion, encoded, self.ask(encoded, host, pieces))


def new_tagger(
    folder: Path, spec: Spec, tags: Sequence[str], hardware: Hardware, host: Host
) -> Tagger:
    """A tagger with a fresh head on the encoder in a folder; ModelError NW-M08, M15."""
    chosen = spec.transformers
    options = Options(
        spec.max_length,
        chosen.all_pieces and not chosen.crf,
        chosen.overlap,
        spec.context,
        chosen.crf,
        chosen.lstm_size,
    )
    return _make(folder, options, spec, hardware, host, tags)


def load_tagger(folder: Path, spec: Spec, hardware: Hardware, host: Host) -> Tagger:
    """The trained tagger in a folder, its head file included; ModelError NW-M08, M15, M20."""
    card = folder / MODEL_CARD
    if not card.exists():
        return _make(folder, Options(spec.max_length), spec, hardware, host)
    options = read_options(Options, ModelCard.from_json(json.loads(card.read_bytes())).options)
    tagger = _make(folder, options, spec, hardware, host)
    try:
        tagger.network.read_head(folder)
    except (OSError, SafetensorError, KeyError, RuntimeError) as error:
        raise _bad_head(folder) from error
    return tagger


def _make(
    folder: Path,
    options: Options,
    spec: Spec,
    hardware: Hardware,
    host: Host,
    tags: Sequence[str] | None = None,
) -> Tagger:
    tokenizer = load_tokenizer(folder)
    host.check()
    classifier = load_model(folder, tokenizer, tags)
    host.check()
    id2label = classifier.config.id2label or {}
    names = tuple(tag for _, tag in sorted(id2label.items()))
    network = Network(classifier, names, options.lstm_size, options.crf)
    network.to(hardware.device)
    limited = replace(options, max_length=longest_input(classifier, options.max_length))
    tag_ids = {tag: index for index, tag in enumerate(names)}
    encoder = Encoder(tokenizer, limited.max_length, tag_ids, limited.all_pieces, limited.overlap)
    ours = tags is not None or (folder / MODEL_CARD).exists()
    decoder = _decoder(network, names, ours)
    batch_size = 2 * spec.batch_size  # Without gradients there is room for more.
    return Tagger(network, tokenizer, encoder, decoder, hardware, limited, batch_size)


def _decoder(network: Network, names: tuple[str, ...], ours: bool) -> Chooser:
    if network.crf is None:
        return Decoder(names, constrained=ours)
    return CrfDecoder(names, network.crf)


def _bad_head(folder: Path) -> ModelError:
    return ModelError(
        "NW-M20",
        f"The head of the model in {folder} is missing or does not fit its card.",
        "It was not loaded, and nothing was changed.",
        "Choose another model, or train this one again.",
    )
