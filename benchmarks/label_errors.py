"""How well label errors are found, beside cleanlab's plain self-confidence.

    python -m benchmarks.label_errors DATA [--seeds N] [--sentences N] [--only NAME] [--keep FOLDER]

Errors are planted in wikigold and conll2002-es (see `benchmarks.planted_errors`), and those in
the first edition of weibo are real. The plain order has the same out-of-fold probabilities of
the same CRFs: once token by token as cleanlab gives it, once over the very cases that we list.
An answer finds an error when its tokens overlap those of an error that was not found yet; more
of the same error costs no answer and counts for nothing, in every order.

What the models say is kept in FOLDER where one is named, and taken from there the next time.

A person who answers without fault goes through our list, which is put into a new order after
each 50 answers. What is left after 100 answers is ranked by us and plainly.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.planted_errors import Flawed, Wrong, plant, read_examples, real_errors
from workbench.domain.label_errors import (
    RANKED_AGAIN_AFTER,
    LabelError,
    LabelErrorAnswer,
    LabelErrorKind,
    rerank,
)
from workbench.domain.training import Example
from workbench.engines.inspection.corpus import Corpus, Rows, make_corpus
from workbench.engines.inspection.search import FOLDS, STAGES, conclude
from workbench.engines.inspection.sequences import by_crf
from workbench.engines.inspection.tokenwise import by_vectors, by_words
from workbench.engines.inspection.vectors import Vectors, token_vectors
from workbench.engines.inspection.voices import Scores, Voices, self_confidence
from workbench.jobs.bases import check_embedded

SEED = 13
ANSWERS = 100
# Nobody answers more at a stretch; what comes then stays in its order.
LAST_RANKED = 500
_PARTS = ("train", "dev", "test")
# A sentence with a span in it that somebody is asked about.
Question = tuple[int, int, int]


@dataclass(frozen=True)
class Score:
    """What an order is worth: average precision, and precision of the first n of n errors."""

    average: float
    at_errors: float


@dataclass(frozen=True)
class Result:
    """One data set with one seed. `rest_…` are average precisions after 100 answers."""

    tokens: Score
    spans: Score
    ours: Score
    session: Score
    found_in_100: float
    plain_in_100: float
    rest_plain: float
    rest_ours: float
    rest_learned: float
    missed: float
    missed_plain: float


class Judge:
    """Knows the errors, and says of each question whether it finds one."""

    def __init__(self, errors: Sequence[Wrong]) -> None:
        self._by_sentence: dict[int, list[tuple[int, Wrong]]] = defaultdict(list)
        for number, error in enumerate(errors):
            self._by_sentence[error.sentence].append((number, error))
        self.found: set[int] = set()

    def answer(self, question: Question) -> bool | None:
        """Whether it finds a new error; None where all it could find was found before."""
        sentence, start, end = question
        errors = self._by_sentence.get(sentence, ())
        hit = {number for number, one in errors if one.start < end and start < one.end}
        new = hit - self.found
        self.found |= new
        return None if hit and not new else bool(new)


def hits(errors: Sequence[Wrong], order: Sequence[Question]) -> list[bool]:
    """The answers that cost something, in order."""
    judge = Judge(errors)
    return [one for question in order if (one := judge.answer(question)) is not None]


def average_precision(found: Sequence[bool], errors: int) -> float:
    """The mean, over all errors, of the precision where each is found; 0 for those that are not."""
    total, right = 0.0, 0
    for place, hit in enumerate(found, 1):
        right += hit
        total += right / place if hit else 0.0
    return total / errors if errors else 0.0


def score(errors: Sequence[Wrong], order: Sequence[Question]) -> Score:
    found = hits(errors, order)
    number = len(errors)
    return Score(average_precision(found, number), sum(found[:number]) / number)


def hear(flawed: Flawed, keep: Path | None = None) -> Voices:
    """Train everything, fold by fold; what was kept in a folder is taken from there."""
    corpus = make_corpus(flawed.examples, FOLDS, SEED)
    path = keep / f"{flawed.name.replace(' ', '-')}-{len(flawed.examples)}.npz" if keep else None
    if path is not None and path.exists():
        with np.load(path) as kept:
            return _voices(corpus, dict(kept))
    early, late = by_crf(corpus, STAGES, _nothing)
    words = by_words(corpus, SEED, _nothing)
    vectors = vectors_of(tuple(one.tokens for one in flawed.examples))
    begun, ended = by_vectors(corpus, vectors, SEED, _nothing)
    said = {"crf": late, "words": words, "vectors": ended}
    said |= {"crf early": early, "vectors early": begun}
    if path is not None:
        np.savez_compressed(path, **said)  # type: ignore[arg-type]  # no array is called allow_pickle
    return _voices(corpus, said)


def _voices(corpus: Corpus, said: Mapping[str, Rows]) -> Voices:
    late = {name: said[name] for name in ("crf", "words", "vectors")}
    early = {name: said[f"{name} early"] for name in ("crf", "vectors")}
    return Voices(corpus, late, early)


def measure(flawed: Flawed, voices: Voices) -> Result:
    """Compare the orders."""
    errors, cases = flawed.errors, conclude(voices)
    corpus = voices.corpus
    confidence = self_confidence(corpus, voices.late["crf"])
    plain = _plainly(corpus, confidence, cases)
    ours = [_question(case) for case in cases]
    session, learned, left = _session(cases, errors)
    remaining = [one for place, one in enumerate(errors) if place not in left]
    still = {_question(case) for case in learned}
    missed = [one for one in errors if one.kind is LabelErrorKind.MISSED]
    return Result(
        score(errors, _tokens(corpus, confidence)),
        score(errors, plain),
        score(errors, ours),
        Score(average_precision(session, len(errors)), sum(session[: len(errors)]) / len(errors)),
        sum(session[:ANSWERS]),
        sum(hits(errors, plain)[:ANSWERS]),
        score(remaining, [one for one in plain if one in still]).average,
        score(remaining, [one for one in ours if one in still]).average,
        score(remaining, [_question(case) for case in learned]).average,
        score(missed, _of_kind(cases, ours)).average,
        score(missed, [one for one in plain if one in set(_of_kind(cases, ours))]).average,
    )


def _plainly(corpus: Corpus, confidence: Scores, cases: Sequence[LabelError]) -> list[Question]:
    """Our cases in the plain order: by the least self-confidence of their tokens."""
    offsets = {one.id: corpus.offsets[place] for place, one in enumerate(corpus.examples)}

    def trust(case: LabelError) -> float:
        start, end = case.span
        offset = offsets[case.sentence]
        return float(confidence[offset + start : offset + end].min())

    return [_question(case) for case in sorted(cases, key=trust)]


def _tokens(corpus: Corpus, confidence: Scores) -> list[Question]:
    """Every token, in cleanlab's order."""
    every = [
        (one.id, place, place + 1) for one in corpus.examples for place in range(len(one.tokens))
    ]
    return [every[index] for index in np.argsort(confidence, kind="stable")]


def _question(case: LabelError) -> Question:
    return (case.sentence, *case.span)


def _of_kind(cases: Sequence[LabelError], order: Sequence[Question]) -> list[Question]:
    pairs = zip(cases, order, strict=True)
    return [question for case, question in pairs if case.kind is LabelErrorKind.MISSED]


def _session(
    cases: Sequence[LabelError], errors: Sequence[Wrong]
) -> tuple[list[bool], tuple[LabelError, ...], set[int]]:
    """Answers in order, with a new order after each 50; and how it stood after 100 answers.

    That is: the cases that were left, in their new order, and the errors that were found.
    """
    judge, answers, found = Judge(errors), dict[str, LabelErrorAnswer](), list[bool]()
    order = rerank(cases, answers)
    standing: tuple[tuple[LabelError, ...], set[int]] = order, set()
    while order:
        asked = _ask(order, judge, answers, found)
        last = len(found) >= LAST_RANKED or not asked
        order = _left(order, answers) if last else rerank(cases, answers)
        if len(found) <= ANSWERS:
            standing = order, set(judge.found)
    return found, *standing


def _left(
    order: Sequence[LabelError], answers: Mapping[str, LabelErrorAnswer]
) -> tuple[LabelError, ...]:
    return tuple(case for case in order if case.key not in answers)


def _ask(
    order: Sequence[LabelError],
    judge: Judge,
    answers: dict[str, LabelErrorAnswer],
    found: list[bool],
) -> int:
    """Ask the next cases; how many were answered. What was fixed along with others is gone."""
    asked = 0
    for case in order:
        hit = judge.answer(_question(case))
        fixed = LabelErrorAnswer.FIXED if hit else LabelErrorAnswer.KEPT
        answers[case.key] = fixed if hit is not None else LabelErrorAnswer.FLAGGED
        if hit is not None:
            found.append(hit)
            asked += 1
        if asked == RANKED_AGAIN_AFTER:
            break
    return asked


def data_sets(folder: Path, seeds: int, most: int, only: str) -> Iterator[Flawed]:
    """Everything that is measured, one after the other."""
    planted = {
        "wikigold": folder / "wikigold",
        "conll2002-es": folder / "conll2002-es" / "esp.train",
    }
    for name, path in planted.items():
        if only in ("", name):
            examples = read_examples(path, most)
            for seed in range(1, seeds + 1):
                yield plant(name, examples, seed)
    if only in ("", "weibo"):
        weibo = folder / "weibo"
        yield real_errors(
            [weibo / "first-edition" / f"weiboNER.conll.{part}" for part in _PARTS],
            [weibo / f"weiboNER_2nd_conll.{part}" for part in _PARTS],
        )


@cache
def vectors_of(tokens: tuple[tuple[str, ...], ...]) -> Vectors:
    """The encoder's vectors; planted errors leave the text as it is."""
    examples = [Example(number, text) for number, text in enumerate(tokens)]
    return token_vectors(check_embedded(), examples, _nothing)


def _nothing() -> None:
    """Nobody asks how far it is."""


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--seeds", type=int, default=3)
    reader.add_argument("--sentences", type=int, default=4_000)
    reader.add_argument("--only", default="")
    reader.add_argument("--keep", type=Path)
    options = reader.parse_args()
    results: dict[str, list[Result]] = defaultdict(list)
    for flawed in data_sets(options.folder, options.seeds, options.sentences, options.only):
        began, busy = time.perf_counter(), time.process_time()
        result = measure(flawed, hear(flawed, options.keep))
        name = flawed.name.split()[0]
        results[name].append(result)
        print(
            f"{flawed.name}: {len(flawed.examples):,} sentences, {len(flawed.errors)} errors,"
            f" {time.perf_counter() - began:.0f} s, of the processor"
            f" {time.process_time() - busy:.0f} s: {_line(result)}",
            flush=True,
        )
    print(*_table(results), sep="\n")


def _line(one: Result) -> str:
    ratio, learned = one.ours.average / one.spans.average, one.rest_learned / one.rest_plain
    return (
        f"AP plain {one.tokens.average:.3f} tokens, {one.spans.average:.3f} cases;"
        f" ours {one.ours.average:.3f} ({ratio:.2f}x), rest {learned:.2f}x"
    )


_ROWS: Mapping[str, Callable[[Result], float]] = {
    "average precision, plain, token by token": lambda one: one.tokens.average,
    "average precision, plain, over our cases": lambda one: one.spans.average,
    "**average precision, ours**": lambda one: one.ours.average,
    "ours : plain over cases": lambda one: one.ours.average / one.spans.average,
    "average precision, ours, ranked again after each 50": lambda one: one.session.average,
    "the same : plain over cases": lambda one: one.session.average / one.spans.average,
    "precision at n, plain, token by token": lambda one: one.tokens.at_errors,
    "precision at n, plain, over our cases": lambda one: one.spans.at_errors,
    "precision at n, ours": lambda one: one.ours.at_errors,
    "precision at n, ours, ranked again": lambda one: one.session.at_errors,
    "answers for each error fixed, plain (first n)": lambda one: 1 / one.spans.at_errors,
    "answers for each error fixed, ours, ranked again": lambda one: 1 / one.session.at_errors,
    "errors found by 100 answers, plain": lambda one: one.plain_in_100,
    "errors found by 100 answers, ours": lambda one: one.found_in_100,
    "rest after 100 answers: plain": lambda one: one.rest_plain,
    "rest after 100 answers: ours, first order": lambda one: one.rest_ours,
    "rest after 100 answers: ours, ranked again": lambda one: one.rest_learned,
    "the same : plain on the rest": lambda one: one.rest_learned / one.rest_plain,
    "missed entities alone, plain": lambda one: one.missed_plain,
    "missed entities alone, ours": lambda one: one.missed,
}


def _table(results: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    """Means, with the standard deviation over the seeds."""
    yield "| | " + " | ".join(results) + " |"
    yield "|---|" + "---|" * len(results)
    for title, figure in _ROWS.items():
        cells = [_spread([figure(one) for one in found]) for found in results.values()]
        yield f"| {title} | " + " | ".join(cells) + " |"


def _spread(values: Sequence[float]) -> str:
    mean = statistics.mean(values)
    digits = 0 if mean >= 10 else 3 if mean < 1 else 2
    if len(values) < 2:
        return f"{mean:.{digits}f}"
    return f"{mean:.{digits}f} ± {statistics.stdev(values):.{digits}f}"


if __name__ == "__main__":
    main()
