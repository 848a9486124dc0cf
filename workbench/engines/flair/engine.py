"""Sequence tagging with flair: stacked embeddings, an RNN and a CRF, or a fine-tuned encoder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flair
import torch
from flair.data import Corpus
from flair.datasets import FlairDatapointDataset
from flair.trainers import ModelTrainer

from workbench.domain.recipes import FlairMode
from workbench.domain.training import MODEL_CARD, Data, Example, ModelCard, Spec
from workbench.engines.base import Host, Place, Prediction, Trained
from workbench.engines.checkpoints import Checkpoint, newest_checkpoint
from workbench.engines.flair.embeddings import Makings, short_name
from workbench.engines.flair.integers import fitting
from workbench.engines.flair.model import build_tagger, load_tagger, quiet, write_tagger
from workbench.engines.flair.order import LikeLengths
from workbench.engines.flair.predict import Asker
from workbench.engines.flair.sentences import to_slices
from workbench.engines.flair.watch import Course, Evaluation, Watch, restore_weights
from workbench.engines.hardware import Hardware, choose_hardware, peak_memory_mb
from workbench.engines.scoring.score import dev_scores
from workbench.files import complete_folder

# A fresh head needs larger steps than a body that knows its language already.
HEAD_RATE = 1e-3


class FlairEngine:
    """Trains flair's SequenceTagger through its ModelTrainer; the plugins are ours."""

    def train(self, spec: Spec, data: Data, place: Place, host: Host) -> Trained:
        hardware = _start(spec, host)
        with quiet(hardware.device):
            flair.set_seed(spec.seed)
            labels = _labels(spec, data.train)
            makings = Makings(spec, place, data.train, host)
            tagger = build_tagger(makings, labels)
            host.check()
            asker = Asker(tagger, host, "none", spec.context, frozenset(labels))
            training = _Training(spec, data, place, host, asker, hardware)
            return training.run()

    def predict(
        self, spec: Spec, examples: Sequence[Example], host: Host
    ) -> tuple[Prediction, ...]:
        hardware = _start(fitting(spec), host)
        folder = Path(spec.model or "")
        card = ModelCard.from_json(json.loads((folder / MODEL_CARD).read_bytes()))
        with quiet(hardware.device):
            tagger = load_tagger(folder)
            host.check()
            context = int(card.options.get("context", 0))
            labels = frozenset(card.labels)
            return Asker(tagger, host, "none", context, labels, tells=True).tag(examples)


@dataclass(frozen=True)
class _Training:
    """One training from here to the model in its place."""

    spec: Spec
    data: Data
    place: Place
    host: Host
    asker: Asker
    hardware: Hardware

    def run(self) -> Trained:
        slices = to_slices(self.data.train, self.spec.context)
        sentences = [one.sentence for one in slices]
        dev = to_slices(self.data.dev, self.spec.context)
        course = self._course(sentences, dev)
        saved = newest_checkpoint(self.place.checkpoints)
        watch = Watch(course, saved)
        self._say(watch, len(sentences), saved)
        if saved is not None:
            restore_weights(self.asker.tagger, saved)
        if not watch.standing.finished:
            corpus = Corpus(
                FlairDatapointDataset(sentences),
                FlairDatapointDataset([one.sentence for one in dev]),
                sample_missing_splits=False,
            )
            self._learn(corpus, watch)
        return self._finish(watch)

    def _course(self, sentences: Sequence[Any], dev: Sequence[Any]) -> Course:
        spec = self.spec
        keeping = Asker(
            self.asker.tagger, self.host, spec.flair.storage, spec.context, self.asker.labels
        )

        def evaluate() -> Evaluation:
            answers = keeping.ask(dev, with_loss=True)
            predictions = keeping.predictions(self.data.dev, answers)
            gold = [example.tags for example in self.data.dev]
            guess = [prediction.tags for prediction in predictions]
            return dev_scores(gold, guess, answers.loss), predictions

        order = LikeLengths(list(map(len, sentences)), 1, spec.seed)
        return Course(
            spec,
            self.host,
            self.asker.tagger,
            evaluate,
            self.place.checkpoints,
            order,
            len(sentences),
        )

    def _say(self, watch: Watch, sentences: int, saved: Checkpoint | None) -> None:
        names = ", ".join(map(short_name, self.spec.flair.embeddings))
        self.host.log(f"Learning from {sentences} sentences with {names}.")
        if saved is not None:
            course, standing = watch.course, watch.standing
            step = (standing.epoch - 1) * course.steps + standing.batches
            self.host.log(f"Resumed at step {step} of {course.steps * self.spec.epochs}.")

    def _learn(self, corpus: Any, watch: Watch) -> None:
        """Run flair's loop; CancelledError passes through."""
        tagger, spec = self.asker.tagger, self.spec
        tagger.evaluate = watch.evaluate
        trainer = ModelTrainer(tagger, corpus)
        fine_tuning = spec.flair.mode is FlairMode.FINE_TUNE
        run = trainer.fine_tune if fine_tuning else trainer.train
        mode = self._fine_tuning() if fine_tuning else self._annealing()
        try:
            run(
                self.place.checkpoints,
                learning_rate=spec.rate,
                mini_batch_size=watch.course.size,
                mini_batch_chunk_size=spec.batch_size,
                max_epochs=spec.epochs,
                epoch=watch.standing.epoch - 1,
                max_grad_norm=spec.flair.gradient_clip or None,
                sampler=watch.course.order,
                embeddings_storage_mode=spec.flair.storage.value,
                use_amp=self._mixed_precision(),
                use_final_model_for_eval=True,
                save_final_model=False,
                create_file_logs=False,
                create_loss_file=False,
                plugins=[watch],
                **mode,
            )
        finally:
            del tagger.evaluate

    def _annealing(self) -> dict[str, Any]:
        options = self.spec.flair
        return {
            "anneal_factor": options.anneal_factor,
            "patience": options.anneal_patience,
            "min_learning_rate": options.least_learning_rate,
        }

    def _fine_tuning(self) -> dict[str, Any]:
        return {
            "warmup_fraction": self.spec.warmup,
            "weight_decay": self.spec.weight_decay,
            "decoder_learning_rate": max(HEAD_RATE, self.spec.rate),
        }

    def _mixed_precision(self) -> bool:
        """Only where it is asked for: sums over a CRF's paths do not suit half precision."""
        if self.hardware.device != "cuda" or self.spec.precision not in ("bf16", "fp16"):
            return False
        dtype = torch.bfloat16 if self.spec.precision == "bf16" else torch.float16
        torch.set_autocast_dtype("cuda", dtype)
        return True

    def _finish(self, watch: Watch) -> Trained:
        """Go back to the best epoch, tag dev and test with it, and put it in its place."""
        standing, tagger = watch.standing, self.asker.tagger
        assert standing.best is not None
        watch.course.load_best(standing.best)
        count = len(self.data.test)
        self.host.log(f"Epoch {standing.best} was the best; testing it on {count} sentences.")
        dev = watch.best_dev or self.asker.tag(self.data.dev)
        test = self.asker.tag(self.data.test)
        aside = self.place.checkpoints / "model.saving"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        write_tagger(tagger, aside, self._card())
        self.host.check()
        shutil.rmtree(self.place.model, ignore_errors=True)
        complete_folder(aside, self.place.model)
        return Trained(
            self.hardware.device,
            standing.rows,
            standing.best,
            dev,
            test,
            peak_memory_mb=peak_memory_mb(),
        )

    def _card(self) -> ModelCard:
        spec = self.spec
        names = [short_name(name) for name in spec.flair.embeddings]
        base = spec.base if spec.needs_base else " + ".join(names)
        labels = _labels(spec, self.data.train)
        languages = self.place.languages if spec.needs_base else ""
        options = {"embeddings": names, "context": spec.context}
        return ModelCard("flair", base, labels, options, languages)


def _labels(spec: Spec, examples: Sequence[Example]) -> tuple[str, ...]:
    """The labels of the spec, then others that the sentences hold."""
    seen = sorted({tag[2:] for example in examples for tag in example.tags if tag != "O"})
    return tuple(dict.fromkeys((*spec.labels, *seen)))


def _start(spec: Spec, host: Host) -> Hardware:
    hardware = choose_hardware(spec)
    host.started(hardware.device, hardware.threads)
    host.check()
    return hardware
