"""A flair tagger trained as flair's documentation shows it, on the snapshot of a run folder.

Nothing else of this project takes part in it; words and letters of the dictionaries are counted
alike. Use: python -m benchmarks.plain_flair DATA OUT [--epochs N] [--batch N] [--rate X]
[--hidden N] [--seed N]
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import flair
import torch
from flair.data import Corpus, Dictionary, Sentence
from flair.datasets import FlairDatapointDataset
from flair.embeddings import CharacterEmbeddings, OneHotEmbeddings, StackedEmbeddings
from flair.models import SequenceTagger
from flair.trainers import ModelTrainer
from flair.trainers.plugins import TrainerPlugin

from benchmarks.plain_trainer import Row, rows, strict_f1

LEAST_COUNT = 2


class Clock(TrainerPlugin):  # type: ignore[misc]  # flair is not read by mypy
    """When the first step ended, and when the last epoch was scored."""

    def __init__(self) -> None:
        super().__init__()
        self.first: float | None = None
        self.last = 0.0
        self.steps = 0

    @TrainerPlugin.hook  # type: ignore[untyped-decorator]
    def after_training_batch(self, **facts: Any) -> None:
        self.first = self.first or time.monotonic()
        self.steps += 1

    @TrainerPlugin.hook  # type: ignore[untyped-decorator]
    def after_evaluation(self, **facts: Any) -> None:
        self.last = time.monotonic()

    def epoch(self, epochs: int) -> float:
        """Seconds of one epoch, its share of scoring included."""
        return (self.last - (self.first or 0.0)) / (self.steps - 1) * self.steps / epochs


def to_sentence(row: Row) -> Any:
    """A sentence with its spans."""
    made = Sentence(list(row["tokens"]))
    begun: int | None = None
    for place, tag in enumerate([*row["tags"], "O"]):
        if begun is not None and not tag.startswith("I-"):
            made[begun:place].add_label("ner", row["tags"][begun][2:])
            begun = None
        begun = place if tag.startswith("B-") else begun
    return made


def said_of(sentence: Any) -> list[str]:
    """The IOB2 tags of the spans that were predicted."""
    tags = ["O"] * len(sentence)
    for said in sentence.get_labels("said"):
        # `span.tag` would be the first label of any type: gold, where a span is right.
        span, label = said.data_point, said.value
        first, last = span.tokens[0].idx - 1, span.tokens[-1].idx
        tags[first:last] = [f"B-{label}", *[f"I-{label}"] * (last - first - 1)]
    return tags


def dictionary_of(items: Iterable[str]) -> Any:
    dictionary = Dictionary(add_unk=True)
    for item, count in Counter(items).most_common():
        if count >= LEAST_COUNT:
            dictionary.add_item(item)
    return dictionary


def new_tagger(train: Sequence[Row], labels: Any, hidden: int) -> Any:
    words = [token for row in train for token in row["tokens"]]
    embeddings = StackedEmbeddings(
        [
            OneHotEmbeddings(dictionary_of(words)),
            CharacterEmbeddings(dictionary_of(letter for word in words for letter in word)),
        ]
    )
    return SequenceTagger(
        embeddings=embeddings, tag_dictionary=labels, tag_type="ner", hidden_size=hidden
    )


def main() -> None:
    """Train with flair's defaults, and score the best epoch on test."""
    options = arguments()
    flair.set_seed(options.seed)
    flair.device = torch.device("cpu")
    splits = {name: rows(options.data / f"{name}.jsonl") for name in ("train", "dev", "test")}
    made = {name: [to_sentence(row) for row in split] for name, split in splits.items()}
    corpus: Any = Corpus(
        FlairDatapointDataset(made["train"]),
        FlairDatapointDataset(made["dev"]),
        sample_missing_splits=False,
    )
    labels = corpus.make_label_dictionary(label_type="ner", add_unk=False)
    tagger = new_tagger(splits["train"], labels, options.hidden)
    clock = Clock()
    ModelTrainer(tagger, corpus).train(
        options.out,
        learning_rate=options.rate,
        mini_batch_size=options.batch,
        max_epochs=options.epochs,
        embeddings_storage_mode=options.storage,
        plugins=[clock],
    )
    kept = options.out / "best-model.pt"
    # None is kept where no epoch found an entity. Its weights alone: what flair 0.15.1 loads with
    # these embeddings finds nothing, though the weights are the same.
    if kept.exists():
        tagger.load_state_dict(SequenceTagger.load(kept).state_dict())
    tagger.predict(made["test"], label_name="said")
    f1 = strict_f1(splits["test"], [said_of(one) for one in made["test"]])
    figures = {
        "f1": f1,
        "epoch": clock.epoch(options.epochs),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    (options.out / "figures.json").write_text(json.dumps(figures), "utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--storage", default="cpu", choices=("cpu", "none"))
    parser.add_argument("--seed", type=int, default=13)
    return parser.parse_args()


if __name__ == "__main__":
    main()
