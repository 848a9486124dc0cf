"""The folder of a flair model is looked through before anything of it is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.errors import ModelError
from workbench.domain.training import MODEL_CARD, ModelCard
from workbench.files import complete_folder, write_json
from workbench.jobs.bases import check_model

WHOLE: dict[str, Any] = {
    "schema": 1,
    "tags": {"items": ["O", "S-PER"], "unknown": False},
    "shape": {
        "hidden_size": 8,
        "rnn_layers": 1,
        "use_rnn": True,
        "use_crf": True,
        "reproject_embeddings": True,
        "dropout": 0.0,
        "word_dropout": 0.05,
        "locked_dropout": 0.5,
        "tag_format": "BIOES",
    },
    "embeddings": [{"kind": "one-hot", "words": {"items": [], "unknown": True}, "length": 3}],
}
WEIGHTS = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()


def _write(folder: Path, description: dict[str, Any], **files: bytes) -> Path:
    aside = folder / "aside"
    aside.mkdir()
    write_json(aside / MODEL_CARD, ModelCard("flair", "one-hot", ("PER",)).to_json())
    write_json(aside / "flair.json", description)
    weights = len(WEIGHTS).to_bytes(8, "little") + WEIGHTS + bytes(4)
    for name, content in {"model.safetensors": weights, **files}.items():
        path = aside / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    complete_folder(aside, folder / "model")
    return folder / "model"


def _refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        check_model(folder)
    return caught.value.code


def test_a_whole_folder_passes(tmp_path: Path) -> None:
    """Its card says what it is."""
    assert check_model(_write(tmp_path, WHOLE)).labels == ("PER",)


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": 2},
        {"embeddings": []},
        {"embeddings": [{"kind": "magic"}]},
        {"embeddings": ["one-hot"]},
        {"embeddings": [{"kind": "word"}]},
        {"embeddings": [{"kind": "transformer"}]},
        {"tags": None},
        {"shape": {**WHOLE["shape"], "hidden_size": 10**12}},
        {"shape": {**WHOLE["shape"], "rnn_layers": 0}},
        {"shape": {**WHOLE["shape"], "use_crf": "yes"}},
        {"shape": {**WHOLE["shape"], "tag_format": "other"}},
    ],
    ids=str,
)
def test_a_description_that_cannot_be_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Unknown parts, absurd sizes and missing files are found before torch sees them."""
    assert _refusal(_write(tmp_path, {**WHOLE, **changes})) == "NW-M08"


@pytest.mark.parametrize("name", ["x.pt", "encoder/pytorch_model.bin", "words.pkl", "a.gensim"])
def test_a_pickle_beside_it_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing in such a folder may run, wherever it lies."""
    assert _refusal(_write(tmp_path, WHOLE, **{name: b"\x80\x04."})) == "NW-M01"


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    """The header is checked against the size, as for any model."""
    assert _refusal(_write(tmp_path, WHOLE, **{"model.safetensors": b"cut"})) == "NW-M04"


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "bert", "auto_map": {"AutoModel": "evil.Model"}},
        {"model_type": "bert", "_attn_implementation_internal": "evil/kernel"},
        {"model_type": "gpt2"},
    ],
)
def test_a_transformer_inside_is_checked(tmp_path: Path, config: dict[str, Any]) -> None:
    """Keys that make libraries run foreign code, and kinds that are not on the list."""
    description = {**WHOLE, "embeddings": [{"kind": "transformer"}]}
    content = json.dumps(config).encode()
    folder = _write(tmp_path, description, **{"encoder/config.json": content})
    assert _refusal(folder) == "NW-M03"


def test_a_half_written_folder_is_refused(tmp_path: Path) -> None:
    """Without its list of files, or with another size, it was cut off."""
    folder = _write(tmp_path, WHOLE)
    (folder / "COMPLETE.json").unlink()
    assert _refusal(folder) == "NW-M06"
