"""What each kind of quality issue and each of its repairs is called, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain.changes import Changes
from workbench.domain.quality import LIMITS, QualityKind
from workbench.ui.clean.wording import KindText, count_text

QUALITY_TEXTS: Mapping[QualityKind, KindText] = {
    QualityKind.CONFLICT: KindText(
        "Same sentence, other tags",
        "The same tokens are tagged in different ways. Choose one way for all of them.",
    ),
    QualityKind.LEAK: KindText(
        "Same sentence in two splits",
        "What is trained on must not be tested on. Sentences of fewer than "
        f"{LIMITS.twin_tokens} tokens repeat by chance and do not count.",
    ),
    QualityKind.DUPLICATE: KindText(
        "Same sentence again",
        "The same tokens with the same tags. Nothing is deleted: rejected ones stay, but are "
        "left out of training.",
    ),
    QualityKind.MENTION_CONFLICT: KindText(
        "Same words, other label",
        "The same words between the same neighbours are tagged in different ways.",
    ),
    QualityKind.BORDER: KindText(
        "Punctuation at the border",
        "An entity begins or ends with punctuation or a blank. Where the guideline wants quotes "
        "inside, ignore them.",
    ),
    QualityKind.HIDDEN_CHARACTER: KindText(
        "Hidden characters",
        "Tokens hold characters that nobody can see, such as a zero-width space. To a model "
        "they are other words.",
    ),
    QualityKind.LONG_ENTITY: KindText(
        "Very long entity",
        f"More than {LIMITS.long_tokens} tokens, and much longer than the others. Often two "
        "entities in one.",
    ),
    QualityKind.SIMILAR_LABELS: KindText(
        "Labels that look alike",
        "Labels differ by capitals, by a mark or by one letter only. Enter opens the label set.",
    ),
    QualityKind.RARE_LABEL: KindText(
        "Too few examples",
        f"Labels with fewer than {LIMITS.rare_label} entities are not learnt. Tag more of them, "
        "or merge them in the label set.",
    ),
}

_CHOICES: Mapping[tuple[QualityKind, str], str] = {
    (QualityKind.CONFLICT, "majority"): "Tag all as most of them are",
    (QualityKind.LEAK, "held-out"): "Put all into the held-out split (test, else dev)",
    (QualityKind.LEAK, "train"): "Put all into train",
    (QualityKind.LEAK, "reject"): "Reject those outside of the held-out split",
    (QualityKind.DUPLICATE, "reject"): "Reject all but one",
    (QualityKind.MENTION_CONFLICT, "majority"): "Tag all as most of them are",
    (QualityKind.BORDER, "trim"): "Leave the punctuation out of the entity",
    (QualityKind.BORDER, "remove"): "Remove the entity",
    (QualityKind.HIDDEN_CHARACTER, "hide"): "Remove the characters",
    (QualityKind.HIDDEN_CHARACTER, "show"): "Write them out, as <U+200B>",
    (QualityKind.SIMILAR_LABELS, "merge"): "Merge the rarer into the other",
}


def choice_text(kind: QualityKind | None, choice: str) -> str:
    """What a repair does, as a choice in a menu."""
    return _CHOICES[kind, choice] if kind is not None else ""


def mended_text(changes: Changes, chosen: int) -> str:
    """What a repair did, what is left of what it was for, and how to take it back."""
    repaired = changes.details.get("repaired", 0)
    left = chosen - repaired
    if not repaired:
        return "Nothing could be repaired here by itself. Open the sentence to correct it."
    where = count_text(len(changes.sentences), "sentence")
    rest = f" {left:,} {'is' if left == 1 else 'are'} left to decide by hand." if left else ""
    return f"Repaired {count_text(repaired, 'issue')} in {where}.{rest} Undo: Ctrl+Z"
