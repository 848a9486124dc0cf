"""An exported model answers as the network that it was made from, whole and in 8 bits."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.errors import ModelError
from workbench.domain.training import Example
from workbench.engines.exported.description import DESCRIPTION, NETWORK, TOKENIZER
from workbench.engines.exported.export import export_folder
from workbench.engines.exported.quantising import NARROW, WAYS, has_dot_products, quantise
from workbench.engines.exported.tagger import Quiet, load_exported
from workbench.engines.transformers.tagger import Tagger

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
BLOCKED = """
import json, sys
class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "transformers", "flair", "onnx", "sklearn"):
            raise ImportError(name)
sys.meta_path.insert(0, Wall())
from pathlib import Path
from workbench.engines.exported.tagger import load_exported
said = load_exported(Path({folder!r}), 1).tag_tokens({tokens!r})
print(json.dumps([one.tags for one in said]))
"""


@pytest.mark.parametrize("head", ["linear", "crf", "lstm"])
def test_tags_and_scores_stay(
    head: str,
    make_model: Callable[[str], tuple[Path, Tagger]],
    asked: tuple[Example, ...],
    tmp_path: Path,
) -> None:
    """One tag and one score for each token, windows and constraints included."""
    folder, tagger = make_model(head)
    export_folder(folder, tmp_path / "onnx", Quiet())
    expected = list(tagger.tag(asked, Quiet()))
    found = list(load_exported(tmp_path / "onnx", 1).tag(asked))
    assert [one.tags for one in found] == [one.tags for one in expected]
    assert len({tag for one in found for tag in one.tags}) > 2
    for one, other, example in zip(found, expected, asked, strict=True):
        assert len(one.tags) == len(one.scores) == len(example.tokens)
        assert one.scores == pytest.approx(other.scores, abs=1e-4)
        assert (one.windows, one.unscored, one.cut) == (other.windows, other.unscored, other.cut)


@pytest.fixture(scope="module")
def variants(
    make_model: Callable[[str], tuple[Path, Tagger]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with an exported model and all its forms in 8 bits."""
    folder, _ = make_model("linear")
    out = tmp_path_factory.mktemp("variants")
    export_folder(folder, out / "onnx", Quiet(), out / "unfused.onnx")
    for name, way in {**WAYS, **NARROW}.items():
        quantise(out / "onnx", out / "unfused.onnx", out / name, way)
    return out


@pytest.mark.parametrize("name", [*WAYS, *NARROW])
def test_integers_say_nearly_the_same(
    name: str, variants: Path, asked: tuple[Example, ...]
) -> None:
    """Every way loads, answers for each token, and is sure of about the same."""
    expected = list(load_exported(variants / "onnx", 1).tag(asked))
    found = list(load_exported(variants / name, 1).tag(asked))
    assert [len(one.tags) for one in found] == [len(example.tokens) for example in asked]
    pairs = [
        (mine, other)
        for one, another in zip(found, expected, strict=True)
        for mine, other in zip(one.tags, another.tags, strict=True)
    ]
    assert sum(mine == other for mine, other in pairs) > 0.8 * len(pairs)


def test_it_runs_without_torch_and_transformers(variants: Path, asked: tuple[Example, ...]) -> None:
    """In a process in which the libraries that train cannot be imported."""
    expected = [one.tags for one in load_exported(variants / "int8-token", 1).tag(asked[:12])]
    tokens = [example.tokens for example in asked[:12]]
    script = BLOCKED.format(folder=str(variants / "int8-token"), tokens=tokens)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert [tuple(tags) for tags in json.loads(done.stdout)] == expected


def test_the_example_of_the_documents_says_the_same(
    variants: Path, asked: tuple[Example, ...]
) -> None:
    """The script of docs/exported_models.md needs nothing of this program."""
    text = (ROOT / "docs" / "exported_models.md").read_text("utf-8")
    (script,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(script, "exported_models.md", "exec"), names)
    assert "workbench" not in script
    tag = names["load"](variants / "onnx")
    tagger = load_exported(variants / "onnx", 1)
    for one in asked[:12]:
        (rows,) = tagger.session.ask(tagger.encoder.encode([one], Quiet()), Quiet()).windows
        assert tag(list(one.tokens)) == [tagger.decoder.names[best] for best in rows.argmax(1)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (DESCRIPTION, b"{}"),
        (DESCRIPTION, b'{"schema": 1, "tags": ["B-X"]}'),
        (NETWORK, b"no network"),
        (NETWORK, None),
        (TOKENIZER, b"{"),
    ],
)
def test_a_damaged_folder_is_refused(
    name: str, content: bytes | None, variants: Path, tmp_path: Path
) -> None:
    """With a code and what to do, whatever file is damaged or missing."""
    shutil.copytree(variants / "onnx", tmp_path / "damaged")
    if content is None:
        (tmp_path / "damaged" / name).unlink()
    else:
        (tmp_path / "damaged" / name).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        load_exported(tmp_path / "damaged")
    assert caught.value.code == "NW-M42"


def test_the_processor_is_asked_for_its_instructions(tmp_path: Path) -> None:
    """Seven bits are tried only where eight may overflow."""
    for line, expected in (("flags: sse avx2", False), ("flags: avx2 avx_vnni", True)):
        (tmp_path / "cpuinfo").write_text(line, "utf-8")
        assert has_dot_products(tmp_path / "cpuinfo") is expected
    assert not has_dot_products(tmp_path / "absent")
