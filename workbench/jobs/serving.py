"""A worker that stays: sentences come as lines on standard input, tags go back as messages."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.domain.errors import UsageError
from workbench.domain.training import CancelledError, Example
from workbench.jobs.host import WorkerHost
from workbench.jobs.protocol import Tagged

Said = Sequence[tuple[Sequence[str], Sequence[float]]]


@dataclass(frozen=True, slots=True)
class TagRequest:
    """Sentences to tag, as tokens; an answer bears the same number."""

    id: int
    sentences: tuple[tuple[str, ...], ...]


def request_to_line(request: TagRequest) -> bytes:
    """The line by which a worker is asked."""
    row = {"command": "tag", "id": request.id, "sentences": request.sentences}
    return json.dumps(row).encode() + b"\n"


def line_to_request(line: bytes) -> TagRequest | None:
    """Read such a line; None when it is none."""
    try:
        row = json.loads(line)
        if row["command"] != "tag":
            return None
        sentences = tuple(tuple(map(str, tokens)) for tokens in row["sentences"])
        return TagRequest(int(row["id"]), tuple(one for one in sentences if one))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def token_to_line(token: str) -> bytes:
    """The line that hands a worker an access token."""
    return json.dumps({"command": "token", "token": token}).encode() + b"\n"


def serve(host: WorkerHost, tag: Callable[[Sequence[Example]], Said]) -> None:
    """Answer requests until the lines end; where several wait, only the newest is answered."""
    while (request := _newest(host)) is not None:
        started = time.monotonic()
        examples = [Example(number, tokens) for number, tokens in enumerate(request.sentences)]
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
