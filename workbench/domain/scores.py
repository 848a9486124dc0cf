"""Tables of figures: scores by label, confusions, and how far confidence can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
NONE = "∅"


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 in 0..1; support is the number of gold items."""

    precision: float = 0.0
    recall: float = 0.0
    f1: float = 0.0
    support: int = 0

    def to_json(self) -> Json:
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "support": self.support,
        }

    @staticmethod
    def from_json(data: Json) -> Scores:
        return Scores(**data)


@dataclass(frozen=True)
class ScoreTable:
    """Scores of each label, and their averages."""

    micro: Scores = Scores()
    macro: Scores = Scores()
    weighted: Scores = Scores()
    labels: Mapping[str, Scores] = field(default_factory=dict)

    def to_json(self) -> Json:
        return {
            "micro": self.micro.to_json(),
            "macro": self.macro.to_json(),
            "weighted": self.weighted.to_json(),
            "labels": _rows_to_json(self.labels),
        }

    @staticmethod
    def from_json(data: Json) -> ScoreTable:
        return ScoreTable(
            Scores.from_json(data.get("micro", {})),
            Scores.from_json(data.get("macro", {})),
            Scores.from_json(data.get("weighted", {})),
            _rows_from_json(data.get("labels", {})),
        )


@dataclass(frozen=True)
class TokenTable:
    """Scores token by token, by label without prefixes; O counts in the accuracy only.

    `with_outside` counts O as a class like any other, as scikit-learn's report does; its
    micro average is the accuracy.
    """

    accuracy: float = 0.0
    micro: Scores = Scores()
    macro: Scores = Scores()
    labels: Mapping[str, Scores] = field(default_factory=dict)
    weighted: Scores = Scores()
    with_outside: ScoreTable = field(default_factory=ScoreTable)

    def to_json(self) -> Json:
        return {
            "accuracy": self.accuracy,
            "micro": self.micro.to_json(),
            "macro": self.macro.to_json(),
            "weighted": self.weighted.to_json(),
            "labels": _rows_to_json(self.labels),
            "with_outside": self.with_outside.to_json(),
        }

    @staticmethod
    def from_json(data: Json) -> TokenTable:
        return TokenTable(
            data["accuracy"],
            Scores.from_json(data["micro"]),
            Scores.from_json(data["macro"]),
            _rows_from_json(data["labels"]),
            Scores.from_json(data.get("weighted", {})),
            ScoreTable.from_json(data.get("with_outside", {})),
        )


@dataclass(frozen=True)
class Confusion:
    """Counts of tokens or entities: `counts[gold][predicted]` in the order of `labels`.

    Of tokens, O stands first. Of entities, ∅ stands last: its row counts the spurious, its
    column the missed.
    """

    labels: tuple[str, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()

    def to_json(self) -> Json:
        return {"labels": list(self.labels), "counts": [list(row) for row in self.counts]}

    @staticmethod
    def from_json(data: Json) -> Confusion:
        return Confusion(tuple(data["labels"]), tuple(tuple(row) for row in data["counts"]))


@dataclass(frozen=True, slots=True)
class Bin:
    """The predicted entities whose confidence lies in `low` (excluded) to `high` (included).

    `confidence` is their mean confidence, `accuracy` the share that is right (strict).
    """

    low: float
    high: float
    count: int = 0
    confidence: float = 0.0
    accuracy: float = 0.0

    def to_json(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}

    @staticmethod
    def from_json(data: Json) -> Bin:
        return Bin(**data)


@dataclass(frozen=True)
class Calibration:
    """Whether predicted entities are right as often as their confidence says.

    `error` is the expected calibration error: the mean gap between confidence and accuracy
    over `bins` of equal width, weighted by how many entities each holds.
    """

    error: float = 0.0
    bins: tuple[Bin, ...] = ()

    def to_json(self) -> Json:
        return {"error": self.error, "bins": [one.to_json() for one in self.bins]}

    @staticmethod
    def from_json(data: Json) -> Calibration:
        return Calibration(
            data.get("error", 0.0), tuple(Bin.from_json(one) for one in data.get("bins", ()))
        )


@dataclass(frozen=True)
class PieceTable:
    """The inflated figures: scores over word pieces, as some write-ups report them.

    A word of several pieces counts several times, so these figures are not to be compared
    with those on words.
    """

    strict: ScoreTable = field(default_factory=ScoreTable)
    token: TokenTable = field(default_factory=TokenTable)
    pieces: int = 0

    def to_json(self) -> Json:
        return {
            "strict": self.strict.to_json(),
            "token": self.token.to_json(),
            "pieces": self.pieces,
        }

    @staticmethod
    def from_json(data: Json) -> PieceTable:
        return PieceTable(
            ScoreTable.from_json(data["strict"]),
            TokenTable.from_json(data["token"]),
            data["pieces"],
        )


def _rows_to_json(rows: Mapping[str, Scores]) -> Json:
    return {label: scores.to_json() for label, scores in rows.items()}


def _rows_from_json(data: Json) -> dict[str, Scores]:
    return {label: Scores.from_json(scores) for label, scores in data.items()}
