"""Word pieces by the library `tokenizers` alone, in the shape that the encoder asks for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from workbench.engines.exported.description import TOKENIZER, unusable


@dataclass(frozen=True)
class PieceBatch:
    """Sentences in pieces, or a `single` one, read as transformers' own batches are."""

    encodings: Sequence[Any]
    single: bool = False

    def word_ids(self, index: int = 0) -> list[int | None]:
        """Of which token each piece of a sentence is; None for special ones."""
        words: list[int | None] = self.encodings[index].word_ids
        return words

    def __getitem__(self, name: str) -> list[Any]:
        if name != "input_ids":
            raise KeyError(name)
        rows: list[Any] = [encoding.ids for encoding in self.encodings]
        return rows[0] if self.single else rows


@dataclass(frozen=True)
class PieceTokenizer:
    """Stands where a fast tokenizer of transformers would; it never truncates or pads."""

    backend_tokenizer: Tokenizer

    def __call__(
        self,
        texts: Sequence[str] | Sequence[Sequence[str]],
        is_split_into_words: bool = True,
        add_special_tokens: bool = True,
        truncation: bool = False,
        padding: bool = False,
    ) -> PieceBatch:
        """Pieces of sentences, or of one sentence, that are split into tokens already."""
        single = bool(texts) and isinstance(texts[0], str)
        encodings = self.backend_tokenizer.encode_batch(
            [list(texts)] if single else list(map(list, texts)),
            is_pretokenized=is_split_into_words,
            add_special_tokens=add_special_tokens,
        )
        return PieceBatch(encodings, single)


def load_pieces(folder: Path) -> PieceTokenizer:
    """The tokenizer in a folder; ModelError NW-M42 where it cannot be read."""
    try:
        text = (folder / TOKENIZER).read_text("utf-8")
        json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise unusable(folder, f"{TOKENIZER} cannot be read") from error
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return PieceTokenizer(tokenizer)
