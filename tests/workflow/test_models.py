"""What is taken into the registry, and what stays outside."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.domain.errors import ModelError
from workbench.operations.models import model_notes
from workbench.storage.project import Project
from workbench.workflow.models import import_model, known_models

TENSORS = {"weight": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}
CONFIG = {"model_type": "bert", "id2label": {"0": "O", "1": "B-PER", "2": "I-PER"}}


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A folder as the hub has it, with more in it than a model."""
    folder = tmp_path / "their model"
    (folder / "sub").mkdir(parents=True)
    header = json.dumps(TENSORS).encode()
    weights = struct.pack("<Q", len(header)) + header + b"\0" * 16
    (folder / "model.safetensors").write_bytes(weights)
    (folder / "config.json").write_text(json.dumps(CONFIG), "utf-8")
    (folder / "tokenizer.json").write_text("{}", "utf-8")
    for name in ("optimizer.pt", "rng_state.pth", "modeling.py", ".secret", "sub/more.pkl"):
        (folder / name).write_bytes(b"\x80\x04.")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "private.json").write_text("{}", "utf-8")
    (folder / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    return folder


def test_only_what_cannot_run_is_copied(project: Project, theirs: Path) -> None:
    """No pickle, no Python, nothing hidden, nothing behind a link to a folder."""
    known = import_model(project, theirs)
    assert (known.name, known.labels) == ("their-model", ("PER",))
    copy = project.runs_folder / "models" / "their-model"
    found = {str(path.relative_to(copy)) for path in copy.rglob("*") if path.is_file()}
    assert found == {"model.safetensors", "config.json", "tokenizer.json", "COMPLETE.json"}


def test_a_taken_name_is_numbered(project: Project, theirs: Path) -> None:
    """Unless somebody chose it; the name of a run is never given."""
    names = [import_model(project, theirs).name for _ in range(3)]
    assert len(set(names)) == 3
    with pytest.raises(ModelError) as caught:
        import_model(project, theirs, "run-1")
    assert caught.value.code == "NW-M36"


def _with(name: str, value: object) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(json.dumps(value), "utf-8")


HOSTILE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "code of its own": ("NW-M03", _with("config.json", {**CONFIG, "auto_map": {"A": "x.B"}})),
    "damaged weights": ("NW-M04", lambda one: (one / "model.safetensors").write_bytes(b"\xff" * 9)),
    "no tags": ("NW-M07", _with("config.json", {**CONFIG, "id2label": {"0": "LABEL_0"}})),
    "no tokenizer": ("NW-M08", lambda one: (one / "tokenizer.json").unlink()),
    "only a pickle": (
        "NW-M01",
        lambda one: (one / "model.safetensors").rename(one / "pytorch_model.bin"),
    ),
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_what_is_refused_leaves_nothing(project: Project, theirs: Path, fault: str) -> None:
    """Neither files nor a row."""
    code, spoil = HOSTILE[fault]
    spoil(theirs)
    with pytest.raises(ModelError) as caught:
        import_model(project, theirs)
    assert caught.value.code == code
    assert project.ask(model_notes).result() == {}
    assert not (project.runs_folder / "models").exists()


def test_a_model_whose_files_went_stays_in_the_list(project: Project, theirs: Path) -> None:
    """With what is wrong, so that it can be forgotten."""
    import_model(project, theirs, "mine")
    (project.runs_folder / "models" / "mine" / "config.json").unlink()
    (known,) = known_models(project)
    assert known.name == "mine" and "incomplete" in known.problem
