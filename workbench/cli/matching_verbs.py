"""Verbs for dictionaries and rules, and suggesting by them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.output import Answer, ProgressLine, table
from workbench.cli.projects import opened
from workbench.domain.dictionaries import LearnOptions
from workbench.domain.errors import UsageError
from workbench.domain.matching import Suggester, Survey, Tally
from workbench.domain.rules import Rule, rule_named
from workbench.operations import dictionaries as dictionary_operations
from workbench.operations import rules as rule_operations
from workbench.workflow import match_steps
from workbench.workflow.dictionary_files import read_dictionary_file, write_dictionary_file
from workbench.workflow.matching import checked_rule

if TYPE_CHECKING:
    from workbench.storage.project import Project


def suggester_of(arguments: Namespace) -> Suggester | None:
    """Whether dictionaries or rules are to suggest, and not a model."""
    if arguments.dictionary:
        return Suggester.DICTIONARY
    return Suggester.RULES if arguments.rules else None


def suggest_by(project: Project, suggester: Suggester, on: str) -> Answer:
    """Let dictionaries or rules suggest, with progress on standard error."""
    line = ProgressLine(f"suggesting by {suggester}")
    changes = match_steps.suggest_now(project, suggester, on, lambda share: line.show(share, None))
    line.end()
    values = {"suggester": suggester.value, "entities": changes.details["entities"]}
    return Answer(values, [f"{values['entities']:,} entities suggested."])


def dictionary(arguments: Namespace) -> Answer:
    """List the dictionaries with their figures, learn them, or take a list in or out."""
    with opened(arguments.project) as project:
        if arguments.take_in:
            label, file = arguments.take_in
            terms = read_dictionary_file(Path(file))
            done = project.submit(dictionary_operations.put_terms, label, terms).result()
            return Answer(dict(done.details), [f"{len(terms):,} terms are for {label} now."])
        if arguments.export:
            label, file = arguments.export
            found = project.ask(dictionary_operations.dictionary, label).result()
            write_dictionary_file(found, Path(file))
            return Answer({"terms": len(found.terms)}, [f"{len(found.terms):,} terms written."])
        if arguments.learn:
            return _learn(project, LearnOptions(arguments.least, arguments.share))
        return _dictionaries(project)


def _learn(project: Project, options: LearnOptions) -> Answer:
    steps: list[match_steps.LearnStep] = []
    project.ask_in_steps(match_steps.learn, steps.append, options).result()
    learned = steps[-1].terms or {}
    project.submit(dictionary_operations.take_in_learned, learned).result()
    counts = {label: len(terms) for label, terms in learned.items()}
    said = ", ".join(f"{label} {count:,}" for label, count in counts.items())
    return Answer({"learned": counts}, [f"Learned: {said or 'no term'}."])


def _dictionaries(project: Project) -> Answer:
    found = project.ask(dictionary_operations.dictionaries).result()
    surveyed = _survey(project, Suggester.DICTIONARY)
    rows = {one.label: (len(one.terms), surveyed.of_label(one.label)) for one in found}
    lines = [(label, terms, *_figures(tally)) for label, (terms, tally) in rows.items()]
    values = [
        {"label": label, "terms": terms, **_values(tally)} for label, (terms, tally) in rows.items()
    ]
    return Answer({"dictionaries": values}, table([("label", "terms", *_HEADS), *lines]))


_HEADS = ("hits", "in gold", "right", "precision")


def _figures(tally: Tally) -> tuple[object, ...]:
    return *tally, "–" if tally.precision is None else tally.precision


def _values(tally: Tally) -> Mapping[str, float | None]:
    return {**tally._asdict(), "precision": tally.precision}


def _survey(project: Project, suggester: Suggester) -> Survey:
    """What was counted; nothing where there is nothing to count."""
    steps: list[match_steps.SurveyStep] = []
    try:
        project.ask_in_steps(match_steps.survey, steps.append, suggester).result()
    except UsageError as error:
        if error.code != "NW-L15":
            raise
    return (steps[-1].survey if steps else None) or Survey()


def rules(arguments: Namespace) -> Answer:
    """List the rules with their figures, add one, or remove one."""
    with opened(arguments.project) as project:
        if arguments.add:
            name, label, pattern = arguments.add
            rule = checked_rule(Rule(name, label, pattern, case=not arguments.ignore_case))
            project.submit(rule_operations.put_rule, rule).result()
            return Answer({"rule": asdict(rule)}, [f"{rule.name} added."])
        if arguments.remove:
            rule = rule_named(project.ask(rule_operations.rules).result(), arguments.remove)
            project.submit(rule_operations.remove_rules, [rule.name]).result()
            return Answer({"rule": asdict(rule)}, [f"{rule.name} removed."])
        return _rules(project)


def _rules(project: Project) -> Answer:
    found = project.ask(rule_operations.rules).result()
    surveyed = _survey(project, Suggester.RULES)
    lines: list[tuple[object, ...]] = [("rule", "label", "pattern", "on", *_HEADS)]
    lines += [
        (
            one.name,
            one.label,
            one.pattern,
            "yes" if one.enabled else "no",
            *_figures(surveyed.tally(one.source)),
        )
        for one in found
    ]
    values = [{**asdict(one), **_values(surveyed.tally(one.source))} for one in found]
    return Answer({"rules": values}, table(lines))
