"""What the JSON files of a model may say: no foreign code, no sizes that nothing could hold.

Standard library only. What is not refused here is still read by name alone: keys that the
library does not know by itself never reach it (engines/clean_copy.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.domain.errors import ModelError
from workbench.files import LARGEST_JSON, read_small

SAFE = "It was not loaded, and nothing was changed."
OFFER = 'Choose another model, or the embedded encoder ("embedded"), which needs no network.'

FORBIDDEN_KEYS = frozenset(
    {
        "auto_map",
        "trust_remote_code",
        "custom_pipelines",
        "_attn_implementation_internal",
        "_experts_implementation_internal",
        "kernel_config",
        "use_kernels",
    }
)
MOST_LAYERS = 512
LARGEST_NUMBER = 2**31
# A network may have more weights than its file, where parts of it are shared or begun anew.
SPARE_WEIGHTS = 1 << 24
SPARE_FACTOR = 4
SHARED_LAYERS = 64
WIDTHS = ("hidden_size", "d_model", "dim", "emb_dim")
ACTIVATIONS = ("hidden_act", "hidden_activation", "activation", "activation_function")
DEPTHS = ("num_hidden_layers", "n_layers", "n_layer", "num_layers")


def check_configuration(folder: Path) -> dict[str, Any]:
    """Read config.json, and refuse keys that make libraries run foreign code."""
    config = read_object(folder, "config.json")
    for name in ("config.json", "tokenizer_config.json"):
        if (folder / name).exists():
            check_configuration_values(read_object(folder, name), f"{folder / name}")
    _check_numbers(folder, config)
    return config


def check_configuration_values(values: dict[str, Any], where: str) -> None:
    """Refuse keys that make libraries run foreign code; ModelError NW-M03."""
    if found := _forbidden(values):
        raise refuse("NW-M03", f'The model asks to run foreign code ("{found}" in {where}).', OFFER)


def check_sizes(folder: Path, weights: int) -> None:
    """Refuse a network far larger than its weights (in bytes); ModelError NW-M15."""
    config = read_object(folder, "config.json")
    numbers = {key: value for key, value in config.items() if _is_number(value)}
    width = max((numbers.get(name, 0) for name in WIDTHS), default=0)
    depth = max((numbers.get(name, 0) for name in DEPTHS), default=0)
    most = SPARE_FACTOR * weights + SPARE_WEIGHTS
    if depth * width * width > SHARED_LAYERS * most:
        raise _too_large(folder, f"{depth} layers of {width}")
    for key, value in numbers.items():
        counts = "size" in key or "embeddings" in key or key.startswith("n_")
        if counts and value * max(width, 1) > most:
            raise _too_large(folder, f"{key} {value}")


def read_object(folder: Path, name: str) -> dict[str, Any]:
    """Read a small JSON object of a model; ModelError NW-M08."""
    try:
        value = json.loads(read_small(folder / name, LARGEST_JSON))
    except FileNotFoundError as error:
        raise incomplete(folder, f"{name} is missing") from error
    except (OSError, ValueError, RecursionError) as error:
        raise incomplete(folder, f"{name} cannot be read") from error
    if not isinstance(value, dict):
        raise incomplete(folder, f"{name} is no JSON object")
    return value


def incomplete(folder: Path, detail: str) -> ModelError:
    """That a model folder lacks something (NW-M08)."""
    return refuse("NW-M08", f"The model in {folder} is incomplete: {detail}.", OFFER)


def refuse(code: str, happened: str, next_step: str) -> ModelError:
    """That a model is not loaded."""
    return ModelError(code, happened, SAFE, next_step)


def _check_numbers(folder: Path, config: dict[str, Any]) -> None:
    """Refuse numbers that no encoder has; a billion layers would be built one by one."""
    for key, value in _walk(config):
        if key in ACTIVATIONS and not isinstance(value, str):
            raise refuse("NW-M08", f"The model in {folder} has no {key} by name.", OFFER)
        if isinstance(value, int) and not isinstance(value, bool):
            most = MOST_LAYERS if key in DEPTHS else LARGEST_NUMBER
            if abs(value) > most:
                raise _too_large(folder, f"{key} is out of all bounds")


def _too_large(folder: Path, detail: str) -> ModelError:
    return refuse(
        "NW-M15",
        f"The weights of the model in {folder} do not fit its configuration: {detail}.",
        OFFER,
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _forbidden(value: dict[str, Any]) -> str | None:
    for key, inner in _walk(value):
        if key in FORBIDDEN_KEYS:
            return key
        # A kernel of somebody else is named owner/name.
        if "attn_implementation" in key and isinstance(inner, str) and "/" in inner:
            return key
    return None


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield from item.items()
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
