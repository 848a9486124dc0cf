"""A worker that stays: it answers what it is asked, the newest first, and ends with its owner."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

import pytest

from workbench.domain.errors import UsageError
from workbench.domain.training import MODEL_CARD, Example, JobKind, ModelCard, Spec
from workbench.engines.fake import DICTIONARY
from workbench.files import complete_folder, write_json
from workbench.jobs.environment import worker_command, worker_environment
from workbench.jobs.host import WorkerHost
from workbench.jobs.protocol import (
    CANCEL_LINE,
    LineReader,
    Message,
    Ready,
    Tagged,
    line_to_message,
    message_to_line,
)
from workbench.jobs.serving import (
    Said,
    TagRequest,
    line_to_request,
    read_token,
    request_to_line,
    serve,
    token_to_line,
)
from workbench.jobs.spec import RunFolder, create_run_folder

M = TypeVar("M", bound=Message)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """A job that serves a small dictionary."""
    aside, model = tmp_path / "aside", tmp_path / "model"
    aside.mkdir()
    write_json(aside / DICTIONARY, {"Ada": "B-PER", "Oslo": "B-LOC", "Łódź": "B-LOC"})
    write_json(aside / MODEL_CARD, ModelCard("fake", "none", ("PER", "LOC")).to_json())
    complete_folder(aside, model)
    spec = Spec(kind=JobKind.SERVE, engine="fake", model=str(model))
    return create_run_folder(tmp_path / "serve", spec, {"input": ()})


@contextmanager
def running(folder: RunFolder) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        worker_command(folder.path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=worker_environment(),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(stream: IO[bytes], kind: type[M]) -> M:
    """The next message of a kind."""
    for line in stream:
        message = line_to_message(line)
        if isinstance(message, kind):
            return message
    raise AssertionError(f"no {kind.__name__} came")


def test_a_model_is_loaded_once_and_asked_often(folder: RunFolder) -> None:
    """Each answer bears the number of its question; the end of the input ends the worker."""
    with running(folder) as process:
        assert process.stdin is not None and process.stdout is not None
        heard(process.stdout, Ready)
        for number, tokens in enumerate((("Ada", "left", "Łódź"), ("Oslo",))):
            process.stdin.write(request_to_line(TagRequest(number, (tokens,))))
            process.stdin.flush()
            answer = heard(process.stdout, Tagged)
            assert answer.id == number
            assert len(answer.tags[0]) == len(answer.scores[0]) == len(tokens)
        assert answer.tags == (("B-LOC",),)
        process.stdin.close()
        assert process.wait(10) == 0


def test_nothing_that_was_typed_is_written_to_the_disk(folder: RunFolder) -> None:
    """Neither the text nor what the model says of it."""
    with running(folder) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(request_to_line(TagRequest(7, (("Ada", "secretly", "left"),))))
        process.stdin.flush()
        heard(process.stdout, Tagged)
        process.stdin.write(CANCEL_LINE)
        process.stdin.flush()
        assert process.wait(10) == 0
    for file in folder.path.rglob("*"):
        assert not file.is_file() or b"secretly" not in file.read_bytes(), file
    assert b"tagged" not in folder.events.read_bytes()


class Wire:
    """A host whose lines are put by the test; what it prints goes into a pipe."""

    def __init__(self, folder: Path) -> None:
        self.heard, self.out = os.pipe()
        self.host = WorkerHost(self.out, folder / "events.jsonl")

    def close(self) -> None:
        self.host._events.close()
        os.close(self.heard)
        os.close(self.out)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    made = Wire(tmp_path)
    yield made
    made.close()


def test_only_the_newest_of_several_questions_is_answered(wire: Wire) -> None:
    """What was typed meanwhile goes first; older questions are left out."""
    lines = wire.host.lines

    def tag(examples: Sequence[Example]) -> Said:
        if len(examples[0].tokens) == 1:
            # While the first one is answered, three more are typed.
            for number in (2, 3, 4):
                lines.put(request_to_line(TagRequest(number, (("a", "b"),))))
        else:
            wire.host.cut_off()
            lines.put(None)
        return [(("O",) * len(one.tokens), (1.0,) * len(one.tokens)) for one in examples]

    lines.put(request_to_line(TagRequest(1, (("a",),))))
    serve(wire.host, tag)
    told = LineReader().feed(os.read(wire.heard, 65536))
    assert [one.id for one in told if isinstance(one, Tagged)] == [1, 4]


def test_lines_that_are_no_question_are_passed_over() -> None:
    """A line may be damaged; the worker goes on."""
    for line in (b"", b"x", b"[]", b'{"command":"tag"}', b'{"command":"tag","id":1,"sentences":3}'):
        assert line_to_request(line) is None
    request = TagRequest(3, (("雨", "\ud800"),))
    assert line_to_request(request_to_line(request)) == request


def test_an_answer_survives_the_wire() -> None:
    """Also one with numbers that JSON lacks in the wrong place."""
    answer = Tagged(5, (("B-PER", "O"),), ((0.5, 1.0),), 0.01)
    assert line_to_message(message_to_line(answer)) == answer
    broken = Tagged(5, (("B-PER",),), ((float("nan"),),), 0.01)
    assert line_to_message(message_to_line(broken)) is None


@pytest.mark.parametrize("line", [b'{"command":"token","token":""}\n', b"nonsense\n"])
def test_without_a_token_nothing_goes_on(wire: Wire, line: bytes) -> None:
    """A worker that uploads waits for one line, and refuses any other."""
    host = wire.host
    host.lines.put(line)
    with pytest.raises(UsageError, match="access token"):
        read_token(host)
    host.lines.put(token_to_line("hf_x"))
    assert read_token(host) == "hf_x"


def test_what_stands_around_goes_with_the_sentences() -> None:
    """Empty sentences are left out with their neighbours; half of it is no question."""
    around = ((("He", "came"), ()), ((), ()), ((), ("He", "left")))
    asked = TagRequest(3, (("Ada",), (), ("Bo", "sat")), around)
    heard = line_to_request(request_to_line(asked))
    assert heard == TagRequest(3, (("Ada",), ("Bo", "sat")), (around[0], around[2]))
    assert [(one.before, one.after) for one in heard.examples] == [around[0], around[2]]
    assert line_to_request(request_to_line(TagRequest(3, (("Ada",),), around))) is None
