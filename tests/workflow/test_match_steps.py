"""Dictionaries and rules over a whole project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.changes import Changes
from workbench.domain.dictionaries import DictionaryTerm, LearnOptions
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.matching import Source, Suggester, Survey, Tally
from workbench.domain.rules import Rule
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.operations import dictionaries, history, rules
from workbench.operations.matching import put_finds
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project
from workbench.workflow import match_steps

GOLD = (
    ("Paris sleeps", "B-LOC O", Status.DONE, None),
    ("Paris Hilton sleeps", "B-PER I-PER O", Status.DONE, Split.TRAIN),
    ("In Paris and Oslo", "O B-LOC O B-LOC", Status.DONE, Split.TRAIN),
    ("In Paris and Oslo", "O O O B-LOC", Status.DONE, Split.TRAIN),
    ("Lima and Lima", "B-LOC O B-LOC", Status.DONE, Split.TEST),
    ("Paris and Lima", "O O O", Status.NEW, None),
    ("Oslo or Hilton", "O O O", Status.NEW, None),
    ("Paris", "O", Status.REJECTED, None),
)


def fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["LOC", "PER"]))
    transaction.add(
        NewSentence(tuple(text.split()), tuple(tags.split()), IOB2, status, split, "d")
        for text, tags, status, split in GOLD
    )
    return transaction.changes("fill")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(fill).result()
        yield project


def steps(project: Project, question: Any, *arguments: Any) -> list[Any]:
    found: list[Any] = []
    project.ask_in_steps(question, found.append, *arguments).result()
    return found


def survey(project: Project, suggester: Suggester) -> Survey:
    last = steps(project, match_steps.survey, suggester)[-1]
    assert isinstance(last.survey, Survey)
    return last.survey


def put_terms(project: Project, label: str, *terms: DictionaryTerm) -> None:
    project.submit(dictionaries.put_terms, label, terms).result()


def suggested(project: Project, number: int) -> list[tuple[str, int, int, str, float]]:
    found = project.ask(lambda reader: reader.sentence(number)).result().suggestions
    return [(*_parts(one.entity), one.suggester, one.score) for one in found]


def _parts(entity: Any) -> tuple[str, int, int]:
    return entity.label, entity.start, entity.end


def test_what_is_learned_is_how_often_a_text_has_the_label_where_it_occurs(
    project: Project,
) -> None:
    """Paris: 2 of 4 places, one of them within a name; the test set is not looked at."""
    last = steps(project, match_steps.learn, LearnOptions(least=1, share=0.0))[-1]
    assert last.terms == {
        "LOC": (DictionaryTerm("Oslo", 1.0, 2), DictionaryTerm("Paris", 0.5, 2)),
        "PER": (DictionaryTerm("Paris Hilton", 1.0, 1),),
    }


def test_without_gold_there_is_nothing_to_learn(tmp_path: Path) -> None:
    """It says so, with what to do."""
    with Project.create(tmp_path / "b.nerproj") as empty, pytest.raises(UsageError) as refused:
        steps(empty, match_steps.learn, LearnOptions())
    assert refused.value.code == "NW-L16"


def test_precision_of_terms_by_hand(project: Project) -> None:
    """Paris stands alone in 3 done sentences, right in 2, and once in an open one."""
    put_terms(project, "LOC", DictionaryTerm("Paris"), DictionaryTerm("Lima"))
    put_terms(project, "PER", DictionaryTerm("Paris Hilton"), DictionaryTerm("Lima", 0.1))
    found = survey(project, Suggester.DICTIONARY)
    assert found.tally(Source("LOC", "Paris")) == Tally(4, 3, 2)
    assert found.tally(Source("LOC", "Paris")).precision == pytest.approx(2 / 3)
    assert found.tally(Source("PER", "Lima")) == Tally(3, 2, 0)
    assert found.of_label("LOC") == Tally(7, 5, 4)
    kinds = {(one.kind.value, one.kept.name, one.dropped.label) for one in found.conflicts}
    assert kinds == {("same words", "Lima", "PER"), ("inside", "Paris Hilton", "LOC")}


def test_precision_of_rules_by_hand(project: Project) -> None:
    """Hits in gold, and those that cut a token; a rule that is off is not counted."""
    project.submit(rules.put_rule, Rule("capitals", "LOC", r"\b[A-Z]\w+\b")).result()
    project.submit(rules.put_rule, Rule("half", "LOC", "Lim")).result()
    project.submit(rules.put_rule, Rule("off", "LOC", "Oslo", enabled=False)).result()
    found = survey(project, Suggester.RULES)
    # Right: Paris, Paris, Oslo, Oslo, Lima, Lima; wrong: Paris, Hilton, In, In, Paris.
    assert found.tally(Source("LOC", "capitals")) == Tally(15, 11, 6)
    assert found.cut == {Source("LOC", "half"): 3}
    assert found.tally(Source("LOC", "off")) == Tally()


def test_suggestions_come_on_untouched_sentences_only_and_undo_takes_them_back(
    project: Project,
) -> None:
    """Each with the confidence of its term, under the name of the suggester."""
    put_terms(project, "LOC", DictionaryTerm("Paris", 0.6), DictionaryTerm("Lima", 0.9))
    shares: list[float] = []
    changes = match_steps.suggest_now(project, Suggester.DICTIONARY, "new", shares.append)
    assert changes.details["entities"] == 2
    assert shares[-1] == 1.0
    assert suggested(project, 6) == [
        ("LOC", 0, 1, "dictionary", 0.6),
        ("LOC", 2, 3, "dictionary", 0.9),
    ]
    by_dictionary = Filter((Term(Field.SUGGESTER, "dictionary"),))
    assert list(project.ask(lambda reader: reader.ids(by_dictionary)).result()) == [6]
    project.submit(history.undo).result()
    assert suggested(project, 6) == []


def test_what_is_no_longer_found_is_no_longer_suggested(project: Project) -> None:
    """A term that went takes its suggestions along at the next time; others' stay."""
    put_terms(project, "LOC", DictionaryTerm("Paris"), DictionaryTerm("Oslo"))
    project.submit(rules.put_rule, Rule("h", "PER", "Hilton")).result()
    match_steps.suggest_now(project, Suggester.RULES, "new", shares_go_nowhere)
    match_steps.suggest_now(project, Suggester.DICTIONARY, "new", shares_go_nowhere)
    project.submit(dictionaries.remove_terms, "LOC", ["Oslo"]).result()
    match_steps.suggest_now(project, Suggester.DICTIONARY, "new", shares_go_nowhere)
    assert [one[0] for one in suggested(project, 7)] == ["PER"]
    assert len(suggested(project, 6)) == 1


def shares_go_nowhere(_share: float) -> None:
    """Nobody looks."""


def test_a_rule_is_as_sure_as_gold_says(project: Project) -> None:
    """2 of 4 hits right make a doubtful rule; without any gold it has the benefit of the doubt."""
    project.submit(rules.put_rule, Rule("towns", "LOC", "Paris")).result()
    project.submit(rules.put_rule, Rule("or", "PER", "or")).result()
    match_steps.suggest_now(project, Suggester.RULES, "new", shares_go_nowhere)
    assert suggested(project, 6)[0][-1] == pytest.approx((2 + 1.8) / (4 + 2), abs=1e-4)
    assert suggested(project, 7)[0][-1] == pytest.approx(0.9)


@pytest.mark.parametrize("suggester", list(Suggester))
def test_with_nothing_to_suggest_by_it_says_so(project: Project, suggester: Suggester) -> None:
    """No term, no rule."""
    with pytest.raises(UsageError) as refused:
        match_steps.suggest_now(project, suggester, "new", shares_go_nowhere)
    assert refused.value.code == "NW-L15"


def test_a_preview_shows_hits_in_context_up_to_a_number(project: Project) -> None:
    """Gold first; the rejected sentence is left out."""
    rule = Rule("towns", "LOC", "Paris")
    found = steps(project, match_steps.preview, rule)
    hits = [hit for step in found for hit in step.hits]
    assert [hit.sentence for hit in hits] == [1, 2, 3, 4, 6]
    assert (hits[2].left, hits[2].text, hits[2].right) == ("In", "Paris", "and Oslo")
    assert sum(len(step.hits) for step in steps(project, match_steps.preview, rule, 2)) == 2


def test_what_no_longer_fits_is_left_out(project: Project) -> None:
    """A label that went and tokens that were merged since the look."""
    found = {
        6: (
            Suggestion(Entity("LOC", 0, 1), "rules", 0.5),
            Suggestion(Entity("GONE", 1, 2), "rules", 0.5),
            Suggestion(Entity("LOC", 2, 9), "rules", 0.5),
        )
    }
    project.submit(put_finds, "rules", found).result()
    assert suggested(project, 6) == [("LOC", 0, 1, "rules", 0.5)]
