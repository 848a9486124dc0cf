"""A trained network of transformers as an ONNX folder, its graph fused; needs torch."""

from __future__ import annotations

import logging
import warnings
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import Tensor, nn

from workbench.domain.errors import ModelError
from workbench.domain.training import Spec
from workbench.engines.base import Host
from workbench.engines.exported.description import (
    NETWORK,
    TOKENIZER,
    CrfScores,
    Description,
)
from workbench.engines.exported.fusing import fuse
from workbench.engines.hardware import Hardware
from workbench.engines.transformers.crf import IMPOSSIBLE, Crf
from workbench.engines.transformers.network import Network
from workbench.engines.transformers.tagger import Tagger, load_tagger

OPSET = 17
INPUTS = ("input_ids", "attention_mask")
# An export that differs by more than this from the network itself is none.
TOLERANCE = 1e-3


class _Scores(nn.Module):
    """The network without what only training needs: two inputs, one output."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        scores: Tensor = self.network(input_ids, attention_mask)["logits"]
        return scores


def export_folder(
    source: Path, target: Path, host: Host, unfused: Path | None = None
) -> Description:
    """Write network, tokenizer and description of a trained model; ModelError NW-M41 if it cannot.

    `unfused` is where the network goes a second time, its attention in single steps.
    """
    tagger = load_tagger(source, Spec(model=str(source)), Hardware("cpu", 0, "fp32"), host)
    tagger.network.train(False)
    target.mkdir(parents=True)
    described = describe(tagger)
    try:
        with TemporaryDirectory(dir=target) as aside:
            traced = Path(aside) / NETWORK
            _write_network(tagger, traced)
            fuse(traced, target / NETWORK, tagger.network.config)
            if unfused is not None:
                fuse(traced, unfused, tagger.network.config, attention=False)
    except (RuntimeError, ValueError, TypeError, NotImplementedError, AttributeError) as error:
        raise _not_exportable(source, error) from error
    host.check()
    _compare(tagger, target, source)
    tagger.tokenizer.backend_tokenizer.save(str(target / TOKENIZER))
    described.write(target)
    return described


def describe(tagger: Tagger) -> Description:
    """What turns the scores of this tagger into tags."""
    decoder: Any = tagger.decoder
    return Description(
        tags=decoder.names,
        max_length=tagger.options.max_length,
        overlap=tagger.options.overlap,
        padding=tagger.network.config.pad_token_id or 0,
        constrained=bool(getattr(decoder, "constrained", True)),
        crf=_crf_scores(tagger.network.crf) if tagger.network.crf is not None else None,
    )


def _crf_scores(crf: Crf) -> CrfScores:
    first = crf.first.masked_fill(~crf.first_allowed, IMPOSSIBLE)
    step = crf.step.masked_fill(~crf.step_allowed, IMPOSSIBLE)
    return CrfScores(tuple(first.tolist()), tuple(map(tuple, step.tolist())))


def _write_network(tagger: Tagger, path: Path) -> None:
    network = tagger.network
    use_plain_attention(network)
    shorten_positions(network, tagger.options.max_length)
    ids, mask = sample(network)
    axes = {0: "windows", 1: "pieces"}
    with warnings.catch_warnings(), torch.no_grad():
        # Of what the tracer warns, the comparison afterwards shows whether it matters.
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        torch.onnx.export(
            _Scores(network).eval(),
            (ids, mask),
            str(path),
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_axes=dict.fromkeys((*INPUTS, "logits"), axes),
            opset_version=OPSET,
            dynamo=False,
        )


def sample(network: Network) -> tuple[Tensor, Tensor]:
    """Two inputs of unlike length, as (windows, pieces), and their mask."""
    chance = torch.Generator().manual_seed(13)
    ids = torch.randint(1, int(network.config.vocab_size), (2, 9), generator=chance)
    mask = torch.ones_like(ids)
    mask[1, 6:] = 0
    ids[1, 6:] = network.config.pad_token_id or 0
    return ids, mask


def use_plain_attention(network: Network) -> None:
    """The same weights with attention in plain formulas: the others cannot be traced, or fused."""
    body: Any = network.body
    plain = type(body)._from_config(deepcopy(body.config), attn_implementation="eager")
    # A pooler that nothing reads may be left out of the one and part of the other.
    plain.load_state_dict(body.state_dict(), strict=False)
    network.body = plain.eval()


def shorten_positions(network: Network, length: int) -> None:
    """Leave out the positions behind the longest window, where they are a plain table."""
    embeddings = getattr(network.body.base_model, "embeddings", None)
    table = getattr(embeddings, "position_embeddings", None)
    if not isinstance(table, nn.Embedding):
        return
    # RoBERTa and its like start to count behind the padding's index.
    rows = length + (0 if table.padding_idx is None else table.padding_idx + 1)
    if rows < table.num_embeddings:
        table.weight = nn.Parameter(table.weight[:rows].detach().clone())
        table.num_embeddings = rows


def _compare(tagger: Tagger, target: Path, source: Path) -> None:
    """Refuse an export that does not answer as the network does, alone and filled up."""
    from workbench.engines.exported.session import load_session

    session = load_session(target, tagger.network.config.pad_token_id or 0, 1)
    ids, mask = sample(tagger.network)
    for rows in (slice(0, 2), slice(1, 2)):
        with torch.inference_mode():
            wanted = tagger.network(ids[rows], mask[rows])["logits"]
        feed = {"input_ids": ids[rows].numpy(), "attention_mask": mask[rows].numpy()}
        (found,) = session.network.run(None, feed)
        apart = (torch.from_numpy(found) - wanted)[mask[rows].bool()].abs().max()
        if not apart < TOLERANCE:
            raise _not_exportable(source, ValueError(f"its answers are {apart:.3g} apart"))


def _not_exportable(source: Path, error: Exception) -> ModelError:
    first_line = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return ModelError(
        "NW-M41",
        f"The model in {source} cannot be written as ONNX: {first_line[:200]}.",
        "The model itself is as it was, and nothing was kept.",
        "Use it as it is, or train with another encoder.",
    )
