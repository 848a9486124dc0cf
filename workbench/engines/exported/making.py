"""Makes the variants of a trained model, each in a folder of its own, and measures them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.domain.training import HEAD, MODEL_CARD, Example, ModelCard, Spec
from workbench.domain.variants import ORIGINAL, Variant
from workbench.engines.base import Host
from workbench.engines.exported.description import NETWORK
from workbench.engines.exported.measuring import REPEATS, Candidate, measure
from workbench.engines.resident import load_resident
from workbench.files import COMPLETE, write_json

ENGINE = "onnx"
# The files that a model cannot do without; descriptions and cards weigh nothing.
WEIGHTS = (
    "model.safetensors",
    HEAD,
    "model.onnx",
    "tokenizer.json",
    "flair.json",
    "encoder/tokenizer.json",
    "words-*.json",
    "pieces-*.spm",
)

Maker = Callable[[Path, Path, Host], None]


def make_and_measure(
    spec: Spec, examples: Sequence[Example], out: Path, host: Host, threads: int
) -> tuple[Variant, ...]:
    """Write the variants of the model in `spec.model` under `out`, and measure all of them.

    Everything runs on the processor, on so many threads. ModelError NW-M41 where there is no
    way to export the model.
    """
    source = Path(spec.model or "")
    card = ModelCard.from_json(json.loads((source / MODEL_CARD).read_bytes()))
    out.mkdir(parents=True)
    MAKERS[card.engine](source, out, host)
    made = sorted(path for path in out.iterdir() if path.is_dir())
    host.log(f"Measuring {', '.join((ORIGINAL, *(path.name for path in made)))}.")
    plain = replace(spec, device="cpu", threads=threads)
    candidates = [_candidate(ORIGINAL, source, plain, host)]
    candidates += [_candidate(path.name, path, plain, host) for path in made]
    return measure(candidates, examples, host, int(spec.options.get("repeats", REPEATS)))


def _candidate(name: str, folder: Path, spec: Spec, host: Host) -> Candidate:
    host.check()
    card = ModelCard.from_json(json.loads((folder / MODEL_CARD).read_bytes()))
    tag = load_resident(replace(spec, engine=card.engine, model=str(folder)), host)
    files = [path for pattern in WEIGHTS for path in folder.glob(pattern)]
    return Candidate(name, tag, tuple(files))


def _make_onnx(source: Path, out: Path, host: Host) -> None:
    """ONNX as it is, and in 8 bits in each way that this processor may profit from."""
    from workbench.engines.exported.export import export_folder
    from workbench.engines.exported.quantising import quantise, ways

    host.log("Writing the network as ONNX.")
    plain = out / ENGINE
    with TemporaryDirectory() as aside:
        unfused = Path(aside) / NETWORK
        export_folder(source, plain, host, unfused)
        for name, way in ways().items():
            host.check()
            host.log(f"Turning its weights into integers: {name}.")
            quantise(plain, unfused, out / name, way)
    card = ModelCard.from_json(json.loads((source / MODEL_CARD).read_bytes()))
    for folder in out.iterdir():
        write_json(folder / MODEL_CARD, replace(card, engine=ENGINE).to_json())


def _make_flair(source: Path, out: Path, host: Host) -> None:
    """flair's own folder in 8 bits; torch and flair run it."""
    from workbench.engines.flair.integers import WAYS, write_integers

    for name, way in WAYS.items():
        host.check()
        host.log(f"Turning its weights into integers: {name}.")
        write_integers(source, out / name, way)


def _make_fake(source: Path, out: Path, host: Host) -> None:
    """A copy under another name, for tests of everything around it."""
    import shutil

    host.check()
    shutil.copytree(source, out / "int8", ignore=shutil.ignore_patterns("variants", COMPLETE))


MAKERS: Mapping[str, Maker] = {
    "transformers": _make_onnx,
    "flair": _make_flair,
    "fake": _make_fake,
}
