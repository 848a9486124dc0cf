"""Model folders are checked without torch, and each fault has its code."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import ModelError
from workbench.domain.training import MODEL_CARD, ModelCard
from workbench.files import complete_folder, write_json
from workbench.jobs import bases
from workbench.jobs.bases import BaseKind, check_base, check_embedded, check_model
from workbench.jobs.safetensors import check_safetensors

CONFIG = {"model_type": "bert", "architectures": ["BertModel"]}
TENSORS = {"weight": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}


def _safetensors(header: object, body: int = 16, length: int | None = None) -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + b"\0" * body


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder that passes every check."""
    folder = tmp_path / "encoder"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG), "utf-8")
    (folder / "model.safetensors").write_bytes(_safetensors(TENSORS))
    (folder / "tokenizer.json").write_text("{}", "utf-8")
    return folder


def _write(name: str, content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return change


def _remove(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink()

    return change


def _only_pickle(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _missing_shard(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "a.safetensors")
    index = {"weight_map": {"x": "a.safetensors", "y": "b.safetensors"}}
    write_json(folder / "model.safetensors.index.json", index)


def _shard_elsewhere(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder.parent / "a.safetensors")
    write_json(folder / "model.safetensors.index.json", {"weight_map": {"x": "../a.safetensors"}})


def _config(**keys: object) -> Callable[[Path], None]:
    return _write("config.json", json.dumps({**CONFIG, **keys}).encode())


FAULTS = [
    ("NW-M01", _only_pickle),
    ("NW-M01", _remove("model.safetensors")),
    ("NW-M03", _config(model_type="llama")),
    ("NW-M03", _config(model_type=None)),
    ("NW-M03", _config(auto_map={"AutoModel": "evil--x.Model"})),
    ("NW-M03", _config(trust_remote_code=True)),
    ("NW-M03", _config(nested={"deep": [{"custom_pipelines": {}}]})),
    ("NW-M03", _config(_attn_implementation_internal="evil/x")),
    ("NW-M03", _config(attn_implementation="evil/x")),
    ("NW-M03", _write("tokenizer_config.json", b'{"auto_map": {"AutoTokenizer": ["x.T", null]}}')),
    ("NW-M04", _write("model.safetensors", b"")),
    ("NW-M04", _write("model.safetensors", b"not a model at all, only text")),
    ("NW-M08", _remove("config.json")),
    ("NW-M08", _write("config.json", b'{"model_type": "bert"')),
    ("NW-M08", _write("config.json", b"[]")),
    ("NW-M08", _remove("tokenizer.json")),
    ("NW-M08", _missing_shard),
    ("NW-M08", _shard_elsewhere),
]


@pytest.mark.parametrize(("code", "change"), FAULTS)
def test_a_faulty_folder_is_refused(code: str, change: Callable[[Path], None], model: Path) -> None:
    """Each fault has its code, and is bad input, not a failed job."""
    change(model)
    with pytest.raises(ModelError) as caught:
        check_base(str(model))
    assert caught.value.code == code
    assert caught.value.exit_status == 2


def test_a_good_folder_is_accepted(model: Path) -> None:
    """A local encoder passes; a benign attention setting does no harm."""
    _config(attn_implementation="sdpa")(model)
    base = check_base(str(model))
    assert base.kind == BaseKind.FOLDER and base.folder == model


def test_a_vocabulary_is_a_tokenizer_too(model: Path) -> None:
    """Older folders hold vocab.txt in place of tokenizer.json."""
    (model / "tokenizer.json").rename(model / "vocab.txt")
    assert check_base(str(model)).folder == model


def test_shards_are_accepted(model: Path) -> None:
    """Weights in several files pass when all of them are there."""
    _missing_shard(model)
    shutil.copy(model / "a.safetensors", model / "b.safetensors")
    assert check_base(str(model)).folder == model


BROKEN_HEADERS = [
    _safetensors(TENSORS, length=2**62),
    _safetensors(TENSORS, body=15),
    _safetensors(TENSORS, body=17),
    _safetensors({}, body=0),
    _safetensors({"a": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 16]}}),
    _safetensors({"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}}),
    _safetensors({"a": {"dtype": "F32", "shape": [-2, -2], "data_offsets": [0, 16]}}),
    _safetensors({"a": {"dtype": "X", "shape": [4], "data_offsets": [0, 16]}}),
    _safetensors(
        {
            "a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},
            "b": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},
        }
    ),
]


@pytest.mark.parametrize("content", BROKEN_HEADERS)
def test_m04_broken_safetensors_are_refused(content: bytes, tmp_path: Path) -> None:
    """Wrong lengths, holes, overlaps, unknown types and impossible shapes are damage."""
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        check_safetensors(path)
    assert caught.value.code == "NW-M04"


@given(st.binary(max_size=200))
def test_no_bytes_make_the_check_stumble(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Any bytes at all give the coded error, never another one."""
    path = tmp_path_factory.getbasetemp() / "any.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelError):
        check_safetensors(path)


def test_the_embedded_encoder_is_the_published_one() -> None:
    """The encoder that comes along has the hash it was published with."""
    base = check_base("embedded")
    assert base.kind == BaseKind.EMBEDDED
    assert base.folder is not None and (base.folder / "config.json").is_file()
    assert "English" in base.languages


def test_a_changed_embedded_encoder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with another hash is not loaded."""
    monkeypatch.setattr(bases, "EMBEDDED_SHA256", "0" * 64)
    with pytest.raises(ModelError) as caught:
        check_embedded()
    assert caught.value.code == "NW-M12"


def test_a_missing_embedded_encoder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the error says what to install."""
    monkeypatch.setattr(bases, "EMBEDDED_PACKAGE", "no_such_package")
    with pytest.raises(ModelError) as caught:
        check_embedded()
    assert caught.value.code == "NW-M13"


def test_names_are_told_from_paths(tmp_path: Path) -> None:
    """A hub name is taken as such; a path without a folder is an error."""
    assert check_base("google-bert/bert-base-cased").kind == BaseKind.HUB
    for missing in (str(tmp_path / "none"), "./none", "~/none", "a/b/c", "../x"):
        with pytest.raises(ModelError) as caught:
            check_base(missing)
        assert caught.value.code == "NW-M14"


def test_a_trained_model_says_what_it_is(model: Path) -> None:
    """A complete folder of ours gives its card back."""
    card = ModelCard("transformers", "embedded", ("PER",), {"max_length": 64}, "English")
    write_json(model / MODEL_CARD, card.to_json())
    target = model.with_name("model")
    complete_folder(model, target)
    assert check_model(target) == card


def test_m06_a_half_written_model_is_refused(model: Path) -> None:
    """Without COMPLETE.json, or with a file shorter than it says, nothing is loaded."""
    card = ModelCard("transformers", "embedded", ("PER",))
    write_json(model / MODEL_CARD, card.to_json())
    with pytest.raises(ModelError) as caught:
        check_model(model)
    assert caught.value.code == "NW-M06"
    target = model.with_name("model")
    complete_folder(model, target)
    (target / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelError) as caught:
        check_model(target)
    assert caught.value.code == "NW-M06"


def test_a_model_from_elsewhere_needs_tags_as_labels(model: Path) -> None:
    """IOB2 names pass and give the labels; names such as LABEL_0 do not."""
    _config(id2label={"0": "O", "1": "B-PER", "2": "I-PER", "3": "B-LOC", "4": "I-LOC"})(model)
    assert check_model(model).labels == ("PER", "LOC")
    _config(id2label={"0": "LABEL_0", "1": "LABEL_1"})(model)
    with pytest.raises(ModelError) as caught:
        check_model(model)
    assert caught.value.code == "NW-M07"


def test_a_damaged_head_is_refused(model: Path) -> None:
    """The file of a head is checked like any other weights before it is loaded."""
    head = model / "head.safetensors"
    head.write_bytes((model / "model.safetensors").read_bytes())
    _config(id2label={"0": "O", "1": "B-PER", "2": "I-PER"})(model)
    check_model(model)
    head.write_bytes(head.read_bytes()[:-1])
    with pytest.raises(ModelError) as caught:
        check_model(model)
    assert caught.value.code == "NW-M04"


def test_the_checks_need_no_heavy_library() -> None:
    """The window and the command line may call the checks without loading torch."""
    code = "import sys, workbench.jobs.bases, workbench.jobs.supervisor, workbench.jobs.preflight\n"
    code += "print([m for m in ('torch', 'transformers', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
