"""What the window says about tokens, entities and suggestions, in words."""

from __future__ import annotations

from workbench.domain.entity import Origin, OriginKind
from workbench.domain.sentence import GoldEntity
from workbench.domain.votes import Proposal
from workbench.ui.annotate.editor.cursor import Chip
from workbench.ui.annotate.editor.shown import Shown

_ORIGIN_NAMES = {
    OriginKind.IMPORT: "imported",
    OriginKind.HUMAN: "human",
    OriginKind.MODEL: "model",
    OriginKind.REPAIR: "repair",
}


def describe_origin(origin: Origin) -> str:
    """Who put an entity there, with the score where a model did."""
    name = origin.name or _ORIGIN_NAMES[origin.kind]
    return name if origin.score is None else f"{name}, {origin.score:.2f}"


def describe_token(shown: Shown, token: int) -> str:
    """The tag as it stands, and what is wrong with it."""
    tag = shown.sentence.tags[token]
    finding = shown.findings.get(token)
    said = f"{shown.sentence.tokens[token]}   {tag or '(no tag)'}"
    if finding is None:
        return said
    kind = finding.kind.value.replace("-", " ")
    return f"{said}\n{kind}: repair to {finding.repair}"


def describe_chip(shown: Shown, chip: Chip) -> str:
    """An entity with its origin, or a suggestion with its suggester and score."""
    text = shown.sentence.surface(chip.entity)
    if chip.suggestion is not None:
        proposal = next((p for p in shown.proposals if p.entity == chip.entity), None)
        return describe_proposal(shown, proposal) if proposal else f"{text}: {chip.entity.label}"
    origin = next(gold.origin for gold in shown.sentence.gold if gold.entity == chip.entity)
    return f"{text}: {chip.entity.label}, {describe_origin(origin)}"


def describe_proposal(shown: Shown, proposal: Proposal) -> str:
    """A proposed entity with who proposes it, and what else is proposed there."""
    text, label = shown.sentence.surface(proposal.entity), proposal.entity.label
    said = f"{text}: {label}, suggested by {votes_line(shown, proposal)}"
    if not shown.thresholds.is_sure(proposal.best):
        said += f"\nnot sure: below {shown.thresholds.least(proposal.best):.2f}"
    return said


def votes_line(shown: Shown, proposal: Proposal) -> str:
    """The votes for an entity, what they are worth together, and what speaks against it."""
    votes = " · ".join(f"{vote.suggester} {vote.score:.2f}" for vote in proposal.votes)
    against = [
        f"{shown.sentence.surface(one.entity)} {one.entity.label} ({_who(one)})"
        for one in shown.proposals
        if one.entity != proposal.entity and one.entity.overlaps(proposal.entity)
    ]
    together = len(proposal.votes) > 1 or against
    lines = [votes + (f"  together {proposal.confidence:.2f}" if together else "")]
    return "\n".join([*lines, *(f"or {one}" for one in against)])


def _who(proposal: Proposal) -> str:
    return ", ".join(f"{vote.suggester} {vote.score:.2f}" for vote in proposal.votes)


def describe_gold(shown: Shown, gold: GoldEntity) -> str:
    text = shown.sentence.surface(gold.entity)
    return f"{text}: {gold.entity.label}, {describe_origin(gold.origin)}"


def plain_tip(text: str) -> str:
    """Text for a tooltip, which Qt would otherwise read as markup where it looks like some."""
    from html import escape

    return f'<p style="white-space:pre-wrap">{escape(text)}</p>'
