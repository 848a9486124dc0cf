"""Models in words: what stands in the list and beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from workbench.domain.models import KnownModel
from workbench.domain.recipes import EMBEDDED
from workbench.jobs.bases import EMBEDDED_NAME
from workbench.ui.train.runs.words import describe_size

STAR = "★"
NOTHING = "–"
Translate = Callable[[str], str]


def name_of(model: KnownModel) -> str:
    """What a model is known by: its run's title, or its name."""
    return model.title or model.name


def describe_base(model: KnownModel) -> str:
    """The base without the folders before its name."""
    if model.base == EMBEDDED:
        return f"{EMBEDDED_NAME} (embedded)"
    return Path(model.base).name if "/" in model.base else model.base


def standing_of(model: KnownModel, tr: Translate) -> str:
    """What a person has to know first; empty where all is well."""
    if model.problem:
        return tr("cannot be used")
    if model.waits_for_mapping:
        return tr("labels to be matched")
    return tr("suggester") if model.suggests else ""


def first_line(model: KnownModel) -> str:
    return f"{STAR} {name_of(model)}" if model.suggests else name_of(model)


def second_line(model: KnownModel, tr: Translate) -> str:
    """Standing, run, engine and base, with dots between them."""
    number = model.name if model.title else ""
    words = (standing_of(model, tr), number, model.engine, describe_base(model))
    return " · ".join(word for word in words if word)


def f1_text(model: KnownModel) -> str:
    return NOTHING if model.f1 is None else f"{model.f1:.3f}"


def speed_text(model: KnownModel) -> str:
    return f"{model.note.speed:,.0f}" if model.note.speed else NOTHING


def facts(model: KnownModel, tr: Translate) -> list[tuple[str, str]]:
    """Names and values, as they stand beside the list."""
    speed = model.note.speed
    measured = tr("{0} tokens a second on {1}").format(f"{speed:,.0f}", model.note.device or "cpu")
    origin = tr("imported from {0}").format(model.note.source) if model.imported else model.name
    rows = (
        (tr("Origin"), origin),
        (tr("Engine"), model.engine or NOTHING),
        (tr("Base"), describe_base(model) or NOTHING),
        (tr("Labels"), ", ".join(model.labels) or NOTHING),
        (tr("Languages"), model.languages or tr("not known")),
        (tr("Learned from"), model.snapshot or tr("not known here")),
        (tr("F1 on test"), f1_text(model)),
        (tr("Speed"), measured if speed else tr("not measured yet: try it on a longer text")),
        (tr("On the disk"), describe_size(model.size)),
    )
    return list(rows)
