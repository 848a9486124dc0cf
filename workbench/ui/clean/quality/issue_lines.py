"""An issue as the list shows it: its words in context, what is odd, and what the repair does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workbench.domain.entity import Entity
from workbench.domain.hidden import code_point, has_hidden, hidden_characters, with_shown
from workbench.domain.mending import (
    context_words,
    mend,
    variants,
)
from workbench.domain.quality import REPAIRS, Issue, QualityKind, trimmed
from workbench.domain.sentence import Sentence, Status, join_tokens
from workbench.domain.standing import labels_in_context
from workbench.operations.store import Reader
from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.clean.findings.cases import Diff, line_around
from workbench.ui.clean.suspects.suspect_lines import counts_text, named
from workbench.ui.clean.wording import count_text

# Of thousands of twins, the first ones tell what there is to see.
MOST_READ = 24
BY_HAND = "by hand"
OUT_OF_DATE = "changed since"
_LONGEST_TEXT = 60

Sentences = Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class IssueLine:
    """`fix` says what the chosen repair does; it is empty where a person must decide."""

    issue: Issue
    line: Line
    what: str
    fix: str

    @property
    def repair_text(self) -> str:
        return f"→ {self.fix}" if self.fix else BY_HAND


@dataclass(frozen=True, slots=True)
class Variant:
    """One answer among twins: a sentence that has it, how many do, and its tags."""

    sentence: int
    count: int
    diff: Diff


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown below the list: sentences before and after, or the variants of twins."""

    issue: Issue
    diffs: tuple[tuple[str, Diff], ...] = ()
    variants: tuple[Variant, ...] = ()
    more: int = 0


def read_issues(reader: Reader, issues: Sequence[Issue], choice: str) -> list[IssueLine]:
    """These issues as they are now, with what the chosen repair would do."""
    ids = sorted({number for issue in issues for number in issue.sentences[:MOST_READ]})
    sentences = {sentence.id: sentence for sentence in reader.sentences(ids)}
    return [
        _line(issue, [sentences[one] for one in issue.sentences if one in sentences], choice)
        for issue in issues
    ]


def read_preview(reader: Reader, issue: Issue, choice: str) -> Preview:
    """The sentences of an issue, before and after."""
    before = list(reader.sentences(issue.sentences[:MOST_READ]))
    more = max(len(issue.sentences) - MOST_READ, 0)
    if issue.kind is QualityKind.CONFLICT:
        return Preview(issue, variants=_variants(before), more=more)
    after = mend(issue, before, choice) if choice else tuple(before)
    pairs = list(zip(before, after, strict=True))
    # What changes comes first: among many twins it would be far below.
    pairs.sort(key=lambda pair: pair[0] == pair[1])
    return Preview(
        issue, tuple((_heading(was, now), _diff(was, now)) for was, now in pairs), (), more
    )


def _variants(sentences: Sentences) -> tuple[Variant, ...]:
    """The answers; each after the first is shown as it differs from the most frequent one."""
    found = variants(sentences)
    return tuple(Variant(model.id, count, _between(found[0][0], model)) for model, count in found)


def _between(first: Sentence, other: Sentence) -> Diff:
    before = first.tags if len(first.tags) == len(other.tags) else other.tags
    return Diff(other.tokens, before, other.tags)


def _heading(before: Sentence, after: Sentence) -> str:
    """What stands over a sentence: its place, and what changes beside the tags."""
    place = " · ".join(filter(None, [before.document, before.split or "no split"]))
    if before.split != after.split:
        place += f" → {after.split}"
    if before.status != after.status:
        place += f" · {before.status} → {after.status}"
    return place


def _diff(before: Sentence, after: Sentence) -> Diff:
    """Tokens are shown with what is hidden in them."""
    return Diff(tuple(with_shown(token) for token in before.tokens), before.tags, after.tags)


def _line(issue: Issue, sentences: Sentences, choice: str) -> IssueLine:
    if issue.sentences and not sentences:
        return IssueLine(issue, Line("", "", ""), OUT_OF_DATE, "")
    line, what, fix = _TELLERS[issue.kind](issue, sentences, choice)
    if issue.sentences and fix and len(sentences) == len(issue.sentences):
        changes = mend(issue, sentences, choice) != tuple(sentences)
        fix = fix if changes else ""
    return IssueLine(issue, line, what, fix)


Told = tuple[Line, str, str]


def _conflict(issue: Issue, sentences: Sentences, choice: str) -> Told:
    found = variants(sentences)
    ways = f"{len(found)} ways in {count_text(len(issue.sentences), 'sentence')}"
    clear = len(found) > 1 and found[0][1] > found[1][1]
    fix = f"as {found[0][1]} of {len(issue.sentences)}" if clear else ""
    return _text_of(sentences), ways, fix


def _leak(issue: Issue, sentences: Sentences, choice: str) -> Told:
    what = ", ".join(f"{name} {count:,}" for name, count in issue.splits)
    # In the order of the splits: test is last.
    kept = issue.splits[-1][0]
    fixes = {"held-out": f"all into {kept}", "train": "all into train", "reject": f"only in {kept}"}
    return _text_of(sentences), what, fixes[choice]


def _duplicate(issue: Issue, sentences: Sentences, choice: str) -> Told:
    left = sum(one.status is not Status.REJECTED for one in sentences)
    over = len(issue.sentences) - len(sentences) + left - 1
    return _text_of(sentences), f"{len(issue.sentences):,} times", f"reject {over:,}"


def _mention(issue: Issue, sentences: Sentences, choice: str) -> Told:
    words = context_words(issue, sentences)
    first = sentences[0]
    if issue.entity is None or issue.entity.end > len(first.tokens) or not words:
        return _text_of(sentences), OUT_OF_DATE, ""
    line = line_around(first.tokens, issue.entity.start, issue.entity.end)
    counts = Counter(label for one in sentences for label in labels_in_context(one, words))
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    fix = "" if issue.proposed is None else named(issue.proposed)
    return line, counts_text(ranked), fix


def _border(issue: Issue, sentences: Sentences, choice: str) -> Told:
    line, entity, tokens = _entity_line(issue, sentences)
    if entity is None:
        return line, OUT_OF_DATE, ""
    left = trimmed(tokens, entity) if choice == "trim" else None
    text = join_tokens(tokens[left.start : left.end]) if left else "no entity"
    return line, entity.label, _cut(text)


def _long(issue: Issue, sentences: Sentences, choice: str) -> Told:
    line, entity, _ = _entity_line(issue, sentences)
    if entity is None:
        return line, OUT_OF_DATE, ""
    return line, f"{entity.label}, {entity.end - entity.start} tokens", ""


def _hidden(issue: Issue, sentences: Sentences, choice: str) -> Told:
    first = sentences[0]
    at = next((i for i, token in enumerate(first.tokens) if has_hidden(token)), None)
    if at is None:
        return _text_of(sentences), OUT_OF_DATE, ""
    line = line_around(first.tokens, at, at + 1)
    characters = "".join(dict.fromkeys(map(code_point, hidden_characters(first.tokens[at]))))
    token = mend(issue, sentences, choice)[0].tokens[at]
    shown = Line(line.before, with_shown(first.tokens[at]), line.after)
    return shown, characters, _cut(token)


def _similar(issue: Issue, sentences: Sentences, choice: str) -> Told:
    line = Line(f"{issue.label} and {issue.proposed}", "", "")
    what = f"{issue.label}: {count_text(issue.count, 'entity', 'entities')}"
    return line, what, f"merge into {issue.proposed}"


def _rare(issue: Issue, sentences: Sentences, choice: str) -> Told:
    return Line(issue.label, "", ""), count_text(issue.count, "entity", "entities"), ""


def _entity_line(issue: Issue, sentences: Sentences) -> tuple[Line, Entity | None, tuple[str, ...]]:
    first, entity = sentences[0], issue.entity
    if entity is None or entity not in first.entities:
        return _text_of(sentences), None, first.tokens
    return line_around(first.tokens, entity.start, entity.end), entity, first.tokens


def _text_of(sentences: Sentences) -> Line:
    return Line(join_tokens(sentences[0].tokens[:64]), "", "")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"


_TELLERS: Mapping[QualityKind, Callable[[Issue, Sentences, str], Told]] = {
    QualityKind.CONFLICT: _conflict,
    QualityKind.LEAK: _leak,
    QualityKind.DUPLICATE: _duplicate,
    QualityKind.MENTION_CONFLICT: _mention,
    QualityKind.BORDER: _border,
    QualityKind.HIDDEN_CHARACTER: _hidden,
    QualityKind.LONG_ENTITY: _long,
    QualityKind.SIMILAR_LABELS: _similar,
    QualityKind.RARE_LABEL: _rare,
}


def default_choice(kind: QualityKind) -> str:
    """The repair that a kind has before anybody chooses; empty where it has none."""
    return next(iter(REPAIRS[kind]), "")
