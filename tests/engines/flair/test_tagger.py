"""Quicker ways through flair's tagger: the same loss, the same gradients, the same answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from flair.data import Dictionary
from flair.embeddings import CharacterEmbeddings, OneHotEmbeddings, StackedEmbeddings
from flair.models import SequenceTagger

from workbench.domain.training import Example
from workbench.engines.flair import recurrent
from workbench.engines.flair.characters import BatchedCharacters
from workbench.engines.flair.crf import Borders, best_paths, path_loss
from workbench.engines.flair.model import quiet
from workbench.engines.flair.recurrent import FEWEST_STEPS, run_lstm
from workbench.engines.flair.sentences import to_slices
from workbench.engines.flair.tagger import Tagger

CLOSE = 1e-5
# flair gives a word that comes again in its sentence the vector of another one.
WORDS = ("Ann", "Bob", *(first + second for first in "abilnsw" for second in "ab"), "lives")
LENGTHS = [FEWEST_STEPS + 4, FEWEST_STEPS, 5, 1]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet("cpu"):
        yield


@pytest.fixture
def sentences() -> list[Any]:
    """Of several lengths, with names in them, words and letters nobody knows among them."""
    rows = [WORDS[1:][:size] if size % 2 else WORDS[:size] for size in LENGTHS]
    tags = [["B-PER" if word in ("Ann", "Bob") else "O" for word in row] for row in rows]
    examples = [
        Example(n, tuple(row), tuple(own))
        for n, (row, own) in enumerate(zip(rows, tags, strict=True))
    ]
    return [one.sentence for one in to_slices(examples)]


@pytest.fixture(params=["crf", "no crf", "no rnn"])
def pair(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """flair's own tagger, and ours with the same weights."""
    return _tagger(SequenceTagger, CharacterEmbeddings, request.param), _tagger(
        Tagger, BatchedCharacters, request.param
    )


def _tagger(made_of: Any, characters: Any, shape: str) -> Any:
    torch.manual_seed(1)
    stack = StackedEmbeddings(
        [
            OneHotEmbeddings(_dictionary(WORDS[:-1]), embedding_length=7),
            characters(_dictionary("abilnsw"), 4, 6),
        ]
    )
    labels = Dictionary(add_unk=False)
    labels.span_labels = True
    for label in ("PER", "LOC"):
        labels.add_item(label)
    return made_of(
        stack,
        labels,
        "ner",
        hidden_size=8,
        use_crf=shape == "crf",
        use_rnn=shape != "no rnn",
    )


def _dictionary(items: Sequence[str]) -> Any:
    made = Dictionary(add_unk=True)
    for item in items:
        made.add_item(item)
    return made


def test_a_batch_teaches_what_it_teaches_in_plain_flair(
    pair: tuple[Any, Any], sentences: list[Any]
) -> None:
    """Loss, number of tokens and every gradient, with dropout drawn from the same seed."""
    figures = []
    for tagger in pair:
        torch.manual_seed(5)
        tagger.train()
        loss, tokens = tagger.forward_loss(sentences)
        loss.backward()
        figures.append((loss, tokens, {n: p.grad for n, p in tagger.named_parameters()}))
        for sentence in sentences:
            sentence.clear_embeddings()
    (theirs, count, wanted), (ours, same, found) = figures
    assert count == same == sum(LENGTHS)
    assert float(ours) == pytest.approx(float(theirs), rel=CLOSE)
    assert wanted.keys() == found.keys()
    for name, gradient in wanted.items():
        largest = max(1.0, float(gradient.abs().max()))
        assert torch.allclose(found[name], gradient, atol=CLOSE * largest, rtol=0), name


def test_plain_flair_reads_what_it_saves(
    pair: tuple[Any, Any], sentences: list[Any], tmp_path: Path
) -> None:
    """As a tagger of its own kind, which answers alike; ours can answer by flair's methods."""
    ours = pair[1]
    ours.eval().save(tmp_path / "tagger.pt")
    again = SequenceTagger.load(tmp_path / "tagger.pt")
    assert type(again) is SequenceTagger
    with torch.no_grad():
        tensor, lengths = again._prepare_tensors(sentences)
        wanted = again.forward(tensor, lengths)
        found = ours.forward(*ours._prepare_tensors(sentences))
    wanted, found = ((one[0] if ours.use_crf else one) for one in (wanted, found))
    assert torch.allclose(found, wanted, atol=CLOSE)
    ours.predict(sentences, label_name="said")
    assert all(one.get_labels("said") is not None for one in sentences)


@pytest.mark.parametrize("scale", [0.1, 1.0, 30.0])
def test_the_loss_of_all_paths_is_flairs(scale: float) -> None:
    """Loss and both gradients in double precision, for scores small and large."""
    stock = _tagger(SequenceTagger, CharacterEmbeddings, "crf")
    borders = Borders(stock.viterbi_decoder.start_tag, stock.viterbi_decoder.stop_tag)
    generator = torch.Generator().manual_seed(3)
    size = stock.tagset_size
    first = torch.randn(4, max(LENGTHS), size, generator=generator, dtype=torch.double) * scale
    gold = torch.randint(0, size - 2, (4, max(LENGTHS)), generator=generator)
    flat = torch.cat([row[:length] for row, length in zip(gold, LENGTHS, strict=True)])
    found: list[Any] = []
    wanted: list[Any] = []
    for answer, plain in ((wanted, True), (found, False)):
        emissions = first.clone().requires_grad_()
        steps = stock.crf.transitions.detach().double().requires_grad_()
        if plain:
            features = (emissions.unsqueeze(-1) + steps, torch.tensor(LENGTHS), steps)
            loss = stock.loss_function(features, flat)
        else:
            loss = path_loss(emissions, LENGTHS, steps, gold, borders)
        (loss * 0.5).backward()
        answer += [loss, emissions.grad, steps.grad]
    for one, other in zip(found, wanted, strict=True):
        assert torch.allclose(one, other, atol=1e-8)


def test_best_paths_are_flairs(sentences: list[Any]) -> None:
    """The tags of the best path are those of flair's own decoder."""
    tagger = _tagger(Tagger, BatchedCharacters, "crf").eval()
    with torch.no_grad():
        tensor, lengths = tagger._prepare_tensors(sentences)
        features = tagger.forward(tensor * 30, lengths)
        scores = tagger.emissions(tensor * 30, lengths)
        theirs, _ = tagger.viterbi_decoder.decode(features, False, sentences)
    paths = best_paths(scores, lengths.tolist(), tagger.crf.transitions, tagger.borders)
    name = tagger.label_dictionary.get_item_for_index
    assert [[name(tag) for tag in path] for path in paths] == [
        [tag for tag, _ in row] for row in theirs
    ]


@pytest.mark.parametrize("lengths", [[4, 9, 1], [FEWEST_STEPS + 3, 2, FEWEST_STEPS]])
def test_an_lstm_over_whole_batches_is_that_over_packed_ones(lengths: list[int]) -> None:
    """States and gradients, whatever the order of lengths, and whatever fills sequences up."""
    torch.manual_seed(2)
    rnn = torch.nn.LSTM(5, 6, bidirectional=True)
    inputs = torch.randn(3, max(lengths), 5)
    outcome = []
    for fewest in (1, 10_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(recurrent, "FEWEST_STEPS", fewest)
            rnn.zero_grad()
            states = run_lstm(rnn, inputs, torch.tensor(lengths))
            (states * states.detach().cos()).sum().backward()  # type: ignore[no-untyped-call]
        gradients = [weight.grad for weight in rnn.parameters() if weight.grad is not None]
        outcome.append([states, *(gradient.clone() for gradient in gradients)])
    for one, other in zip(*outcome, strict=True):
        assert one.shape == other.shape and torch.allclose(one, other, atol=CLOSE)
