"""Token classification with transformers: any encoder that has a fast tokenizer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from transformers import PreTrainedModel, PreTrainedTokenizerFast, set_seed
from transformers.utils import logging

from workbench.domain.training import MODEL_CARD, Data, Example, ModelCard, Spec
from workbench.engines.base import Host, Place, Prediction, Trained
from workbench.engines.decoding import Decoder
from workbench.engines.encoders import load_model, load_tokenizer, longest_input
from workbench.engines.encoding import Encoded, Encoder, Input, answers_to_predictions
from workbench.engines.hardware import Hardware, choose_hardware
from workbench.engines.predict import Answers, ask
from workbench.engines.scoring import dev_scores
from workbench.engines.trainer import Best, Evaluation, Watch, load_weights, run_trainer
from workbench.files import write_json

PORTION = 256


@dataclass(frozen=True)
class Tagger:
    """A model with its tokenizer on its device."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast
    encoder: Encoder
    decoder: Decoder
    hardware: Hardware

    def write(self, folder: Path, card: ModelCard) -> None:
        """Write model, tokenizer and card, as safetensors and JSON."""
        self.model.save_pretrained(folder, safe_serialization=True, max_shard_size="100GB")
        self.tokenizer.save_pretrained(folder)
        write_json(folder / MODEL_CARD, card.to_json())

    def ask(self, encoded: Encoded, host: Host) -> Answers:
        return ask(self.model, encoded, self.hardware, host)

    def choose(
        self, examples: Sequence[Example], encoded: Encoded, answers: Answers
    ) -> tuple[Prediction, ...]:
        return answers_to_predictions(examples, encoded, answers.windows, self.decoder)

    def tag(self, examples: Sequence[Example], host: Host) -> Iterator[Prediction]:
        """Tag sentences a portion at a time, so that memory stays bounded."""
        for start in range(0, len(examples), PORTION):
            portion = examples[start : start + PORTION]
            encoded = self.encoder.encode(portion, host)
            yield from self.choose(portion, encoded, self.ask(encoded, host))


class TransformersEngine:
    """Fine-tunes an encoder with a linear head, one tag for each first word piece."""

    def train(self, spec: Spec, data: Data, place: Place, host: Host) -> Trained:
        hardware = _start(spec, host)
        set_seed(spec.seed)
        tags = labels_to_tags(spec, data.train)
        tagger = _load(place.base, spec, hardware, host, tags)
        inputs = _inputs_to_learn_from(tagger, data.train, host)
        card = _card(spec, tags, tagger.encoder.max_length, place.languages)
        best = Best(place.checkpoints, lambda folder: tagger.write(folder, card))
        evaluate = _Evaluate(tagger, data.dev, tagger.encoder.encode(data.dev, host), host)

        def make_watch(steps_per_epoch: int) -> Watch:
            return Watch(host, evaluate, best, spec.patience, steps_per_epoch)

        watch = run_trainer(tagger.model, inputs, spec, hardware, make_watch)
        return _finish(tagger, watch, data, place, host)

    def predict(
        self, spec: Spec, examples: Sequence[Example], host: Host
    ) -> tuple[Prediction, ...]:
        hardware = _start(spec, host)
        tagger = _load(Path(spec.model or ""), spec, hardware, host)
        predictions: list[Prediction] = []
        for prediction in tagger.tag(examples, host):
            predictions.append(prediction)
            done, total = len(predictions), len(examples)
            host.progress(done, total, done / total, None)
        return tuple(predictions)


@dataclass(frozen=True)
class _Evaluate:
    """Scores the model as it is now on the dev set."""

    tagger: Tagger
    examples: Sequence[Example]
    encoded: Encoded
    host: Host

    def __call__(self) -> Evaluation:
        answers = self.tagger.ask(self.encoded, self.host)
        predictions = self.tagger.choose(self.examples, self.encoded, answers)
        gold = [example.tags for example in self.examples]
        guess = [prediction.tags for prediction in predictions]
        return dev_scores(gold, guess, answers.loss), predictions


def labels_to_tags(spec: Spec, examples: Sequence[Example]) -> tuple[str, ...]:
    """All tags of the model: O, then B- and I- of each label, those of the spec first."""
    seen = sorted({tag[2:] for example in examples for tag in example.tags if tag != "O"})
    labels = dict.fromkeys((*spec.labels, *seen))
    return ("O", *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def _inputs_to_learn_from(tagger: Tagger, examples: Sequence[Example], host: Host) -> list[Input]:
    """The windows that hold a label: the mean loss of a batch without any is no number."""
    encoded = tagger.encoder.encode(examples, host)
    inputs = [item for item in encoded.inputs if item.firsts]
    host.log(f"Learning from {len(examples)} sentences in {len(inputs)} windows.")
    return inputs


def _start(spec: Spec, host: Host) -> Hardware:
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    hardware = choose_hardware(spec)
    host.started(hardware.device, hardware.threads)
    host.check()
    return hardware


def _load(
    folder: Path, spec: Spec, hardware: Hardware, host: Host, tags: Sequence[str] | None = None
) -> Tagger:
    tokenizer = load_tokenizer(folder)
    host.check()
    model = load_model(folder, tokenizer, tags)
    host.check()
    model.to(hardware.device)  # type: ignore[arg-type]  # transformers types it wrongly
    wanted = spec.max_length if tags else _max_length_of(folder, spec)
    encoder = Encoder(
        tokenizer,
        longest_input(model, wanted),
        dict(model.config.label2id or {}),
        spec.transformers.all_pieces,
    )
    names = tuple(tag for _, tag in sorted((model.config.id2label or {}).items()))
    ours = tags is not None or (folder / MODEL_CARD).exists()
    return Tagger(model, tokenizer, encoder, Decoder(names, constrained=ours), hardware)


def _max_length_of(folder: Path, spec: Spec) -> int:
    card = folder / MODEL_CARD
    if not card.exists():
        return spec.max_length
    options = ModelCard.from_json(json.loads(card.read_bytes())).options
    return int(options.get("max_length", spec.max_length))


def _card(spec: Spec, tags: Sequence[str], max_length: int, languages: str) -> ModelCard:
    labels = tuple(tag[2:] for tag in tags if tag.startswith("B-"))
    options = {"max_length": max_length, "all_pieces": spec.transformers.all_pieces}
    return ModelCard("transformers", spec.base, labels, options, languages)


def _finish(tagger: Tagger, watch: Watch, data: Data, place: Place, host: Host) -> Trained:
    """Go back to the best epoch, tag the test set with it, and put it in its place."""
    best = watch.best
    assert best.folder is not None
    if best.epoch != watch.rows[-1].epoch:
        load_weights(tagger.model, best.folder)
    host.log(f"Epoch {best.epoch} was the best; testing it on {len(data.test)} sentences.")
    test = tuple(tagger.tag(data.test, host))
    host.check()
    best.folder.replace(place.model)
    return Trained(tagger.hardware.device, tuple(watch.rows), best.epoch, best.dev, test)
