"""Verbs over the sentences of a project."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from workbench.cli.output import Answer, table
from workbench.cli.projects import labels_of, opened
from workbench.domain.changes import Changes
from workbench.domain.checks import POLICIES
from workbench.domain.counts import FindingGroup
from workbench.operations import clean, history, label, split
from workbench.operations.store import Reader

_SHOWN_EXAMPLES = 5


def new(arguments: Namespace) -> Answer:
    """Make an empty project."""
    from workbench.bootstrap import create_project

    labels = labels_of(arguments.labels)
    label.check_names(labels)
    with create_project(arguments.project, labels) as project:
        path = str(project.path)
    return Answer({"project": path, "labels": labels}, [f"Made {path}."])


def stats(arguments: Namespace) -> Answer:
    """Count what is there."""
    with opened(arguments.project) as project:
        found = project.ask(lambda reader: reader.statistics()).result()
    values = {
        "sentences": found.sentences,
        "tokens": found.tokens,
        "entities": found.entities,
        "labels": dict(found.labels),
        "tags": dict(found.tags),
        "splits": dict(found.splits),
        "status": dict(found.status),
        "suggestions": found.suggestions,
        "findings": found.findings,
    }
    rows: list[tuple[object, ...]] = [("split", "sentences", "tokens", "entities")]
    rows += [
        (name, part["sentences"], part["tokens"], part["entities"])
        for name, part in found.splits.items()
    ]
    lines = [
        f"{found.sentences:,} sentences, {found.tokens:,} tokens, {found.entities:,} entities",
        *table(rows),
        "labels: " + _listed(found.labels),
        "status: " + _listed(found.status),
        f"suggestions: {found.suggestions:,}; findings: {found.findings:,}",
    ]
    return Answer(values, lines)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"


def check(arguments: Namespace) -> Answer:
    """List the findings of the checks by kind."""
    with opened(arguments.project) as project:
        groups = project.ask(_described_findings).result()
    total = sum(group["count"] for group in groups)
    lines = [f"{total:,} findings"]
    for group in groups:
        lines.append(f"{group['kind']}: {group['count']:,}")
        lines += [
            f"  sentence {one['sentence']}: {one['token']}  {one['tag'] or '(none)'} → {one['fix']}"
            for one in group["examples"]
        ]
    return Answer({"total": total, "findings": groups}, lines)


def _described_findings(reader: Reader) -> list[dict[str, Any]]:
    return [_described_group(reader, group) for group in reader.finding_groups()]


def _described_group(reader: Reader, group: FindingGroup) -> dict[str, Any]:
    examples = []
    for found in reader.findings(group.kind, _SHOWN_EXAMPLES):
        sentence = reader.sentence(found.sentence)
        examples.append(
            {
                "sentence": found.sentence,
                "position": found.finding.position,
                "token": sentence.tokens[found.finding.position],
                "tag": found.finding.tag,
                "fix": found.finding.repair,
            }
        )
    return {
        "kind": group.kind.value,
        "count": group.count,
        "fix": POLICIES[group.kind][0],
        "examples": examples,
    }


def clean_tags(arguments: Namespace) -> Answer:
    """Repair bad tags, all kinds or some."""
    kinds = clean.parse_kinds(arguments.kind or ())
    policy = clean.parse_policy(arguments.policy or ())
    with opened(arguments.project) as project:
        if arguments.dry_run:
            return _cleaned("Would repair", project.ask(clean.dry_run, kinds, policy).result())
        changes = project.submit(clean.clean, kinds, policy).result()
    return _cleaned("Repaired", changes)


def _cleaned(did: str, changes: Changes) -> Answer:
    by_kind = dict(changes.details)
    tags = by_kind.pop("changed_tags", 0)
    values = {
        "changed_sentences": len(changes.sentences),
        "changed_tags": tags,
        "by_kind": by_kind,
    }
    text = f"{did} {tags:,} tags in {len(changes.sentences):,} sentences."
    return Answer(values, [text, *table(sorted(by_kind.items()))])


def undo(arguments: Namespace) -> Answer:
    """Take the last operation back."""
    with opened(arguments.project) as project:
        return _travelled("Undid", project.submit(history.undo).result())


def redo(arguments: Namespace) -> Answer:
    """Do again what was undone last."""
    with opened(arguments.project) as project:
        return _travelled("Redid", project.submit(history.redo).result())


def _travelled(did: str, changes: Changes) -> Answer:
    if not changes.sequence:
        return Answer({"operation": None, "sentences": 0}, [f"There is {changes.operation}."])
    sentences = changes.details.get("sentences", len(changes.sentences))
    return Answer(
        {"operation": changes.operation, "sentences": sentences},
        [f"{did} {changes.operation} ({sentences:,} sentences)."],
    )


def show_history(arguments: Namespace) -> Answer:
    """List the journal, the latest first."""
    with opened(arguments.project) as project:
        entries = project.ask(lambda reader: reader.history(arguments.limit)).result()
    values = [
        {
            "sequence": one.sequence,
            "operation": one.operation,
            "time": one.time,
            "actor": one.actor,
            "sentences": one.sentences,
            "undone": one.undone,
        }
        for one in entries
    ]
    rows = [
        (one.operation + (" (undone)" if one.undone else ""), one.sequence, one.sentences, one.time)
        for one in entries
    ]
    return Answer({"operations": values}, table(rows) or ["Nothing was done yet."])


def change_label(arguments: Namespace) -> Answer:
    """Rename, merge or delete a label."""
    with opened(arguments.project) as project:
        if arguments.action == "delete":
            changes = project.submit(label.delete, arguments.label).result()
        else:
            action = label.rename if arguments.action == "rename" else label.merge
            changes = project.submit(action, arguments.label, arguments.into).result()
    entities = changes.details.get("changed_entities", 0)
    return Answer(
        {"changed_sentences": len(changes.sentences), "changed_entities": entities},
        [f"{changes.operation}: {entities:,} entities in {len(changes.sentences):,} sentences."],
    )


def draw_splits(arguments: Namespace) -> Answer:
    """Draw splits for sentences that have none."""
    ratio = split.parse_ratio(arguments.ratio)
    with opened(arguments.project) as project:
        project.submit(split.draw_splits, ratio, arguments.seed).result()
        leaks = project.ask(split.count_leaks).result()
        counts = project.ask(lambda reader: reader.statistics()).result().splits
    sizes = {name: part["sentences"] for name, part in counts.items()}
    lines = [_listed(sizes)]
    if leaks:
        lines.append(f"{leaks:,} sentences of dev and test also stand in another split.")
    return Answer({"splits": sizes, "leaks": leaks}, lines)
