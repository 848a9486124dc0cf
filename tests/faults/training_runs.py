"""Small trainings on each engine, for tests that kill and cancel them."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

from workbench.domain.recipes import FlairOptions
from workbench.domain.training import Example, Spec
from workbench.jobs.spec import RunFolder, create_run_folder

PEOPLE = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay")
TOWNS = ("Rome", "Bern", "Oslo", "Riga")
# Steps long enough to be hit by a kill, short enough to be many.
SCRIPT = {"seconds": 0.02, "steps": 6}

SPECS = {
    "fake": Spec(engine="fake", labels=("PER", "LOC"), epochs=4, options=SCRIPT),
    "transformers": Spec(
        engine="transformers",
        labels=("PER", "LOC"),
        epochs=3,
        batch_size=8,
        max_length=32,
        threads=1,
        patience=99,
    ),
    "flair": Spec(
        engine="flair",
        labels=("PER", "LOC"),
        epochs=3,
        batch_size=8,
        threads=1,
        flair=FlairOptions(hidden_size=16),
    ),
}


def sentences(count: int, seed: int = 13) -> list[Example]:
    """Sentences with a person and a town each."""
    lots = random.Random(seed)
    return [
        Example(
            number,
            (lots.choice(PEOPLE), "lives", "in", lots.choice(TOWNS), str(number)),
            ("B-PER", "O", "O", "B-LOC", "O"),
        )
        for number in range(count)
    ]


def tiny_encoder(folder: Path) -> Path:
    """A BERT of two small random layers, made once."""
    if folder.exists():
        return folder
    import torch
    from transformers import BertConfig, BertModel

    folder.mkdir()
    special = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    pieces = (*special, *PEOPLE, *TOWNS, "lives", "in", *"0123456789")
    pieces += tuple(f"##{digit}" for digit in range(10))
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    tokenizer = {"tokenizer_class": "BertTokenizer", "do_lower_case": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer), "utf-8")
    torch.manual_seed(1)
    config = BertConfig(  # type: ignore[no-untyped-call]
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(folder)  # type: ignore[no-untyped-call]
    return folder


def make_training(folder: Path, engine: str) -> RunFolder:
    """A run folder for a training of some seconds."""
    rows = sentences(48 if engine == "fake" else 480)
    data = {"train": rows[:-24], "dev": rows[-24:-12], "test": rows[-12:]}
    # Often, so that a kill finds one.
    spec = replace(SPECS[engine], checkpoint_minutes=0.01)
    if engine == "transformers":
        spec = replace(spec, base=str(tiny_encoder(folder.parent / "tiny")))
    return create_run_folder(folder, spec, data)
