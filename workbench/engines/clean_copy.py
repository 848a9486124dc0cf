"""A model folder as libraries may see it: known files only, in them known keys only."""

from __future__ import annotations

import inspect
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.files import LARGEST_JSON, read_small

CONFIG, TOKENIZER_CONFIG = "config.json", "tokenizer_config.json"
SPECIAL_TOKENS = "special_tokens_map.json"
# These are read as they are; weights were checked before.
LINKED = frozenset({"tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "added_tokens.json"})
WEIGHTS = re.compile(r"[\w.-]+\.safetensors(\.index\.json)?")
TOKENS = frozenset(
    """additional_special_tokens bos_token cls_token eos_token mask_token pad_token sep_token
    unk_token""".split()  # noqa: SIM905
)
TOKENIZER_KEYS = TOKENS | frozenset(
    """add_prefix_space added_tokens_decoder clean_up_tokenization_spaces do_basic_tokenize
    do_lower_case errors keep_accents lowercase model_input_names model_max_length never_split
    padding_side remove_space split_special_tokens strip_accents tokenize_chinese_chars
    tokenizer_class trim_offsets truncation_side""".split()  # noqa: SIM905
)
# Of the encoders on our list; each may bear "Fast" at its end.
TOKENIZER_CLASSES = frozenset(
    """Albert Bert BigBird Camembert ConvBert Deberta DebertaV2 DistilBert Electra Flaubert
    Funnel Herbert Longformer MPNet MobileBert Nystromformer RemBert RoCBert RoFormer Roberta
    SqueezeBert XLM XLMRoberta XLNet""".split()  # noqa: SIM905
)
PLAIN_TOKENIZER = "PreTrainedTokenizerFast"


@contextmanager
def clean_copy(folder: Path) -> Iterator[Path]:
    """A folder with links to weights and vocabulary, and configurations without odd keys.

    Code, templates, adapters, settings of generation and whatever else a folder may hold does
    not exist for the library that reads the copy.
    """
    with tempfile.TemporaryDirectory(prefix="workbench-model-") as name:
        copy = Path(name)
        for path in sorted(folder.iterdir()):
            if path.name in LINKED or WEIGHTS.fullmatch(path.name):
                (copy / path.name).symlink_to(path.resolve())
        for file, clean in (
            (CONFIG, _clean_config),
            (TOKENIZER_CONFIG, lambda values: _clean_tokenizer(values, copy)),
            (SPECIAL_TOKENS, lambda values: _only(values, TOKENS)),
        ):
            if (folder / file).exists():
                values = json.loads(read_small(folder / file, LARGEST_JSON))
                (copy / file).write_text(json.dumps(clean(values)), "utf-8")
        yield copy


def _clean_config(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a configuration of that kind has by itself."""
    from transformers import CONFIG_MAPPING, PretrainedConfig

    kind = CONFIG_MAPPING[values["model_type"]]
    own = inspect.signature(kind.__init__).parameters
    common = PretrainedConfig().to_dict()
    return _only(values, {*own, *common, "model_type", "torch_dtype"} - {"kwargs", "self"})


def _clean_tokenizer(values: Mapping[str, Any], copy: Path) -> dict[str, Any]:
    """What tokenizers may be told; one of an unknown class is read from its file alone."""
    kept = _only(values, TOKENIZER_KEYS)
    name = str(kept.get("tokenizer_class", PLAIN_TOKENIZER)).removesuffix("Fast")
    if name.removesuffix("Tokenizer") not in TOKENIZER_CLASSES:
        kept.pop("tokenizer_class", None)
        if (copy / "tokenizer.json").exists() and "tokenizer_class" in values:
            kept["tokenizer_class"] = PLAIN_TOKENIZER
    return kept


def _only(values: Mapping[str, Any], known: frozenset[str] | set[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in known}
