"""Finding all mentions of a text in a project, and tagging them in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.filters import parse_filter
from workbench.domain.mentions import Hit, Search, TermList
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.formats.reading import read_corpus
from workbench.operations import history, mentions
from workbench.operations.exchange import import_corpus
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage.project import Project

SUGGESTED = Suggestion(Entity("ORG", 1, 3), "run-1", 0.8)
TEXTS = (
    ("The United Nations met .", "O B-ORG I-ORG O O", ()),
    ("The United Nations spoke .", "O O O O O", (SUGGESTED,)),
    ("United Nations High Commissioner", "B-ORG I-ORG I-ORG I-ORG", ()),
    ("united nations and United Nations", "O O O O O", ()),
    ("北 京 大 学 在 北 京", "O O O O O O O", ()),
)


def new(text: str, tags: str, suggestions: tuple[Suggestion, ...] = ()) -> NewSentence:
    return NewSentence(
        tuple(text.split()), tuple(tags.split()), IOB2, Status.NEW, None, "d", suggestions
    )


def fill(transaction: Transaction, rows: Sequence[NewSentence]) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["ORG", "LOC"]))
    transaction.add(rows)
    return transaction.changes("fill")


@pytest.fixture
def filled(project: Project) -> Project:
    project.submit(fill, [new(*row) for row in TEXTS]).result()
    return project


def hits(project: Project, search: Search, limit: int = mentions.LIMIT) -> list[Hit]:
    """What all steps found together."""

    def gather(reader: Reader) -> list[Hit]:
        return [hit for found in mentions.find(reader, search, limit) for hit in found.hits]

    return project.ask(gather).result()


def stored(project: Project, number: int) -> Sentence:
    return project.ask(lambda reader: reader.sentence(number)).result()


def places(found: list[Hit]) -> list[tuple[int, int, int]]:
    return [hit.place for hit in found]


UN = Search(("United Nations",))


def test_every_mention_is_found_in_order(filled: Project) -> None:
    """Tagged or not, inside of longer entities too."""
    assert places(hits(filled, UN)) == [(1, 1, 3), (2, 1, 3), (3, 0, 2), (4, 3, 5)]


def test_folded_and_partial_search(filled: Project) -> None:
    """Capitals may differ where they do not count; parts of tokens count without `whole`."""
    assert (4, 0, 2) in places(hits(filled, replace(UN, case=False)))
    assert places(hits(filled, Search(("Commission",), whole=False))) == [(3, 3, 4)]
    assert hits(filled, Search(("Commission",))) == []


def test_chinese_terms_and_several_at_once(filled: Project) -> None:
    """Each sentence is looked at once, for all terms; the longest wins."""
    found = hits(filled, Search(("北京", "北京大学", "spoke")))
    assert sorted(places(found)) == [(2, 3, 4), (5, 0, 4), (5, 5, 7)]


def test_very_many_terms_are_looked_for_in_one_go(filled: Project) -> None:
    """The hits are those of a few terms."""
    many = tuple(f"term {number}" for number in range(1000))
    assert places(hits(filled, Search((*many, "United Nations")))) == places(hits(filled, UN))


def test_a_regular_expression_finds_tokens(filled: Project) -> None:
    """Whole ones, or those that it touches; capitals may be left out of account."""
    assert places(hits(filled, Search(pattern=r"N\w+s"))) == [
        (1, 2, 3),
        (2, 2, 3),
        (3, 1, 2),
        (4, 4, 5),
    ]
    assert places(hits(filled, Search(pattern="comm", case=False, whole=False))) == [(3, 3, 4)]
    assert hits(filled, Search(pattern="Comm")) == []


def test_a_slow_expression_gives_up(filled: Project) -> None:
    """Repeats inside of repeats do not keep the project from everything else."""
    row = new("a" * 60 + " b", "O O")
    filled.submit(fill, [row]).result()
    with pytest.raises(UsageError) as caught:
        hits(filled, Search(pattern="(a|aa)+$"))
    assert caught.value.code == "NW-U27"


def test_the_search_can_be_narrowed(filled: Project) -> None:
    """Any filter says in which sentences to look."""
    assert places(hits(filled, replace(UN, within=parse_filter("-label:ORG")))) == [
        (2, 1, 3),
        (4, 3, 5),
    ]


def test_too_many_hits_are_cut_and_said(filled: Project) -> None:
    """The last step says that there is more."""

    def steps(reader: Reader) -> list[mentions.Found]:
        return list(mentions.find(reader, UN, 2))

    found = filled.ask(steps).result()
    assert sum(len(step.hits) for step in found) == 2
    assert found[-1].full
    assert not any(step.full for step in found[:-1])
    assert [step.share for step in found] == sorted(step.share for step in found)


@pytest.mark.parametrize(
    ("search", "code"), [(Search(), "NW-U37"), (Search(pattern="(a"), "NW-U36")]
)
def test_what_cannot_be_searched_is_said(filled: Project, search: Search, code: str) -> None:
    """Nothing at all, and an expression that is none."""
    with pytest.raises(UsageError) as caught:
        hits(filled, search)
    assert caught.value.code == code


def test_tagging_is_one_operation(filled: Project) -> None:
    """Counts say what happened; entities that overlap give way; one undo brings all back."""
    before = [stored(filled, number) for number in range(1, 6)]
    changes = filled.submit(mentions.tag, "ORG", hits(filled, UN)).result()
    assert dict(changes.details) == {"tagged": 3, "replaced": 1, "kept": 1, "gone": 0}
    assert changes.sentences == {2, 3, 4}
    assert stored(filled, 3).entities == (Entity("ORG", 0, 2),)
    assert stored(filled, 4).tags == ("O", "O", "O", "B-ORG", "I-ORG")
    assert stored(filled, 4).status is Status.DRAFT
    filled.submit(history.undo).result()
    assert [stored(filled, number) for number in range(1, 6)] == before


def test_a_suggestion_that_says_the_same_is_accepted(filled: Project) -> None:
    """Its origin and score are kept, as when it is accepted by hand."""
    filled.submit(mentions.tag, "ORG", hits(filled, UN)).result()
    after = stored(filled, 2)
    assert dict(after.origins)[SUGGESTED.entity] == Origin(OriginKind.MODEL, "run-1", 0.8)
    assert not after.suggestions


def test_hits_that_no_longer_match_are_left_out(filled: Project) -> None:
    """A sentence that has other tokens by now, or is not there any more."""
    found = hits(filled, UN)
    moved = [found[0]._replace(start=0, end=2), found[1]._replace(sentence=99), found[3]]
    changes = filled.submit(mentions.tag, "LOC", moved).result()
    assert changes.details["gone"] == 2
    assert changes.sentences == {4}


def test_an_unknown_label_tags_nothing(filled: Project) -> None:
    """The error names the labels that there are."""
    with pytest.raises(UsageError, match="ORG, LOC") as caught:
        filled.submit(mentions.tag, "XYZ", hits(filled, UN)).result()
    assert caught.value.code == "NW-U35"


def test_lists_of_terms_are_kept_and_undone(filled: Project) -> None:
    """By name; a list of the same name is replaced, and undo knows the one before."""
    towns = TermList("towns", "LOC", ("Oslo", "Lima"))
    filled.submit(mentions.save_term_list, TermList("bodies", "ORG", ("UN",))).result()
    filled.submit(mentions.save_term_list, towns).result()
    filled.submit(mentions.save_term_list, replace(towns, terms=("Rome",))).result()
    filled.submit(history.undo).result()
    kept = filled.ask(mentions.term_lists).result()
    assert [one.name for one in kept] == ["bodies", "towns"]
    assert kept[1] == towns
    filled.submit(mentions.delete_term_list, "bodies").result()
    assert filled.ask(mentions.term_lists).result() == (towns,)
    with pytest.raises(UsageError):
        filled.submit(mentions.save_term_list, TermList("empty", "", ())).result()


def test_a_file_of_terms_is_read_in_its_encoding(tmp_path: Path) -> None:
    """UTF-16 as some editors save it, with Windows line ends."""
    path = tmp_path / "terms.txt"
    path.write_bytes("Zürich\r\nOslo\r\n".encode("utf-16"))
    assert mentions.read_term_file(path).split() == ["Zürich", "Oslo"]


def test_the_source_may_be_written_otherwise(project: Project) -> None:
    """Tokens that were cut from a text without spaces between them are found by either."""
    tags = ("B-ORG", "I-ORG", "O")
    row = NewSentence(("Tom", "'s", "here"), tags, IOB2, Status.NEW, None, "d", source="Tom's here")
    project.submit(fill, [row]).result()
    for term in ("Tom's", "Tom 's"):
        assert places(hits(project, Search((term,)))) == [(1, 0, 2)]
    assert places(hits(project, Search(pattern="m's h", whole=False))) == [(1, 0, 3)]


@pytest.mark.parametrize(
    "name", ["wnut17/emerging.dev.conll", "weibo/weiboNER_2nd_conll.dev", "conll2002-es/esp.testb"]
)
def test_every_entity_is_found_by_its_text(project: Project, shared_data: Path, name: str) -> None:
    """On real corpora: words, single characters, and accents; one text by one, and all at once."""
    project.submit(import_corpus, read_corpus([shared_data / name])).result()
    sentences = project.ask(lambda reader: list(reader.sentences(reader.ids()))).result()
    by_text: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
    for one in sentences:
        for entity in one.entities:
            by_text[one.surface(entity)].add((one.id, entity.start, entity.end))
    for text in sorted(by_text)[::20]:
        found = places(hits(project, Search((text,))))
        assert all(_is_covered(place, found) for place in by_text[text]), text
    every = places(hits(project, Search(tuple(by_text))))
    assert {place[0] for places in by_text.values() for place in places} <= {h[0] for h in every}


def _is_covered(place: tuple[int, int, int], found: list[tuple[int, int, int]]) -> bool:
    """Found itself, or another hit overlaps it (as in `ha ha ha`)."""
    number, start, end = place
    return any(n == number and a < end and start < b for n, a, b in found)
