"""Tokens and word pieces stay in step, whatever the tokenizer does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.training import CancelledError, Example
from workbench.engines.decoding import Decoder
from workbench.engines.encoders import load_tokenizer
from workbench.engines.fake import FakeHost
from workbench.engines.transformers.answers import Answers, answers_to_predictions
from workbench.engines.transformers.encoding import IGNORED, Encoder, special_ids, tokens_to_pieces

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

TAG_IDS = {"O": 0, "B-PER": 1, "I-PER": 2}
# Sub-words, characters the tokenizer drops, and characters beyond the basic plane.
TOKENS = st.sampled_from(
    ["Ann", "abcabcabc", "abc", "\u200b", "\ufe0f", "科", "😀", "lives", "x y"]
)
SENTENCES = st.lists(st.lists(TOKENS, min_size=1, max_size=30), min_size=1, max_size=4)


@pytest.fixture(scope="session")
def tokenizer(tiny_encoder: Path) -> PreTrainedTokenizerFast:
    return load_tokenizer(tiny_encoder)


def encoder(tokenizer: PreTrainedTokenizerFast, all_pieces: bool = False) -> Encoder:
    return Encoder(tokenizer, 10, TAG_IDS, all_pieces)


def test_pieces_belong_to_their_tokens(tokenizer: PreTrainedTokenizerFast) -> None:
    """A token of three pieces has three, one that the tokenizer drops has none."""
    [pieces] = tokens_to_pieces(tokenizer, [Example(1, ("Ann", "abc", "\u200b", "in"))])
    assert [len(token) for token in pieces] == [1, 3, 0, 1]


def test_half_a_character_is_a_token_like_others(tokenizer: PreTrainedTokenizerFast) -> None:
    """A lone surrogate, which no tokenizer takes, is read as one that is unknown."""
    examples = [Example(1, ("in", "\ud83d", "\ud83d\ude00")), Example(2, ("in",))]
    odd, plain = tokens_to_pieces(tokenizer, examples)
    assert len(odd) == 3 and odd[0] == plain[0]


def test_context_fills_the_room_around_a_sentence(tokenizer: PreTrainedTokenizerFast) -> None:
    """The nearest tokens of both sides come along without labels; long sentences take none."""
    around = ("a", "b"), ("c", "saw", "and", "the", "in")
    example = Example(1, ("Ann", "lives"), ("B-PER", "O"), *around)
    [item] = encoder(tokenizer).encode([example], FakeHost()).inputs
    said = tokenizer.convert_ids_to_tokens(item.ids)
    assert said == ["[CLS]", "a", "b", "Ann", "lives", "c", "saw", "and", "the", "[SEP]"]
    assert item.labels == [IGNORED] * 3 + [1, 0] + [IGNORED] * 5
    assert (item.tokens, item.firsts, item.sizes) == ([0, 1], [3, 4], [1, 1])
    long = Example(1, ("in",) * 30, (), *around)
    first, *_, last = encoder(tokenizer).encode([long], FakeHost()).inputs
    assert first.firsts[0] == 1 and len(first.ids) == 10
    assert tokenizer.convert_ids_to_tokens(last.ids)[-2:] != ["in", "[SEP]"]


def test_gold_that_the_model_cannot_see_stays_valid(tokenizer: PreTrainedTokenizerFast) -> None:
    """When the tokenizer drops the first token of an entity, the next one opens it."""
    example = Example(1, ("\u200b", "Ann", "in"), ("B-PER", "I-PER", "O"))
    [item] = encoder(tokenizer).encode([example], FakeHost()).inputs
    assert [item.labels[place] for place in item.firsts] == [1, 0]


def test_special_pieces_are_found(tokenizer: PreTrainedTokenizerFast) -> None:
    """What stands before and after every input is learned from the tokenizer itself."""
    assert special_ids(tokenizer) == ([tokenizer.cls_token_id], [tokenizer.sep_token_id])


def test_first_pieces_carry_the_labels(tokenizer: PreTrainedTokenizerFast) -> None:
    """By default the other pieces of a token teach nothing; with all pieces they go on."""
    example = Example(1, ("abc", "Ann", "in"), ("B-PER", "I-PER", "O"))
    first = encoder(tokenizer).encode([example], FakeHost()).inputs[0].labels
    assert first == [IGNORED, 1, IGNORED, IGNORED, 2, 0, IGNORED]
    every = encoder(tokenizer, all_pieces=True).encode([example], FakeHost()).inputs[0].labels
    assert every == [IGNORED, 1, 2, 2, 2, 0, IGNORED]


@given(SENTENCES)
def test_every_token_gets_exactly_one_tag(
    tokenizer: PreTrainedTokenizerFast, sentences: list[list[str]]
) -> None:
    """Tags are as many as tokens; windows fit the model; dropped tokens count as unscored."""
    examples = [
        Example(number, tuple(tokens), ("B-PER",) * len(tokens))
        for number, tokens in enumerate(sentences)
    ]
    encoded = encoder(tokenizer).encode(examples, FakeHost())
    seen = [(item.sentence, token) for item in encoded.inputs for token in item.tokens]
    assert len(seen) == len(set(seen))
    assert all(len(item.ids) == len(item.labels) <= 10 for item in encoded.inputs)
    for item in encoded.inputs:
        assert [item.labels[place] for place in item.firsts] == [1] * len(item.tokens)
    sure = np.log(np.array([0.2, 0.7, 0.1], dtype=np.float32))
    answers = [np.tile(sure, (len(item.tokens), 1)) for item in encoded.inputs]
    decoder = Decoder(tuple(TAG_IDS))
    predictions = answers_to_predictions(examples, encoded, Answers(answers), decoder)
    for example, prediction in zip(examples, predictions, strict=True):
        assert len(prediction.tags) == len(prediction.scores) == len(example.tokens)
        assert prediction.unscored == prediction.tags.count("O") == prediction.scores.count(0.0)


def test_a_token_longer_than_a_window_is_counted_as_cut(
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    """Nine pieces do not fit beside the two special ones; the token is tagged all the same."""
    encoded = encoder(tokenizer).encode([Example(1, ("abcabcabc", "in"))], FakeHost())
    assert encoded.cut == [1]
    assert [token for item in encoded.inputs for token in item.tokens] == [0, 1]


def test_encoding_can_be_cancelled(tokenizer: PreTrainedTokenizerFast) -> None:
    """A cancel is heard while sentences are encoded."""
    with pytest.raises(CancelledError):
        encoder(tokenizer).encode([Example(1, ("in",))], FakeHost(cancelled=True))
