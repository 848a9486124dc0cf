"""A report as a sequence of sections, the same for a page and for plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workbench.domain.reports import Report
from workbench.domain.run_reports import RunReport
from workbench.domain.training import Example
from workbench.workflow.reporting import facts, pictures, tables
from workbench.workflow.reporting.curves import curve_pictures
from workbench.workflow.reporting.sentences import ShownMistake, shown_mistakes
from workbench.workflow.reporting.svg import Picture
from workbench.workflow.reporting.tables import Table


@dataclass(frozen=True)
class Figure:
    """A number to be seen first, and what it is."""

    name: str
    value: str


@dataclass(frozen=True)
class Section:
    """A part of a report under a title; `folded` ones are for looking things up."""

    title: str
    lines: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: bool = False


@dataclass(frozen=True)
class Document:
    """A whole report, ready to be written in any form."""

    title: str
    about: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    mistakes: tuple[ShownMistake, ...] = field(default=())


def document(report: RunReport, title: str = "", examples: Sequence[Example] = ()) -> Document:
    """Lay out a report; `examples` are the test sentences, where their text is wanted."""
    named = f"{title} ({report.run})" if title and title != report.run else report.run
    found = report.test or report.dev
    split = "test" if report.test else "dev"
    sections = [
        *_warnings(report),
        *(_figures(split, found) if found else ()),
        *_learning(report),
        *_made_of(report, dev=report.dev if report.test else None),
    ]
    mistakes = shown_mistakes(found.errors.examples, examples) if found else ()
    return Document(
        named,
        facts.headline(report),
        _headline(split, found),
        tuple(sections),
        tuple(mistakes),
    )


def _headline(split: str, found: Report | None) -> tuple[Figure, ...]:
    if found is None:
        return ()
    micro = found.strict.micro
    values = ((f"F1, strict, {split}", micro.f1), ("precision", micro.precision))
    shown = [Figure(name, f"{value:.3f}") for name, value in (*values, ("recall", micro.recall))]
    return (*shown, Figure("gold entities", f"{micro.support:,}"))


def _warnings(report: RunReport) -> Iterable[Section]:
    if report.warnings:
        yield Section("Warnings before the start", report.warnings)
    if report.notes:
        yield Section("On the way", report.notes)
    rescored = facts.rescored_table(report)
    if rescored:
        yield Section("Rescored", tables=(rescored,))


def _figures(split: str, found: Report) -> Iterable[Section]:
    by_name = {picture.name: picture for picture in pictures.figure_pictures(found)}

    def named(name: str) -> tuple[Picture, ...]:
        return (by_name[name],) if name in by_name else ()

    yield Section(f"By label, on {split}", (), named("labels"), (tables.strict_table(found),))
    pieces = tables.pieces_table(found)
    readings = (tables.readings_table(found), *((pieces,) if pieces else ()))
    yield Section("Other readings", tables=readings)
    yield Section(
        "Mistakes", _none(found), named("confusion"), (tables.mistakes_table(found.errors),)
    )
    calibration = named("calibration")
    if calibration:
        table = tables.calibration_table(found.calibration)
        yield Section("Trust in confidence", (), calibration, (table,))
    yield Section("Coverage", tables=(tables.coverage_table(found),))
    token = (
        tables.token_table(found),
        tables.confusion_table("Tokens, gold by predicted", found.confusion),
    )
    yield Section("Token by token", tables=token, folded=True)


def _none(found: Report) -> tuple[str, ...]:
    return () if any(found.errors.counts.values()) else ("There are none.",)


def _learning(report: RunReport) -> Iterable[Section]:
    curves = tuple(curve_pictures(report))
    if report.epochs:
        yield Section("Learning", (), curves, (tables.epochs_table(report),))


def _made_of(report: RunReport, dev: Report | None) -> Iterable[Section]:
    if dev is not None:
        yield Section("On dev", tables=(tables.strict_table(dev),), folded=True)
    yield Section("Settings", tables=(facts.settings_table(report),), folded=True)
    about = (facts.snapshot_table(report), facts.machine_table(report))
    yield Section("Data and machine", tables=about, folded=True)
