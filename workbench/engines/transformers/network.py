"""The network that is trained: an encoder, its head, and how its loss is made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from safetensors.torch import load_file, load_model, save_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from transformers import PretrainedConfig, PreTrainedModel

from workbench.domain.training import HEAD
from workbench.engines.transformers.crf import Crf
from workbench.engines.transformers.encoding import IGNORED
from workbench.engines.transformers.heads import BiLstmHead, take_labelled

WEIGHTS = "model.safetensors"


class Network(nn.Module):
    """A token classifier of transformers, alone or with a BiLSTM or a CRF of ours.

    With a BiLSTM only the encoder of the classifier is used. `class_weights` holds one
    factor for each tag, for the loss of the training only.
    """

    # The Trainer hands over how many labels all batches of a step hold together.
    accepts_loss_kwargs = True
    class_weights: Tensor | None

    def __init__(
        self,
        classifier: PreTrainedModel,
        tags: Sequence[str],
        lstm_size: int = 0,
        crf: bool = False,
        class_weights: Tensor | None = None,
    ) -> None:
        super().__init__()
        self.body = cast(PreTrainedModel, classifier.base_model) if lstm_size else classifier
        hidden = classifier.config.hidden_size
        self.lstm = BiLstmHead(hidden, lstm_size, len(tags)) if lstm_size else None
        self.crf = Crf(tags) if crf else None
        self.register_buffer("class_weights", class_weights, persistent=False)

    @property
    def config(self) -> PretrainedConfig:
        return self.body.config

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        labels: Tensor | None = None,
        continues: Tensor | None = None,
        num_items_in_batch: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Scores of the tags of each piece as `logits` (windows, pieces, tags).

        With labels (windows, pieces) also `loss`: its sum over all labels, divided by
        `num_items_in_batch` or, without that, by their number.
        """
        output = self.body(input_ids=input_ids, attention_mask=attention_mask)
        logits = self.lstm(output.last_hidden_state, attention_mask) if self.lstm else output.logits
        if labels is None:
            return {"logits": logits}
        count = num_items_in_batch if num_items_in_batch is not None else (labels != IGNORED).sum()
        total = self._loss(logits.float(), labels, continues)
        return {"loss": (total / count).mean(), "logits": logits}

    def _loss(self, logits: Tensor, labels: Tensor, continues: Tensor | None) -> Tensor:
        if self.crf is not None:
            likelihood: Tensor = self.crf(*take_labelled(logits, labels, IGNORED), continues)
            return -likelihood.sum()
        weights = self.class_weights if self.training else None
        flat, wanted = logits.flatten(0, 1), labels.flatten()
        return cross_entropy(flat, wanted, weights, ignore_index=IGNORED, reduction="sum")

    @property
    def head(self) -> dict[str, Tensor]:
        """The tensors of our own heads; none for a plain token classifier."""
        return {
            name: tensor.detach().cpu().contiguous()
            for name, tensor in self.state_dict().items()
            if name.split(".")[0] in ("lstm", "crf")
        }

    def is_head(self, name: str) -> bool:
        """Whether the parameter of that name lies behind the encoder."""
        encoder = "body." if self.lstm else f"body.{self.body.base_model_prefix}."
        return not name.startswith(encoder)

    def write(self, folder: Path) -> None:
        """Write a folder that transformers reads, with our heads in a file beside."""
        self.body.save_pretrained(folder, safe_serialization=True, max_shard_size="100GB")
        if head := self.head:
            save_file(head, folder / HEAD)

    def read(self, folder: Path) -> None:
        """Put the weights saved in a folder back."""
        load_model(self.body, folder / WEIGHTS, device=str(self.body.device))
        self.read_head(folder)

    def read_head(self, folder: Path) -> None:
        """Read the file of our heads, where there are any; RuntimeError when it does not fit."""
        parts: dict[str, Any] = {"lstm": self.lstm, "crf": self.crf}
        present = {name: part for name, part in parts.items() if part is not None}
        if not present:
            return
        saved = load_file(folder / HEAD)
        for name, part in present.items():
            start = f"{name}."
            part.load_state_dict(
                {key.removeprefix(start): saved[key] for key in saved if key.startswith(start)}
            )
