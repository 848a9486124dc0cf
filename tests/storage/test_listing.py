"""Lists hold what their filter says, in its order, and come in small steps."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.checks import FindingKind
from workbench.domain.counts import FoundFinding
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Filter, Order, Term, parse_filter
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import edit
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage import listing, pace, search_index
from workbench.storage.codec import disagreement_of, doubt_of
from workbench.storage.project import Project

MANY = 600
WORDS = ("UN", "un", "Rome", "met", "[x]", "a*b", "New", "york", "中国", "é")
TAGS = ("O", "O", "O", "B-PER", "I-PER", "B-ORG", "I-LOC", "VORG")


def sentence(dice: random.Random) -> NewSentence:
    length = dice.randint(1, 6)
    suggestions = {
        (name, at): Suggestion(Entity(dice.choice(("PER", "LOC")), at, at + 1), name, 0.5 + at / 10)
        for name in ("run-1", "run-2")
        for at in range(length)
        if dice.random() < 0.15
    }
    return NewSentence(
        tuple(dice.choices(WORDS, k=length)),
        tuple(dice.choices(TAGS, k=length)),
        IOB2,
        dice.choice(tuple(Status)),
        dice.choice((*Split, None)),
        dice.choice(("a.txt", "b/c.txt")),
        tuple(suggestions.values()),
        flagged=dice.random() < 0.2,
        note=dice.choice(("", "", "Why UN?")),
    )


def fill(transaction: Transaction) -> Changes:
    dice = random.Random(5)
    transaction.add(sentence(dice) for _ in range(MANY))
    return transaction.changes("add")


@pytest.fixture(scope="module", params=["indexed", "scanned"])
def project(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """The same sentences with a search index and without."""
    path: Path = tmp_path_factory.mktemp("list") / "a.nerproj"
    with pytest.MonkeyPatch.context() as patch, Project.create(path, ["PER", "ORG"]) as project:
        patch.setattr(search_index, "SMALLEST", 1 if request.param == "indexed" else MANY * 9)
        project.submit(fill).result()
        for number in range(10, 60, 3):
            project.submit(edit.put_entity, number, Entity("ORG", 0, 1)).result()
        for number in range(5, MANY, 7):
            one = project.ask(lambda reader, number=number: reader.sentence(number)).result()  # type: ignore[misc]
            if one.suggestions:
                project.submit(edit.accept_suggestion, number, one.suggestions[0]).result()
        assert project.indexing is not None
        project.indexing.result()
        yield project


def globbed(value: str, text: str) -> bool:
    return fnmatchcase(text, value.replace("[^", "[!"))


def compared(value: str, number: float) -> bool:
    match = re.fullmatch(r"([<>]=?|=)?(.+)", value)
    assert match is not None
    limit = float(match[2])
    signs = {"<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit}
    return signs.get(match[1], number == limit)


def differs(one: Sentence, name: str) -> bool:
    """Whether a suggester differs from gold that a person gave, or from another suggester."""
    if not name:
        return bool(disagreement_of(one))
    mine = {s.entity for s in one.suggestions if s.suggester == name}
    theirs = {s.entity for s in one.suggestions if s.suggester != name}
    from_gold = one.status is not Status.NEW and bool(mine - set(one.entities))
    return from_gold or bool(mine and theirs and mine != theirs)


Oracle = Callable[[Sentence, str], bool]
ORACLES: Mapping[Field, Oracle] = {
    Field.WORDS: lambda one, value: value.casefold() in one.text.casefold(),
    Field.EXACT: lambda one, value: value in one.text,
    Field.REGEX: lambda one, value: re.search(value, one.text) is not None,
    Field.LABEL: lambda one, value: any(e.label == value for e in one.entities),
    Field.TAG: lambda one, value: value in one.tags,
    Field.TEXT: lambda one, value: any(globbed(value, one.surface(e)) for e in one.entities),
    Field.TOKEN: lambda one, value: any(globbed(value, token) for token in one.tokens),
    Field.STATUS: lambda one, value: one.status.value == value,
    Field.SPLIT: lambda one, value: (one.split or "none") == value,
    Field.FLAG: lambda one, _: one.flagged,
    Field.SUGGESTED: lambda one, value: any(value in ("", s.entity.label) for s in one.suggestions),
    Field.SUGGESTER: lambda one, value: any(s.suggester == value for s in one.suggestions),
    Field.SCORE: lambda one, value: any(compared(value, s.score) for s in one.suggestions),
    Field.DISAGREES: differs,
    Field.ORIGIN: lambda one, value: any(g.origin.kind.value == value for g in one.gold),
    Field.LENGTH: lambda one, value: compared(value, len(one.tokens)),
    Field.DOCUMENT: lambda one, value: globbed(value, one.document),
    Field.NOTE: lambda one, value: bool(one.note) and value.casefold() in one.note.casefold(),
}
PATTERN_ORACLES: Mapping[Field, Oracle] = {
    Field.TAG: lambda one, value: any(re.search(value, tag) for tag in one.tags),
    Field.TOKEN: lambda one, value: any(re.search(value, token) for token in one.tokens),
    Field.TEXT: lambda one, value: any(re.search(value, one.surface(e)) for e in one.entities),
}
KEYS: Mapping[Order, Callable[[Sentence], float | None]] = {
    Order.POSITION: lambda one: -one.position,
    Order.DOUBT: doubt_of,
    Order.LENGTH: lambda one: len(one.tokens),
    Order.DISAGREEMENT: disagreement_of,
}


def passes(one: Sentence, term: Term) -> bool:
    oracles = PATTERN_ORACLES if term.pattern else ORACLES
    return oracles[term.field](one, term.value) is not term.negated


def wanted_ids(sentences: Sequence[Sentence], wanted: Filter) -> list[int]:
    key = KEYS[wanted.order]

    def rank(one: Sentence) -> tuple[bool, float, int]:
        value = key(one)
        return value is None, -(value or 0.0), one.position

    return [
        one.id for one in sorted(sentences, key=rank) if all(passes(one, t) for t in wanted.terms)
    ]


FILTERS = (
    "", "un", '"UN"', "-un", '"Rome met"', '"中国"', "国", "a*b", "/^U.*k$/", "/(?i)rome/",
    "label:PER", "-label:ORG", "tag:I-LOC", "tag:/^[BI]-P/", "text:U*", "text:UN",
    'text:"Rome*"', "text:/^U/",
    "token:UN", "token:[Uu]n", "token:?ork", "token:a[*]b", "token:[^A-Z]*", "token:/^.$/",
    "-token:UN", "status:done", "split:none", "split:dev", "-split:dev",
    "-split:none -split:train", "flag:", "-flag:", "suggested:",
    "suggested:PER", "suggester:run-1", "score:<0.6", "score:>=0.8", "disagrees:",
    "disagrees:run-1", "disagrees:run-2", "origin:human", "origin:model", "origin:import",
    "length:>4", "length:3", "length:<=2", "document:a*", "document:b/c.txt", "note:", "note:un",
    "-note:", "un label:PER -flag:", '"UN" status:new', "rome un met",
    "suggested: label:PER length:>2",    "text:UN label:ORG", "nothingatall",
)  # fmt: skip


@pytest.mark.parametrize("order", KEYS)
def test_each_field_in_each_order(
    project: Project, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a look at each sentence says, in batches or as a whole, few or many at once."""
    everything = project.ask(lambda reader: list(reader.sentences(reader.ids()))).result()
    assert len(everything) == MANY
    monkeypatch.setattr(pace, "_FEWEST", 7)
    for most in (listing._SORTED, 20):
        monkeypatch.setattr(listing, "_SORTED", most)
        for typed in FILTERS:
            wanted = parse_filter(typed, order)
            found = list(project.ask(ids, wanted).result())
            assert found == wanted_ids(everything, wanted), typed
            assert project.ask(count, wanted).result() == len(found)


def ids(reader: Reader, wanted: Filter) -> Sequence[int]:
    return reader.ids(wanted)


def listed(reader: Reader, wanted: Filter) -> Iterator[Sequence[int]]:
    return reader.listing(wanted)


def count(reader: Reader, wanted: Filter) -> int:
    return reader.count(wanted)


def test_the_last_edit_comes_first(project: Project) -> None:
    """Sentences of one operation stand by position."""
    for several in ([3, 7, 9], [7, 3], [9]):
        project.submit(edit.set_split, several, Split.TEST if len(several) > 2 else None).result()
    for typed in ("", "length:>0"):
        found = project.ask(ids, parse_filter(typed, Order.RECENT)).result()
        assert list(found[:3]) == [9, 3, 7]
        assert sorted(found) == list(range(1, MANY + 1))


def test_a_list_comes_in_steps(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches have few sentences each; together they are the list."""
    monkeypatch.setattr(pace, "_STEP", 0.0)
    batches: list[Sequence[int]] = []
    project.ask_in_steps(listed, batches.append, parse_filter("-nothing")).result()
    assert len(batches) > 1
    assert list(chain(*batches)) == list(range(1, MANY + 1))


def test_gaps_among_positions_are_stepped_over(tmp_path: Path) -> None:
    """An undone import of very many leaves no trace in the time a list takes."""

    def far(transaction: Transaction) -> Changes:
        transaction.add([sentence(random.Random(1))])
        connection = transaction._connection  # type: ignore[attr-defined]
        connection.exec_driver_sql("UPDATE sentences SET position = 4000000000 WHERE id = 2")
        return transaction.changes("add")

    with Project.create(tmp_path / "a.nerproj") as project:
        for _ in range(2):
            project.submit(far).result()
        batches: list[Sequence[int]] = []
        project.ask_in_steps(listed, batches.append, parse_filter("length:>0")).result()
        assert list(chain(*batches)) == [1, 2]
        assert len(batches) == 2


def test_a_pattern_that_cannot_be_searched_for_says_so(project: Project) -> None:
    """Some patterns are sound for one library and not for the other."""
    with pytest.raises(UsageError) as caught:
        project.ask(ids, Filter((Term(Field.REGEX, r"\p{Nonsense}"),))).result()
    assert caught.value.code == "NW-U47"


def test_findings_go_on_after_the_last_one(project: Project) -> None:
    """Page after page gives what one page would; so do offsets."""
    kind = FindingKind.ORPHAN_INSIDE
    whole = project.ask(lambda reader: reader.findings(kind, 10_000)).result()
    assert len(whole) > 20
    pages: list[FoundFinding] = []
    after = (0, -1)
    while page := project.ask(lambda reader: reader.findings(kind, 7, after=after)).result():  # noqa: B023
        pages += page
        after = page[-1].sentence, page[-1].finding.position
    assert pages == whole
    assert project.ask(lambda reader: reader.findings(kind, 5, 8)).result() == whole[8:13]
    (group,) = [g for g in project.ask(lambda r: r.finding_groups()).result() if g.kind is kind]
    assert (group.count, group.sentences) == (len(whole), len({one.sentence for one in whole}))


def test_counts_grow_to_those_of_the_whole(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Step by step, and the last one says what each sentence adds up to."""
    monkeypatch.setattr(pace, "_STEP", 0.0)
    found = project.ask(lambda reader: list(reader.statistics_in_steps())).result()
    assert [one.sentences for one in found] == sorted({one.sentences for one in found})
    everything = project.ask(lambda reader: list(reader.sentences(reader.ids()))).result()
    last = found[-1]
    assert last.sentences == MANY
    assert last.tokens == sum(len(one.tokens) for one in everything)
    assert last.entities == sum(len(one.entities) for one in everything)
    assert last.suggestions == sum(len(one.suggestions) for one in everything)
    assert sum(last.tags.values()) == last.tokens
    assert sum(last.status.values()) == sum(s["sentences"] for s in last.splits.values()) == MANY
    labels = project.ask(lambda reader: reader.label_counts()).result()
    assert {name: one.entities for name, one in labels.items() if one.entities} == last.labels
