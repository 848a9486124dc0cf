"""Verbs for the registry of models: list, use, take in, match labels, export, upload."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.job_running import follow, raise_failure
from workbench.cli.output import Answer, print_answer, say, table
from workbench.cli.projects import opened
from workbench.domain.errors import UsageError
from workbench.domain.models import KnownModel
from workbench.domain.variants import Variants
from workbench.jobs.protocol import Ready, Tagged
from workbench.jobs.serving import TagRequest, request_to_line
from workbench.jobs.spec import RunFolder
from workbench.jobs.supervisor import Supervisor
from workbench.workflow import hub_tokens, model_pushing, trying
from workbench.workflow import models as registry
from workbench.workflow.model_export import export_model
from workbench.workflow.optimising import (
    drop_optimising,
    prepare_optimising,
    take_in_variants,
    use_variant,
)

if TYPE_CHECKING:
    from workbench.storage.project import Project

TOKEN = "HF_TOKEN"
VARIANT_HEAD = (
    "variant", "MB", "size", "ms, single", "ms, batched", "test F1", "change", "sentences changed",
)  # fmt: skip
HEAD = ("model", "engine", "base", "labels", "test F1", "tokens/s", "MB", "created")


def models(arguments: Namespace) -> Answer:
    """List the models; or use, import, match, export or forget one first."""
    with opened(arguments.project) as project:
        values: dict[str, Any] = _look_after(project, arguments)
        found = registry.known_models(project)
    values["models"] = [_values(one) for one in found]
    values["suggester"] = next((one.name for one in found if one.suggests), None)
    rows: list[tuple[object, ...]] = [HEAD, *map(_row, found)]
    return Answer(values, _lines(found, rows))


def _lines(found: list[KnownModel], rows: list[tuple[object, ...]]) -> list[str]:
    if not found:
        return ["No model yet: train one, or take one in with --import FOLDER."]
    lines = table(rows)
    lines += [f"{one.name} cannot be used: {one.problem}" for one in found if one.problem]
    lines += [
        f"{one.name} waits for --map {one.name} " + ",".join(f"{label}=…" for label in one.unknown)
        for one in found
        if one.waits_for_mapping
    ]
    return lines


def _look_after(project: Project, arguments: Namespace) -> dict[str, Any]:
    """Do what was asked of one model."""
    if arguments.take_in:
        known = registry.import_model(
            project, arguments.take_in, arguments.name or "", arguments.agree
        )
        say(f"taken in as {known.name}")
        return {"imported": known.name}
    if arguments.map:
        name, text = arguments.map
        registry.map_labels(project, name, _mapping(text))
    if arguments.optimise:
        return {"optimised": _optimise(project, arguments.optimise)}
    if arguments.variant and not arguments.use:
        raise UsageError(
            "NW-M47",
            "No model was named for the variant.",
            "Nothing was changed.",
            "Write --use MODEL --variant VARIANT.",
        )
    if arguments.use:
        if arguments.variant:
            use_variant(project, arguments.use, arguments.variant)
        registry.use_model(project, arguments.use)
    if arguments.forget:
        registry.forget_model(project, arguments.forget)
    if arguments.export:
        name, out = arguments.export
        written = export_model(project, name, Path(out), arguments.format)
        say(f"written to {written}")
        return {"exported": str(written)}
    return {}


def _optimise(project: Project, name: str) -> dict[str, Any]:
    """Make the variants of a model, and say how they were measured."""
    registry.known_model(project, name)
    prepared = prepare_optimising(project, name)
    try:
        raise_failure(follow(prepared.folder, f"optimising {name}"))
        table_of_variants = take_in_variants(project, prepared)
    finally:
        drop_optimising(prepared)
    for line in table(variant_rows(table_of_variants)):
        say(line)
    say(f"{table_of_variants.fastest.name} is the fastest here.")
    return {
        "model": name,
        "fastest": table_of_variants.fastest.name,
        **table_of_variants.to_json(),
    }


def try_model(arguments: Namespace) -> Answer:
    """Load a model once, and answer each line of standard input as soon as it is there."""
    with opened(arguments.project) as project:
        name = arguments.model or registry.suggester_of(project)
        registry.known_model(project, name)
        job = trying.prepare_serving(project, name)
    said = []
    supervisor = Supervisor(RunFolder(job.folder))
    supervisor.start()
    try:
        say(f"loading {name}")
        ready = supervisor.wait_for(Ready)
        say(f"loaded in {ready.seconds:.1f} s; end with Ctrl+D")
        for number, line in enumerate(sys.stdin):
            said.append(_tagged(supervisor, number, line.rstrip("\r\n")))
            if not arguments.json:
                print_answer(Answer({}, [_marked(said[-1])]), as_json=False)
    finally:
        supervisor.end()
        trying.clean_up(job.place)
    return Answer({"model": name, "lines": said}, [])


def _tagged(supervisor: Supervisor, number: int, text: str) -> dict[str, Any]:
    typed = trying.to_tokens(text)
    supervisor.tell(request_to_line(TagRequest(number, typed.sentences)))
    found = trying.read_answer(typed, supervisor.wait_for(Tagged))
    entities = [
        {"label": one.label, "text": one.text, "start": one.start, "end": one.end, "score": score}
        for one in found
        for score in (round(one.score, 4),)
    ]
    return {"text": text, "entities": entities}


def _marked(said: dict[str, Any]) -> str:
    """The line with each entity in brackets, its label and how sure the model is."""
    text, pieces, end = said["text"], [], 0
    for one in said["entities"]:
        pieces += [text[end : one["start"]], f"[{one['text']}]{one['label']} {one['score']:.0%}"]
        end = one["end"]
    return "".join((*pieces, text[end:]))


def push(arguments: Namespace) -> Answer:
    """Upload a model; only now is a token asked for, and the worker alone gets it."""
    with opened(arguments.project) as project:
        prepared = model_pushing.prepare_push(
            project, arguments.model, arguments.repo, arguments.public
        )
    try:
        token = _token()
        if arguments.remember and not hub_tokens.keep_token(token):
            say("There is no keyring on this system: the token is used once and not kept.")
        title = f"uploading {prepared.model}"
        raise_failure(follow(prepared.folder, title, model_pushing.token_line(token)))
    finally:
        model_pushing.clean_up(prepared)
        if arguments.forget_token:
            hub_tokens.forget_token()
    values = {"model": arguments.model, "repo": arguments.repo, "public": arguments.public}
    seen_by = "everybody" if arguments.public else "you alone"
    return Answer(
        values, [f"{arguments.model} is at {arguments.repo}; it can be seen by {seen_by}."]
    )


def _token() -> str:
    """The token of the environment, of the keyring, or as it is typed."""
    token = os.environ.get(TOKEN, "").strip() or hub_tokens.stored_token()
    if not token and sys.stdin.isatty():
        token = getpass.getpass("Access token of the hub, with the right to write: ").strip()
    if token:
        return token
    raise UsageError(
        "NW-U94",
        "No access token was given.",
        "Nothing was uploaded.",
        f"Set {TOKEN}, or call this in a terminal and type the token.",
    )


def _mapping(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if not all(sign for _, sign, _ in pairs):
        raise UsageError(
            "NW-U93",
            f"{text!r} does not say what labels mean.",
            "Nothing was changed.",
            "Write LABEL=OURS for each of the model's labels, with commas between them.",
        )
    return {label.strip(): ours.strip() for label, _, ours in pairs}


def variant_rows(variants: Variants) -> list[tuple[object, ...]]:
    """The table of variants, with its head; sizes and F1 beside those of the original."""
    first = variants.original
    rows = [
        (
            one.name,
            f"{one.size / 1e6:.1f}",
            f"{one.size / max(1, first.size):.2f}",
            f"{one.single.median:.1f}",
            f"{one.batched.median:.1f}",
            f"{one.f1:.4f}",
            f"{one.f1 - first.f1:+.4f}",
            one.changed,
        )
        for one in variants.rows
    ]
    return [VARIANT_HEAD, *rows]


def _row(one: KnownModel) -> tuple[object, ...]:
    return (
        f"* {one.name}" if one.suggests else one.name,
        one.engine or "–",
        one.base or "–",
        len(one.labels),
        "–" if one.f1 is None else one.f1,
        f"{one.note.speed:,.0f}" if one.note.speed else "–",
        f"{one.size / 1e6:.1f}",
        one.created[:10],
    )


def _values(one: KnownModel) -> dict[str, Any]:
    return {
        "model": one.name,
        "title": one.title,
        "imported": one.imported,
        "engine": one.engine,
        "base": one.base,
        "labels": list(one.labels),
        "languages": one.languages,
        "snapshot": one.snapshot,
        "created": one.created,
        "bytes": one.size,
        "f1": one.f1,
        "tokens_per_second": one.note.speed or None,
        "suggester": one.suggests,
        "unknown_labels": list(one.unknown),
        "mapping": dict(one.note.mapping) if one.note.mapping is not None else None,
        "problem": one.problem or None,
        "variant": one.in_use,
        "variants": one.variants.to_json()["rows"] if one.variants else [],
    }
