"""One bad tag in its context with its repair, fetched page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.domain.checks import FindingKind, repair
from workbench.domain.sentence import Sentence, join_tokens
from workbench.operations.store import FoundFinding, Reader

CONTEXT_TOKENS = 16
PAGE = 128


@dataclass(frozen=True, slots=True)
class Case:
    """A finding: its sentence, the token with the text around it, its tag before and after."""

    sentence: int
    position: int
    left: str
    token: str
    right: str
    before: str
    after: str

    @property
    def is_mended(self) -> bool:
        return self.before != self.after


def read_cases(reader: Reader, kind: FindingKind, policy: str, offset: int) -> list[Case]:
    """A page of the cases of a kind, with what the chosen repair would write."""
    found = reader.findings(kind, PAGE, offset)
    known = frozenset(reader.labels().names)
    numbers = sorted({one.sentence for one in found})
    sentences = {sentence.id: sentence for sentence in reader.sentences(numbers)}
    mended = {
        number: repair(sentence.tags, sentence.scheme, known, [kind], {kind: policy})
        for number, sentence in sentences.items()
    }
    return [
        _case(one, sentences[one.sentence], mended) for one in found if one.sentence in sentences
    ]


def _case(found: FoundFinding, sentence: Sentence, mended: Mapping[int, tuple[str, ...]]) -> Case:
    at = found.finding.position
    return Case(
        found.sentence,
        at,
        join_tokens(sentence.tokens[max(at - CONTEXT_TOKENS, 0) : at]),
        sentence.tokens[at],
        join_tokens(sentence.tokens[at + 1 : at + 1 + CONTEXT_TOKENS]),
        found.finding.tag,
        mended[found.sentence][at],
    )
