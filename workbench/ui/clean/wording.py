"""What each kind of finding and each repair is called, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.domain.checks import FindingKind


@dataclass(frozen=True, slots=True)
class KindText:
    """The title of a kind, and what is wrong there."""

    title: str
    explanation: str


KIND_TEXTS: Mapping[FindingKind, KindText] = {
    FindingKind.MISSING_TAG: KindText(
        "Tag missing", "A token has no tag at all. It is read as outside."
    ),
    FindingKind.OUTSIDE_MARK: KindText(
        "Wrong outside mark",
        "A token is marked as outside in another way than the rest, such as 0 or o for O.",
    ),
    FindingKind.EMPTY_TYPE: KindText(
        "Label missing", "A tag has a prefix but no label behind it, such as I- alone."
    ),
    FindingKind.SEVERAL_TAGS: KindText(
        "Several tags", "A token has more than one tag, separated by a comma."
    ),
    FindingKind.BAD_PREFIX: KindText(
        "Bad prefix",
        "The label is known, but the prefix before it is missing, doubled or badly joined.",
    ),
    FindingKind.LABEL_CASE: KindText(
        "Capitals differ", "The label is known in other capitals, such as Per beside PER."
    ),
    FindingKind.UNKNOWN_LABEL: KindText(
        "Unknown label",
        "The label is not in the label set. It may be misspelt, or it is missing from the set.",
    ),
    FindingKind.UNKNOWN_TAG: KindText(
        "Unreadable tag", "The tag is not of the form that the scheme knows, such as VMISC."
    ),
    FindingKind.ORPHAN_INSIDE: KindText(
        "Inside without a begin", "An entity begins with an inside tag where a begin tag belongs."
    ),
    FindingKind.TYPE_SWITCH: KindText(
        "Label changes inside", "The label changes in the middle of what looks like one entity."
    ),
    FindingKind.UNCLOSED_ENTITY: KindText(
        "Entity not closed", "An entity does not end with the tag that the scheme asks for."
    ),
}

_GENERAL: Mapping[str, str] = {
    "outside": "Make it outside",
    "neighbour": "Take the label of the token beside it",
    "first": "Keep the first tag",
    "mend": "Mend the prefix",
    "known": "Write the label as in the set",
    "nearest": "Take the closest known label",
    "begin": "Begin a new entity here",
    "join": "Join it to the entity before",
    "close": "Close the entity",
}
_SPECIAL: Mapping[tuple[FindingKind, str], str] = {
    (FindingKind.MISSING_TAG, "outside"): "Write the outside tag",
    (FindingKind.OUTSIDE_MARK, "outside"): "Write the usual outside mark",
}


def policy_text(kind: FindingKind, policy: str) -> str:
    """What a repair does, as a choice in a menu."""
    return _SPECIAL.get((kind, policy), _GENERAL[policy])


def count_text(count: int, one: str, many: str = "") -> str:
    """`1 sentence`, `1,204 sentences`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def repaired_text(
    changed_tags: int,
    sentences: int,
    left: Mapping[FindingKind, int] | None = None,
    everywhere: bool = True,
) -> str:
    """What a repair did, what is left of the kinds that it was for, and how to take it back."""
    if not changed_tags:
        return "Nothing could be repaired here by itself. Open the sentence to correct it."
    tags, where = count_text(changed_tags, "tag"), count_text(sentences, "sentence")
    return f"Repaired {tags} in {where}. {left_text(left or {}, everywhere)} Undo: Ctrl+Z"


def left_text(left: Mapping[FindingKind, int], everywhere: bool) -> str:
    """What is left after a repair; after one of all cases, that has no repair."""
    total = sum(left.values())
    if not total:
        return "Nothing is left."
    parts = ", ".join(f"{count:,} {kind}" for kind, count in left.items())
    why = f", which {'has' if total == 1 else 'have'} no repair" if everywhere else ""
    return f"{total:,} {'is' if total == 1 else 'are'} left: {parts}{why}."


SUSPECT_EXPLANATIONS: Mapping[str, str] = {
    "every": "The same words have another label elsewhere. The most suspicious come first.",
    "label": "Elsewhere these words have another label nearly always.",
    "missed": "Elsewhere these words are an entity nearly always; here they are none.",
    "spurious": "Elsewhere these words are no entity nearly always; here they are one.",
}
