"""Where a step of training goes: pieces that are only padding, and processor time by variant.

Use: python -m benchmarks.training_profile DATA [--corpus NAME] [--sentences N] [--steps N]

First, exactly: how many pieces an epoch reads with every sentence padded to 128, padded by
random batch, and in our batches. Then the processor time of one step of 16 inputs of the mean
length, on one thread, the variants by turns: in fp32 and bf16, with the whole table of pieces
and with the rows that the corpus has.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification

from benchmarks.speed_corpora import labels_of, splits_of
from benchmarks.training_speed import CORPORA
from workbench.engines.batching import LengthBatches, chunk
from workbench.engines.encoders import load_tokenizer
from workbench.engines.fake import FakeHost
from workbench.engines.hardware import Hardware
from workbench.engines.transformers.encoding import Encoder, Input
from workbench.engines.transformers.network import Network
from workbench.engines.transformers.vocabulary import only_seen
from workbench.jobs.bases import check_embedded

LONGEST = 128
BATCH = 16
EPOCHS = 5
VARIANTS = [(precision, seen) for precision in ("fp32", "bf16") for seen in (False, True)]


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    for name in options.corpus or CORPORA:
        splits = splits_of(name, options.data, options.sentences or CORPORA[name])
        tags = ["O", *(f"{part}-{label}" for label in labels_of(splits) for part in "BI")]
        tokenizer = load_tokenizer(check_embedded())
        ids = {tag: number for number, tag in enumerate(tags)}
        inputs = Encoder(tokenizer, LONGEST, ids).encode(splits["train"], FakeHost()).inputs
        print(f"{name}: {len(inputs)} inputs")
        count(inputs)
        measure(inputs, tags, options.steps)


def count(inputs: Sequence[Input]) -> None:
    """Print how much is read for each piece that is there."""
    lengths = [len(item.ids) for item in inputs]
    there = sum(lengths)
    lot = random.Random(1).sample(range(len(inputs)), len(inputs))
    ours = LengthBatches(lengths, BATCH, seed=13)
    read = 0
    for ours.epoch in range(EPOCHS):
        read += padded(lengths, list(ours))
    print(
        f"  read for each piece: padded to {LONGEST} {len(inputs) * LONGEST / there:.2f},"
        f" by random batch {padded(lengths, chunk(lot, BATCH)) / there:.2f},"
        f" ours {read / EPOCHS / there:.2f}"
    )


def padded(lengths: Sequence[int], batches: Sequence[Sequence[int]]) -> int:
    """The pieces of all batches, padding included."""
    return sum(len(batch) * max(lengths[place] for place in batch) for batch in batches)


def measure(inputs: Sequence[Input], tags: Sequence[str], steps: int) -> None:
    """Time the variants by turns, after one step of each that is not counted."""
    with ExitStack() as stack:
        every = {}
        for precision, seen in VARIANTS:
            name = f"{precision}, {'seen pieces' if seen else 'all pieces'}"
            every[name] = stepper(inputs, tags, precision, stack if seen else None)
        found: dict[str, list[float]] = {name: [] for name in every}
        for number in range(steps + 1):
            for name, step in every.items():
                seconds = step()
                found[name] += [seconds] if number else []
    base = statistics.median(next(iter(found.values())))
    for name, times in found.items():
        middle = statistics.median(times)
        print(
            f"  {name}: {middle:.3f} s ({min(times):.3f} to {max(times):.3f}), {middle / base:.2f}"
        )


def stepper(
    inputs: Sequence[Input], tags: Sequence[str], precision: str, stack: ExitStack | None
) -> Callable[[], float]:
    """A function that trains one step and says how many processor seconds it took."""
    network = Network(
        AutoModelForTokenClassification.from_pretrained(check_embedded(), num_labels=len(tags)),
        tags,
    )
    if stack is not None:
        stack.enter_context(only_seen(network, inputs))
    network.train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-5, fused=True)
    hardware = Hardware("cpu", 1, precision)
    batch = batch_of(inputs, len(tags))

    def step() -> float:
        begun = time.process_time()
        with hardware.autocast():
            loss = network(**batch)["loss"]
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        return time.process_time() - begun

    return step


def batch_of(inputs: Sequence[Input], tags: int) -> dict[str, torch.Tensor]:
    """Pieces of the corpus in a batch of its mean length, one of them padding; tags by lot."""
    chance = random.Random(1)
    pieces = [piece for item in inputs for piece in item.ids]
    length = round(len(pieces) / len(inputs))
    ids = torch.tensor([chance.sample(pieces, length) for _ in range(BATCH)])
    mask = torch.ones_like(ids)
    mask[0, -1] = 0
    labels = torch.tensor([[chance.randrange(tags) for _ in range(length)] for _ in range(BATCH)])
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--corpus", action="append", choices=list(CORPORA))
    parser.add_argument("--sentences", type=int, default=0, help="0: all, or 1,500 in Spanish")
    parser.add_argument("--steps", type=int, default=9)
    return parser.parse_args()


if __name__ == "__main__":
    main()
