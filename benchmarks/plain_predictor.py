"""Tags sentences by a library's own documented call; `suggestion_speed` runs it by turns.

`python -m benchmarks.plain_predictor pipeline MODEL SENTENCES [BATCH]` calls
`transformers.pipeline("ner")` on texts, `… flair MODEL SENTENCES` calls
`SequenceTagger.predict`. SENTENCES is a file with one sentence a line, tokens parted by spaces.
Prints the seconds of the call alone, without imports and loading, as one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def call_pipeline(model: Path, texts: Sequence[str], batch: int) -> tuple[float, int]:
    """Seconds and the number of entities that were found."""
    import transformers

    # Loosely typed: the overloads of `pipeline` are beyond a type checker.
    library: Any = transformers
    ner = library.pipeline(
        "ner",
        model=library.AutoModelForTokenClassification.from_pretrained(model),
        tokenizer=library.AutoTokenizer.from_pretrained(model),
        aggregation_strategy="simple",
        device="cpu",
    )
    ner(list(texts[:8]))
    begun = time.perf_counter()
    found = ner(list(texts), batch_size=batch)
    return time.perf_counter() - begun, sum(map(len, found))


def call_predict(model: Path, texts: Sequence[str]) -> tuple[float, int]:
    """Seconds and the number of entities; splitting texts into tokens again is not counted."""
    import flair
    import torch
    from flair.data import Sentence

    from workbench.engines.flair.model import load_tagger

    flair.device = torch.device("cpu")
    tagger = load_tagger(model)
    tagger.predict([Sentence(text.split()) for text in texts[:8]])
    sentences = [Sentence(text.split()) for text in texts]
    begun = time.perf_counter()
    tagger.predict(sentences)
    seconds = time.perf_counter() - begun
    return seconds, sum(len(one.get_spans()) for one in sentences)


def main() -> None:
    kind, model, file, *more = sys.argv[1:]
    texts = Path(file).read_text("utf-8").splitlines()
    if kind == "flair":
        seconds, entities = call_predict(Path(model), texts)
    else:
        seconds, entities = call_pipeline(Path(model), texts, int(more[0]) if more else 1)
    print(json.dumps({"seconds": seconds, "entities": entities, "sentences": len(texts)}))


if __name__ == "__main__":
    main()
