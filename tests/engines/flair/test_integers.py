"""flair models in 8 bits: a quarter of the size, the same to the bit after each load."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from workbench.domain.errors import ModelError
from workbench.domain.recipes import FlairMode, FlairOptions
from workbench.domain.training import Example, ModelCard, Spec
from workbench.domain.variants import ORIGINAL
from workbench.engines.base import Place
from workbench.engines.exported.making import make_and_measure
from workbench.engines.fake import FakeHost
from workbench.engines.flair.embeddings import Makings
from workbench.engines.flair.integers import (
    LARGEST,
    SCALE,
    WAYS,
    WEIGHTS,
    from_integers,
    to_integers,
    write_integers,
)
from workbench.engines.flair.model import build_tagger, load_tagger, quiet, write_tagger
from workbench.engines.flair.sentences import to_slices
from workbench.engines.resident import load_resident
from workbench.files import complete_folder
from workbench.jobs.bases import check_model

LABELS = ("PER", "LOC")
STACKS = {
    "stack": FlairOptions(hidden_size=48),
    "transformer": FlairOptions(("transformer",), FlairMode.FINE_TUNE, rnn_layers=0, crf=False),
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet("cpu"):
        yield


@pytest.fixture(params=list(STACKS))
def model(
    request: pytest.FixtureRequest, corpus: tuple[Example, ...], place: Place, tmp_path: Path
) -> Path:
    """A model folder of a tagger that learned nothing yet."""
    torch.manual_seed(4)
    spec = Spec(engine="flair", labels=LABELS, max_length=20, flair=STACKS[request.param])
    tagger = build_tagger(Makings(spec, place, corpus, FakeHost()), LABELS)
    folder = tmp_path / "whole"
    folder.mkdir()
    write_tagger(tagger, folder, ModelCard("flair", "tiny", LABELS))
    return folder


def _scores(tagger: Any, corpus: tuple[Example, ...]) -> torch.Tensor:
    sentences = [one.sentence for one in to_slices(corpus[:12])]
    with torch.no_grad():
        scores: torch.Tensor = tagger.emissions(*tagger._prepare_tensors(sentences))
    return scores


@pytest.mark.parametrize("name", list(WAYS))
def test_a_load_gives_the_same_layers_to_the_bit(
    name: str, model: Path, corpus: tuple[Example, ...], tmp_path: Path
) -> None:
    """It answers as before, close to the original; the folder passes the check of models."""
    write_integers(model, tmp_path / "int8", WAYS[name])
    assert check_model(_whole(tmp_path / "int8")).labels == LABELS
    first, second = (_scores(load_tagger(tmp_path / "int8"), corpus) for _ in range(2))
    assert torch.equal(first, second)
    plain = _scores(load_tagger(model), corpus)
    assert not torch.equal(first, plain)
    assert torch.allclose(first, plain, atol=0.02 * float(plain.abs().max()))


def _whole(folder: Path) -> Path:
    aside = folder.with_name("aside")
    folder.rename(aside)
    complete_folder(aside, folder)
    return folder


def test_what_multiplies_whole_numbers_holds_those_of_the_file(model: Path, tmp_path: Path) -> None:
    """Linear layers and LSTMs are replaced, but for the last layer, and hold the file's."""
    write_integers(model, tmp_path / "int8", WAYS["int8"])
    kept = load_file(tmp_path / "int8" / WEIGHTS)
    tagger = load_tagger(tmp_path / "int8")
    seen = 0
    for path, module in tagger.named_modules():
        assert type(module) is not torch.nn.Linear or f"{path}.weight{SCALE}" not in kept
        if type(module).__module__.startswith("torch.ao") and hasattr(module, "weight"):
            weight = module.weight()
            assert torch.equal(weight.int_repr(), kept[f"{path}.weight"])
            assert torch.equal(weight.q_per_channel_scales().float(), kept[f"{path}.weight{SCALE}"])
            seen += 1
    assert seen and type(tagger.linear) is torch.nn.Linear
    assert not tagger.use_rnn or type(tagger.rnn) is not torch.nn.LSTM


def test_whole_numbers_are_near_what_they_stand_for() -> None:
    """Half a step at the most, zero rows stay zero, and what is small or special stays as it is."""
    torch.manual_seed(6)
    large = torch.randn(40, 64) * torch.logspace(-6, 3, 40)[:, None]
    large[7] = 0.0
    weights = {
        "a": large,
        "b": torch.ones(3, 4),
        "linear.weight": torch.ones(40, 40),
        "c": large[0],
    }
    packed = to_integers(weights)
    assert packed["a"].dtype == torch.int8 and int(packed["a"].abs().max()) == LARGEST
    assert all(packed[name] is weights[name] for name in ("b", "linear.weight", "c"))
    found = from_integers(packed)
    assert found.keys() == weights.keys()
    assert bool(((found["a"] - large).abs() <= packed["a" + SCALE][:, None] * 0.5001).all())
    again = to_integers(found)
    assert torch.equal(again["a"], packed["a"])


def test_a_variant_of_unknown_make_is_refused(model: Path, tmp_path: Path) -> None:
    """By the check, before anything is loaded."""
    write_integers(model, tmp_path / "int8", "magic")
    with pytest.raises(ModelError) as caught:
        check_model(_whole(tmp_path / "int8"))
    assert caught.value.code == "NW-M08"


def test_variants_are_measured_and_answer(
    model: Path, corpus: tuple[Example, ...], tmp_path: Path
) -> None:
    """A row for each beside the original, smaller files, and a worker that stays can load them."""
    spec = Spec(engine="flair", model=str(model), labels=LABELS, options={"repeats": 1})
    rows = make_and_measure(spec, corpus[:16], tmp_path / "variants", FakeHost(), 1)
    assert [row.name for row in rows] == [ORIGINAL, *sorted(WAYS)]
    assert all(row.size < rows[0].size for row in rows[1:])
    for row in rows[1:]:
        folder = tmp_path / "variants" / row.name
        assert json.loads((folder / "flair.json").read_bytes())["integers"] == WAYS[row.name]
        tag = load_resident(replace(spec, model=str(folder), device="cuda"), FakeHost())
        said = tag(corpus[:16])
        assert [len(one.tags) for one in said] == [4] * 16
