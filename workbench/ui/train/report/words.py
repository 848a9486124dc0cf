"""What a report says in words: coverage, how it was made, and the facts of the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.domain.reports import Coverage, Report
from workbench.domain.run_reports import RunReport
from workbench.ui.train.trace import describe_seconds

Facts = list[tuple[str, list[tuple[str, str]]]]
JOULES_A_KWH = 3_600_000


def best_report(run: RunReport) -> Report | None:
    """The report on test as it was scored last, or on dev where there is no test."""
    if run.rescored:
        return run.rescored[-1].test
    return run.test or run.dev


def scored_on(run: RunReport) -> str:
    """What the headline was scored on."""
    if run.rescored:
        return "test, against the gold of today"
    return "test" if run.test else "dev (there is no test set)"


def describe_rescoring(run: RunReport) -> str:
    """The headline before and after gold was corrected; empty where it never was."""
    if not run.rescored or run.test is None:
        return ""
    last, before = run.rescored[-1], run.test.strict.micro.f1
    after = last.test.strict.micro.f1
    words = f"Scored again: F1 {after:.3f}, was {before:.3f} ({after - before:+.3f})."
    parts = [
        f"{what} {count:,}"
        for count, what in (
            (last.changed, "with other gold"),
            (last.gone, "deleted"),
            (last.retokenised, "with other tokens"),
            (last.unconfirmed, "no longer done"),
        )
        if count
    ]
    return f"{words} Sentences: {', '.join(parts)}." if parts else words


def describe_coverage(coverage: Coverage) -> str:
    """What was scored, and what was not seen whole."""
    words = f"Scored {coverage.entities:,} entities in {coverage.sentences:,} sentences"
    parts = []
    if coverage.cut:
        parts.append(f"{coverage.cut:,} tokens too long for the model were cut")
    if coverage.unscored:
        parts.append(f"{coverage.unscored:,} tokens that its tokenizer drops count as O")
    if not parts:
        parts.append("every token was seen whole")
    if coverage.windowed:
        parts.append(f"{coverage.windowed:,} long sentences were read in windows")
    return f"{words}; {', '.join(parts)}."


def describe_run(run: RunReport) -> str:
    """Which model it was, and how long it took."""
    best = "no epoch ended"
    if run.best_epoch:
        best = f"best epoch {run.best_epoch} of {len(run.epochs)}"
    device = run.device_name or run.device
    return f"{run.engine} · {run.base} · {best} · {describe_seconds(run.seconds)} on {device}"


def facts(run: RunReport) -> Facts:
    """Everything that a report holds beside its figures, in groups of names and values."""
    groups = (
        ("Warnings before the start", [("", warning) for warning in run.warnings]),
        ("On the way", [("", note) for note in run.notes]),
        ("Machine", list(_machine(run))),
        ("Data", list(_flat(run.snapshot))),
        ("Settings", list(_flat(run.settings))),
        ("Versions", list(run.versions.items())),
    )
    return [(title, rows) for title, rows in groups if rows]


def settings_facts(spec: Mapping[str, Any]) -> Facts:
    """What is known of a run that has no report: its settings."""
    return [("Settings", list(_flat(spec)))]


def _machine(run: RunReport) -> Iterator[tuple[str, str]]:
    yield "device", run.device_name or run.device
    yield "time", describe_seconds(run.seconds)
    if run.peak_memory_mb:
        yield "most memory", f"{run.peak_memory_mb:,} MB"
    if run.energy_joules is not None:
        yield "energy of the machine", describe_energy(run.energy_joules)
    if run.preset:
        yield "preset", run.preset


def describe_energy(joules: float) -> str:
    """Energy for people: `12 kJ (0.003 kWh)`."""
    return f"{joules / 1000:,.1f} kJ ({joules / JOULES_A_KWH:.4f} kWh)"


def _flat(values: Mapping[str, Any], parent: str = "") -> Iterator[tuple[str, str]]:
    """Values inside of values under names such as `transformers.crf`."""
    for name, value in values.items():
        path = f"{parent}.{name}" if parent else name
        if isinstance(value, Mapping):
            yield from _flat(value, path)
        else:
            listed = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
            yield path, "–" if listed is None or listed == "" else str(listed)
