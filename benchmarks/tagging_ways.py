"""Tags sentences in one of several ways, and tells how long that took; for `prediction_speed`.

Use: python -m benchmarks.tagging_ways WAY MODEL SENTENCES OUT

WAY is "pipeline" (`transformers.pipeline("ner")` on a list of texts, as documented), "padded"
(batches of 16, each sentence padded to 200) or "ours". SENTENCES has a sentence a line, tokens
parted by spaces. OUT becomes JSON: seconds by the clock and of the processor, without imports,
loading and the first eight sentences, and the tags (none of "pipeline", which has its own tokens).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

LONGEST = 200
BATCH = 16
WARM = 8

Tokens = Sequence[str]
Tags = list[list[str]]


def with_pipeline(model: Path) -> Callable[[Sequence[Tokens]], Tags]:
    import transformers

    # Loosely typed: the overloads of `pipeline` are beyond a type checker.
    library: Any = transformers
    ner = library.pipeline("ner", model=str(model), device="cpu")

    def tag(sentences: Sequence[Tokens]) -> Tags:
        ner([" ".join(tokens) for tokens in sentences])
        return []

    return tag


def padded(model: Path) -> Callable[[Sequence[Tokens]], Tags]:
    import torch
    import transformers

    library: Any = transformers
    network = library.AutoModelForTokenClassification.from_pretrained(model).eval()
    tokenizer = library.AutoTokenizer.from_pretrained(model)
    names = network.config.id2label

    def tag(sentences: Sequence[Tokens]) -> Tags:
        tags: Tags = []
        for start in range(0, len(sentences), BATCH):
            batch = sentences[start : start + BATCH]
            pieces = tokenizer(
                [list(tokens) for tokens in batch],
                is_split_into_words=True,
                truncation=True,
                padding="max_length",
                max_length=LONGEST,
                return_tensors="pt",
            )
            with torch.no_grad():
                best = network(**pieces).logits.argmax(-1).tolist()
            for row, tokens in enumerate(batch):
                tags.append(first_pieces(pieces.word_ids(row), best[row], len(tokens), names))
        return tags

    return tag


def first_pieces(
    words: Sequence[int | None], best: Sequence[int], count: int, names: dict[int, str]
) -> list[str]:
    """The tag of each word's first piece; "" for a word that was cut off."""
    tags = [""] * count
    for word, choice in zip(words, best, strict=True):
        if word is not None and not tags[word]:
            tags[word] = names[choice]
    return tags


def ours(model: Path) -> Callable[[Sequence[Tokens]], Tags]:
    """The resident model that suggests in the window."""
    from workbench.domain.training import Example, Spec
    from workbench.engines.fake import FakeHost
    from workbench.engines.resident import load_resident

    threads = int(os.environ.get("OMP_NUM_THREADS", "0")) or None
    answer = load_resident(Spec(model=str(model), device="cpu", threads=threads), FakeHost())

    def tag(sentences: Sequence[Tokens]) -> Tags:
        asked = [Example(number, tuple(tokens)) for number, tokens in enumerate(sentences)]
        return [list(one.tags) for one in answer(asked)]

    return tag


WAYS: dict[str, Callable[[Path], Callable[[Sequence[Tokens]], Tags]]] = {
    "pipeline": with_pipeline,
    "padded": padded,
    "ours": ours,
}


def main() -> None:
    way, model, file, out = sys.argv[1:]
    sentences = [line.split(" ") for line in Path(file).read_text("utf-8").splitlines()]
    tag = WAYS[way](Path(model))
    tag(sentences[:WARM])
    begun, worked = time.perf_counter(), time.process_time()
    tags = tag(sentences)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    found = {"seconds": seconds, "processor": processor, "tags": tags}
    Path(out).write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main()
