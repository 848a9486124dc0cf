"""Why a case is listed, in words with figures."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.domain.label_errors import LabelErrorKind, kind_of
from workbench.domain.sentence import join_tokens
from workbench.engines.inspection.alike import Alike, Tally
from workbench.engines.inspection.candidates import Candidate, agrees
from workbench.engines.inspection.fusion import share_of
from workbench.engines.inspection.signals import Signals
from workbench.engines.inspection.voices import Voices

_MODELS = ("crf push", "words push", "vectors push")
_NO_ENTITY = "no entity"


class Reasons:
    """Writes the reasons of cases, the weightiest first."""

    def __init__(self, voices: Voices, alike: Alike) -> None:
        self._voices = voices
        self._alike = alike

    def of(self, one: Candidate, signals: Signals) -> tuple[str, ...]:
        found = sorted(self._weighed(one, signals), key=lambda pair: -pair[0])
        return tuple(text for _, text in found)

    def _weighed(self, one: Candidate, signals: Signals) -> Iterator[tuple[float, str]]:
        yield share_of(_MODELS, signals), self._models(one)
        context, words = self._alike.context(one), self._alike.words(one)
        if context.proposed > context.gold:
            yield share_of(("context",), signals), _elsewhere(one, context, "between these words")
        if words.proposed > words.gold:
            yield share_of(("words",), signals), _elsewhere(one, words, "elsewhere")
        if "run" in one.said and agrees(one, one.said["run"]):
            yield (
                share_of(("run",), signals),
                f"the last trained model says {self._wanted(one)} too",
            )

    def _models(self, one: Candidate) -> str:
        """How many families say so, how likely it is to them, and what they give to gold."""
        families = [found for name, found in one.said.items() if name != "run"]
        agreeing = sum(agrees(one, found) for found in families)
        likely, gold = one.push(self._voices.mean), one.standing(self._voices.confidence["mean"])
        wanted, given = self._wanted(one), one.gold.label if one.gold else _NO_ENTITY
        if agreeing:
            verb = "says" if agreeing == 1 else "say"
            first = f"{agreeing} of {len(families)} models {verb} {wanted}, {likely:.2f}"
        else:
            first = f"the models give {likely:.2f} to {wanted}"
        return f"{first}; {gold:.2f} to {given} as in gold"

    def _wanted(self, one: Candidate) -> str:
        """What is proposed; its words too where it has other borders."""
        if one.proposed is None:
            return _NO_ENTITY
        if kind_of(one.gold, one.proposed) is not LabelErrorKind.BORDERS:
            return one.proposed.label
        tokens = self._voices.corpus.examples[one.place].tokens
        words = join_tokens(tokens[one.proposed.start : one.proposed.end])
        return f"{one.proposed.label} for \u201c{words}\u201d"


def _elsewhere(one: Candidate, tally: Tally, where: str) -> str:
    times = f"{tally.proposed} of {tally.total} times {where}"
    return f"tagged {one.proposed.label} {times}" if one.proposed else f"no entity {times}"
