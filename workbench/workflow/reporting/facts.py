"""What a run was made of, as tables of names and values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.domain.run_reports import RunReport
from workbench.workflow.reporting.tables import Cell, Table, shown

HASH_SHOWN = 16
# Options of the engine that did not run say nothing about a run.
_ENGINES = ("transformers", "flair")
# What every training has alike.
_INNER = ("schema", "kind", "model")
_HEAD = ("what", "value")
_WATT_HOUR = 3600.0


def settings_table(report: RunReport) -> Table:
    """The recipe and the other settings that were asked for."""
    others = {*_INNER, *(name for name in _ENGINES if name != report.engine)}
    wanted = {name: value for name, value in report.settings.items() if name not in others}
    return Table("Settings", _HEAD, tuple(_flat(wanted)))


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[Cell, ...]]:
    for name, value in values.items():
        words = before + name.replace("_", " ")
        if isinstance(value, Mapping):
            yield from _flat(value, f"{words}: ")
        else:
            yield words, _told(value)


def _told(value: object) -> str:
    match value:
        case None | "" | []:
            return "–"
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(str, value))
    return str(value)


def snapshot_table(report: RunReport) -> Table:
    """The frozen data: how many sentences, and the hashes of the files."""
    snapshot = report.snapshot
    rows: list[tuple[Cell, ...]] = [
        (f"sentences, {name}", shown(count))
        for name, count in snapshot.get("sentences", {}).items()
    ]
    rows += [
        (f"sha256 of {name}", f"{digest[:HASH_SHOWN]}…")
        for name, digest in snapshot.get("sha256", {}).items()
    ]
    rows.append(("bad tags read as outside", shown(int(snapshot.get("bad_tags", 0)))))
    rows.append(("frozen at", str(snapshot.get("created", "–"))))
    return Table("Data snapshot", _HEAD, tuple(rows))


def machine_table(report: RunReport) -> Table:
    """Where it ran, how long, at what cost, and with which versions."""
    rows: list[tuple[Cell, ...]] = [
        ("device", report.device_name or report.device),
        ("seconds", f"{report.seconds:,.1f}"),
        ("peak memory", f"{report.peak_memory_mb:,} MB" if report.peak_memory_mb else None),
        ("energy of the machine", _energy(report.energy_joules)),
    ]
    rows += [(f"version of {name}", version) for name, version in report.versions.items()]
    return Table("Machine and versions", _HEAD, tuple(rows))


def _energy(joules: float | None) -> str:
    if joules is None:
        return "could not be read"
    return f"{joules:,.0f} J ({joules / _WATT_HOUR:.2f} Wh)"


def rescored_table(report: RunReport) -> Table | None:
    """The headline as it was, and after each rescoring."""
    if report.test is None or not report.rescored:
        return None
    first = report.test
    rows: list[tuple[Cell, ...]] = [
        ("of the run", first.strict.micro.f1, first.coverage.sentences, None, None)
    ]
    for one in report.rescored:
        left_out = one.gone + one.retokenised + one.unconfirmed
        f1, sentences = one.test.strict.micro.f1, one.test.coverage.sentences
        rows.append((one.time, f1, sentences, one.changed, left_out))
    head = ("scored", "strict F1", "sentences", "with other gold", "left out")
    return Table("Rescored with the gold of that day", head, tuple(rows))


def headline(report: RunReport) -> str:
    """One line that says what ran where, and how long."""
    parts = [report.engine, report.base, report.device_name or report.device]
    parts += [f"{shown(round(report.seconds))} s"]
    if report.best_epoch is not None:
        parts.append(f"best epoch {report.best_epoch}")
    if report.preset:
        parts.append(f"preset {report.preset}")
    return " · ".join(parts)
