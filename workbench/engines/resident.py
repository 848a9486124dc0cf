"""A trained model that is loaded once and asked again and again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from workbench.domain.training import MODEL_CARD, Example, ModelCard, Spec
from workbench.engines.base import Host, Prediction

Tag = Callable[[Sequence[Example]], tuple[Prediction, ...]]


def load_resident(spec: Spec, host: Host) -> Tag:
    """Load the model in the folder `spec.model`; what comes back tags sentences."""
    if spec.engine == "flair":
        return _load_flair(spec, host)
    if spec.engine == "onnx":
        return _load_exported(spec, host)
    if spec.engine == "fake":
        return _load_fake(spec, host)
    return _load_transformers(spec, host)


def _load_transformers(spec: Spec, host: Host) -> Tag:
    from workbench.engines.hardware import choose_hardware
    from workbench.engines.transformers.tagger import load_tagger

    hardware = choose_hardware(spec)
    host.started(hardware.device, hardware.threads)
    tagger = load_tagger(Path(spec.model or ""), spec, hardware, host)
    return lambda examples: tuple(tagger.tag(examples, host))


def _load_exported(spec: Spec, host: Host) -> Tag:
    from workbench.engines.exported.session import usable_cores
    from workbench.engines.exported.tagger import load_exported

    threads = spec.threads or usable_cores()
    host.started("cpu", threads)
    tagger = load_exported(Path(spec.model or ""), threads)
    return lambda examples: tuple(tagger.tag(examples, host))


def _load_flair(spec: Spec, host: Host) -> Tag:
    from workbench.engines.flair.integers import fitting
    from workbench.engines.flair.model import load_tagger, quiet
    from workbench.engines.flair.predict import Asker
    from workbench.engines.hardware import choose_hardware

    hardware = choose_hardware(fitting(spec))
    host.started(hardware.device, hardware.threads)
    folder = Path(spec.model or "")
    card = ModelCard.from_json(json.loads((folder / MODEL_CARD).read_bytes()))
    with quiet(hardware.device):
        context = int(card.options.get("context", 0))
        asker = Asker(load_tagger(folder), host, "none", context, frozenset(card.labels))

    def tag(examples: Sequence[Example]) -> tuple[Prediction, ...]:
        with quiet(hardware.device):
            return asker.tag(examples)

    return tag


def _load_fake(spec: Spec, host: Host) -> Tag:
    from workbench.engines.fake import DICTIONARY, hold, recall

    host.started("cpu", 1)
    hold(spec, host, "load")
    dictionary = json.loads((Path(spec.model or "") / DICTIONARY).read_bytes())
    return lambda examples: tuple(recall(dictionary, one) for one in examples)
