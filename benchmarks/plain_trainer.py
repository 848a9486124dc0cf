"""Fine-tuning as tutorials show it: every sentence padded to the maximum, fp32, `Trainer`.

It reads the snapshot of a run folder and nothing else of this project takes part in it.

Use: python -m benchmarks.plain_trainer DATA BASE OUT [--epochs N] [--batch N] [--rate X]
     [--length N] [--seed N] [--padding max_length|longest]
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2
from transformers import (
    AutoModelForTokenClassification,
    AutoTokenizer,
    DataCollatorForTokenClassification,
    EvalPrediction,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

IGNORED = -100
Row = dict[str, Any]


def rows(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def encode(tokenizer: Any, sentences: Sequence[Row], ids: dict[str, int], length: int) -> list[Row]:
    """Word pieces with a label on the first piece of each word, cut at `length`."""
    encoded = []
    for sentence in sentences:
        pieces = tokenizer(
            sentence["tokens"], is_split_into_words=True, truncation=True, max_length=length
        )
        labels, before = [], None
        for word in pieces.word_ids():
            first = word is not None and word != before
            labels.append(ids.get(sentence["tags"][word], IGNORED) if first else IGNORED)
            before = word
        encoded.append({**pieces, "labels": labels})
    return encoded


def words_to_tags(
    sentences: Sequence[Row], encoded: Sequence[Row], logits: Any, names: Sequence[str]
) -> list[list[str]]:
    """One tag a word; words that were cut off are O, so that they count as missed."""
    tags = []
    for sentence, row, scores in zip(sentences, encoded, logits, strict=True):
        said = ["O"] * len(sentence["tokens"])
        places = [place for place, label in enumerate(row["labels"]) if label != IGNORED]
        for word, place in enumerate(places):
            said[word] = names[int(np.argmax(scores[place]))]
        tags.append(said)
    return tags


def strict_f1(gold: Sequence[Row], said: list[list[str]]) -> float:
    report = classification_report(
        [list(row["tags"]) for row in gold],
        said,
        mode="strict",
        scheme=IOB2,
        output_dict=True,
        zero_division=0,
    )
    return float(report["micro avg"]["f1-score"])


class Clock(TrainerCallback):
    """When the first step ended, and when the last epoch was scored."""

    def __init__(self) -> None:
        self.first: float | None = None
        self.last = 0.0

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self.first = self.first or time.monotonic()

    def on_evaluate(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self.last = time.monotonic()

    def epoch(self, steps: int, epochs: int) -> float:
        """Seconds of one epoch, its share of scoring and saving included."""
        return (self.last - (self.first or 0.0)) / (steps - 1) * steps / epochs


def main() -> None:
    """Train, take the best epoch on dev, score it on test, and print one JSON object."""
    options = arguments()
    begun = time.monotonic()
    splits = {name: rows(options.data / f"{name}.jsonl") for name in ("train", "dev", "test")}
    names = sorted({tag for row in splits["train"] for tag in row["tags"]})
    ids = {name: number for number, name in enumerate(names)}
    tokenizer = AutoTokenizer.from_pretrained(options.base)  # type: ignore[no-untyped-call]
    model = AutoModelForTokenClassification.from_pretrained(options.base, num_labels=len(names))
    encoded = {
        name: encode(tokenizer, split, ids, options.length) for name, split in splits.items()
    }

    def measure(prediction: EvalPrediction) -> dict[str, float]:
        said = words_to_tags(splits["dev"], encoded["dev"], prediction.predictions, names)
        return {"f1": strict_f1(splits["dev"], said)}

    clock = Clock()
    trainer = Trainer(
        model=model,
        callbacks=[clock],
        args=TrainingArguments(
            output_dir=str(options.out),
            num_train_epochs=options.epochs,
            per_device_train_batch_size=options.batch,
            per_device_eval_batch_size=options.batch,
            learning_rate=options.rate,
            warmup_ratio=0.1,
            weight_decay=0.01,
            seed=options.seed,
            eval_strategy="epoch",
            save_strategy="epoch",
            save_total_limit=1,
            load_best_model_at_end=True,
            metric_for_best_model="f1",
            report_to=[],
            disable_tqdm=True,
        ),
        train_dataset=encoded["train"],
        eval_dataset=encoded["dev"],
        data_collator=DataCollatorForTokenClassification(
            tokenizer, padding=options.padding, max_length=options.length
        ),
        compute_metrics=measure,
    )
    trainer.train()
    trained = time.monotonic()
    # The measure is that of dev.
    trainer.compute_metrics = None
    answers = trainer.predict(encoded["test"]).predictions
    f1 = strict_f1(splits["test"], words_to_tags(splits["test"], encoded["test"], answers, names))
    figures = {
        "f1": f1,
        "seconds": time.monotonic() - begun,
        "trained": trained - begun,
        "epoch": clock.epoch(trainer.state.max_steps, options.epochs),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    (options.out / "figures.json").write_text(json.dumps(figures), "utf-8")
    print(json.dumps(figures))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("base")
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--padding", choices=("max_length", "longest"), default="max_length")
    return parser.parse_args()


if __name__ == "__main__":
    main()
