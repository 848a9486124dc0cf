"""A quick share of the hostile models; `python -m tests.faults.hostile_models` tries all.

What gets past the door here is looked into by the long run, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.hostile.base import Artefact
from tests.faults.hostile.collection import artefacts
from tests.faults.hostile_models import Outcome, stub_model, try_all
from workbench.bootstrap import create_project
from workbench.domain.errors import ModelError
from workbench.storage.project import Project
from workbench.workflow.models import import_model, known_models

QUICK = {
    "m01": ("pytorch_model.bin alone", "optimizer.pt beside weights", "flair system 2"),
    "m02": ("flair script", "flair seven zip", "flair flipped", "flair resolve 4"),
    "m03": ("config auto_map", "config kernel", "config layers", "tokenizer auto_map"),
    "m04": ("weights huge twice", "weights many dimensions", "weights overlap"),
    "m10": ("zip '../../x'", "zip of kind 120000", "zip bomb that lies", "zip of twins"),
    "m08": ("pipe tokenizer_config.json", "device config.json", "link config.json"),
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create_project(tmp_path / "p.nerproj", ("PER",)) as made:
        yield made


@pytest.fixture
def every(tmp_path: Path) -> dict[str, Artefact]:
    good = stub_model(tmp_path)
    return {one.name: one for one in artefacts(good, tmp_path / "canary")}


def _try(tmp_path: Path, project: Project, chosen: list[Artefact]) -> Outcome:
    outcome = try_all(tmp_path, chosen, tmp_path / "canary", project, None)
    assert not outcome.broken, str(outcome)
    assert not (tmp_path / "canary").exists()
    assert not list(tmp_path.glob("p.runs/**/*.py"))
    return outcome


def test_m01_pickles_never_run(
    tmp_path: Path, project: Project, every: dict[str, Artefact]
) -> None:
    """Alone they are refused; beside weights they stay behind; flair's wait for an agreement."""
    outcome = _try(tmp_path, project, [every[name] for name in QUICK["m01"]])
    assert outcome.refused == 2
    (taken,) = known_models(project)
    files = {path.suffix for path in tmp_path.glob(f"p.runs/models/{taken.name}/*")}
    assert files == {".json", ".safetensors"}


def test_m10_what_means_harm_is_refused(
    tmp_path: Path, project: Project, every: dict[str, Artefact]
) -> None:
    """Disguises, foreign code, lying weights, pipes, archives: each has its code."""
    names = [name for row, those in QUICK.items() if row != "m01" for name in those]
    outcome = _try(tmp_path, project, [every[name] for name in names])
    assert outcome.refused == outcome.tried
    assert known_models(project) == []


def test_m02_disguises_do_not_help(tmp_path: Path, every: dict[str, Artefact]) -> None:
    """With the person's agreement too, nothing but tensors and dictionaries is read."""
    from workbench.engines.flair.pickles import read_pickle

    names = [*QUICK["m02"], "flair zipped system", "flair exec 0", "flair nested", "flair huge"]
    for number, name in enumerate(names):
        folder = tmp_path / f"pt{number}"
        folder.mkdir()
        with pytest.raises(ModelError) as caught:
            read_pickle(every[name].make(folder))
        assert caught.value.code == "NW-M26", name
    assert not (tmp_path / "canary").exists()


def test_m10_a_packed_model_comes_in(tmp_path: Path, project: Project) -> None:
    """A sound model in an archive is like its folder."""
    import shutil

    good = stub_model(tmp_path)
    packed = shutil.make_archive(str(tmp_path / "theirs"), "zip", good.parent, good.name)
    assert import_model(project, Path(packed)).name == "theirs"


def test_the_collection_is_large(every: dict[str, Artefact]) -> None:
    """At least 200 hostile models, no two of one name."""
    assert len(every) >= 200
