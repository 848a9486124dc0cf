"""Rules: regular expressions that suggest a label wherever they match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.matching import Source

LONGEST_PATTERN = 1000


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression under a name, for a label; with `case` capital letters matter."""

    name: str
    label: str
    pattern: str
    enabled: bool = True
    case: bool = True

    @property
    def source(self) -> Source:
        return Source(self.label, self.name)


def read_rules(stored: Any) -> tuple[Rule, ...]:
    """The rules as the project keeps them; what has another form is left out."""
    rows = stored if isinstance(stored, list) else []
    return tuple(Rule(**row) for row in rows if _is_rule(row))


def _is_rule(row: Any) -> bool:
    kinds = {"name": str, "label": str, "pattern": str, "enabled": bool, "case": bool}
    return isinstance(row, dict) and {name: type(value) for name, value in row.items()} == kinds


def written_rules(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """The rules as JSON."""
    return [asdict(rule) for rule in rules]


def with_rule(rules: Sequence[Rule], rule: Rule, old: str = "") -> tuple[Rule, ...]:
    """A rule in the place of the one called `old`, or behind all others."""
    if any(one.name == old for one in rules):
        return tuple(rule if one.name == old else one for one in rules)
    return (*rules, rule)


def check_rule(rules: Sequence[Rule], rule: Rule, old: str = "") -> Rule:
    """The rule with a tidy name; UsageError NW-L13 where it cannot be kept.

    Whether its pattern is one is told elsewhere: that takes a library.
    """
    name = " ".join(rule.name.split())
    if not name or any(one.name == name for one in rules if one.name != old):
        happened = f"There is a rule called {name} already." if name else "A rule needs a name."
        raise UsageError("NW-L13", happened, NOTHING_CHANGED, "Choose another name.")
    return replace(rule, name=name)


def rule_named(rules: Sequence[Rule], name: str) -> Rule:
    """The rule of that name; UsageError NW-L13 where there is none."""
    found = next((one for one in rules if one.name == name), None)
    if found is None:
        raise UsageError(
            "NW-L13",
            f"There is no rule called {name}.",
            NOTHING_CHANGED,
            f"Rules are: {', '.join(one.name for one in rules) or 'none yet'}.",
        )
    return found


def free_name(rules: Sequence[Rule], label: str) -> str:
    """A name for a new rule, such as `LOC 2`."""
    taken = {one.name for one in rules}
    numbers = range(1, len(taken) + 2)
    return next(name for number in numbers if (name := f"{label} {number}") not in taken)


def relabelled_rules(rules: Sequence[Rule], old: str, new: str) -> tuple[Rule, ...]:
    """The rules with one label in place of another; what is for a label that goes stays."""
    return tuple(replace(one, label=new) if new and one.label == old else one for one in rules)
