"""The queue: which sentences to annotate next, in which order, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from workbench.domain.recipes import read_options, write_options
from workbench.domain.sentence import Split, Status

# What changes of the queue and of its settings are called in `Changes.values`.
QUEUE = "queue"
SETTINGS = "queue.settings"
# The suggester that learns at once.
INSTANT = "instant"


class Strategy(StrEnum):
    """How sentences are chosen."""

    DEFAULT = "default"
    RANDOM = "random"
    ORDER = "order"
    MNLP = "mnlp"
    TOKEN = "token"
    MARGIN = "margin"
    ENTROPY = "entropy"
    BALD = "bald"
    DISAGREEMENT = "disagreement"
    DIVERSITY = "diversity"

    @property
    def by_store(self) -> bool:
        """Whether the project alone can tell, without any model."""
        return self in (Strategy.RANDOM, Strategy.ORDER)


class StrategyWords(NamedTuple):
    """What a strategy is called, and what it asks for."""

    name: str
    about: str


STRATEGIES: Mapping[Strategy, StrategyWords] = {
    Strategy.DEFAULT: StrategyWords(
        "Default", "Varied sentences first, then doubtful ones for the time they take"
    ),
    Strategy.RANDOM: StrategyWords("Random", "By lot"),
    Strategy.ORDER: StrategyWords("In order", "As the sentences stand in their documents"),
    Strategy.MNLP: StrategyWords("Least confident", "The lowest probability for their length"),
    Strategy.TOKEN: StrategyWords("Least sure token", "Those with the least sure single token"),
    Strategy.MARGIN: StrategyWords("Smallest margin", "Where two tags are almost equally likely"),
    Strategy.ENTROPY: StrategyWords("Entropy", "Where many tags are possible"),
    Strategy.BALD: StrategyWords("Wavering model", "Where a model with dropout changes its mind"),
    Strategy.DISAGREEMENT: StrategyWords("Disagreement", "Where suggesters differ"),
    Strategy.DIVERSITY: StrategyWords("Diversity", "As unlike each other as can be"),
}


@dataclass(frozen=True, slots=True)
class Pick:
    """A sentence of the queue; `seconds` are expected to be spent on it, None if unknown."""

    sentence: int
    reason: str = ""
    score: float | None = None
    seconds: float | None = None
    strategy: str = Strategy.DEFAULT.value


@dataclass(frozen=True, slots=True)
class Queued:
    """A pick with what became of its sentence."""

    pick: Pick
    status: Status

    @property
    def answered(self) -> bool:
        """Whether a person is through with it."""
        return self.status in (Status.DONE, Status.REJECTED)


class Twin(NamedTuple):
    """A sentence with its words, as one text, and its split."""

    id: int
    words: str
    split: Split | None


@dataclass(frozen=True)
class Stability:
    """How little predictions changed between rankings.

    `agreement` (0 to 1) is that of the last two, None after the first one; it was high for so
    many `rounds` in a row. `kept` is what the next ranking compares with.
    """

    agreement: float | None = None
    rounds: int = 0
    stable: bool = False
    words: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def from_answer(data: object) -> Stability:
        """Read what a ranking says; facts that are missing or odd count as unknown."""
        if not isinstance(data, Mapping):
            return Stability()
        agreement, rounds, words = (data.get(key) for key in ("agreement", "rounds", "words"))
        return Stability(
            float(agreement) if isinstance(agreement, int | float) else None,
            rounds if isinstance(rounds, int) else 0,
            data.get("stable") is True,
            words if isinstance(words, str) else "",
            dict(data),
        )


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """What a project remembers of a person's choices for the queue.

    A retraining starts after so many accepted sentences, or after so many idle minutes; 0 is
    never. `asked` says that the question for a hold-out was answered.
    """

    strategy: Strategy = Strategy.DEFAULT
    batch: int = 50
    asked: bool = False
    retrain_after: int = 0
    retrain_idle: int = 0

    @property
    def retrains(self) -> bool:
        """Whether any rule may start a training."""
        return bool(self.retrain_after or self.retrain_idle)

    def to_json(self) -> dict[str, Any]:
        return write_options(self)

    @staticmethod
    def from_json(data: object) -> QueueSettings:
        """Read what was kept; odd values give way to the defaults."""
        found = read_options(QueueSettings, data if isinstance(data, dict) else {})
        return found if found.batch in BATCHES else QueueSettings(found.strategy)


BATCHES = range(5, 501)
SHOWN_BATCHES = (25, 50, 75, 100)
# Rules that are offered; others can be typed.
SHARE = 10
MOST_HELD_OUT = 200
LEAST_SENTENCES = 20


def hold_out_size(sentences: int) -> int:
    """How many of a project's sentences are proposed for dev, and again for test.

    A tenth, and at most so many as a person annotates in an hour or so.
    """
    if sentences < LEAST_SENTENCES:
        return 0
    return min(sentences // SHARE, MOST_HELD_OUT)
