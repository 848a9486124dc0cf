"""What is counted in a project, and what is found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from workbench.domain.checks import Finding, FindingKind


@dataclass(frozen=True, slots=True)
class FoundFinding:
    """A finding together with the sentence that it stands in."""

    sentence: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one kind, counted."""

    kind: FindingKind
    count: int
    sentences: int


class LabelCounts(NamedTuple):
    """How many entities and suggestions have a label."""

    entities: int
    suggestions: int


@dataclass(frozen=True)
class Statistics:
    """Counts over the sentences of a project."""

    sentences: int
    tokens: int
    entities: int
    labels: Mapping[str, int]
    tags: Mapping[str, int]
    splits: Mapping[str, Mapping[str, Any]]
    status: Mapping[str, int]
    suggestions: int
    findings: int
