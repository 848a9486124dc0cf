"""Verbs that bring files in and write files out."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from workbench.cli.output import Answer, table
from workbench.cli.projects import opened
from workbench.domain.errors import ExportError, UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import SCHEMES, Scheme, scheme_of
from workbench.domain.sentence import Split
from workbench.formats.base import AUTO, Corpus, Counts, ReadOptions
from workbench.formats.reading import read_corpus
from workbench.formats.writing import RAW, TargetScheme, export_columns
from workbench.operations import exchange

_SHOWN_PROBLEMS = 20


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
