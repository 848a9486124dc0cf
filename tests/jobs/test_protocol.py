"""Messages survive the wire, and rubbish on it does no harm."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.entity import Entity
from workbench.domain.run_reports import DevScores, EpochRow
from workbench.domain.training import JobState
from workbench.jobs.protocol import (
    CANCEL_LINE,
    LONGEST_LINE,
    STOP_LINE,
    Fault,
    Finished,
    LineReader,
    Log,
    Message,
    Progress,
    Started,
    Suggested,
    Taught,
    line_to_command,
    line_to_message,
    message_to_line,
)

MESSAGES: list[Message] = [
    Started(42, "cpu", 2),
    Progress(3, 10, 0.3, 0.5, 7.5),
    Progress(1, 10, 0.1, None, 0.0),
    EpochRow(1, None, DevScores(0.1, 0.2, 0.13, 0.9), True, 700),
    Log("科 \u2028 and\nanother line"),
    Taught(120, 310, 0.25),
    Suggested(7, 120, ((3, ((Entity("PER", 0, 2), 0.75),)), (5, ())), 0.01),
    Finished(JobState.DONE),
    Finished(JobState.FAILED, Fault("NW-J02", "It broke.", "All is safe.", "Try again.")),
]


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_survives_the_wire(message: Message) -> None:
    """Each kind of message reads back as it was, from exactly one line."""
    line = message_to_line(message)
    assert line.count(b"\n") == 1
    assert line_to_message(line) == message


def test_numbers_that_json_lacks_become_null() -> None:
    """A NaN loss makes no line that a strict reader refuses."""
    line = message_to_line(Progress(1, 2, 0.5, float("nan"), 1.0))
    assert json.loads(line, parse_constant=pytest.fail)["loss"] is None


@given(st.lists(st.sampled_from(MESSAGES)), st.integers(1, 50))
def test_the_cut_of_the_bytes_does_not_matter(messages: list[Message], size: int) -> None:
    """However the pipe cuts the lines, the same messages come out."""
    data = b"".join(map(message_to_line, messages))
    reader = LineReader()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    assert [message for piece in pieces for message in reader.feed(piece)] == messages
    assert reader.garbage == 0


@given(st.lists(st.binary(max_size=30)))
def test_t10_garbage_is_counted_and_not_fatal(lines: list[bytes]) -> None:
    """Lines that are no message are counted; the messages between them arrive."""
    clean = [line.replace(b"\n", b"") for line in lines]
    reader = LineReader()
    data = b"".join(line + b"\n" + message_to_line(Log("x")) for line in clean)
    assert reader.feed(data) == [Log("x")] * len(clean)
    assert reader.garbage == sum(bool(line.strip()) for line in clean)


def test_an_endless_line_is_thrown_away() -> None:
    """A line without an end does not fill the memory."""
    reader = LineReader()
    reader.feed(b"x" * (LONGEST_LINE + 1))
    assert reader.garbage == 1
    assert reader.feed(b"\n" + message_to_line(Log("x"))) == [Log("x")]


@pytest.mark.parametrize("line", [b'{"type":"log"}', b'{"type":"nonsense"}', b"[]", b"1", b'{"a"'])
def test_half_a_message_is_none(line: bytes) -> None:
    """JSON that is no message of ours reads as None."""
    assert line_to_message(line) is None


def test_commands_are_read() -> None:
    """The two commands are known, and nothing else is obeyed."""
    assert line_to_command(STOP_LINE) == "stop"
    assert line_to_command(CANCEL_LINE) == "cancel"
    assert line_to_command(b'{"command":"format the disk"}') is None
    assert line_to_command(b"\xff") is None


def test_a_fault_becomes_an_error() -> None:
    """A fault raises with the code and the words that it came with."""
    fault = Fault("NW-J02", "It broke.", "All is safe.", "Try again.")
    assert Fault.of(fault.to_error()) == fault
