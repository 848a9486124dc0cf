"""The verb that tells whether more annotation is worth it."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from workbench.cli.job_running import follow, raise_failure
from workbench.cli.output import Answer, table
from workbench.cli.projects import opened
from workbench.domain.advice import Outlook, answer, outlooks
from workbench.domain.learning import Curve, marks, next_target, reach
from workbench.domain.pace import Day, Pace, Work
from workbench.domain.sentence import Status
from workbench.operations.insights import SPLITS, Insights, States, Twins, look
from workbench.workflow.insights import kept_curve, prepare_curve, take_in_curve, what_is_new

if TYPE_CHECKING:
    from workbench.storage.project import Project


def insights(arguments: Namespace) -> Answer:
    """Tell progress, pace, labels and agreement; with `--curve`, measure the curve anew."""
    with opened(arguments.project) as project:
        if arguments.curve or arguments.recipe:
            _measure(project, arguments)
        found = _look(project)
        curve = kept_curve(project)
    states = found.states or States()
    target = arguments.target or (next_target(curve) if curve else 1.0)
    work = found.pace.recent if found.pace else Work()
    values = {
        "states": {split: _states_of(states, split) for split in SPLITS if states.total(split)},
        "pace": _pace(work, states.left),
        "days": [_day_values(day) for day in (found.pace or Pace()).days],
        "labels": {split: dict(counts) for split, counts in (found.labels or {}).items()},
        "agreement": [asdict(one) | {"share": one.share} for one in found.agreements or ()],
        **asdict(found.twins or Twins()),
        "curve": _curve_values(curve, states, target) if curve else None,
    }
    lines = [*_progress_lines(states, work), *_agreement_lines(found)]
    return Answer(values, [*lines, *_curve_lines(curve, states, target, work)])


def _measure(project: Project, arguments: Namespace) -> None:
    prepared = prepare_curve(project, arguments.recipe, arguments.repeats)
    raise_failure(follow(prepared.folder, "measuring the learning curve"))
    take_in_curve(project, prepared)


def _look(project: Project) -> Insights:
    answers: list[Insights] = []
    project.ask_in_steps(look, lambda found: answers.__setitem__(slice(None), [found])).result()
    return answers[-1]


def _states_of(states: States, split: str) -> dict[str, int]:
    return {status.value: states.of(status, split) for status in Status}


def _pace(work: Work, left: int) -> dict[str, Any]:
    return {
        "sentences_per_hour": work.per_hour,
        "seconds_per_sentence": work.seconds_each,
        "seconds_per_entity": work.seconds_per_entity,
        "tokens_per_hour": work.tokens_per_hour,
        "sentences_left": left,
        "hours_left": work.hours_for(left),
    }


def _curve_values(curve: Curve, states: States, target: float) -> dict[str, Any]:
    found = reach(curve, target)
    return {
        "made": curve.made,
        "made_by": curve.made_by,
        "answer": answer(outlooks(curve)),
        "behind": what_is_new(curve, states),
        "marks": [asdict(mark) for mark in marks(curve)],
        "outlook": [asdict(one) for one in outlooks(curve)],
        "target": asdict(found),
    }


def _day_values(day: Day) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "done": day.done,
        "sittings": day.sittings,
        "sentences_per_hour": day.work.per_hour,
    }


def _progress_lines(states: States, work: Work) -> list[str]:
    done, total = states.of(Status.DONE), states.total()
    lines = [f"{done:,} of {total:,} sentences are done; {states.left:,} are left"]
    if work.per_hour is not None and work.seconds_each is not None:
        hours = work.hours_for(states.left) or 0.0
        lines.append(
            f"{work.per_hour:,.0f} sentences an hour, {work.seconds_each:.1f} s each; "
            f"about {hours:,.1f} h for what is left"
        )
    return lines


def _agreement_lines(found: Insights) -> list[str]:
    lines = [
        f"{one.suggester}: {one.share:.0%} of {one.total:,} suggestions were right as they stood, "
        f"{one.changed:,} were changed, {one.rejected:,} rejected"
        for one in found.agreements or ()
    ]
    if found.twins is not None:
        lines.append(f"{found.twins.duplicates:,} duplicates, {found.twins.leaks:,} leaks")
    return lines


def _curve_lines(curve: Curve | None, states: States, target: float, work: Work) -> list[str]:
    if curve is None:
        return ["No learning curve was measured yet; add --curve."]
    rows: list[tuple[object, ...]] = [("label", "train", "test", "F1", "last step")]
    rows += [_row(one) for one in outlooks(curve)]
    behind = what_is_new(curve, states)
    advice = [f"{one.label or 'all'}: {one.advice}" for one in outlooks(curve)]
    last = [answer(outlooks(curve)), _target_line(curve, target, work), behind]
    return [*table(rows), *advice, *filter(None, last)]


def _row(one: Outlook) -> tuple[object, ...]:
    f1 = "" if one.f1 is None else f"{one.f1:.3f}"
    return one.label or "all", one.examples, one.support, f1, f"{one.slope:+.3f}"


def _target_line(curve: Curve, target: float, work: Work) -> str:
    found = reach(curve, target)
    if found.sentences is None:
        return f"F1 {target:.3f} is out of reach by this curve"
    if not found.sentences:
        return f"F1 {target:.3f} is reached"
    hours = work.hours_for(found.sentences)
    time = "" if hours is None else f", about {hours:,.1f} h"
    return f"F1 {target:.3f} takes about {found.sentences:,} more sentences{time}"
