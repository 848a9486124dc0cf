"""Tokens and word pieces stay in step, whatever the tokenizer does."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.training import CancelledError, Example
from workbench.engines.encoding import (
    IGNORED,
    Encoder,
    answers_to_predictions,
    special_ids,
    tokens_to_pieces,
    valid_iob2,
)

from .conftest import FakeHost
