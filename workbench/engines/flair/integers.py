"""flair taggers in 8 bits: weights as whole numbers, and layers that multiply by them.

Each row of a matrix has a scale of its own. What is multiplied with them is measured as it
comes (dynamic quantisation), by layers that torch has for processors; nothing but the weights
and their scales is kept, so that a loaded tagger is to the bit the one that was measured.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.ao.nn.quantized import dynamic

from workbench.domain.training import MODEL_CARD, Spec
from workbench.files import COMPLETE, read_json, write_json

ARCHITECTURE, WEIGHTS = "flair.json", "model.safetensors"
# What an architecture says of weights in 8 bits.
INTEGERS = "integers"
# Layers multiply whole numbers, or all is computed as ever and only the files are smaller.
MULTIPLIED, STORED = "multiplied", "stored"
WAYS = {"int8": MULTIPLIED, "int8-weights": STORED}

SCALE = ".scale"
LARGEST = 127
# What is smaller than that saves nothing.
FEWEST = 1024
# The last layer weighs little and decides much; steps of a CRF hold -10,000 for "never".
LEFT_ALONE = ("linear.", "crf.")
NEITHER = frozenset({COMPLETE, ARCHITECTURE, WEIGHTS, "variants"})

Weights = Mapping[str, Tensor]


def write_integers(source: Path, target: Path, way: str) -> None:
    """Write the model in `source` once more into the new folder `target`, in 8 bits."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.name not in NEITHER:
            copy = shutil.copytree if path.is_dir() else shutil.copyfile
            copy(path, target / path.name)
    write_json(target / ARCHITECTURE, {**read_json(source / ARCHITECTURE), INTEGERS: way})
    save_file(to_integers(load_file(source / WEIGHTS)), target / WEIGHTS)


def fitting(spec: Spec) -> Spec:
    """The spec on the processor, where the layers of its model know no other device."""
    folder = Path(spec.model or "")
    if (folder / MODEL_CARD).exists() and read_json(folder / ARCHITECTURE).get(INTEGERS):
        return replace(spec, device="cpu")
    return spec


def to_integers(weights: Weights) -> dict[str, Tensor]:
    """Every large matrix as whole numbers (-127 to 127) and the scales of its rows."""
    found: dict[str, Tensor] = {}
    for name, tensor in weights.items():
        if _is_left_alone(name, tensor):
            found[name] = tensor
            continue
        scales = tensor.abs().amax(1).clamp_min(torch.finfo(torch.float32).tiny) / LARGEST
        found[name] = (tensor / scales[:, None]).round().clamp(-LARGEST, LARGEST).to(torch.int8)
        found[name + SCALE] = scales
    return found


def from_integers(weights: Weights) -> dict[str, Tensor]:
    """The weights as numbers of single precision again; others are as they were."""
    return {
        name: tensor.float() * weights[name + SCALE][:, None] if name + SCALE in weights else tensor
        for name, tensor in weights.items()
        if not _is_scale(name, weights)
    }


def put_layers(tagger: nn.Module, weights: Weights) -> None:
    """Put layers that multiply whole numbers in the place of those whose weights are such."""
    for path, module in list(tagger.named_modules()):
        make = LAYERS.get(type(module))
        own = _quantised(path, weights)
        if make is None or not own:
            continue
        parent, _, name = path.rpartition(".")
        setattr(tagger.get_submodule(parent), name, make(module, own))


def _is_left_alone(name: str, tensor: Tensor) -> bool:
    return (
        tensor.dim() != 2
        or not tensor.is_floating_point()
        or tensor.numel() < FEWEST
        or name.startswith(LEFT_ALONE)
    )


def _is_scale(name: str, weights: Weights) -> bool:
    return name.endswith(SCALE) and name.removesuffix(SCALE) in weights


def _quantised(path: str, weights: Weights) -> dict[str, Any]:
    """The matrices of a layer that are whole numbers, as torch's own tensors of that kind."""
    return {
        name.removeprefix(f"{path}."): torch._make_per_channel_quantized_tensor(
            weights[name], scales.double(), torch.zeros(len(scales), dtype=torch.long), 0
        )
        for name, scales in (
            (scale.removesuffix(SCALE), tensor)
            for scale, tensor in weights.items()
            if scale.startswith(f"{path}.") and _is_scale(scale, weights)
        )
    }


def _linear(module: Any, own: Mapping[str, Any]) -> nn.Module:
    make: Any = dynamic.Linear
    made = make(module.in_features, module.out_features, module.bias is not None)
    made.set_weight_bias(own["weight"], module.bias)
    ready: nn.Module = made.eval()
    return ready


def _lstm(module: Any, own: Mapping[str, Any]) -> nn.Module:
    """One that has a small matrix, which was left as it was, stays what it is."""
    rest = {name: tensor.detach() for name, tensor in module.named_parameters() if name not in own}
    if not module.bias or not all(name.startswith("bias") for name in rest):
        unchanged: nn.Module = module
        return unchanged
    make: Any = dynamic.LSTM
    made = make(
        module.input_size,
        module.hidden_size,
        module.num_layers,
        batch_first=module.batch_first,
        bidirectional=module.bidirectional,
    )
    made.set_weight_bias({**own, **rest})
    ready: nn.Module = made.eval()
    return ready


LAYERS = {nn.Linear: _linear, nn.LSTM: _lstm}
