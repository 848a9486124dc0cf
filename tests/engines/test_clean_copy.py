"""M03: what a library gets to see of a model folder."""

from __future__ import annotations

import json
from pathlib import Path

from workbench.engines.clean_copy import clean_copy

CONFIG = {
    "model_type": "bert", "hidden_size": 32, "id2label": {"0": "O"}, "architectures": ["BertModel"],
    "custom_generate": "evil", "quantization_config": {"a": 1}, "x": "y",
}  # fmt: skip
TOKENIZER = {
    "tokenizer_class": "RagTokenizer", "do_lower_case": True, "chat_template": "{{ x }}",
    "tokenizer_file": "/etc/passwd", "sp_model_kwargs": {},
}  # fmt: skip


def test_m03_only_known_keys_reach_the_library(tmp_path: Path) -> None:
    """No template, no adapter, no code, no file elsewhere; sizes and labels stay."""
    files = {
        "config.json": CONFIG,
        "tokenizer_config.json": TOKENIZER,
        "special_tokens_map.json": {"unk_token": "[UNK]", "tokenizer_file": "/etc/passwd"},
        "tokenizer.json": {},
        "adapter_config.json": {"base_model_name_or_path": "/etc"},
        "generation_config.json": {"custom_generate": "evil"},
    }
    for name, values in files.items():
        (tmp_path / name).write_text(json.dumps(values), "utf-8")
    (tmp_path / "chat_template.jinja").write_text("{{ x }}", "utf-8")
    (tmp_path / "modeling_evil.py").write_text("raise SystemExit", "utf-8")
    with clean_copy(tmp_path) as clean:
        assert {path.name for path in clean.iterdir()} == {
            "config.json", "tokenizer_config.json", "special_tokens_map.json", "tokenizer.json",
        }  # fmt: skip
        config = json.loads((clean / "config.json").read_bytes())
        assert set(config) == {"model_type", "hidden_size", "id2label", "architectures"}
        tokenizer = json.loads((clean / "tokenizer_config.json").read_bytes())
        assert tokenizer == {"do_lower_case": True, "tokenizer_class": "PreTrainedTokenizerFast"}
        special = json.loads((clean / "special_tokens_map.json").read_bytes())
        assert special == {"unk_token": "[UNK]"}
    assert not clean.exists()
