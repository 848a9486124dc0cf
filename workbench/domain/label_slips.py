"""Labels that are slips of the pen rather than labels of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.domain.checks import LOOSE
from workbench.domain.spelling import distance

_SLIP_AT_MOST = 2
_SLIP_BESIDE = 20
_MOST_COMPARED = 500


def trusted_labels(counts: Mapping[str, int]) -> frozenset[str]:
    """The labels of a corpus without those that look like slips of a more frequent one.

    `counts` says how often each label occurs. A label is a slip when it holds several tags,
    is the rarer spelling in another case, or occurs once or twice beside a label at least
    twenty times as frequent that it resembles.
    """
    usual: dict[str, tuple[int, str]] = {}
    for label, count in counts.items():
        folded = label.casefold()
        usual[folded] = max(usual.get(folded, (0, "")), (count, label))
    # Only these can have slips: a column that is no tag at all may hold thousands of labels.
    frequent = {other: most for other, most in counts.items() if most >= _SLIP_BESIDE}
    # Among thousands, likeness tells nothing, and comparing all of them would take minutes.
    frequent = frequent if len(counts) <= _MOST_COMPARED else {}
    return frozenset(
        label
        for label, count in counts.items()
        if label
        and "," not in label
        and usual[label.casefold()][1] == label
        and not _is_slip(label, count, frequent, counts)
    )


def _is_slip(
    label: str, count: int, frequent: Mapping[str, int], counts: Mapping[str, int]
) -> bool:
    if count > _SLIP_AT_MOST:
        return False
    others = (other for other, most in frequent.items() if most >= count * _SLIP_BESIDE)
    return any(_resembles(label, other) for other in others) and not _is_composed(label, counts)


def _resembles(label: str, other: str) -> bool:
    folded, other_folded = label.casefold(), other.casefold()
    if folded == other_folded:
        return False
    doubled = LOOSE.fullmatch(label) is not None and label.endswith(other)
    return doubled or distance(folded, other_folded) <= 1


def _is_composed(label: str, counts: Mapping[str, int]) -> bool:
    """Whether each part of a label such as `GPE.NOM` also occurs in some other label."""
    parts = re.split(r"[._-]", label)
    others = {part for other in counts if other != label for part in re.split(r"[._-]", other)}
    return len(parts) > 1 and others.issuperset(parts)
