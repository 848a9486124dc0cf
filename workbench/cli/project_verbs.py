"""Verbs over the sentences of a project."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.cli.output import Answer, table
from workbench.cli.projects import labels_of, opened
from workbench.domain.changes import Changes
from workbench.domain.checks import POLICIES
from workbench.domain.errors import ExportError, UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import SCHEMES, Scheme, scheme_of
from workbench.domain.sentence import Split
from workbench.formats.base import AUTO, Corpus, Counts, ReadOptions
from workbench.formats.reading import read_corpus
from workbench.formats.writing import RAW, TargetScheme, export_columns
from workbench.operations import clean, exchange, history, label, split
from workbench.operations.store import FindingGroup, Reader

_SHOWN_PROBLEMS = 20
_SHOWN_EXAMPLES = 5


def new(arguments: Namespace) -> Answer:
    """Make an empty project."""
    from workbench.bootstrap import create_project

    labels = labels_of(arguments.labels)
    label.check_names(labels)
    with create_project(arguments.project, labels) as project:
        path = str(project.path)
    return Answer({"project": path, "labels": labels}, [f"Made {path}."])


def import_files(arguments: Namespace) -> Answer:
    """Read files, show what they are, and add them to the project."""
    corpus = read_corpus([Path(name) for name in arguments.files], _options(arguments))
    values = _corpus_values(corpus)
    if arguments.dry_run:
        return Answer(values, [*_corpus_lines(corpus), "Dry run: nothing was imported."])
    _take_in(arguments.project, corpus, arguments.import_as == "gold")
    return Answer(values, [*_corpus_lines(corpus), f"Imported into {arguments.project}."])


def _take_in(path: Path, corpus: Corpus, as_gold: bool) -> None:
    """Add a corpus to the project at a path, which is made where nothing is."""
    from workbench.bootstrap import create_from

    if not path.exists():
        create_from(path, corpus, as_gold).close()
        return
    with opened(path) as project:
        project.submit(exchange.import_corpus, corpus, as_gold).result()


def _options(arguments: Namespace) -> ReadOptions:
    columns = _columns(arguments.columns)
    chosen = Split(arguments.split) if arguments.split else AUTO
    return ReadOptions(
        format=arguments.format,
        encoding=arguments.encoding,
        token=columns.get("token"),
        tag=columns.get("tag"),
        scheme=None if arguments.scheme == AUTO else parse_scheme(arguments.scheme),
        split=chosen,
    )


def _columns(text: str | None) -> dict[str, int]:
    try:
        pairs = [part.split("=") for part in text.split(",")] if text else []
        columns = {name: int(number) for name, number in pairs}
    except ValueError:
        columns = {"": 0}
    if set(columns) - {"token", "tag"}:
        raise UsageError(
            "NW-U16",
            f"{text!r} does not name columns.",
            "Nothing was imported.",
            "Write --columns token=0,tag=-1.",
        )
    return columns


def parse_scheme(name: str) -> Scheme:
    """A scheme by its name, such as `IOB2` or `BARE/0`."""
    try:
        return scheme_of(name)
    except KeyError as error:
        raise _no_scheme(name) from error


def _target_scheme(name: str) -> TargetScheme:
    """What to export in: a scheme with its usual outside mark, or `raw` for tags as they are."""
    if name.lower() == RAW:
        return RAW
    if name.upper() not in SCHEMES:
        raise _no_scheme(name)
    return SCHEMES[name.upper()]


def _no_scheme(name: str) -> UsageError:
    return UsageError(
        "NW-U17",
        f"There is no tag scheme called {name!r}.",
        "Nothing was changed.",
        f"Use one of: {', '.join(SCHEMES)}.",
    )


def _corpus_values(corpus: Corpus) -> dict[str, Any]:
    return {
        **_counts_values(corpus.counts),
        "splits": {
            (name.value if name else "none"): _counts_values(counts)
            for name, counts in corpus.splits.items()
        },
        "scheme": corpus.scheme.name,
        "outside": corpus.scheme.outside,
        "format": corpus.format,
        "duplicates": corpus.duplicates,
        "skipped": [{"file": one.file, "reason": one.reason} for one in corpus.skipped],
        "problems": [
            {"file": one.file, "line": one.line, "code": one.code, "message": one.message}
            for one in corpus.problems
        ],
    }


def _counts_values(counts: Counts) -> dict[str, Any]:
    return {
        "sentences": counts.sentences,
        "tokens": counts.tokens,
        "entities": counts.entities,
        "labels": dict(counts.labels),
    }


def _corpus_lines(corpus: Corpus) -> list[str]:
    rows: list[tuple[object, ...]] = [("split", "sentences", "tokens", "entities")]
    rows += [
        (name.value if name else "none", part.sentences, part.tokens, part.entities)
        for name, part in corpus.splits.items()
    ]
    labels = ", ".join(f"{name} {count:,}" for name, count in corpus.counts.labels.items())
    outside = "" if corpus.scheme.outside == "O" else f", outside is {corpus.scheme.outside}"
    problems = corpus.problems
    lines = [
        f"{corpus.format}, scheme {corpus.scheme.name}{outside}; labels: {labels or 'none'}",
        *table(rows),
        f"{corpus.duplicates:,} sentences repeat an earlier one.",
        f"{len(problems):,} problems{':' if problems else '.'}",
        *(
            f"  {one.file}:{one.line} {one.code}: {one.message}"
            for one in problems[:_SHOWN_PROBLEMS]
        ),
    ]
    if len(problems) > _SHOWN_PROBLEMS:
        lines.append(f"  … and {len(problems) - _SHOWN_PROBLEMS:,} more; --json lists them all.")
    lines += [f"Skipped {one.file}: {one.reason}" for one in corpus.skipped]
    return lines


def export(arguments: Namespace) -> Answer:
    """Write sentences to a file, read it back and compare."""
    if arguments.format != "columns":
        raise UsageError(
            "NW-U18",
            f"There is no export format called {arguments.format!r}.",
            "Nothing was written.",
            "Use --format columns.",
        )
    _refuse_project(arguments.out)
    scheme = _target_scheme(arguments.scheme)
    with opened(arguments.project) as project:
        sentences = project.ask(exchange.export_sentences, _export_filter(arguments)).result()
    written = export_columns(arguments.out, sentences, scheme)
    values = {
        "file": str(written.path),
        "sentences": written.sentences,
        "tokens": written.tokens,
        "entities": written.entities,
        "verified": written.verified,
    }
    return Answer(
        values,
        [f"Wrote {written.sentences:,} sentences to {written.path}; read back and compared."],
    )


def _refuse_project(out: Path) -> None:
    """An export replaces the file that is there, but never a project."""
    from workbench.bootstrap import is_project

    if is_project(out):
        raise ExportError(
            "NW-E05",
            f"{out} is a project, which an export would replace.",
            "It was not touched.",
            "Choose another name for the export.",
        )


def _export_filter(arguments: Namespace) -> Filter:
    terms = []
    if arguments.split:
        terms.append(Term(Field.SPLIT, arguments.split))
    if arguments.status:
        terms.append(Term(Field.STATUS, arguments.status))
    return Filter(tuple(terms))


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


def backup(arguments: Namespace) -> Answer:
    """Copy the project into one file."""
    target = arguments.out or arguments.project.with_suffix(".backup.nerproj")
    with opened(arguments.project) as project:
        project.backup(target)
    return Answer({"ok": True, "file": str(target), "findings": []}, [f"Copied to {target}."])
