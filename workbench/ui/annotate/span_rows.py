"""Entities and suggestions of a sentence as rows of the small tables beside it."""

from __future__ import annotations

from workbench.domain.votes import Proposal
from workbench.ui.annotate.editor.page_painter import UNKNOWN_LABEL
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.editor.tips import describe_gold, describe_origin, describe_proposal
from workbench.ui.annotate.span_table import SpanRow


def gold_rows(shown: Shown) -> list[SpanRow]:
    """One row for each gold entity, with its origin."""
    return [
        SpanRow(
            shown.sentence.surface(gold.entity),
            gold.entity.label,
            colour_of(shown, gold.entity.label),
            describe_origin(gold.origin),
            describe_gold(shown, gold),
            gold.entity.start,
            gold.entity.end,
        )
        for gold in shown.sentence.gold
    ]


def suggestion_rows(shown: Shown) -> list[SpanRow]:
    """One row for each suggestion; who proposes the same stands under the surest of them."""
    return [
        row
        for proposal in shown.proposals
        if proposal.entity.end <= shown.length
        for row in _votes(shown, proposal)
    ]


def colour_of(shown: Shown, name: str) -> str:
    label = shown.labels.find(name)
    return label.colour if label else UNKNOWN_LABEL


def _votes(shown: Shown, proposal: Proposal) -> list[SpanRow]:
    entity = proposal.entity
    surface, tip = shown.sentence.surface(entity), describe_proposal(shown, proposal)
    return [
        SpanRow(
            "" if number else surface,
            "" if number else f"{entity.label}?",
            colour_of(shown, entity.label),
            f"{vote.suggester}, {vote.score:.2f}",
            tip,
            entity.start,
            entity.end,
            vote,
        )
        for number, vote in enumerate(proposal.votes)
    ]
