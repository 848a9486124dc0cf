"""What an operation changed, for those who show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Changes:
    """The effect of one operation.

    `operation` is its name as the history shows it, `sequence` its number in the journal
    (0 when nothing was written). `sentences` are the ids whose content changed;
    `membership` says that sentences came or went or moved, `labels` that the label set
    changed, `runs` that a run or its report changed, `values` which journalled values are
    different. `finished` is how many more sentences are done than before. `details` holds
    counts to report.
    """

    operation: str
    sequence: int = 0
    sentences: frozenset[int] = frozenset()
    membership: bool = False
    labels: bool = False
    runs: bool = False
    values: frozenset[str] = frozenset()
    finished: int = 0
    details: Mapping[str, int] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        return not (self.sentences or self.membership or self.labels or self.runs or self.values)
