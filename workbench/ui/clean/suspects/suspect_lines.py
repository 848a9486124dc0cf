"""A span that looks inconsistent, as the list shows it: in context, with its reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.consistency import Suspect, SuspectKind
from workbench.domain.entity import Entity
from workbench.domain.sentence import Sentence
from workbench.operations.answers import KEPT, Answers, read_answers
from workbench.operations.store import Reader
from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.clean.findings.cases import line_around

_SHOWN_LABELS = 4
# Around words of the data, so that those from right to left do not turn the line around.
_ISOLATE, _END = "\u2068", "\u2069"


class Standing(StrEnum):
    """What became of a suspect since it was found."""

    OPEN = "open"
    TAKEN = "tagged as usual"
    KEPT = "kept"
    CHANGED = "changed since"


@dataclass(frozen=True, slots=True)
class SuspectLine:
    """A suspect with its words in context, and how it stands now.

    `about` are the words that its counts are about.
    """

    suspect: Suspect
    line: Line
    standing: Standing
    is_flagged: bool
    about: str


SUSPECT_TEXTS = {
    SuspectKind.LABEL: "Another label",
    SuspectKind.MISSED: "Missed entity",
    SuspectKind.SPURIOUS: "Rarely an entity",
}


def read_suspects(reader: Reader, suspects: Sequence[Suspect]) -> list[SuspectLine]:
    """These suspects as they stand now; those whose sentence is gone have no words."""
    answers = read_answers(reader)
    ids = sorted({suspect.sentence for suspect in suspects})
    sentences = {sentence.id: sentence for sentence in reader.sentences(ids)}
    return [_line(one, sentences.get(one.sentence), answers) for one in suspects]


def _line(suspect: Suspect, sentence: Sentence | None, answers: Answers) -> SuspectLine:
    if sentence is None or suspect.end > len(sentence.tokens):
        return SuspectLine(suspect, Line("", "", ""), Standing.CHANGED, False, "")
    line = line_around(sentence.tokens, suspect.start, suspect.end)
    standing = _standing(suspect, sentence, answers)
    about = line.hit if suspect.word is None else sentence.tokens[suspect.word]
    return SuspectLine(suspect, line, standing, sentence.flagged, about)


def _standing(suspect: Suspect, sentence: Sentence, answers: Answers) -> Standing:
    now = label_now(sentence, suspect)
    if now == suspect.label:
        return Standing.KEPT if answers.holds(KEPT, suspect.key) else Standing.OPEN
    return Standing.TAKEN if now == suspect.proposed else Standing.CHANGED


def label_now(sentence: Sentence, suspect: Suspect) -> str | None:
    """The label of the span: "" outside, None where another entity is in the way."""
    span = Entity("span", suspect.start, suspect.end)
    inside = [entity for entity in sentence.entities if entity.overlaps(span)]
    if not inside:
        return ""
    only = inside[0]
    exact = len(inside) == 1 and (only.start, only.end) == (suspect.start, suspect.end)
    return only.label if exact else None


def named(label: str) -> str:
    """A label, or what stands for none."""
    return label or "no entity"


def counts_text(counts: Sequence[tuple[str, int]]) -> str:
    """`39× LOC, 2× ORG`."""
    shown = [f"{count:,}× {named(label)}" for label, count in counts[:_SHOWN_LABELS]]
    more = len(counts) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def reason(line: SuspectLine) -> str:
    """Why the span is suspicious: `Washington: 39× LOC, 2× ORG; here ORG.`"""
    suspect = line.suspect
    here = named(suspect.label)
    names = "" if suspect.word is None else " in names"
    said = f"{_ISOLATE}{line.about}{_END}{names}: {counts_text(suspect.alike)}; here {here}."
    if suspect.in_context:
        said += f" Between the same words: {counts_text(suspect.in_context)}."
    return said


def short_counts(counts: Sequence[tuple[str, int]]) -> str:
    """The same as it fits into a column."""
    return ", ".join(f"{count:,}× {label or 'none'}" for label, count in counts[:_SHOWN_LABELS])
