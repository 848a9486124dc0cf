"""A probable label error with the sentence that it stands in, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.entity import Entity
from workbench.domain.label_errors import LabelError, LabelErrorKind, still_stands
from workbench.domain.reports import Mistake, MistakeKind
from workbench.domain.sentence import Sentence
from workbench.operations.store import Reader
from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.clean.findings.cases import line_around
from workbench.ui.train.mistakes.lines import GONE, MistakeLine

NONE = "none"
# What gold lacks is, to the models, what they found without gold.
_AS_MISTAKES = {
    LabelErrorKind.MISSED: MistakeKind.SPURIOUS,
    LabelErrorKind.LABEL: MistakeKind.WRONG_TYPE,
    LabelErrorKind.BORDERS: MistakeKind.WRONG_EXTENT,
    LabelErrorKind.SPURIOUS: MistakeKind.MISSED,
}


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One row; `sentence` is None where it is no longer in the project or has other words."""

    case: LabelError
    sentence: Sentence | None
    stands: bool

    @property
    def line(self) -> Line:
        """The words of the case with their neighbours."""
        if self.sentence is None:
            return Line(GONE, "", "")
        return line_around(self.sentence.tokens, *self.case.span)

    def part(self, entity: Entity | None) -> str:
        """An entity as its chip shows it: its label, and its words where borders differ."""
        if entity is None:
            return NONE
        if self.case.kind is not LabelErrorKind.BORDERS or self.sentence is None:
            return entity.label
        words = self.sentence.surface(entity)
        gold, proposed = self.case.gold, self.case.proposed
        alike = gold is not None and proposed is not None and gold.label == proposed.label
        return words if alike else f"{words} {entity.label}"


def read_error_lines(reader: Reader, cases: Sequence[LabelError]) -> list[ErrorLine]:
    """The lines of these cases."""
    ids = sorted({case.sentence for case in cases})
    found = {sentence.id: sentence for sentence in reader.sentences(ids)}
    return [_line(case, found.get(case.sentence)) for case in cases]


def as_mistake(line: ErrorLine) -> MistakeLine:
    """The case as the mistake that models make by gold."""
    case = line.case
    kind = _AS_MISTAKES[case.kind]
    return MistakeLine(Mistake(case.sentence, kind, case.gold, case.proposed), line.sentence)


def _line(case: LabelError, sentence: Sentence | None) -> ErrorLine:
    if sentence is None or case.span[1] > len(sentence.tokens):
        return ErrorLine(case, None, stands=False)
    return ErrorLine(case, sentence, still_stands(case, sentence))
