"""The instant model: it learns names from a few sentences, and says how sure it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from workbench.domain.errors import TrainingError
from workbench.domain.schemes import IOB2, is_valid
from workbench.domain.training import Example
from workbench.engines.instant.model import InstantModel
from workbench.engines.instant.teacher import Teacher

PEOPLE = ("Ada Lovelace", "Brit Olsen", "Chen", "Dora Maar", "Emil", "Finn Roth")
TOWNS = ("Oslo", "New York", "Lima", "San Juan")


def example(number: int) -> Example:
    """A sentence with a person and a town, as a person would have tagged it."""
    tokens: list[str] = []
    tags: list[str] = []
    person, town = PEOPLE[number % 6].split(), TOWNS[number % 4].split()
    for words, label in (
        (["Yesterday"] if number % 2 else [], ""),
        (person, "PER"),
        (["visited", "the", "town", "of"], ""),
        (town, "LOC"),
        ([str(1900 + number), "."], ""),
    ):
        tokens += words
        tags += [
            f"{'I' if place else 'B'}-{label}" if label else "O" for place in range(len(words))
        ]
    return Example(number, tuple(tokens), tuple(tags))


GOLD = tuple(map(example, range(24)))
UNSEEN = Example(99, ("Gus", "Hall", "visited", "the", "town", "of", "Quito", "1999", "."))


@pytest.fixture(scope="module")
def model() -> InstantModel:
    return InstantModel.train(GOLD)


def test_it_finds_names_that_it_never_saw(model: InstantModel) -> None:
    """From the words around them and how they look."""
    (said,) = model.tag([UNSEEN])
    assert said.tags == ("B-PER", "I-PER", "O", "O", "O", "O", "B-LOC", "O", "O")
    assert len(said.scores) == len(UNSEEN.tokens)
    assert all(0 < score <= 1 for score in said.scores)


def test_marginals_are_probabilities(model: InstantModel) -> None:
    """A row for each token, a column for each tag; every row sums to 1."""
    known, strange = model.marginals([GOLD[0], Example(0, ("zzz", "qqq"))])
    assert known.shape == (len(GOLD[0].tokens), len(model.tags))
    assert strange.shape == (2, len(model.tags))
    for rows in (known, strange):
        assert np.allclose(rows.sum(axis=1), 1) and (rows >= 0).all()


def test_it_is_less_sure_of_what_could_be_either() -> None:
    """The probability of a name that is tagged otherwise half of the time lies in between."""
    gold = [
        Example(n, ("he", "saw", "Ada" if n % 2 else "Paris"), ("O", "O", tag))
        for n, tag in enumerate(("B-LOC", "B-PER", "B-PER", "B-PER") * 8)
    ]
    asked = [Example(0, ("he", "saw", name)) for name in ("Ada", "Paris")]
    sure, torn = InstantModel.train(gold).tag(asked)
    assert sure.scores[2] > 0.85 and 0.3 < torn.scores[2] < 0.75


def test_its_tags_are_ordered(model: InstantModel) -> None:
    """Outside first, then label by label, as the columns of the marginals."""
    assert model.tags == ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")


def test_it_always_says_valid_tags(model: InstantModel) -> None:
    """Whatever the text is; an empty sentence has none."""
    odd = [Example(1, ()), Example(2, ("of", "York", "Maar")), Example(3, ("😀", "\ud800"))]
    for one, said in zip(odd, model.tag(odd), strict=True):
        assert len(said.tags) == len(one.tokens)
        assert is_valid(said.tags, IOB2)


def test_it_can_be_kept(model: InstantModel, tmp_path: Path) -> None:
    """What is loaded says exactly the same, with the names that it knew."""
    taught = InstantModel.train(GOLD, gazetteer={"PER": ["Zed"]})
    taught.save(tmp_path / "instant")
    again = InstantModel.load(tmp_path / "instant")
    assert again.tags == taught.tags
    for before, after in zip(taught.marginals(GOLD), again.marginals(GOLD), strict=True):
        assert np.array_equal(before, after)


def test_known_names_help() -> None:
    """A name of the gazetteer is found where nothing else says that it is one."""
    gold = [
        Example(n, ("he", "saw", name), ("O", "O", "B-PER" if name in ("ux", "pim") else "O"))
        for n, name in enumerate(("ux", "dog", "pim", "cow", "ux", "hat", "pim", "sun") * 3)
    ]
    known = InstantModel.train(gold, gazetteer={"PER": ["ux", "pim", "wob"]})
    without = InstantModel.train(gold)
    asked = [Example(0, ("he", "saw", "wob"))]
    column = known.tags.index("B-PER")
    assert known.marginals(asked)[0][2, column] > without.marginals(asked)[0][2, column] + 0.2


def test_gold_without_an_entity_says_outside() -> None:
    """It learns that there is nothing."""
    model = InstantModel.train([Example(1, ("a", "b"), ("O", "O"))])
    assert model.tags == ("O",)
    assert model.tag([UNSEEN])[0].tags == ("O",) * len(UNSEEN.tokens)


def test_gold_without_outside_is_learned() -> None:
    """Every token may belong to an entity; outside is a tag all the same."""
    model = InstantModel.train([Example(1, ("Ada", "Lovelace"), ("B-PER", "I-PER"))])
    assert model.tags == ("O", "B-PER", "I-PER")
    assert np.allclose(model.marginals([UNSEEN])[0].sum(axis=1), 1)


@pytest.mark.parametrize("gold", [(), (Example(1, (), ()),)])
def test_nothing_to_learn_from_is_refused(gold: tuple[Example, ...]) -> None:
    """With its code."""
    with pytest.raises(TrainingError) as caught:
        InstantModel.train(gold)
    assert caught.value.code == "NW-L01"


def test_a_teacher_goes_on_where_it_was() -> None:
    """Sentence by sentence it comes to the same model as all at once."""
    teacher = Teacher()
    for one in GOLD[:10]:
        teacher.learn(one)
    teacher.train()
    for one in GOLD[10:]:
        teacher.learn(one)
    assert len(teacher) == len(GOLD)
    assert teacher.entities == 2 * len(GOLD)
    assert np.allclose(
        teacher.train().marginals([UNSEEN]), InstantModel.train(GOLD).marginals([UNSEEN])
    )


def test_what_changed_is_learned_anew() -> None:
    """A sentence that was tagged otherwise, and one that is gold no more."""
    teacher = Teacher()
    for one in GOLD:
        teacher.learn(one)
    teacher.train()
    renamed = [
        Example(one.id, one.tokens, tuple(tag.replace("LOC", "GPE") for tag in one.tags))
        for one in GOLD
    ]
    for one in renamed[:-1]:
        teacher.learn(one)
    teacher.forget(renamed[-1].id)
    model = teacher.train()
    assert "B-LOC" not in model.tags
    assert "B-GPE" in model.tag([UNSEEN])[0].tags
    assert not teacher.untidy


def test_a_single_change_waits_until_nobody_asks() -> None:
    """To take in everything again for one sentence of hundreds would hold up who is waiting."""
    teacher = Teacher()
    many = [Example(n, GOLD[n % 24].tokens, GOLD[n % 24].tags) for n in range(300)]
    for one in many:
        teacher.learn(one)
    changed = Example(7, many[7].tokens, ("O",) * len(many[7].tokens))
    teacher.learn(changed)
    assert teacher.untidy
    teacher.train()
    assert teacher.untidy
    asked: list[int] = []
    teacher.tidy(lambda: asked.append(1))
    assert asked
    assert len(teacher) == len(many)
    # What goes back to what is learned already needs no tidying.
    teacher.learn(many[7])
    teacher.learn(changed)
    assert teacher.untidy is False


def test_others_go_on_during_a_training() -> None:
    """Crfsuite lets a question through at each step of its way."""
    teacher = Teacher()
    for one in GOLD:
        teacher.learn(one)
    asked: list[int] = []
    teacher.train(meanwhile=lambda: asked.append(1))
    assert len(asked) > 3
