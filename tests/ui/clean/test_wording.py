"""Words of the Clean place."""

from __future__ import annotations

from workbench.domain.checks import POLICIES, FindingKind
from workbench.ui.clean.wording import KIND_TEXTS, count_text, policy_text, repaired_text


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
    assert repaired_text(7, 1) == "Repaired 7 tags in 1 sentence. Undo: Ctrl+Z"
    assert "Nothing" in repaired_text(0, 0)
