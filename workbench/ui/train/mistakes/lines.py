"""A mistake with the sentence that it stands in, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from workbench.domain.entity import Entity
from workbench.domain.reports import Mistake
from workbench.domain.sentence import Sentence, join_tokens
from workbench.operations.mistakes import MistakeAnswer, is_hard
from workbench.operations.store import Reader
from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.chip_text import ShownSentence

# Words beside the mistake in the list, and in the pane below it.
BESIDE = 24
AROUND = 70


class AnswerWords(NamedTuple):
    """An answer in words, and shorter with a sign where there is little room."""

    text: str
    short: str


ANSWERS = {
    MistakeAnswer.GOLD_WRONG: AnswerWords("gold was wrong", "✓ gold wrong"),
    MistakeAnswer.MODEL_WRONG: AnswerWords("model was wrong", "✕ model wrong"),
    MistakeAnswer.UNCLEAR: AnswerWords("guideline unclear", "⚑ unclear"),
}
GONE = "(no longer in the project)"


@dataclass(frozen=True, slots=True)
class MistakeLine:
    """One row; `sentence` is None where it is no longer in the project."""

    mistake: Mistake
    sentence: Sentence | None

    @property
    def hard(self) -> bool:
        return self.sentence is not None and is_hard(self.sentence)

    @property
    def line(self) -> Line:
        """The words of the mistake with their neighbours."""
        if self.sentence is None:
            return Line(GONE, "", "")
        tokens = self.sentence.tokens
        start, end = span_of(self.mistake, len(tokens))
        before, after = tokens[max(start - BESIDE, 0) : start], tokens[end : end + BESIDE]
        return Line(join_tokens(before), join_tokens(tokens[start:end]), join_tokens(after))


@dataclass(frozen=True, slots=True)
class Sides:
    """A sentence as gold has it and as the model said."""

    gold: ShownSentence
    said: ShownSentence


def read_lines(reader: Reader, mistakes: Sequence[Mistake]) -> list[MistakeLine]:
    """The lines of these mistakes."""
    ids = sorted({mistake.sentence for mistake in mistakes})
    found = {sentence.id: sentence for sentence in reader.sentences(ids)}
    return [MistakeLine(mistake, found.get(mistake.sentence)) for mistake in mistakes]


def span_of(mistake: Mistake, length: int) -> tuple[int, int]:
    """From where to where a mistake reaches, gold and prediction together."""
    spans = [one for one in (mistake.gold, mistake.predicted) if one is not None]
    start = min((one.start for one in spans), default=0)
    end = max((one.end for one in spans), default=0)
    return min(start, length), min(end, length)


def target_of(mistake: Mistake) -> tuple[int, int]:
    """What to select in the editor: what is gold, or else what was said."""
    entity = mistake.gold or mistake.predicted
    return (entity.start, entity.end) if entity else (0, 1)


def describe_entity(sentence: Sentence | None, entity: Entity | None) -> str:
    """`Geneva · LOC`, or a dash where there is none."""
    if entity is None:
        return "–"
    if sentence is None or entity.end > len(sentence.tokens):
        return entity.label
    return f"{sentence.surface(entity)} · {entity.label}"


def sides_of(sentence: Sentence, mistake: Mistake, others: Sequence[Mistake]) -> Sides:
    """Gold beside prediction; `others` are all the mistakes of that sentence.

    What the model said is gold with its mistakes in place of what they concern.
    """
    length = len(sentence.tokens)
    said = [one.predicted for one in others if one.predicted and one.predicted.end <= length]
    concerned = [one for other in others for one in (other.gold, other.predicted) if one]
    kept = [one for one in sentence.entities if not any(one.overlaps(other) for other in concerned)]
    gold = _with(sentence.entities, mistake.gold, length)
    focus = span_of(mistake, length)
    return Sides(
        _excerpt(sentence.tokens, gold, mistake.gold, focus),
        _excerpt(sentence.tokens, sorted([*kept, *said], key=_start), mistake.predicted, focus),
    )


def _with(gold: Sequence[Entity], scored: Entity | None, length: int) -> Sequence[Entity]:
    """Gold of today; where it was corrected, what was scored stands as it was scored."""
    if scored is None or scored in gold or scored.end > length:
        return gold
    return sorted([*(one for one in gold if not one.overlaps(scored)), scored], key=_start)


def _excerpt(
    tokens: Sequence[str],
    entities: Sequence[Entity],
    marked: Entity | None,
    focus: tuple[int, int],
) -> ShownSentence:
    """A sentence around some of its words, with an ellipsis where it goes on."""
    first, last = max(focus[0] - AROUND, 0), min(focus[1] + AROUND, len(tokens))
    head, tail = ["…"] if first else [], ["…"] if last < len(tokens) else []
    offset = len(head) - first
    inside = [one for one in entities if one.start >= first and one.end <= last]
    return ShownSentence(
        (*head, *tokens[first:last], *tail),
        tuple(_moved(one, offset) for one in inside),
        frozenset({_moved(marked, offset)} if marked in inside and marked else ()),
    )


def _moved(entity: Entity, offset: int) -> Entity:
    return replace(entity, start=entity.start + offset, end=entity.end + offset)


def _start(entity: Entity) -> int:
    return entity.start
