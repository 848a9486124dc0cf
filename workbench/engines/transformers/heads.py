"""A BiLSTM between encoder and labels."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

DROPOUT = 0.1


class BiLstmHead(nn.Module):
    """Reads the hidden states of a window in both directions and scores the tags of each piece.

    `size` is that of each direction.
    """

    def __init__(self, hidden: int, size: int, tags: int) -> None:
        super().__init__()
        self.dropout = nn.Dropout(DROPOUT)
        self.lstm = nn.LSTM(hidden, size, batch_first=True, bidirectional=True)
        self.output = nn.Linear(2 * size, tags)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """From (windows, pieces, hidden) to (windows, pieces, tags); padding stays unread."""
        lengths = mask.sum(1).cpu()
        packed = pack_padded_sequence(
            self.dropout(states), lengths, batch_first=True, enforce_sorted=False
        )
        read, _ = self.lstm(packed)
        padded, _ = pad_packed_sequence(read, batch_first=True, total_length=states.size(1))
        scores: Tensor = self.output(self.dropout(padded))
        return scores


def take_labelled(logits: Tensor, labels: Tensor, ignored: int) -> tuple[Tensor, Tensor, Tensor]:
    """Only the labelled places of each row, moved to its front.

    From (rows, places, tags) and (rows, places) to logits, labels (0 where there is none)
    and the mask of the places that are there; at least one place stays.
    """
    labelled = labels != ignored
    longest = max(1, int(labelled.sum(1).max()))
    order = labelled.int().argsort(dim=1, descending=True, stable=True)[:, :longest]
    mask = labelled.gather(1, order)
    taken = logits.gather(1, order[:, :, None].expand(-1, -1, logits.size(2)))
    return taken, labels.gather(1, order).where(mask, torch.zeros_like(order)), mask
