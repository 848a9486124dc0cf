"""A worker that stays: sentences come as lines on standard input, tags go back as messages."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from workbench.domain.errors import UsageError
from workbench.domain.training import CancelledError, Example
from workbench.jobs.host import WorkerHost
from workbench.jobs.protocol import Tagged

Said = Sequence[tuple[Sequence[str], Sequence[float]]]


@dataclass(frozen=True, slots=True)
class TagRequest:
    """Sentences to tag, as tokens; an answer bears the same number.

    `around` holds the tokens before and after each sentence, where a model wants them.
    """

    id: int
    sentences: tuple[tuple[str, ...], ...]
    around: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    @property
    def examples(self) -> list[Example]:
        around = self.around or (((), ()),) * len(self.sentences)
        pairs = zip(self.sentences, around, strict=True)
        return [
            Example(number, tokens, (), before, after)
            for number, (tokens, (before, after)) in enumerate(pairs)
        ]


def request_to_line(request: TagRequest) -> bytes:
    """The line by which a worker is asked."""
    row = {"command": "tag", "id": request.id, "sentences": request.sentences}
    if any(before or after for before, after in request.around):
        row["around"] = request.around
    return json.dumps(row).encode() + b"\n"


def line_to_request(line: bytes) -> TagRequest | None:
    """Read such a line; None when it is none."""
    try:
        row = json.loads(line)
        if row["command"] != "tag":
            return None
        sentences = tuple(_tokens(one) for one in row["sentences"])
        around = tuple((_tokens(one), _tokens(other)) for one, other in row.get("around", ()))
        if len(around) not in (0, len(sentences)):
            return None
        full = tuple(bool(one) for one in sentences)
        return TagRequest(
            int(row["id"]), tuple(compress(sentences, full)), tuple(compress(around, full))
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _tokens(row: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(str, row))


def token_to_line(token: str) -> bytes:
    """The line that hands a worker an access token."""
    return json.dumps({"command": "token", "token": token}).encode() + b"\n"


def serve(host: WorkerHost, tag: Callable[[Sequence[Example]], Said]) -> None:
    """Answer requests until the lines end; where several wait, only the newest is answered."""
    while (request := _newest(host)) is not None:
        started = time.monotonic()
        examples = request.examples
        said = tag(examples) if examples else ()
        tags = tuple(tuple(one[0]) for one in said)
        scores = tuple(tuple(one[1]) for one in said)
        host.answer(Tagged(request.id, tags, scores, round(time.monotonic() - started, 4)))


def read_token(host: WorkerHost) -> str:
    """Wait for the token; UsageError NW-U94 where none comes."""
    line = host.lines.get()
    try:
        row = json.loads(line or b"")
        token = row["token"] if row["command"] == "token" else ""
    except (ValueError, KeyError, TypeError):
        token = ""
    host.check()
    if isinstance(token, str) and token:
        return token
    raise UsageError(
        "NW-U94",
        "No access token was given.",
        "Nothing was uploaded.",
        "Make a token with the right to write on the hub's page of settings, and paste it.",
    )


def _newest(host: WorkerHost) -> TagRequest | None:
    """The newest request that waits, or the next one; None when there will be no more."""
    newest: TagRequest | None = None
    while newest is None or not host.lines.empty():
        line = host.lines.get()
        if line is None:
            _see_why(host)
            return None
        newest = line_to_request(line) or newest
    return newest


def _see_why(host: WorkerHost) -> None:
    """The end of the input is the usual end of a worker that stays; a cancel is none."""
    if not host.cut_off_only:
        raise CancelledError
