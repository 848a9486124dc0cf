"""What a learning curve says about more annotation, as a sentence of advice for each label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from workbench.domain.learning import MORE, TOTAL, Curve, laws, marks

# Below so many training entities a label says nothing about itself, below so many test
# entities nothing can be measured.
FEW_EXAMPLES = 10
FEW_TESTED = 10
# Longer names of labels are cut: the figures behind them matter more.
_LONGEST_NAME = 12
# In F1 (0..1): less is not worth the work, and more than the second is worth naming first.
FLAT = 0.005
# Below this F1 a label is as good as unknown: its curve has not begun yet.
UNLEARNED = 0.05
WORTH = 0.01


class Verdict(StrEnum):
    """What can be said of more data for a label."""

    FEW = "few"
    UNTESTED = "untested"
    ROUGH = "rough"
    UNLEARNED = "unlearned"
    GROWS = "grows"
    LITTLE = "little"
    FLAT = "flat"
    UNCLEAR = "unclear"
    UNMEASURED = "unmeasured"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What half as much data again promises for a label (or for all: `label` is empty).

    `gain`, `low` and `high` are differences of F1 (0..1) by the power laws of the repeats,
    `slope` is the difference that the last step on the curve made. `sentences` is how many
    more sentences with the label that would be.
    """

    label: str
    f1: float | None
    support: int
    examples: int
    sentences: int
    slope: float
    gain: float
    low: float
    high: float
    verdict: Verdict
    advice: str


def outlook(curve: Curve, label: str = TOTAL) -> Outlook:
    """What the curve says about more data for a label, or for all of them together."""
    line = marks(curve, label)
    gains = [law.f1(MORE) - law.f1(1.0) for law in laws(curve, label)] or [0.0]
    counts = _counts(curve, label)
    sentences = ceil((MORE - 1) * line[-1].sentences) if line else 0
    slope = line[-1].f1 - line[-2].f1 if len(line) > 1 else 0.0
    gain = sum(gains) / len(gains)
    f1 = line[-1].f1 if len(line) > 1 else None
    verdict = _verdict(*counts, f1, gain, min(gains), max(gains))
    found = Outlook(
        label,
        line[-1].f1 if line and counts[1] else None,
        counts[1],
        counts[0],
        sentences,
        slope,
        gain,
        min(gains),
        max(gains),
        verdict,
        "",
    )
    return _advised(found)


def outlooks(curve: Curve) -> tuple[Outlook, ...]:
    """What can be said of all together, then of each label."""
    return tuple(outlook(curve, label) for label in (TOTAL, *curve.labels))


def _counts(curve: Curve, label: str) -> tuple[int, int]:
    """Entities of training and of test set."""
    if label:
        return curve.examples.get(label, 0), curve.support.get(label, 0)
    return sum(curve.examples.values()), sum(curve.support.values())


def _verdict(
    examples: int, support: int, f1: float | None, gain: float, low: float, high: float
) -> Verdict:
    rules = (
        (Verdict.FEW, examples < FEW_EXAMPLES),
        (Verdict.UNTESTED, support == 0),
        (Verdict.ROUGH, support < FEW_TESTED),
        (Verdict.UNMEASURED, f1 is None),
        (Verdict.GROWS, gain >= WORTH and low > 0),
        (Verdict.UNLEARNED, f1 is not None and f1 < UNLEARNED),
        (Verdict.FLAT, high < FLAT),
        (Verdict.LITTLE, high < 2 * WORTH),
    )
    return next((verdict for verdict, holds in rules if holds), Verdict.UNCLEAR)


_SENTENCES: Mapping[Verdict, Callable[[Outlook], str]] = {
    Verdict.FEW: lambda o: f"{_examples(o)}: too few to say; look for these first",
    Verdict.UNTESTED: lambda o: "none in the test set: put some there to measure it",
    Verdict.ROUGH: lambda o: f"only {o.support} in the test set: too few to measure; add some",
    Verdict.UNMEASURED: lambda o: "not measured yet",
    Verdict.UNLEARNED: lambda o: "hardly found yet: many more are needed, or another model",
    Verdict.FLAT: lambda o: "flat; more of the same will not help",
    Verdict.GROWS: lambda o: f"{in_points(o.gain)} F1 expected from {_more(o)}{_spread(o)}",
    Verdict.LITTLE: lambda o: f"little: {in_points(o.gain)} F1 from {_more(o)}{_spread(o)}",
    Verdict.UNCLEAR: lambda o: (
        f"unclear: {in_points(o.low)} to {in_points(o.high)} F1 from {_more(o)}"
    ),
}


def _advised(found: Outlook) -> Outlook:
    return replace(found, advice=_SENTENCES[found.verdict](found))


def in_points(difference: float) -> str:
    """A difference of F1 in hundredths: `+3.1`."""
    rounded = round(100 * difference, 1) or 0.0
    return f"{rounded:+.1f}"


def _examples(found: Outlook) -> str:
    return "1 example" if found.examples == 1 else f"{found.examples:,} examples"


def _more(found: Outlook) -> str:
    label = found.label
    short = label if len(label) <= _LONGEST_NAME else f"{label[: _LONGEST_NAME - 1]}…"
    of_it = f" with {short}" if label else ""
    noun = "sentence" if found.sentences == 1 else "sentences"
    return f"{found.sentences:,} more {noun}{of_it}"


def _spread(found: Outlook) -> str:
    low, high = in_points(found.low), in_points(found.high)
    return "" if low == high else f" ({low} to {high})"


def answer(found: Sequence[Outlook]) -> str:
    """Whether more annotation is worth it, in a sentence or two; `found` begins with all labels."""
    if not found:
        return ""
    total, *labels = found
    growing = sorted(
        (one for one in labels if one.verdict is Verdict.GROWS), key=lambda one: -one.gain
    )
    few = [one.label for one in labels if one.verdict is Verdict.FEW]
    said = [_worth(total, growing)]
    if few:
        said.append(f"Look for examples of {', '.join(few[:3])} first.")
    return " ".join(said)


def _worth(total: Outlook, growing: Sequence[Outlook]) -> str:
    if growing:
        best = growing[0]
        more = len(growing) - 1
        others = f" {more} more {'label' if more == 1 else 'labels'} would gain." if more else ""
        return f"Yes, most of all for {best.label}: {in_points(best.gain)} F1 expected.{others}"
    if total.verdict is Verdict.FLAT:
        return "No: the curve is flat. Look for label errors, or try another model."
    return f"All labels together: {total.advice}."
