"""The verb that lists what is probably wrong in gold."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workbench.cli.job_running import follow, raise_failure
from workbench.cli.output import Answer
from workbench.cli.projects import opened
from workbench.domain.entity import Entity
from workbench.domain.label_errors import LabelError, rerank
from workbench.operations.label_errors import (
    count_probable,
    describe_case,
    label_error_answers,
)
from workbench.workflow.inspecting import prepare_inspection, take_in_inspection

if TYPE_CHECKING:
    from workbench.storage.project import Project

_LONGEST = 60


def inspect(arguments: Namespace) -> Answer:
    """Look for label errors, and list those that were not answered yet."""
    with opened(arguments.project) as project:
        sentences, cases = _look(project, arguments.seed)
    shown = cases[: arguments.number]
    counts = Counter(case.kind.value for case in cases)
    values = {
        "sentences": sentences,
        "total": len(cases),
        "probable": count_probable(cases),
        "kinds": dict(counts),
        "cases": [_values(case) for case in shown],
    }
    return Answer(values, _lines(sentences, cases, shown))


def _look(project: Project, seed: int) -> tuple[int, Sequence[LabelError]]:
    """How many sentences were looked through, and what waits for an answer, best first."""
    prepared = prepare_inspection(project, seed)
    raise_failure(follow(prepared.folder, "looking for label errors"))
    cases = take_in_inspection(project, prepared.folder)
    return prepared.sentences, rerank(cases, project.ask(label_error_answers).result())


def _values(case: LabelError) -> dict[str, Any]:
    return {
        "sentence": case.sentence,
        "kind": case.kind.value,
        "text": case.surface,
        "gold": _entity(case.gold),
        "proposed": _entity(case.proposed),
        "score": round(case.score, 4),
        "reasons": list(case.reasons),
    }


def _entity(entity: Entity | None) -> dict[str, Any] | None:
    if entity is None:
        return None
    return {"label": entity.label, "start": entity.start, "end": entity.end}


def _lines(sentences: int, cases: Sequence[LabelError], shown: Sequence[LabelError]) -> list[str]:
    if not cases:
        return [f"Nothing in the gold of {sentences:,} sentences looks wrong."]
    probable = count_probable(cases)
    head = (
        f"{len(cases):,} places in {sentences:,} sentences are not as models would have them;"
        f" {probable:,} of them {'is' if probable == 1 else 'are'} probably wrong."
    )
    first = [] if len(shown) == len(cases) else [f"The first {len(shown):,}:"]
    return [head, *first, *(line for case in shown for line in _case_lines(case))]


def _case_lines(case: LabelError) -> list[str]:
    words = case.surface if len(case.surface) <= _LONGEST else f"{case.surface[: _LONGEST - 1]}…"
    head = f"{case.score:.2f}  #{case.sentence}  {describe_case(case)}: {words}"
    return [head, *(f"      {reason}" for reason in case.reasons[:1])]
