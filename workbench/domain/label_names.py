"""Names of labels that people and programs may take for something else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

LONGEST_USUAL = 60
# What reports call their totals, and what stands for "no entity".
RESERVED = frozenset({"micro avg", "macro avg", "weighted avg", "micro", "macro", "weighted", "o"})

# Letters of other alphabets that look like Latin ones in most fonts.
_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеіјорсух" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaeijopcyx" + "ABEZHIKMNOPTYXo"
)
# Format and control characters, private ones, and blanks that are no plain space.
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})


def odd_labels(labels: Iterable[str]) -> Mapping[str, str]:
    """What is odd about the names of some labels, by name; in words that follow the name."""
    known = sorted(labels)
    skeletons: dict[str, list[str]] = {}
    for label in known:
        skeletons.setdefault(skeleton(label), []).append(label)
    found = {label: _oddity(label, skeletons[skeleton(label)]) for label in known}
    return {label: oddity for label, oddity in found.items() if oddity}


def skeleton(label: str) -> str:
    """What a label looks like: without what cannot be seen, look-alike letters made one."""
    plain = unicodedata.normalize("NFKC", label).translate(_LOOK_ALIKES)
    return "".join(character for character in plain if not _is_invisible(character))


def _oddity(label: str, alike: Iterable[str]) -> str:
    # Of labels that look alike, the one in plain letters is the one that was meant.
    others = [] if label == skeleton(label) else [other for other in alike if other != label]
    hidden = next((character for character in label if _is_invisible(character)), "")
    if hidden:
        return f"holds a character that cannot be seen (U+{ord(hidden):04X})"
    if others:
        return f"looks like {others[0]!r}, but is another label"
    if label.casefold() in RESERVED:
        return "is a name that reports use for something else"
    if len(label) > LONGEST_USUAL:
        return f"has {len(label):,} characters"
    if _scripts(label) >= {"LATIN", "CYRILLIC"} or _scripts(label) >= {"LATIN", "GREEK"}:
        return "mixes letters of two alphabets that look alike"
    return ""


def _is_invisible(character: str) -> bool:
    return character != " " and unicodedata.category(character) in _INVISIBLE


def _scripts(label: str) -> frozenset[str]:
    return frozenset(
        unicodedata.name(character, "").partition(" ")[0]
        for character in label
        if character.isalpha()
    )
