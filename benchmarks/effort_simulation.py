"""One annotator and one strategy, from nothing to all of a pool, with gold as the annotator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Protocol

from benchmarks.effort_corpora import Corpus, with_wrong_answers
from workbench.domain.entity import Entity
from workbench.domain.queueing import QueueSettings, Strategy
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.instant.model import InstantModel
from workbench.engines.instant.teacher import Teacher
from workbench.engines.selection.committee import belief_of, committee_information
from workbench.engines.selection.known_names import NAME, KnownNames
from workbench.engines.selection.mixture import DEFAULT, Mixture, is_cold, mix
from workbench.engines.selection.question import Belief, Numbers, Pace, Pick, Question
from workbench.engines.selection.stability import kappa
from workbench.engines.selection.strategies import ordered
from workbench.engines.selection.uncertainty import BY_PATH
from workbench.engines.selection.vectors import sentence_vectors

# The shares of the pool's tokens after which the model is measured.
ROUNDS = (0.03, 0.07, 0.13, 0.2, 0.28, 0.36, 0.45, 0.55, 0.66, 0.8, 1.0)
# Sentences after which the queue is ranked anew with a new model, as in the program.
BATCH = QueueSettings().batch
# Of L-BFGS, as the instant model takes while there is little gold.
STEPS = 30
INSTANT = "instant"
FROZEN = "frozen"
ORACLE = "oracle"
WITHOUT_MODEL = {Strategy.RANDOM, Strategy.ORDER, Strategy.DIVERSITY}
# How much longer a token takes in a sentence that was not drawn by lot (Wei et al., 2019).
SLOWER = 1.4
PACE = Pace()


class Model(Protocol):
    """What is trained in each round."""

    @property
    def tags(self) -> tuple[str, ...]: ...

    def tag(self, examples: Sequence[Example]) -> Sequence[Prediction]:
        """IOB2 tags of sentences."""

    def marginals(self, examples: Sequence[Example]) -> Sequence[Numbers]:
        """The probability of every tag at every token (tokens, tags)."""


class Learner(Protocol):
    """What trains it."""

    def learn(self, example: Example) -> None:
        """Take a sentence in."""

    def train(self) -> Model:
        """Train anew on everything."""


class InstantLearner:
    """The instant model, by L-BFGS however much gold there is.

    Passive-aggressive learning hears the gold in its order: the F1 of the same sentences in
    another order differs by as much as strategies do.
    """

    def __init__(self) -> None:
        self._teacher = Teacher()

    def learn(self, example: Example) -> None:
        """Take a sentence in."""
        self._teacher.learn(example)

    def train(self) -> InstantModel:
        """Train anew on everything."""
        return self._teacher.train(iterations=STEPS)


def _frozen() -> Learner:
    from benchmarks.effort_encoder import FrozenLearner

    return FrozenLearner()


LEARNERS: Mapping[str, Callable[[], Learner]] = {INSTANT: InstantLearner, FROZEN: _frozen}


@dataclass(frozen=True)
class Setting:
    """What is simulated; `wrong` is the annotator's share of wrong entities.

    Every strategy but random ends at the share `until` of the pool's tokens. An `oracle` knows
    the answers: it takes the sentences in which the model is wrong most often for each token.
    """

    strategy: Strategy
    seed: int
    wrong: float = 0.0
    until: float = 0.7
    learner: str = INSTANT
    mixture: Mixture = DEFAULT
    pace: Pace = PACE
    oracle: bool = False

    @property
    def name(self) -> str:
        """What the table calls it."""
        return ORACLE if self.oracle else self.strategy.value

    @property
    def shares(self) -> Sequence[float]:
        last = 1.0 if self.strategy is Strategy.RANDOM else self.until
        return [share for share in ROUNDS if share <= last + 1e-9]


@dataclass(frozen=True)
class Round:
    """A point of the curve: tokens, modelled effort in tokens by lot, and strict F1 on test.

    `agreement` is the kappa with the predictions for test of the round before.
    """

    sentences: int
    tokens: int
    effort: float
    f1: float
    agreement: float | None = None


@dataclass
class Desk:
    """What lies on the annotator's desk: the answers so far, and what is left."""

    left: dict[int, Example]
    answers: Sequence[Example]
    gold: list[Example] = field(default_factory=list)
    tokens: int = 0
    effort: float = 0.0

    def answer(self, picks: Iterator[Pick], budget: int, most: int | None) -> None:
        """Answer one pick after another until so many tokens are annotated, or `most` picks."""
        end = len(self.gold) + (most or len(self.left))
        while self.tokens < budget and self.left and len(self.gold) < end:
            pick = next(picks, None)
            one = self.left.pop(pick.id if pick else next(iter(self.left)))
            by_lot = pick is None or pick.strategy in (Strategy.RANDOM, Strategy.ORDER)
            self.tokens += len(one.tokens)
            self.effort += len(one.tokens) * (1.0 if by_lot else SLOWER)
            self.gold.append(self.answers[one.id])


@dataclass
class School:
    """Teaches a learner what lies on the desk; what it knows is not taught again."""

    learner: Learner
    shown: int = 0

    def taught(self, gold: Sequence[Example]) -> Model:
        """A model that was trained on all of it."""
        for one in gold[self.shown :]:
            self.learner.learn(one)
        self.shown = len(gold)
        return self.learner.train()


def simulate(corpus: Corpus, setting: Setting) -> Iterator[Round]:
    """Annotate batch by batch, with a new model after each; it is measured after each round."""
    answers = with_wrong_answers(corpus.pool, setting.wrong, setting.seed)
    desk = Desk({one.id: replace(one, tags=()) for one in corpus.pool}, answers)
    school = School(LEARNERS[setting.learner]())
    batch = None if setting.strategy in WITHOUT_MODEL else BATCH
    vectors = sentence_vectors(corpus.pool)[0] if _needs_vectors(setting.strategy) else None
    model: Model | None = None
    before: list[str] = []
    turns = count()
    for share in setting.shares:
        budget = round(share * corpus.tokens)
        while desk.tokens < budget and desk.left:
            picks = _picks(desk, model, vectors, setting, next(turns))
            desk.answer(picks, budget, batch)
            model = school.taught(desk.gold)
        assert model is not None
        said = [one.tags for one in model.tag(corpus.test)]
        flat = [tag for tags in said for tag in tags]
        agreement = kappa(before, flat) if before else None
        before = flat
        f1 = strict_f1(corpus.test, said)
        yield Round(len(desk.gold), desk.tokens, desk.effort, f1, agreement)


def strict_f1(test: Sequence[Example], said: Sequence[Sequence[str]]) -> float:
    """Micro F1 over entities, label and borders right."""
    right = found = wanted = 0
    for example, tags in zip(test, said, strict=True):
        gold, here = entities(example.tags), entities(tags)
        right, found, wanted = right + len(gold & here), found + len(here), wanted + len(gold)
    return 2 * right / (found + wanted) if found + wanted else 0.0


def entities(tags: Sequence[str]) -> set[Entity]:
    """What a sentence in IOB2 holds."""
    return set(tags_to_entities(tags, IOB2))


def _needs_vectors(strategy: Strategy) -> bool:
    return strategy in (Strategy.DEFAULT, Strategy.DIVERSITY)


def _picks(
    desk: Desk, model: Model | None, vectors: Numbers | None, setting: Setting, number: int
) -> Iterator[Pick]:
    """What a strategy would pick now; all but those that need no model begin by lot."""
    seed = setting.seed * 1000 + number
    question = _question(desk, model, vectors, setting)
    if setting.oracle and model is not None:
        return _foreseen(desk, model)
    if setting.strategy is Strategy.DEFAULT:
        return mix(question, seed, setting.mixture)
    cold = model is None and setting.strategy not in WITHOUT_MODEL
    return ordered(question, Strategy.RANDOM if cold else setting.strategy, seed)


def _foreseen(desk: Desk, model: Model) -> Iterator[Pick]:
    """The wrong entities for each token, most of them first."""
    pool = list(desk.left.values())
    wrong = [
        len(entities(desk.answers[one.id].tags) ^ entities(said.tags)) / len(one.tokens)
        for one, said in zip(pool, model.tag(pool), strict=True)
    ]
    for place in sorted(range(len(pool)), key=lambda place: -wrong[place]):
        yield Pick(place, pool[place].id, ORACLE, wrong[place], "", 0.0)


def _question(
    desk: Desk, model: Model | None, vectors: Numbers | None, setting: Setting
) -> Question:
    pool = tuple(desk.left.values())
    question = Question(pool, tuple(desk.gold), pace=setting.pace)
    if vectors is not None:
        annotated = [one.id for one in desk.gold]
        here = [one.id for one in pool]
        question = replace(question, vectors=vectors[here], gold_vectors=vectors[annotated])
    if model is None or setting.oracle or setting.strategy in WITHOUT_MODEL:
        return question
    if setting.strategy is Strategy.DEFAULT and is_cold(desk.gold):
        return question
    question = replace(question, belief=_belief(model, pool, setting))
    if setting.strategy is Strategy.BALD:
        return replace(question, information=committee_information(desk.gold, pool, setting.seed))
    if setting.strategy is Strategy.DISAGREEMENT:
        names = KnownNames(desk.gold)
        return replace(question, opinions={NAME: {one.id: names.tag(one.tokens) for one in pool}})
    return question


def _belief(model: Model, pool: Sequence[Example], setting: Setting) -> Belief:
    if isinstance(model, InstantModel):
        return belief_of(model, pool, with_paths=setting.strategy in BY_PATH)
    return Belief(model.tags, model.marginals(pool))
