"""How a model is trained: one frozen value that a preset, a form and a run folder share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeVar

EMBEDDED = "embedded"
EMBEDDED_LEARNING_RATE = 2e-4
LEARNING_RATE = 5e-5
# A BiLSTM starts from nothing; at the rate of the body it learns next to nothing.
LSTM_LEARNING_RATE = 1e-3

T = TypeVar("T")


class Engine(StrEnum):
    """The training libraries."""

    TRANSFORMERS = "transformers"
    FLAIR = "flair"


class Schedule(StrEnum):
    """How the learning rate goes on after the warm-up."""

    LINEAR = "linear"
    COSINE = "cosine"
    CONSTANT = "constant"


class ClassWeights(StrEnum):
    """How much rare tags count in the loss: all alike, by 1/frequency, or by its root."""

    NONE = "none"
    BALANCED = "balanced"
    ROOT = "root"


class FlairMode(StrEnum):
    """`TRAIN` is SGD with annealing, `FINE_TUNE` AdamW with a linear schedule."""

    TRAIN = "train"
    FINE_TUNE = "fine-tune"


class Storage(StrEnum):
    """Where flair keeps the embeddings of tokens that it does not train."""

    CPU = "cpu"
    GPU = "gpu"
    NONE = "none"


@dataclass(frozen=True)
class TransformersOptions:
    """What only the engine `transformers` knows.

    `all_pieces` teaches every word piece, not the first of each token alone. `overlap` is
    the share of a window that neighbouring windows of a long sentence have in common.
    `lstm_size` is the size of a BiLSTM head in each direction, 0 for none.
    `head_learning_rate` None means one that suits the head. `lower_case` is the share of
    training sentences (0..1) that are shown once more in lower case.
    """

    all_pieces: bool = False
    overlap: float = 0.25
    crf: bool = False
    lstm_size: int = 0
    head_learning_rate: float | None = None
    class_weights: ClassWeights = ClassWeights.NONE
    lower_case: float = 0.0


@dataclass(frozen=True)
class FlairOptions:
    """What only the engine `flair` knows.

    `embeddings` are stacked in their order: "one-hot", "character", "transformer" (the
    recipe's base), "word:NAME", "byte-pair:LANGUAGE", "contextual:NAME". `anneal_factor`
    and `anneal_patience` (epochs) belong to the mode TRAIN, which ends when the learning
    rate has fallen below `least_learning_rate`. `rnn_layers` 0 leaves the RNN out, as is
    usual in the mode FINE_TUNE. `gradient_clip` takes the place of the recipe's own, because
    flair adds up the losses of tokens where others take their mean.
    """

    embeddings: tuple[str, ...] = ("one-hot", "character")
    mode: FlairMode = FlairMode.TRAIN
    hidden_size: int = 256
    rnn_layers: int = 1
    crf: bool = True
    storage: Storage = Storage.CPU
    anneal_factor: float = 0.5
    anneal_patience: int = 3
    least_learning_rate: float = 1e-4
    gradient_clip: float = 5.0


@dataclass(frozen=True)
class Recipe:
    """Everything that may be chosen about a training; the defaults work.

    `base` is "embedded", a folder or a hub name. `batch_size` counts sentences a step and
    device, `accumulation` the steps whose gradients are added up. `learning_rate` None
    means the rate that suits the base. `max_length` counts word pieces, special ones
    included. `patience` counts epochs without a better dev F1. `warmup` is the share of all
    steps. `gradient_clip` 0 means none. `device` is "auto" (the GPU where there is one), "gpu"
    or "cpu". `context` is how many tokens of the neighbouring
    sentences a model sees on either side. `threads` None means all cores. `precision` is
    "auto", "fp32", "bf16" or "fp16". `checkpoint_minutes` is the time between checkpoints
    within an epoch; at its end there is always one. `checkpoint_steps` asks for one after so
    many steps as well (0: no).
    """

    engine: str = Engine.TRANSFORMERS.value
    base: str = EMBEDDED
    seed: int = 13
    epochs: int = 5
    batch_size: int = 16
    accumulation: int = 1
    learning_rate: float | None = None
    max_length: int = 128
    patience: int = 3
    weight_decay: float = 0.01
    warmup: float = 0.1
    schedule: Schedule = Schedule.LINEAR
    gradient_clip: float = 1.0
    context: int = 0
    threads: int | None = None
    precision: str = "auto"
    device: str = "auto"
    checkpoint_minutes: float = 5.0
    checkpoint_steps: int = 0
    transformers: TransformersOptions = TransformersOptions()
    flair: FlairOptions = FlairOptions()

    @property
    def needs_base(self) -> bool:
        """Whether a base model takes part at all."""
        return self.engine != Engine.FLAIR or "transformer" in self.flair.embeddings

    @property
    def rate(self) -> float:
        """The learning rate, or the default that suits engine and base."""
        if self.learning_rate is not None:
            return self.learning_rate
        if self.engine == Engine.FLAIR and self.flair.mode is FlairMode.TRAIN:
            return 0.1
        return EMBEDDED_LEARNING_RATE if self.base == EMBEDDED else LEARNING_RATE

    @property
    def head_rate(self) -> float:
        """The learning rate of everything behind the encoder, or the default that suits it."""
        chosen = self.transformers.head_learning_rate
        if chosen is not None:
            return chosen
        return max(self.rate, LSTM_LEARNING_RATE) if self.transformers.lstm_size else self.rate


def read_options(kind: type[T], values: Mapping[str, Any]) -> T:
    """Read a frozen value of options; what is unknown or does not fit gives way to defaults."""
    default = kind()
    names = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    read = {
        name: _fitting(value, getattr(default, name))
        for name, value in values.items()
        if name in names
    }
    return kind(**{name: value for name, value in read.items() if value is not _ODD})


def write_options(value: Any) -> dict[str, Any]:
    """Write a frozen value of options (a dataclass) as plain JSON."""
    plain: dict[str, Any] = _plain(asdict(value))
    return plain


_ODD = object()


def _fitting(value: object, default: object) -> object:
    """The value in the default's kind; what may be None may be a number; `_ODD` if neither."""
    if is_dataclass(default):
        return read_options(type(default), value) if isinstance(value, Mapping) else _ODD
    if isinstance(default, StrEnum):
        return next((one for one in type(default) if one == value), _ODD)
    if isinstance(default, tuple):
        return tuple(value) if isinstance(value, (list, tuple)) else _ODD
    if default is None:
        return value if value is None or _is_number(value) else _ODD
    if isinstance(default, float):
        return float(value) if _is_number(value) else _ODD  # type: ignore[arg-type]
    fits = isinstance(value, str) if isinstance(default, str) else type(value) is type(default)
    return value if fits else _ODD


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
