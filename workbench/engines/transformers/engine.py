"""Token classification with transformers: any encoder that has a fast tokenizer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transformers import set_seed
from transformers.utils import logging

from workbench.domain.recipes import ClassWeights
from workbench.domain.training import Data, Example, JobKind, ModelCard, Spec
from workbench.engines.base import Host, Place, Prediction, Trained
from workbench.engines.batching import LengthBatches
from workbench.engines.hardware import Hardware, choose_hardware, peak_memory_mb
from workbench.engines.scoring.score import dev_scores
from workbench.engines.transformers.augmentation import add_lower_case
from workbench.engines.transformers.best import Best
from workbench.engines.transformers.class_weights import weigh_classes
from workbench.engines.transformers.encoding import Encoded, Input
from workbench.engines.transformers.tagger import Options, Tagger, load_tagger, new_tagger
from workbench.engines.transformers.trainer import run_trainer
from workbench.engines.transformers.watch import Evaluation, Watch


class TransformersEngine:
    """Fine-tunes an encoder with a linear, BiLSTM or CRF head, one tag for each token."""

    def train(self, spec: Spec, data: Data, place: Place, host: Host) -> Trained:
        hardware = _start(spec, host, training=True)
        set_seed(spec.seed)
        tags = labels_to_tags(spec, data.train)
        tagger = new_tagger(place.base, spec, tags, hardware.answering(), host)
        inputs = _inputs_to_learn_from(tagger, spec, data.train, host)
        weights = weigh_classes(inputs, len(tags), spec.transformers.class_weights)
        tagger.network.class_weights = weights.to(hardware.device) if weights is not None else None
        card = _card(spec, tags, tagger.options, place.languages)
        best = Best(place.checkpoints, lambda folder: tagger.write(folder, card))
        evaluate = _Evaluate(tagger, data.dev, tagger.encoder.encode(data.dev, host), host)

        def make_watch(batches: LengthBatches) -> Watch:
            return Watch(host, evaluate, best, batches, spec)

        watch = run_trainer(tagger.network, inputs, spec, hardware, make_watch)
        return _finish(tagger, watch, data, place, host)

    def predict(
        self, spec: Spec, examples: Sequence[Example], host: Host
    ) -> tuple[Prediction, ...]:
        hardware = _start(spec, host)
        tagger = load_tagger(Path(spec.model or ""), spec, hardware, host)
        predictions: list[Prediction] = []
        for prediction in tagger.tag(examples, host, pieces=spec.kind == JobKind.EVALUATE):
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
        answers = self.tagger.ask(self.encoded, self.host, pieces=True)
        predictions = self.tagger.choose(self.examples, self.encoded, answers)
        gold = [example.tags for example in self.examples]
        guess = [prediction.tags for prediction in predictions]
        return dev_scores(gold, guess, answers.loss), predictions


def labels_to_tags(spec: Spec, examples: Sequence[Example]) -> tuple[str, ...]:
    """All tags of the model: O, then B- and I- of each label, those of the spec first."""
    seen = sorted({tag[2:] for example in examples for tag in example.tags if tag != "O"})
    labels = dict.fromkeys((*spec.labels, *seen))
    return ("O", *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def _inputs_to_learn_from(
    tagger: Tagger, spec: Spec, examples: Sequence[Example], host: Host
) -> list[Input]:
    """The windows that hold a label: the mean loss of a batch without any is no number."""
    options = spec.transformers
    shown = add_lower_case(examples, options.lower_case, spec.seed)
    encoded = tagger.encoder.encode(shown, host)
    inputs = [item for item in encoded.inputs if item.firsts]
    windowed = sum(count > 1 for count in encoded.windows)
    host.log(f"Learning from {len(shown)} sentences in {len(inputs)} windows.")
    if windowed:
        host.log(f"{windowed} sentences are longer than a window and read in several.")
    if options.crf and options.class_weights is not ClassWeights.NONE:
        host.log("A CRF scores whole sentences: class weights have no effect with it.")
    if options.crf and options.all_pieces:
        host.log("A CRF reads first word pieces: the others teach nothing with it.")
    return inputs


def _start(spec: Spec, host: Host, training: bool = False) -> Hardware:
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    hardware = choose_hardware(spec, training)
    host.started(hardware.device, hardware.threads)
    host.check()
    return hardware


def _card(spec: Spec, tags: Sequence[str], options: Options, languages: str) -> ModelCard:
    labels = tuple(tag[2:] for tag in tags if tag.startswith("B-"))
    return ModelCard("transformers", spec.base, labels, options.to_json(), languages)


def _finish(tagger: Tagger, watch: Watch, data: Data, place: Place, host: Host) -> Trained:
    """Go back to the best epoch, tag the test set with it, and put it in its place."""
    best = watch.best
    folder = best.folder if best.folder.exists() else place.model
    tagger.network.read(folder)
    host.log(f"Epoch {best.epoch} was the best; testing it on {len(data.test)} sentences.")
    test = tuple(tagger.tag(data.test, host, pieces=True))
    host.check()
    best.move_to(place.model)
    peak = max([peak_memory_mb(), *(row.memory_mb for row in watch.rows)])
    return Trained(
        tagger.hardware.device,
        tuple(watch.rows),
        best.epoch,
        best.dev,
        test,
        peak_memory_mb=peak,
        notes=tuple(watch.notes),
    )
