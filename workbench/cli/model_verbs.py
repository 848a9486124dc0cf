"""Verbs that let models propose."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from typing import TYPE_CHECKING

from workbench.cli.job_running import choose_model, follow, passing_job, raise_failure
from workbench.cli.output import Answer, ProgressLine
from workbench.cli.projects import opened
from workbench.domain.errors import UsageError
from workbench.domain.training import Example, JobKind
from workbench.jobs.spec import RunFolder, read_predictions
from workbench.workflow import suggesting
from workbench.workflow.suggesting import Model

if TYPE_CHECKING:
    from workbench.storage.project import Project


def suggest(arguments: Namespace) -> Answer:
    """Let a model propose entities."""
    from workbench.cli.matching_verbs import suggest_by, suggester_of

    wanted = suggester_of(arguments)
    with opened(arguments.project) as project:
        if arguments.instant:
            return suggest_at_once(project, arguments.on)
        if wanted is not None:
            return suggest_by(project, wanted, arguments.on)
        return run_suggesting(project, choose_model(project, arguments), arguments.on)


def suggest_at_once(project: Project, on: str) -> Answer:
    """Let the instant model learn from the gold and propose, in one go."""
    from workbench.workflow.instant import suggest_instantly

    started = time.monotonic()
    line = ProgressLine("suggesting by the instant model")
    outcome = suggest_instantly(project, on, lambda share: line.show(share, None))
    line.end()
    values = {
        "suggester": "instant",
        "learned": outcome.learned,
        "sentences": outcome.sentences,
        "entities": outcome.changes.details["entities"],
        "seconds": round(time.monotonic() - started, 2),
    }
    text = f"{values['entities']:,} entities suggested on {outcome.sentences:,} sentences"
    return Answer(values, [f"{text}, after learning from {outcome.learned:,}."])


def run_suggesting(project: Project, model: Model, on: str) -> Answer:
    """Predict with progress on standard error, and take the suggestions in."""
    prepared = suggesting.prepare_model(project, model, on)
    raise_failure(follow(prepared.folder, f"suggesting by {model.name}"))
    spent = RunFolder(prepared.folder).report()
    changes = suggesting.take_in_suggestions(
        project, prepared.folder, prepared.suggester, prepared.mapping
    )
    values = {
        "sentences": prepared.sentences,
        "entities": changes.details["entities"],
        "seconds": spent.seconds if spent else None,
    }
    text = f"{values['entities']:,} entities suggested on {prepared.sentences:,} sentences."
    return Answer(values, [text])


def tag(arguments: Namespace) -> Answer:
    """Tag text from standard input, one sentence a line."""
    model = choose_model(None, arguments)
    lines = (line.split() for line in _standard_input().split("\n"))
    examples = tuple(
        Example(number, tuple(tokens)) for number, tokens in enumerate(lines, 1) if tokens
    )
    if not examples:
        return Answer({"sentences": []}, [])
    with passing_job(model, JobKind.PREDICT, examples) as folder:
        rows = [json.loads(line) for line in folder.predictions.read_text("utf-8").splitlines()]
        entities = read_predictions(folder)
    tokens = {example.id: example.tokens for example in examples}
    sentences = [
        {
            "tokens": list(tokens[row["id"]]),
            "tags": row["tags"],
            "scores": row["scores"],
            "entities": [
                {"label": entity.label, "start": entity.start, "end": entity.end, "score": score}
                for entity, score in entities[row["id"]]
            ],
        }
        for row in rows
    ]
    return Answer(
        {"sentences": sentences}, [json.dumps(one, ensure_ascii=False) for one in sentences]
    )


def _standard_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise UsageError(
            "NW-U26",
            f"The text on standard input is not {error.encoding}.",
            "Nothing was tagged.",
            "Convert it to UTF-8 first.",
        ) from error
