"""Configurations and vocabularies that ask for code, for other files, or for all memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tests.faults.hostile.base import Artefact, changed, copy_of

CONFIGURATIONS: Mapping[str, dict[str, Any]] = {
    "auto_map": {"auto_map": {"AutoModelForTokenClassification": "evil.Model"}},
    "auto_map of the hub": {"auto_map": {"AutoConfig": "stranger/code--evil.Config"}},
    "trust": {"trust_remote_code": True},
    "pipelines": {"custom_pipelines": {"ner": {"impl": "evil.Pipeline"}}},
    "kernel": {"_attn_implementation_internal": "stranger/kernel"},
    "kernel by name": {"attn_implementation": "stranger/kernel"},
    "experts": {"_experts_implementation_internal": "stranger/kernel"},
    "kernels": {"use_kernels": True, "kernel_config": {"a": "stranger/kernel"}},
    "deep": {"task_specific_params": {"a": [{"auto_map": {"AutoModel": "evil.Model"}}]}},
    "quantised": {"quantization_config": {"quant_method": "custom", "modules": "evil"}},
    "path": {"_name_or_path": "http://127.0.0.1:9/evil", "base_model": "../../../etc"},
    "kind of list": {"model_type": ["bert"]},
    "kind of number": {"model_type": 1},
    "kind of nothing": {"model_type": None},
    "strange kind": {"model_type": "../../evil"},
    "llama": {"model_type": "llama"},
    "architecture": {"architectures": ["../../evil", "EvilForTokenClassification"]},
    "layers": {"num_hidden_layers": 10**9},
    "negative layers": {"num_hidden_layers": -5},
    "layers as text": {"num_hidden_layers": "2; import os"},
    "layers as list": {"num_hidden_layers": [2]},
    "width": {"hidden_size": 10**7},
    "vocabulary": {"vocab_size": 10**9},
    "positions": {"max_position_embeddings": 10**9},
    "intermediate": {"intermediate_size": 2**31 - 1},
    "types": {"type_vocab_size": 10**9},
    "heads": {"num_attention_heads": 0},
    "many heads": {"num_attention_heads": 10**9},
    "beyond": {"hidden_size": 2**63},
    "activation": {"hidden_act": "__import__('os').system('true')"},
    "activation as list": {"hidden_act": ["gelu"]},
    "dtype": {"torch_dtype": "system"},
    "nan": {"layer_norm_eps": float("nan")},
    "no labels": {"id2label": {}},
    "labels as list": {"id2label": ["O", "B-PER"]},
    "strange labels": {"id2label": {"0": "O", "1": "B-<img src='file:///etc/passwd'>"}},
    "many labels": {"id2label": {str(n): f"B-{n}" for n in range(50_000)}},
    "labels of numbers": {"id2label": {"0": 1, "1": 2}},
    "negative labels": {"id2label": {"-9223372036854775809": "O", "1": "B-PER"}},
    "pruned": {"pruned_heads": {"0": list(range(10**4))}},
    "padding": {"pad_token_id": -(10**9)},
    "chunks": {"chunk_size_feed_forward": -1},
    "decoder": {"is_decoder": True, "add_cross_attention": True},
    "prefix": {"prefix": "{{ cycler.__init__.__globals__ }}", "tie_encoder_decoder": True},
}
RAW_CONFIGURATIONS: Mapping[str, bytes] = {
    "nested": b'{"model_type": "bert", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "long number": b'{"model_type": "bert", "a": ' + b"9" * 10_000 + b"}",
    "latin": b'{"model_type": "b\xe9rt"}',
    "nul": b"\0" * 100,
    "twice": b'{"model_type": "bert", "model_type": "llama"}',
    "array": b"[]",
}


def configurations(good: Path) -> Iterator[Artefact]:
    def replace(content: bytes, place: Path) -> Path:
        folder = copy_of(good, place)
        (folder / "config.json").write_bytes(content)
        return folder

    for name, values in CONFIGURATIONS.items():
        yield Artefact(f"config {name}", partial(changed, good, "config.json", values))
    for name, content in RAW_CONFIGURATIONS.items():
        yield Artefact(f"config {name} raw", partial(replace, content))
    template = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    beside: dict[str, dict[str, Any]] = {
        "adapter_config.json": {"base_model_name_or_path": "/etc", "peft_type": "LORA"},
        "generation_config.json": {"custom_generate": "evil", "transformers_version": []},
        "processor_config.json": {"auto_map": {"AutoProcessor": "evil.P"}},
        "chat_template.json": {"chat_template": template},
        "modules.json": {"0": {"type": "evil.Module"}},
    }
    for file, values in beside.items():
        yield Artefact(f"beside {file}", partial(changed, good, file, values))


def tokenizers(good: Path) -> Iterator[Artefact]:
    config: dict[str, dict[str, Any]] = {
        "auto_map": {"auto_map": {"AutoTokenizer": ["evil.T", None]}},
        "class of a path": {"tokenizer_class": "../../evil"},
        "class with pickles": {"tokenizer_class": "TransfoXLTokenizer"},
        "class of several": {"tokenizer_class": "RagTokenizer"},
        "class of a list": {"tokenizer_class": ["Bert"]},
        "template": {"chat_template": "{% for x in range(10**9) %}{% endfor %}"},
        "file": {"tokenizer_file": "/etc/passwd", "vocab_file": "/etc/passwd"},
        "slow": {"from_slow": True, "sp_model_kwargs": {"a": "b"}},
        "tokens": {"added_tokens_decoder": {"999999999999": {"content": "x"}}},
        "tokens of lists": {"added_tokens_decoder": {"5": []}, "unk_token": [1]},
        "length": {"model_max_length": -1},
        "more tokens": {"extra_special_tokens": {"__class__": "x", "save_pretrained": "y"}},
    }
    for name, values in config.items():
        yield Artefact(f"tokenizer {name}", partial(changed, good, "tokenizer_config.json", values))
    odd: dict[str, Any] = {
        "__init__": "x",
        "tokenizer_file": "/etc/passwd",
        "unk_token": {"content": []},
    }
    yield Artefact("special tokens", partial(changed, good, "special_tokens_map.json", odd))
    yield Artefact(
        "added tokens", partial(changed, good, "added_tokens.json", {"x": -1, "y": 2**70})
    )
    evil = {"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated", "invert": 0}
    files: dict[str, dict[str, Any]] = {
        "regex": {"pre_tokenizer": evil},
        "nothing": {"model": None},
        "kind": {"model": {"type": "Evil"}},
        "vocabulary": {"model": {"type": "WordPiece", "vocab": {"a": 2**40}}},
    }
    for name, values in files.items():
        yield Artefact(f"tokenizer.json {name}", partial(changed, good, "tokenizer.json", values))
