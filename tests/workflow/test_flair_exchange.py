"""A flair model of ours loads in plain flair, and plain flair's becomes ours, in a worker."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.errors import JobError, ModelError
from workbench.domain.recipes import EMBEDDED, FlairMode, FlairOptions
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.training import MODEL_CARD, Data, Example, ModelCard, Spec
from workbench.engines.base import Place
from workbench.engines.fake import FakeHost
from workbench.engines.flair.engine import FlairEngine
from workbench.engines.flair.model import quiet
from workbench.files import complete_folder, write_json
from workbench.jobs.bases import check_base
from workbench.workflow.flair_exchange import (
    convert_plain_flair,
    export_plain_flair,
    fingerprint,
)

pytestmark = pytest.mark.slow

PEOPLE, TOWNS = ("Ann", "Bob", "Cleo"), ("Rome", "Bern")
CORPUS = tuple(
    Example(
        number, (PEOPLE[number % 3], "lives", "in", TOWNS[number % 2]), ("B-PER", "O", "O", "B-LOC")
    )
    for number in range(30)
)
SPEC = Spec(engine="flair", labels=("PER", "LOC"), epochs=3, batch_size=4, threads=1)
OPTIONS = {
    "stack": FlairOptions(hidden_size=16),
    "transformer": FlairOptions(("transformer",), FlairMode.FINE_TUNE, rnn_layers=0, crf=False),
}


class Hostile:
    """Makes a folder as soon as it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = str(canary)

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (self.canary,)


@pytest.fixture(scope="module", params=list(OPTIONS))
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small trained model."""
    folder = tmp_path_factory.mktemp("flair")
    spec = replace(SPEC, flair=OPTIONS[request.param])
    base = check_base(EMBEDDED).folder
    assert base is not None
    place = Place(base, folder / "model", folder / "checkpoints")
    FlairEngine().train(spec, Data(CORPUS[:20], CORPUS[20:25], CORPUS[25:]), place, FakeHost())
    return place.model


def _ours(model: Path) -> list[list[tuple[int, int, str]]]:
    spec = replace(SPEC, model=str(model))
    predictions = FlairEngine().predict(spec, CORPUS, FakeHost())
    return [
        [(one.start, one.end, one.label) for one in tags_to_entities(said.tags, IOB2)]
        for said in predictions
    ]


def _plainly(file: Path) -> list[list[tuple[int, int, str]]]:
    """What plain flair predicts with the file."""
    from flair.data import Sentence
    from flair.models import SequenceTagger

    with quiet("cpu"):
        tagger: Any = SequenceTagger.load(file)
        sentences = [Sentence(list(example.tokens)) for example in CORPUS]
        tagger.predict(sentences)
    return [
        [(span[0].idx - 1, span[-1].idx, span.tag) for span in sentence.get_spans("ner")]
        for sentence in sentences
    ]


def test_there_and_back(model: Path, tmp_path: Path) -> None:
    """Plain flair predicts the same with the export, and so does the export as ours again."""
    file = export_plain_flair(model, tmp_path / "tagger.pt")
    said = _ours(model)
    assert any(said)
    assert _plainly(file) == said
    card = convert_plain_flair(file, tmp_path / "again", fingerprint(file))
    assert card.labels == SPEC.labels and card.base == "tagger.pt"
    assert _ours(tmp_path / "again") == said


def test_a_foreign_file_needs_an_agreement_to_it(tmp_path: Path) -> None:
    """Without its own SHA-256 nothing is read, and the error tells the sum to agree to."""
    file = tmp_path / "foreign.pt"
    file.write_bytes(b"\x80\x04.")
    with pytest.raises(JobError) as caught:
        convert_plain_flair(file, tmp_path / "model", "0" * 64)
    assert caught.value.code == "NW-M01"
    assert fingerprint(file) in caught.value.happened
    assert not (tmp_path / "model").exists()


def test_an_agreement_lets_nothing_run(tmp_path: Path) -> None:
    """A hostile file that was agreed to is refused all the same, and its program does not run."""
    import torch

    file = tmp_path / "hostile.pt"
    torch.save({"embeddings": Hostile(tmp_path / "canary"), "state_dict": {}}, file)
    with pytest.raises(JobError) as caught:
        convert_plain_flair(file, tmp_path / "model", fingerprint(file))
    assert caught.value.code == "NW-M26"
    assert not (tmp_path / "canary").exists() and not (tmp_path / "model").exists()


def test_a_model_of_another_engine_is_not_exported(tmp_path: Path) -> None:
    """It is told in words that this is no flair model."""
    aside = tmp_path / "aside"
    aside.mkdir()
    write_json(aside / MODEL_CARD, ModelCard("fake", "x", ("PER",)).to_json())
    complete_folder(aside, tmp_path / "model")
    with pytest.raises(ModelError) as caught:
        export_plain_flair(tmp_path / "model", tmp_path / "tagger.pt")
    assert caught.value.code == "NW-M29"
