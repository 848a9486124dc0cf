"""The options of `workbench train`: a table of what may be chosen, and what each stands for."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.errors import UsageError
from workbench.domain.recipes import ClassWeights, Engine, FlairMode, Schedule, Storage
from workbench.settings import TrainingSettings

# The largest number that every library behind an option takes.
MOST = 2**31 - 1
PARTS = ("transformers", "flair")

Read = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: the fields of a recipe that it sets, and how its text is read.

    A switch takes no text: `value` is what it sets.
    """

    flag: str
    fields: tuple[str, ...]
    help: str
    read: Read = str
    choices: Sequence[str] | None = None
    value: object = None

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        given: dict[str, Any] = {"dest": self.flag, "help": self.help, "default": argparse.SUPPRESS}
        if self.value is not None:
            parser.add_argument(self.flag, action="store_const", const=self.value, **given)
        else:
            name = self.flag.removeprefix("--").upper().replace("-", "_")
            metavar = None if self.choices else name
            parser.add_argument(
                self.flag, type=self.read, choices=self.choices, metavar=metavar, **given
            )


def whole(least: int, most: int = MOST) -> Callable[[str], int]:
    """Reads a whole number between two others."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"it must be a whole number from {least} to {most}")
        return number

    return read


def fraction(most: float = 1.0, above_zero: bool = False) -> Callable[[str], float]:
    """Reads a number from 0 (or above) to another one."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not (number > 0 if above_zero else number >= 0) or not number <= most:
            least = "above 0 and" if above_zero else "from 0 and"
            raise argparse.ArgumentTypeError(f"it must be a number {least} at most {most:g}")
        return number

    return read


def names(text: str) -> tuple[str, ...]:
    """Reads names with commas between them."""
    found = tuple(part for one in text.split(",") if (part := one.strip()))
    if not found:
        raise argparse.ArgumentTypeError("it must hold at least one name")
    return found


rate = fraction(above_zero=True)

GENERAL = (
    Option("--engine", ("engine",), "transformers or flair"),
    Option("--base", ("base",), "embedded, a model folder, or a hub name"),
    Option("--epochs", ("epochs",), "how often all sentences are seen", whole(1)),
    Option("--batch-size", ("batch_size",), "sentences in a step", whole(1)),
    Option("--accumulation", ("accumulation",), "steps whose gradients are added up", whole(1)),
    Option("--learning-rate", ("learning_rate",), "left out: one that suits the base", rate),
    Option("--max-length", ("max_length",), "word pieces read at once", whole(8)),
    Option("--patience", ("patience",), "epochs without a better F1 on dev", whole(0)),
    Option("--seed", ("seed",), "of all that is drawn", whole(0)),
    Option("--weight-decay", ("weight_decay",), "of the optimizer", fraction()),
    Option("--warmup", ("warmup",), "share of steps in which the rate rises", fraction()),
    Option("--schedule", ("schedule",), "how the rate goes on", Schedule, list(Schedule)),
    Option(
        "--gradient-clip",
        ("gradient_clip", "flair.gradient_clip"),
        "longest gradient; 0 for none",
        fraction(1e6),
    ),
    Option("--context", ("context",), "tokens of the sentences around to see", whole(0, 10_000)),
    Option("--precision", ("precision",), "of the sums", str, ["auto", "fp32", "bf16", "fp16"]),
    Option("--device", ("device",), "where to train", str, ["auto", "gpu", "cpu"]),
    Option("--threads", ("threads",), "left out: all cores", whole(1, 256)),
    Option(
        "--checkpoint-minutes",
        ("checkpoint_minutes",),
        "between checkpoints within an epoch",
        fraction(1e6, above_zero=True),
    ),
    Option("--crf", ("transformers.crf", "flair.crf"), "a CRF on top", value=True),
    Option("--no-crf", ("transformers.crf", "flair.crf"), "no CRF on top", value=False),
    Option("--quick", ("quick",), "a tenth of the data, one epoch", value=True),
    Option("--one-label", ("one_label",), "allow a single label", value=True),
)
TRANSFORMERS = (
    Option("--all-pieces", ("transformers.all_pieces",), "label all word pieces", value=True),
    Option(
        "--overlap", ("transformers.overlap",), "share that windows have in common", fraction(0.9)
    ),
    Option("--lstm-size", ("transformers.lstm_size",), "of a BiLSTM head; 0: none", whole(0, 4096)),
    Option(
        "--head-learning-rate",
        ("transformers.head_learning_rate",),
        "left out: that of the body",
        rate,
    ),
    Option(
        "--class-weights",
        ("transformers.class_weights",),
        "how much rare tags count",
        ClassWeights,
        list(ClassWeights),
    ),
    Option(
        "--lower-case",
        ("transformers.lower_case",),
        "share of sentences shown in lower case too",
        fraction(),
    ),
)
FLAIR = (
    Option(
        "--embeddings",
        ("flair.embeddings",),
        "with commas: one-hot, character, transformer, word:NAME, …",
        names,
    ),
    Option(
        "--download",
        ("download",),
        "agree to fetch what is not here",
        value=True,
    ),
    Option("--mode", ("flair.mode",), "how to train", FlairMode, list(FlairMode)),
    Option("--hidden-size", ("flair.hidden_size",), "of the BiLSTM", whole(1, 8192)),
    Option("--rnn-layers", ("flair.rnn_layers",), "of the BiLSTM", whole(0, 16)),
    Option("--storage", ("flair.storage",), "where embeddings are kept", Storage, list(Storage)),
    Option("--anneal-factor", ("flair.anneal_factor",), "of the rate", fraction()),
    Option(
        "--anneal-patience", ("flair.anneal_patience",), "epochs before the rate falls", whole(0)
    ),
)
GROUPS: Mapping[str, tuple[Option, ...]] = {
    "recipe": GENERAL,
    "of the engine transformers": TRANSFORMERS,
    "of the engine flair": FLAIR,
}


def add_recipe_options(parser: argparse.ArgumentParser) -> None:
    """Add every option of a recipe; those that are left out stay as the defaults say."""
    for title, options in GROUPS.items():
        group = parser.add_argument_group(title)
        for option in options:
            option.add_to(group)  # type: ignore[arg-type]


def chosen(arguments: Namespace) -> dict[str, object]:
    """What was given, by the fields that it sets ("epochs", "flair.mode")."""
    given = vars(arguments)
    options = (option for group in GROUPS.values() for option in group)
    return {
        field: given[option.flag]
        for option in options
        if option.flag in given
        for field in option.fields
    }


def settings_of(arguments: Namespace, begin_with: TrainingSettings) -> TrainingSettings:
    """Settings with what was given in the place of what they begin with.

    UsageError NW-U25 where there is no such engine.
    """
    values = chosen(arguments)
    engine = values.get("engine", begin_with.engine)
    if engine not in set(Engine):
        raise UsageError(
            "NW-U25",
            f"There is no engine called {engine!r}.",
            "Nothing was done.",
            f"Choose {' or '.join(Engine)}.",
        )
    general = {name: value for name, value in values.items() if "." not in name}
    parts = {part: _part(begin_with, part, values) for part in PARTS}
    return replace(begin_with, **general, **parts)  # type: ignore[arg-type]


def _part(settings: TrainingSettings, part: str, values: Mapping[str, object]) -> Any:
    start = f"{part}."
    own = {name.removeprefix(start): one for name, one in values.items() if name.startswith(start)}
    return replace(getattr(settings, part), **own)
