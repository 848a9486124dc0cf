"""Words of the Clean place."""

from __future__ import annotations

from workbench.domain.checks import POLICIES, FindingKind
from workbench.domain.quality import REPAIRS, QualityKind
from workbench.ui.clean.quality.quality_words import QUALITY_TEXTS, choice_text
from workbench.ui.clean.wording import (
    KIND_TEXTS,
    count_text,
    left_text,
    policy_text,
    repaired_text,
)


def test_every_kind_and_every_repair_has_its_words() -> None:
    """No kind that the checks know is left without a title, a sentence and named repairs."""
    for kind in FindingKind:
        assert KIND_TEXTS[kind].title
        assert KIND_TEXTS[kind].explanation.endswith(".")
        texts = [policy_text(kind, policy) for policy in POLICIES[kind]]
        assert len(set(texts)) == len(texts)


def test_counts_are_plain_english() -> None:
    """One is singular, thousands have their comma."""
    assert count_text(1, "entity", "entities") == "1 entity"
    assert count_text(1204, "entity", "entities") == "1,204 entities"
    said = "Repaired 7 tags in 1 sentence. Nothing is left. Undo: Ctrl+Z"
    assert repaired_text(7, 1) == said
    assert "Nothing" in repaired_text(0, 0)


def test_what_is_left_is_said_with_the_reason() -> None:
    """Kinds and counts; after a repair of all cases, what is left has no repair."""
    left = {FindingKind.UNKNOWN_LABEL: 14}
    assert repaired_text(2311, 900, left) == (
        "Repaired 2,311 tags in 900 sentences. "
        "14 are left: 14 unknown-label, which have no repair. Undo: Ctrl+Z"
    )
    assert left_text({FindingKind.TYPE_SWITCH: 1}, everywhere=True) == (
        "1 is left: 1 type-switch, which has no repair."
    )
    assert left_text({FindingKind.TYPE_SWITCH: 3}, everywhere=False) == "3 are left: 3 type-switch."


def test_every_issue_and_every_repair_of_it_has_its_words() -> None:
    """No kind of the analysis is left without a title, a sentence and named repairs."""
    for kind in QualityKind:
        assert QUALITY_TEXTS[kind].title
        assert QUALITY_TEXTS[kind].explanation.endswith(".")
        texts = [choice_text(kind, choice) for choice in REPAIRS[kind]]
        assert len(set(texts)) == len(texts)
