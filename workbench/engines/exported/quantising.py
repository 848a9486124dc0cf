"""Exported networks in 8 bits: weights as integers, activations measured as they come."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from workbench.engines.exported.description import DESCRIPTION, NETWORK, TOKENIZER
from workbench.engines.exported.integers import FLOAT, write_by_block, write_by_token

FLAGS = Path("/proc/cpuinfo")
# Instructions that multiply 8-bit numbers without overflow on the way.
DOT_PRODUCTS = frozenset({"avx512_vnni", "avx_vnni", "asimddp", "i8mm"})


# From a fused network, and the same with its attention in single steps, to one in integers.
Way = Callable[[Path, Path, Path], None]


def _dynamic(fused: Path, unfused: Path, target: Path, *, by_column: bool, narrow: bool) -> None:
    """By ONNX Runtime's own tools: one scale for all activations of a step."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(
        fused,
        target,
        per_channel=by_column,
        reduce_range=narrow,
        weight_type=QuantType.QInt8,
        # Fused steps are not in ONNX's own tables, which leaves their outputs without a type.
        extra_options={"DefaultTensorType": FLOAT},
    )


WAYS: Mapping[str, Way] = {
    "int8": partial(_dynamic, by_column=False, narrow=False),
    "int8-channel": partial(_dynamic, by_column=True, narrow=False),
    "int8-token": lambda fused, unfused, target: write_by_token(unfused, target),
    "int8-block": lambda fused, unfused, target: write_by_block(unfused, target),
}
# Without such instructions sums of two products overflow 16 bits; 7 bits leave room.
NARROW: Mapping[str, Way] = {"int8-narrow": partial(_dynamic, by_column=True, narrow=True)}


def ways() -> Mapping[str, Way]:
    """Those worth trying on this processor."""
    return WAYS if has_dot_products() else {**WAYS, **NARROW}


def has_dot_products(flags: Path = FLAGS) -> bool:
    """Whether the processor says that it has such instructions; False where it says nothing."""
    try:
        words = flags.read_text("utf-8", "replace").split()
    except OSError:
        return False
    return not DOT_PRODUCTS.isdisjoint(words)


def quantise(source: Path, unfused: Path, target: Path, way: Way) -> None:
    """Write the exported model in `source` as one in 8 bits; see `export_folder` for `unfused`."""
    target.mkdir(parents=True)
    way(source / NETWORK, unfused, target / NETWORK)
    for name in (TOKENIZER, DESCRIPTION):
        shutil.copyfile(source / name, target / name)
