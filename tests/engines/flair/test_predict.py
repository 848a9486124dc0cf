"""Tokens stay in step with flair, the order is fair, and probabilities are what they say."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.errors import ModelError
from workbench.domain.training import CancelledError, Example
from workbench.engines.fake import FakeHost
from workbench.engines.flair.characters import BatchedCharacters
from workbench.engines.flair.crf import Borders, marginals
from workbench.engines.flair.model import quiet
from workbench.engines.flair.order import LikeLengths
from workbench.engines.flair.predict import Answers, Asker, _refuse_invalid
from workbench.engines.flair.sentences import LONGEST, UNSEEN, readable, to_slices

TAGS, START, STOP = 5, 3, 4
TOKENS = st.text(max_size=6)


@given(st.lists(st.lists(TOKENS, max_size=30).map(tuple), max_size=5))
@settings(max_examples=60)
def test_every_token_stays_one_token(sentences: list[tuple[str, ...]]) -> None:
    """Whatever a token holds, even nothing, flair has as many as we have, all of them visible."""
    examples = [Example(number, tokens) for number, tokens in enumerate(sentences)]
    slices = to_slices(examples)
    assert [one.example for one in slices] == [n for n, one in enumerate(sentences) if one]
    for one in slices:
        assert len(one.sentence) == len(one.keep) == len(sentences[one.example])
        assert all(token.text.strip() for token in one.sentence)


@pytest.mark.parametrize("token", ["", " ", "\u200b", "\ufe0f\u200d", "\u2581", "\ufffd", "\u0301"])
def test_what_cannot_be_seen_has_a_stand_in(token: str) -> None:
    """Such tokens are dropped by flair, or crash its byte pairs and characters."""
    assert readable(token) == UNSEEN


def test_what_can_be_seen_stays() -> None:
    """With invisible parts and spaces inside; lone surrogates, which UTF-8 cannot hold, are `?`."""
    assert [readable(text) for text in ("New York", "a\u200b", "科")] == [
        "New York",
        "a\u200b",
        "科",
    ]
    assert readable("a\ud83d") == "a?"


def test_long_sentences_are_cut_with_their_labels() -> None:
    """Each token is answered for once, and an entity keeps its label in each window."""
    example = Example(7, ("New", "York", "is") * 400, ("B-LOC", "I-LOC", "O") * 400)
    slices = to_slices([Example(6, ("a",), ("O",)), example])
    assert [one.example for one in slices] == [0, 1, 1, 1, 1]
    assert [token for one in slices[1:] for token in one.keep] == list(range(1200))
    assert all(len(one.sentence) <= LONGEST for one in slices)
    for one in slices[1:]:
        spans = one.sentence.get_spans("ner")
        assert {span.tag for span in spans} == {"LOC"} and len(spans) >= len(one.sentence) // 3


def test_context_is_the_documents_and_never_that_of_a_batch() -> None:
    """Neighbouring tokens hang at the sentence; without any it has none, batch or not."""
    told = Example(1, ("b",), before=("x", "a"), after=("c", "\u200b", "z"))
    alone = Example(2, ("d",))
    first, second = (one.sentence for one in to_slices([told, alone], context=2))
    assert [token.text for token in first.left_context(2)] == ["x", "a"]
    assert [token.text for token in first.right_context(2)] == ["c", UNSEEN]
    assert second.is_context_set() and second.left_context(2) == second.right_context(2) == []


@given(st.lists(st.integers(1, 30), min_size=1, max_size=80), st.integers(1, 9), st.integers(0, 80))
def test_each_sentence_comes_once_an_epoch(lengths: list[int], size: int, skip: int) -> None:
    """Epochs differ, runs with the same seed do not, and a resumed epoch goes on where it was."""
    order, again = LikeLengths(lengths, size, 1), LikeLengths(lengths, size, 1)
    order.start(2, 0)
    whole = list(order)
    assert sorted(whole) == list(range(len(lengths)))
    again.start(2, min(skip, len(lengths)))
    assert list(again) == whole[skip:] and len(again) == len(list(again))


def test_batches_hold_sentences_of_like_length() -> None:
    """Between the shortest and the longest of a batch lies little, and epochs are drawn anew."""
    lengths = [1 + (number * 37) % 120 for number in range(1200)]
    order = LikeLengths(lengths, 10, 1)
    first = list(order)
    spread = [max(part) - min(part) for part in _parts([lengths[place] for place in first], 10)]
    assert max(spread) <= 120 / 12
    order.start(2, 0)
    assert list(order) != first


def _parts(items: list[int], size: int) -> list[list[int]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


@pytest.mark.parametrize("lengths", [[1], [3, 2], [4, 4, 1]])
def test_probabilities_of_a_crf_are_those_of_all_paths(lengths: list[int]) -> None:
    """Against the sum over every sequence of tags, one by one, for sentences of mixed length."""
    generator = torch.Generator().manual_seed(len(lengths))
    emissions = torch.randn(len(lengths), max(lengths), TAGS, generator=generator)
    transitions = torch.randn(TAGS, TAGS, generator=generator)
    transitions[START, :] = transitions[:, STOP] = -10000.0
    steps = emissions.unsqueeze(-1) + transitions
    found = marginals(emissions, lengths, transitions, Borders(START, STOP))
    for row, length in enumerate(lengths):
        sums = torch.zeros(length, TAGS, dtype=torch.float64)
        for path in product(range(TAGS), repeat=length):
            total = sum(
                float(steps[row, token, tag, path[token - 1] if token else START])
                for token, tag in enumerate(path)
            )
            weight = torch.tensor(total + float(transitions[STOP, path[-1]])).double().exp()
            for token, tag in enumerate(path):
                sums[token, tag] += weight
        wanted = sums / sums.sum(1, keepdim=True)
        assert torch.allclose(found[row, :length].double(), wanted, atol=1e-5)


def test_characters_of_a_batch_are_those_of_flair() -> None:
    """One pass over all words gives flair's own vectors, and plain flair knows the part by name."""
    from flair.data import Dictionary, Sentence
    from flair.embeddings import CharacterEmbeddings

    with quiet("cpu"):
        letters = Dictionary(add_unk=True)
        for letter in "abcdef":
            letters.add_item(letter)
        stock, ours = CharacterEmbeddings(letters), BatchedCharacters(letters)
        ours.load_state_dict(stock.state_dict())
        words = [["abc", "de", "abc", "xyz"], ["f"]]
        left, right = ([Sentence(list(row)) for row in words] for _ in range(2))
        stock.embed(left)
        ours.embed(right)
    assert ours.embeddings_name == "CharacterEmbeddings"
    for one, other in zip(left, right, strict=True):
        for token, twin in zip(one, other, strict=True):
            assert torch.allclose(token.embedding, twin.embedding, atol=1e-6)


def test_m09_invalid_numbers_are_refused() -> None:
    """A model that answers with NaN writes no tags."""
    with pytest.raises(ModelError) as caught:
        _refuse_invalid(torch.tensor([1.0, float("nan")]))
    assert caught.value.code == "NW-M09"


def test_asking_can_be_cancelled() -> None:
    """A cancel is heard before each batch."""
    asker = Asker(torch.nn.Identity(), FakeHost(cancelled=True))
    with pytest.raises(CancelledError):
        asker.ask(to_slices([Example(1, ("a",))]))


def test_windows_are_put_together() -> None:
    """The tokens of each window that it answers for, tags mended where windows meet."""
    example = Example(1, ("a",) * 600)
    slices = to_slices([example])
    marked = [(["I-PER"] * len(one.sentence), [0.5] * len(one.sentence)) for one in slices]
    [said] = Asker(None, FakeHost()).predictions([example], Answers(slices, marked))
    assert said.tags == ("B-PER", *["I-PER"] * 599)
    assert said.windows == len(slices) == 2 and set(said.scores) == {0.5}
