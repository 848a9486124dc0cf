"""The verb that says what to annotate next, and why."""

from __future__ import annotations

import shutil
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from workbench.cli.job_running import follow, raise_failure
from workbench.cli.output import Answer, say, table
from workbench.cli.projects import opened
from workbench.domain.errors import UsageError
from workbench.domain.queueing import Queued, Strategy
from workbench.operations.queue import HoldOut, QueueState, draw_hold_out, hold_out, queue_state
from workbench.workflow import queueing
from workbench.workflow.queueing import Wish

if TYPE_CHECKING:
    from workbench.storage.project import Project

_LONGEST = 60


def queue(arguments: Namespace) -> Answer:
    """Rank untouched sentences, keep them as the project's queue, and show them."""
    wish = Wish(Strategy(arguments.strategy), arguments.number, arguments.seed)
    with opened(arguments.project) as project:
        drawn = _hold_out(project, arguments)
        _rank(project, wish)
        state = project.ask(queue_state).result()
        ids = [one.pick.sentence for one in state.queue]
        texts = {row.id: row.text for row in project.ask(lambda reader: reader.rows(ids)).result()}
    return Answer(_values(state, wish, drawn), _lines(state, texts))


def _hold_out(project: Project, arguments: Namespace) -> HoldOut:
    """Draw what is missing of a hold-out before anything is selected."""
    found = project.ask(hold_out).result()
    sizes = found.proposed_dev, found.proposed_test
    if arguments.hold_out is not None:
        sizes = _sizes(arguments.hold_out)
    dev, test = (0 if found.dev else sizes[0]), (0 if found.test else sizes[1])
    if not dev and not test:
        return found
    changes = project.submit(draw_hold_out, dev, test, arguments.seed).result()
    say(
        f"{changes.details['dev']:,} sentences were drawn for dev and {changes.details['test']:,}"
        " for test; they are never selected, and want annotating too. The others are train."
    )
    return project.ask(hold_out).result()


def _sizes(text: str) -> tuple[int, int]:
    dev, slash, test = text.partition("/")
    if not (slash and dev.isdecimal() and test.isdecimal()):
        raise UsageError(
            "NW-L27",
            f"{text!r} is no size of a hold-out.",
            "Nothing was changed.",
            "Write how many sentences go to dev and to test, such as 100/100, or 0/0 for none.",
        )
    return int(dev), int(test)


def _rank(project: Project, wish: Wish) -> None:
    if wish.strategy.by_store:
        queueing.rank_by_store(project, wish)
        return
    prepared = queueing.prepare_ranking(project, wish)
    if prepared.notice:
        say(f"warning: {prepared.notice}")
    say(f"{prepared.in_words}, {prepared.gold:,} annotated ones")
    try:
        raise_failure(follow(prepared.folder, "ranking"))
        queueing.take_in_ranking(project, prepared)
    finally:
        shutil.rmtree(prepared.folder, ignore_errors=True)


def _values(state: QueueState, wish: Wish, drawn: HoldOut) -> dict[str, Any]:
    known = state.stability
    return {
        "strategy": wish.strategy.value,
        "sentences": [_row(one) for one in state.queue],
        "stability": {
            "agreement": known.agreement,
            "rounds": known.rounds,
            "stable": known.stable,
            "words": known.words,
        },
        "hold_out": {"dev": drawn.dev, "test": drawn.test, "left": drawn.left},
    }


def _row(one: Queued) -> dict[str, Any]:
    pick = one.pick
    return {
        "id": pick.sentence,
        "score": pick.score,
        "reason": pick.reason,
        "seconds": pick.seconds,
        "strategy": pick.strategy,
    }


def _lines(state: QueueState, texts: dict[int, str]) -> list[str]:
    rows: list[tuple[object, ...]] = [("id", "why", "sentence")]
    for one in state.queue:
        text = texts.get(one.pick.sentence, "")
        short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        rows.append((one.pick.sentence, one.pick.reason, short))
    return [*table(rows), *filter(None, [state.stability.words])]
