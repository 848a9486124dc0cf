"""Verbs that bring files in and write files out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from workbench.cli.output import Answer, ProgressLine, say, table
from workbench.cli.projects import opened
from workbench.domain.changes import Changes
from workbench.domain.errors import ExportError, UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import SCHEMES, Scheme, scheme_of
from workbench.domain.sentence import Split
from workbench.formats.base import AUTO, RAW, Counts, Progress, ReadOptions, TargetScheme
from workbench.formats.corpus import Corpus, CorpusFile
from workbench.formats.exporting import Written, export
from workbench.formats.planning import Plan, export_format
from workbench.formats.reading import read_corpus
from workbench.operations import exchange
from workbench.workflow.exchange import Watch, plan_export

T = TypeVar("T")

_SHOWN_PROBLEMS = 20
# How often progress is looked at while another thread works, in seconds.
_GLANCE = 0.2
_SEPARATORS = {"tab": "\t", "space": " "}


def import_files(arguments: Namespace) -> Answer:
    """Read files, show what they are, and add them to the project."""
    paths = [Path(name) for name in arguments.files]
    options = _options(arguments)
    with _with_progress("reading", lambda step: read_corpus(paths, options, step)) as corpus:
        values = _corpus_values(corpus)
        lines = _corpus_lines(corpus)
        if arguments.dry_run:
            return Answer(values, [*lines, "Dry run: nothing was imported."])
        changes = _take_in(arguments, corpus)
    added, known = changes.details["sentences"], changes.details["known"]
    values |= {"added": added, "known": known}
    return Answer(values, [*lines, _outcome(arguments.project, added, known)])


def _outcome(project: Path, added: int, known: int) -> str:
    if not known:
        return f"Imported {added:,} sentences into {project}."
    there = f"{known:,} sentences come from files that were imported before"
    if not added:
        return f"Nothing was added: {there}. --again adds them once more."
    return f"Imported {added:,} sentences into {project}. {there}, and were left out."


def _take_in(arguments: Namespace, corpus: Corpus) -> Changes:
    """Add a corpus to the project at a path, which is made where nothing is."""
    from workbench.bootstrap import create_from

    as_gold, again = arguments.import_as == "gold", arguments.again
    path = arguments.project
    if not path.exists():
        project, changes = _with_progress(
            "importing", lambda step: create_from(path, corpus, as_gold, step)
        )
        project.close()
        return changes
    with opened(path) as store:
        return _with_progress(
            "importing",
            lambda step: store.submit(
                exchange.import_corpus, corpus, as_gold, again=again, progress=step
            ).result(),
        )


def _with_progress(what: str, work: Callable[[Progress], T]) -> T:
    """Work elsewhere, so that Ctrl+C is heard; the work then ends before it is passed on."""
    from concurrent.futures import ThreadPoolExecutor

    watch = Watch()
    line = ProgressLine(what)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, watch.progress)
        try:
            return _wait(future, watch, line)
        except KeyboardInterrupt:
            watch.cancel()
            raise
        finally:
            line.end()


def _wait(future: Future[T], watch: Watch, line: ProgressLine) -> T:
    while True:
        try:
            return future.result(timeout=_GLANCE)
        except TimeoutError:
            if future.done():
                raise
            if watch.seconds_left is not None and watch.share < 1:
                line.show(watch.share, watch.seconds_left)


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
        spans=arguments.spans,
        sentences=arguments.sentences,
        tokens=arguments.tokens,
        language=arguments.language,
        text_column=arguments.text_column,
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
        "files": [_file_values(file) for file in corpus.files],
        "skipped": [{"file": one.file, "reason": one.reason} for one in corpus.skipped],
        "problems": [
            {"file": one.file, "line": one.line, "code": one.code, "message": one.message}
            for one in corpus.problems
        ],
    }


def _file_values(file: CorpusFile) -> dict[str, Any]:
    return {
        "file": file.name,
        "format": file.layout.format,
        "encoding": file.layout.encoding,
        "layout": file.layout.description,
        "sentences": len(file.sentences),
        "units": {
            one.unit: {"read": one.read, "kept": one.kept, "reported": one.reported}
            for one in file.accounts
        },
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
    return [
        f"{corpus.format}, scheme {corpus.scheme.name}{outside}; labels: {labels or 'none'}",
        *table(rows),
        f"{corpus.duplicates:,} sentences repeat an earlier one.",
        *_account_lines(corpus),
        *_problem_lines(corpus),
        *(f"Skipped {one.file}: {one.reason}" for one in corpus.skipped),
    ]


def _account_lines(corpus: Corpus) -> list[str]:
    """What was read, kept and reported, over all files."""
    totals: dict[str, list[int]] = {}
    for file in corpus.files:
        for one in file.accounts:
            total = totals.setdefault(one.unit, [0, 0, 0])
            for place, number in enumerate((one.read, one.kept, one.reported)):
                total[place] += number
    return [
        f"{unit}: {read:,} read = {kept:,} kept + {reported:,} reported"
        for unit, (read, kept, reported) in totals.items()
    ]


def _problem_lines(corpus: Corpus) -> list[str]:
    counts = corpus.problem_counts
    number = sum(counts.values())
    if not number:
        return ["0 problems."]
    kinds = ", ".join(f"{code} {count:,}" for code, count in counts.items())
    lines = [f"{number:,} problems ({kinds}):"]
    for one in islice(corpus.problems, _SHOWN_PROBLEMS):
        # What concerns the whole file has no line.
        place = f"{one.file}:{one.line}" if one.line else one.file
        lines.append(f"  {place} {one.code}: {one.message}")
    if number > _SHOWN_PROBLEMS:
        lines.append(f"  … and {number - _SHOWN_PROBLEMS:,} more; --json lists them all.")
    return lines


def export_file(arguments: Namespace) -> Answer:
    """Write sentences to a file, read it back and compare."""
    format_ = export_format(arguments.format)
    _refuse_project(arguments.out)
    scheme = _target_scheme(arguments.scheme)
    separator = _SEPARATORS[arguments.separator]
    with opened(arguments.project) as project:
        plan = _with_progress(
            "gathering",
            lambda step: plan_export(
                project, _export_filter(arguments), format_, scheme, separator, step
            ),
        )
    _tell_losses(plan)
    written = _with_progress(
        "writing", lambda step: export(plan, arguments.out, arguments.lossy, step)
    )
    return Answer(_written_values(written), _written_lines(written))


def _tell_losses(plan: Plan) -> None:
    """Said before anything is written."""
    if plan.losses:
        say(f"{plan.format.title} does not carry {'; '.join(plan.losses)}.")


def _written_values(written: Written) -> dict[str, Any]:
    return {
        "file": str(written.path),
        "files": [str(file) for file in written.files],
        "sentences": written.sentences,
        "tokens": written.tokens,
        "entities": written.entities,
        "not_carried": list(written.losses),
        "verified": written.verified,
    }


def _written_lines(written: Written) -> list[str]:
    return [f"Wrote {written.sentences:,} sentences to {written.path}; read back and compared."]


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
