"""Probable label errors in gold: what they are, how they are kept, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import log
from typing import Any

from workbench.domain.entity import Entity
from workbench.domain.learned_order import Item, LearnedOrder
from workbench.domain.occurrences import lasting_hash
from workbench.domain.sentence import Sentence

SMALLEST_GOLD = 50
"""So many confirmed sentences it takes before the models know enough to doubt any."""

RANKED_AGAIN_AFTER = 50
"""After so many answers the rest is put into a new order."""

PRIOR = "prior"
"""The figure of a case that holds its first score, as logarithmic odds."""

_FEWEST_ANSWERS = 10
_MOST_ANSWERS = 800
_CERTAIN = 1e-3


class LabelErrorKind(StrEnum):
    """What is probably wrong with gold: an entity it lacks, its label, borders, or all of it."""

    MISSED = "missed"
    LABEL = "label"
    BORDERS = "borders"
    SPURIOUS = "spurious"


class LabelErrorAnswer(StrEnum):
    """What a person said of a case: gold was wrong, gold is correct as it is, or unclear."""

    FIXED = "fixed"
    KEPT = "kept"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class LabelError:
    """A place where gold is probably wrong.

    `gold` is None where an entity is missed, `proposed` where one is spurious; never both.
    `text` is the `lasting_hash` of the sentence's tokens, `surface` the words concerned.
    `score` is the probability in 0..1 by which cases are ordered. `reasons` say in words what
    speaks against gold, the strongest first; `features` are the figures that an order after
    answers is learned from. A case that no longer `stands` is only there to be learned from.
    """

    sentence: int
    text: int
    kind: LabelErrorKind
    gold: Entity | None
    proposed: Entity | None
    surface: str
    score: float
    reasons: tuple[str, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)
    stands: bool = True

    @property
    def key(self) -> str:
        """Tells the case from every other, and is the same in a later inspection.

        It names what stands in gold, not what is proposed: who keeps gold as it is does not
        want to be asked again with another proposal.
        """
        return f"{self.sentence}:{self.text:x}:{_written(self.gold, self.proposed)}"

    @property
    def span(self) -> tuple[int, int]:
        """From which to which token the case reaches, gold and proposal together."""
        both = [one for one in (self.gold, self.proposed) if one is not None]
        return min(one.start for one in both), max(one.end for one in both)

    @property
    def label(self) -> str:
        """The label that it is listed under: that of gold, or of the entity that is missed."""
        concerned = self.gold or self.proposed
        return concerned.label if concerned else ""

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.key,
            "sentence": self.sentence,
            "text": self.text,
            "kind": self.kind.value,
            "gold": _to_list(self.gold),
            "proposed": _to_list(self.proposed),
            "surface": self.surface,
            "score": round(self.score, 4),
            "reasons": list(self.reasons),
            "features": {name: round(value, 4) for name, value in self.features.items()},
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> LabelError:
        """Read what `to_json` wrote; KeyError, TypeError or ValueError where it did not."""
        return LabelError(
            int(data["sentence"]),
            int(data["text"]),
            LabelErrorKind(data["kind"]),
            _to_entity(data["gold"]),
            _to_entity(data["proposed"]),
            str(data["surface"]),
            float(data["score"]),
            tuple(map(str, data["reasons"])),
            {str(name): float(value) for name, value in data["features"].items()},
        )


def kind_of(gold: Entity | None, proposed: Entity | None) -> LabelErrorKind:
    """How gold and a proposal that is unlike it differ; where borders differ, label or not."""
    if gold is None:
        return LabelErrorKind.MISSED
    if proposed is None:
        return LabelErrorKind.SPURIOUS
    same_borders = (gold.start, gold.end) == (proposed.start, proposed.end)
    return LabelErrorKind.LABEL if same_borders else LabelErrorKind.BORDERS


def text_of(tokens: Sequence[str]) -> int:
    """What a case knows its sentence's tokens by."""
    return lasting_hash(tuple(tokens))


def still_stands(case: LabelError, sentence: Sentence) -> bool:
    """Whether a sentence has the tokens and the gold that a case speaks about."""
    if text_of(sentence.tokens) != case.text:
        return False
    entities = sentence.entities
    if case.gold is not None:
        return case.gold in entities
    return not any(case.proposed and one.overlaps(case.proposed) for one in entities)


def _written(gold: Entity | None, proposed: Entity | None) -> str:
    if gold is not None:
        return f"{gold.start}-{gold.end}:{gold.label}"
    return f"{proposed.start}-{proposed.end}:" if proposed else ":"


def _to_list(entity: Entity | None) -> list[str | int] | None:
    return [entity.label, entity.start, entity.end] if entity else None


def _to_entity(data: Sequence[Any] | None) -> Entity | None:
    return Entity(str(data[0]), int(data[1]), int(data[2])) if data else None


def rerank(
    cases: Sequence[LabelError], answers: Mapping[str, LabelErrorAnswer]
) -> tuple[LabelError, ...]:
    """The cases that are still open, with new scores, the most probable error first.

    `cases` are all, those that were answered too, for it is their figures that are learned
    from; `answers` go by `LabelError.key`. To rank again what was ranked again gives the same.
    """
    left = [case for case in cases if case.stands and case.key not in answers]
    told = _told(cases, answers)
    if len(told) >= _FEWEST_ANSWERS:
        learned = LearnedOrder(told)
        left = [replace(case, score=learned.score(_item(case))) for case in left]
    return tuple(sorted(left, key=lambda case: -case.score))


def _told(
    cases: Sequence[LabelError], answers: Mapping[str, LabelErrorAnswer]
) -> list[tuple[Item, bool]]:
    """Cases with whether gold was wrong; those that nobody could tell teach nothing."""
    known = {case.key: case for case in cases}
    clear = [key for key, one in answers.items() if one is not LabelErrorAnswer.FLAGGED]
    latest = [key for key in clear if key in known][-_MOST_ANSWERS:]
    return [(_item(known[key]), answers[key] is LabelErrorAnswer.FIXED) for key in latest]


def _item(case: LabelError) -> Item:
    """A case with its like: the same words tagged so, the same change, the same label."""
    before = case.gold.label if case.gold else ""
    after = case.proposed.label if case.proposed else ""
    figures = dict(case.features)
    bounded = min(max(case.score, _CERTAIN), 1 - _CERTAIN)
    prior = figures.pop(PRIOR, log(bounded / (1 - bounded)))
    groups = (
        f"words {case.surface.casefold()} {before}",
        f"change {case.kind} {before} {after}",
        f"label {case.label}",
    )
    return Item(prior, figures, groups)
