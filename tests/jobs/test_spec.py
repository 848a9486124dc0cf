"""A run folder is there whole or not at all, and reads back as it was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.domain.entity import Entity
from workbench.domain.errors import JobError
from workbench.domain.training import JobKind, JobState, Spec
from workbench.files import hash_file
from workbench.jobs.protocol import Finished, Log, message_to_line
from workbench.jobs.spec import (
    Data,
    Example,
    RunFolder,
    SnapshotNotes,
    create_run_folder,
    json_to_spec,
    read_events,
    read_predictions,
    spec_to_json,
    write_predictions,
)

SPEC = Spec(labels=("PER",), learning_rate=1e-3, options={"steps": 2}, kind=JobKind.EVALUATE)
ODD = Example(4, ("\udc80", "\u200b", '"', "科"), ("B-PER", "I-PER", "O", "O"))


def test_a_spec_survives_json() -> None:
    """Every field of a spec comes back."""
    assert json_to_spec(json.loads(json.dumps(spec_to_json(SPEC)))) == SPEC


@pytest.mark.parametrize("change", [{"schema": 2}, {"kind": "dance"}, {"labels": None}])
def test_a_strange_spec_is_refused(change: dict[str, object]) -> None:
    """A spec of another version, or a damaged one, is a coded error."""
    with pytest.raises(JobError) as caught:
        json_to_spec({**spec_to_json(SPEC), **change})
    assert caught.value.code == "NW-J03"


def test_the_learning_rate_suits_the_base() -> None:
    """The small embedded encoder learns faster than others, unless told otherwise."""
    assert Spec().rate == 2e-4
    assert Spec(base="some/encoder").rate == 5e-5
    assert Spec(learning_rate=0.5).rate == 0.5


def test_the_snapshot_reads_back(tmp_path: Path) -> None:
    """Odd tokens survive, tags may be absent, hashes and counts are true."""
    bare = Example(9, ("no", "gold"))
    notes = SnapshotNotes(bad_tags=3, held_out=7)
    run = create_run_folder(tmp_path / "runs" / "run-1", SPEC, {"input": [ODD, bare]}, notes)
    assert run.spec() == SPEC
    assert run.examples("input") == (ODD, bare)
    snapshot = run.snapshot()
    assert snapshot["sentences"] == {"input": 2} and snapshot["bad_tags"] == 3
    assert run.snapshot_notes() == notes
    assert snapshot["sha256"] == {"input.jsonl": hash_file(run.data / "input.jsonl")}


def test_the_splits_read_back(tmp_path: Path) -> None:
    """The data of a training comes back split by split."""
    splits = {"train": [ODD], "dev": [], "test": [ODD, ODD]}
    run = create_run_folder(tmp_path / "run-1", SPEC, splits)
    assert run.training_data() == Data((ODD,), (), (ODD, ODD))


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """A second run under the same name is refused and changes nothing."""
    run = create_run_folder(tmp_path / "run-1", SPEC, {"input": [ODD]})
    with pytest.raises(JobError) as caught:
        create_run_folder(tmp_path / "run-1", Spec(), {"input": []})
    assert caught.value.code == "NW-J04"
    assert run.spec() == SPEC and run.examples("input") == (ODD,)


def test_nothing_is_left_half_done(tmp_path: Path) -> None:
    """When the data cannot be written, no run folder appears."""

    def break_off() -> list[Example]:
        raise OSError("no more")

    with pytest.raises(OSError, match="no more"):
        create_run_folder(tmp_path / "run-1", SPEC, {"input": (x for x in break_off())})
    assert list(tmp_path.iterdir()) == []


def test_a_cut_snapshot_is_a_coded_error(tmp_path: Path) -> None:
    """A damaged data file is named, with its code."""
    run = create_run_folder(tmp_path / "run-1", SPEC, {"input": [ODD]})
    (run.data / "input.jsonl").write_bytes(b'{"id": 1, "tok')
    with pytest.raises(JobError) as caught:
        run.examples("input")
    assert caught.value.code == "NW-J03"


def test_an_entity_is_as_sure_as_its_least_sure_token(tmp_path: Path) -> None:
    """Predictions read back as entities with the lowest score of their tokens."""
    run = create_run_folder(tmp_path / "run-1", SPEC, {"input": [ODD]})
    write_predictions(run, [ODD], [(("B-PER", "I-PER", "O", "B-PER"), (0.9, 0.6, 1.0, 0.8))])
    assert read_predictions(run) == {4: ((Entity("PER", 0, 2), 0.6), (Entity("PER", 3, 4), 0.8))}


def test_events_of_a_killed_worker_can_be_read(tmp_path: Path) -> None:
    """A line cut in the middle is counted; the messages before it are there."""
    run = RunFolder(tmp_path)
    assert read_events(run) == ([], 0)
    half = message_to_line(Finished(JobState.DONE))[:-9]
    run.events.write_bytes(message_to_line(Log("x")) + half + b"\n" + message_to_line(Log("y")))
    assert read_events(run) == ([Log("x"), Log("y")], 1)


def test_there_is_no_report_before_the_end(tmp_path: Path) -> None:
    """A run without a report has none; a damaged one is a coded error."""
    run = RunFolder(tmp_path)
    assert run.report() is None
    run.report_file.write_text("{}", "utf-8")
    with pytest.raises(JobError):
        run.report()
