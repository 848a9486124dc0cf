"""The log holds what helps to find a fault, and nobody's text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench import log, paths
from workbench.domain.errors import UsageError

CANARY = "Frau Müller wohnt in Ulm"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "user_logs", lambda: tmp_path / "logs")
    return tmp_path / "logs"


def _rows() -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_lines()]


def _fail() -> None:
    raise KeyError(CANARY)


def test_a_line_has_numbers_and_codes() -> None:
    """Time, process, event, and what was given."""
    log.record("job ended", code="NW-T03", seconds=1.5, kept=True, status=None)
    (row,) = _rows()
    assert row["event"] == "job ended"
    assert (row["code"], row["seconds"], row["kept"], row["status"]) == ("NW-T03", 1.5, True, None)
    assert isinstance(row["at"], float) and isinstance(row["pid"], int)


def test_x08_no_text_of_anybody_is_in_the_log(folder: Path) -> None:
    """Neither what is given by mistake nor what errors say; the way of an error is there."""
    log.record("done", what=CANARY, name="hf_canarytoken with more")
    try:
        _fail()
    except KeyError as error:
        log.record_failure(error, "window")
    log.record_failure(UsageError("NW-U21", CANARY, CANARY, CANARY))
    written = b"".join(path.read_bytes() for path in folder.iterdir())
    assert CANARY.encode() not in written and b"ller" not in written
    assert b"hf_canary" not in written
    done, failure, refused = _rows()
    assert done["what"] == f"({len(CANARY)} characters)"
    assert failure["kind"] == "KeyError" and ":_fail" in str(failure["way"])
    assert refused["code"] == "NW-U21"
    assert any(CANARY in text for text in log.said())


def test_the_log_stays_small(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full files move up, and the oldest goes."""
    monkeypatch.setattr(log, "LARGEST", 500)
    for number in range(100):
        log.record("done", step=number)
    files = sorted(folder.iterdir())
    assert len(files) == log.FILES
    assert all(path.stat().st_size < 600 for path in files)
    steps = [row["step"] for row in _rows()]
    assert steps == list(range(100))[-len(steps) :]


def test_a_disk_that_takes_no_line_stops_nothing(folder: Path) -> None:
    """The log is a help, never a condition."""
    folder.write_text("a file where the folder should be", "utf-8")
    log.record("done", step=1)
    assert log.read_lines() == []
