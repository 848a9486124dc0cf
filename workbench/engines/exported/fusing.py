"""Puts many small steps of an exported graph together into the few that ONNX Runtime has."""

from __future__ import annotations

import logging
from pathlib import Path

from transformers import PretrainedConfig

# The kinds whose graphs ONNX Runtime's optimizer knows, by the name that it has for them.
FUSED_AS = {
    "bert": "bert", "electra": "bert", "camembert": "bert", "roberta": "bert",
    "xlm-roberta": "bert", "distilbert": "bert",
}  # fmt: skip


def fuse(source: Path, target: Path, config: PretrainedConfig, attention: bool = True) -> None:
    """Write the graph in `source` with its steps fused; one of another kind goes unchanged.

    Without `attention` the multiplications inside it stay apart, so that they can be changed
    one by one. Of a graph that is not fused here ONNX Runtime fuses what it can as it loads it.
    """
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    kind = FUSED_AS.get(config.model_type)
    heads, hidden = (getattr(config, name, 0) for name in ("num_attention_heads", "hidden_size"))
    if kind is None or not heads:
        target.write_bytes(source.read_bytes())
        return
    for name in ("onnxruntime", "fusion_base", "fusion_utils"):
        logging.getLogger(name).setLevel(logging.ERROR)
    options = FusionOptions(kind)
    options.enable_attention = options.enable_embed_layer_norm = attention
    fused = optimize_model(str(source), kind, heads, hidden, options, opt_level=0)
    fused.save_model_to_file(str(target))
