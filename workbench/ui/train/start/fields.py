"""The settings of a training as a table: what each is called, what it takes, what it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workbench.domain.recipes import ClassWeights, Engine, FlairMode, Schedule, Storage


class FieldKind(StrEnum):
    """What a field takes; a share is shown in per cent, a rate typed as `2e-4`."""

    WHOLE = "whole"
    REAL = "real"
    SHARE = "share"
    RATE = "rate"
    CHOICE = "choice"
    SWITCH = "switch"
    EMBEDDINGS = "embeddings"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One setting; `path` is its place in the settings, such as `transformers.crf`.

    `special` is what the lowest number is shown as; with `optional` that number stands for
    None. `choices` pair values with what people read. `without` is the path of a switch that
    leaves this setting without effect.
    """

    path: str
    text: str
    kind: FieldKind
    tip: str
    low: float = 0
    high: float = 1
    step: float = 1
    special: str = ""
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    without: str = ""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Settings that stand together; those of one engine are shown with it only."""

    title: str
    rows: tuple[FieldRow, ...]
    engine: Engine | None = None


WHOLE, REAL, SHARE, RATE, CHOICE, SWITCH, EMBEDDINGS = FieldKind

BASIC = FieldGroup(
    "",
    (
        FieldRow("epochs", "Epochs", WHOLE, "How often the whole training set is read", 1, 500),
        FieldRow("batch_size", "Batch size", WHOLE, "Sentences in one step", 1, 512),
        FieldRow(
            "learning_rate",
            "Learning rate",
            RATE,
            "How far each step goes, such as 5e-5; left empty, it suits engine and base",
        ),
        FieldRow(
            "max_length",
            "Maximum length",
            WHOLE,
            "Word pieces that are read at once; longer sentences are read in windows",
            8,
            8192,
        ),
    ),
)

OPTIMISATION = FieldGroup(
    "Optimisation",
    (
        FieldRow(
            "accumulation",
            "Accumulation",
            WHOLE,
            "Steps whose gradients are added up: a larger batch in the same memory",
            1,
            256,
        ),
        FieldRow(
            "warmup",
            "Warm-up",
            SHARE,
            "The share of steps in which the rate rises",
            0,
            0.9,
            0.05,
        ),
        FieldRow(
            "schedule",
            "Schedule",
            CHOICE,
            "How the learning rate goes on after the warm-up",
            choices=(
                (Schedule.LINEAR, "linear to zero"),
                (Schedule.COSINE, "cosine"),
                (Schedule.CONSTANT, "constant"),
            ),
        ),
        FieldRow("weight_decay", "Weight decay", REAL, "Pulls weights to zero", 0, 1, 0.01),
        FieldRow(
            "gradient_clip", "Gradient clip", REAL, "The longest gradient", 0, 100, 0.5, "none"
        ),
        FieldRow(
            "patience",
            "Patience",
            WHOLE,
            "Epochs without a better F1 on dev before it stops early",
            1,
            500,
        ),
        FieldRow(
            "precision",
            "Precision",
            CHOICE,
            "Half precision is quicker on graphics cards and processors made for it",
            choices=(
                ("auto", "what suits the device"),
                ("fp32", "fp32"),
                ("bf16", "bf16"),
                ("fp16", "fp16"),
            ),
        ),
        FieldRow(
            "device",
            "Device",
            CHOICE,
            "Where it is trained",
            choices=(
                ("auto", "graphics card, if there is one"),
                ("gpu", "graphics card"),
                ("cpu", "processor"),
            ),
        ),
        FieldRow("seed", "Seed", WHOLE, "The same seed draws the same lots", 0, 2**31 - 1),
        FieldRow("threads", "Threads", WHOLE, "Cores that are used", 0, 256, 1, "all cores", True),
        FieldRow(
            "checkpoint_minutes",
            "Checkpoint, minutes",
            REAL,
            "Minutes between checkpoints within an epoch; at its end there is always one",
            0.1,
            600,
            1,
        ),
        FieldRow(
            "checkpoint_steps",
            "Checkpoint, steps",
            WHOLE,
            "Steps between checkpoints, beside those by time",
            0,
            100_000,
            50,
            "no",
        ),
    ),
)

TRANSFORMERS = FieldGroup(
    "Transformers",
    (
        FieldRow(
            "context",
            "Context tokens",
            WHOLE,
            "Tokens of the neighbouring sentences that are read along on either side",
            0,
            512,
            8,
            "none",
        ),
        FieldRow(
            "transformers.overlap",
            "Overlap",
            SHARE,
            "What neighbouring windows of a long sentence have in common",
            0,
            0.9,
            0.05,
        ),
        FieldRow(
            "transformers.lstm_size",
            "BiLSTM head",
            WHOLE,
            "Size of a BiLSTM above the encoder, in each direction",
            0,
            1024,
            32,
            "none",
        ),
        FieldRow(
            "transformers.head_learning_rate",
            "Rate of the head",
            RATE,
            "The head may learn faster than the encoder; left empty, a BiLSTM does",
        ),
        FieldRow(
            "transformers.class_weights",
            "Class weights",
            CHOICE,
            "How much more rare tags count",
            choices=(
                (ClassWeights.NONE, "all alike"),
                (ClassWeights.ROOT, "rare ones more"),
                (ClassWeights.BALANCED, "rare ones much more"),
            ),
            without="transformers.crf",
        ),
        FieldRow(
            "transformers.lower_case",
            "Lower case too",
            SHARE,
            "The share of sentences that are shown once more in lower case",
            0,
            1,
            0.1,
        ),
        FieldRow(
            "transformers.crf",
            "CRF layer",
            SWITCH,
            "Decode whole sentences; tags that may not follow each other never do",
        ),
        FieldRow(
            "transformers.all_pieces",
            "Label all word pieces",
            SWITCH,
            "Teach every piece of a word, not only the first",
            without="transformers.crf",
        ),
    ),
    Engine.TRANSFORMERS,
)

FLAIR = FieldGroup(
    "Flair",
    (
        FieldRow(
            "flair.embeddings",
            "Embeddings",
            EMBEDDINGS,
            "What the tagger reads of each word; they are stacked in this order",
        ),
        FieldRow(
            "flair.mode",
            "Mode",
            CHOICE,
            "Train a tagger on fixed embeddings, or fine-tune the transformer with it",
            choices=((FlairMode.TRAIN, "train (SGD)"), (FlairMode.FINE_TUNE, "fine-tune (AdamW)")),
        ),
        FieldRow("flair.hidden_size", "Hidden size", WHOLE, "Size of the BiLSTM", 8, 2048, 32),
        FieldRow("flair.rnn_layers", "Layers", WHOLE, "Layers of the BiLSTM", 0, 4, 1, "no BiLSTM"),
        FieldRow(
            "flair.storage",
            "Keep embeddings",
            CHOICE,
            "Where embeddings that are not trained are kept between epochs",
            choices=(
                (Storage.CPU, "in memory"),
                (Storage.GPU, "on the graphics card"),
                (Storage.NONE, "nowhere"),
            ),
        ),
        FieldRow(
            "flair.anneal_factor",
            "Anneal by",
            REAL,
            "The rate is multiplied by this when F1 no longer rises",
            0.05,
            0.95,
            0.05,
        ),
        FieldRow(
            "flair.anneal_patience",
            "Anneal after",
            WHOLE,
            "Epochs without a better F1 before the rate falls",
            0,
            100,
        ),
        FieldRow(
            "flair.least_learning_rate",
            "Least rate",
            RATE,
            "The training ends when the rate has fallen below this",
        ),
        FieldRow(
            "flair.gradient_clip",
            "Gradient clip",
            REAL,
            "The longest gradient; flair adds up the losses of tokens",
            0,
            1000,
            1,
            "none",
        ),
        FieldRow("flair.crf", "CRF layer", SWITCH, "Decode whole sentences"),
    ),
    Engine.FLAIR,
)

THIS_RUN = FieldGroup(
    "This run",
    (
        FieldRow("quick", "Quick run", SWITCH, "A tenth of the data and one epoch, to try it out"),
        FieldRow("one_label", "Allow a single label", SWITCH, "Train with one label only"),
        FieldRow(
            "download",
            "Fetch missing embeddings",
            SWITCH,
            "Agree that flair's embeddings that are not on this machine are fetched",
        ),
        FieldRow(
            "outlive",
            "Go on when the window is closed",
            SWITCH,
            "The run is found again when the project is opened; else it ends with the window",
        ),
    ),
)

MORE = (OPTIMISATION, TRANSFORMERS, FLAIR, THIS_RUN)
GROUPS = (BASIC, *MORE)


def all_rows() -> Iterator[FieldRow]:
    """Every row of every group."""
    return (row for group in GROUPS for row in group.rows)


def value_at(settings: Any, path: str) -> Any:
    """What settings hold at a path, such as `transformers.crf`."""
    for name in path.split("."):
        settings = getattr(settings, name)
    return settings


def nested(values: Mapping[str, object]) -> dict[str, Any]:
    """Values by path as an object of objects."""
    found: dict[str, Any] = {}
    for path, value in values.items():
        *parents, name = path.split(".")
        inner = found
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[name] = value
    return found
