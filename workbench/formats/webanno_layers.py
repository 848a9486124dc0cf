"""Which layers a WebAnno TSV file declares, and which of them holds the named entities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workbench.formats.base import Sink

ENTITY_LAYER = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
ENTITY_FEATURE = "value"


class Kind(StrEnum):
    """What the cells of a column hold, in the words of messages."""

    VALUE = "layer"
    PLACEHOLDER = "layer without features"
    SLOT = "slot layer"
    RELATION = "relation layer"
    CHAIN = "chain layer"


@dataclass(frozen=True, slots=True)
class Column:
    """One column behind the token: a feature of a layer, declared on a line."""

    layer: str
    feature: str
    kind: Kind
    line: int

    @property
    def name(self) -> str:
        """The layer without its package."""
        return self.layer.rpartition(".")[2]


# Layers that say something about each token; they are no entities.
_OF_TOKENS = frozenset(
    {"POS", "Lemma", "Stem", "MorphologicalFeatures", "SurfaceForm", "Token", "Sentence"}
)
_USUAL_FEATURES = ("value", "label", "category", "type", "tag", "class")
# Annotations of which a feature has no value; another cell of the line tells of them too.
_NO_VALUES = re.compile(r"(?:\*(?:\[[0-9]+\])?\|?)+")
_ROLE, _ATTACHED = "ROLE_", "AttachTo="
_KINDS: Mapping[str, Kind] = {
    "#T_SP=": Kind.VALUE,
    "#T_CH=": Kind.CHAIN,
    "#T_RL=": Kind.RELATION,
}
LAYER_MARKS = tuple(_KINDS)

# Version 1 always has the same columns; two of them were never used.
COLUMNS_1 = (
    Column("Lemma", "value", Kind.VALUE, 1),
    Column("POS", "PosValue", Kind.VALUE, 1),
    Column(ENTITY_LAYER, ENTITY_FEATURE, Kind.VALUE, 1),
    Column("column 6", "", Kind.PLACEHOLDER, 1),
    Column("Dependency", "governor", Kind.RELATION, 1),
    Column("Dependency", "DependencyType", Kind.RELATION, 1),
    Column("column 9", "", Kind.PLACEHOLDER, 1),
    Column("column 10", "", Kind.PLACEHOLDER, 1),
)


def layer_to_columns_3(line: str, number: int) -> list[Column]:
    """The columns that a line such as `#T_SP=webanno.custom.Part|value` declares."""
    mark, _, declaration = line.partition("=")
    layer, *features = declaration.strip().split("|")
    columns: list[Column] = []
    slot = False
    for feature in [one for one in features if one] or [""]:
        kind = _KINDS[f"{mark}="] if feature else Kind.PLACEHOLDER
        # Behind the roles of a slot stands the layer that it points to.
        slot = kind is Kind.VALUE and (feature.startswith(_ROLE) or (slot and "." in feature))
        columns.append(Column(layer, feature, Kind.SLOT if slot else kind, number))
    return columns


def header_to_columns_2(line: str, number: int) -> list[Column]:
    """The columns that a line such as `# webanno.custom.Part | value # …` declares."""
    columns = []
    for declaration in line.split("#")[1:]:
        layer, *features = (part.strip() for part in declaration.split("|"))
        is_relation = any(feature.startswith(_ATTACHED) for feature in features)
        kind = Kind.RELATION if is_relation else Kind.VALUE
        columns += [Column(layer, feature, kind, number) for feature in features]
    return columns


def choose_column(columns: Sequence[Column]) -> int | None:
    """The column that holds the labels of entities; None where no layer is for spans.

    Named entities come first; then a layer with nothing but one feature; then usual names.
    """
    features = Counter(column.layer for column in columns if column.kind is Kind.VALUE)
    candidates = [
        (_rank(column, features[column.layer]), number)
        for number, column in enumerate(columns)
        if column.kind is Kind.VALUE and column.name not in _OF_TOKENS
    ]
    return min(candidates)[1] if candidates else None


def _rank(column: Column, features: int) -> tuple[bool, bool, int]:
    named = column.name == "NamedEntity"
    usual = column.feature in _USUAL_FEATURES
    place = _USUAL_FEATURES.index(column.feature) if usual else len(_USUAL_FEATURES)
    return not named, not named and features > 1, place


class Columns:
    """The columns of a file: the one with the entities, and a count of what others hold."""

    def __init__(self, columns: Sequence[Column], nothing: frozenset[str]) -> None:
        self.chosen = choose_column(columns)
        self._columns = columns
        self._nothing = nothing
        self._filled = [0] * len(columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def layer(self) -> str:
        """The name of the layer that holds the entities."""
        return "" if self.chosen is None else self._columns[self.chosen].layer

    @property
    def description(self) -> str:
        if self.chosen is None:
            return "no layer of spans"
        column = self._columns[self.chosen]
        return f"entities from {column.name}.{column.feature}"

    def take(self, cells: Sequence[str]) -> str | None:
        """Count what will not be kept of a line; its cell with the labels, if there is one."""
        for number, cell in enumerate(cells[: len(self)]):
            if cell not in self._nothing and number != self.chosen:
                self._filled[number] += not (self._is_chosen(number) and _NO_VALUES.fullmatch(cell))
        if self.chosen is None or self.chosen >= len(cells):
            return None
        cell = cells[self.chosen]
        return None if cell in self._nothing else cell

    def _is_chosen(self, number: int) -> bool:
        """Whether a column is one of the layer that holds the entities."""
        return (
            self.chosen is not None
            and self._columns[number].layer == self._columns[self.chosen].layer
        )

    def report(self, sink: Sink) -> None:
        """Say what was not kept, layer by layer."""
        for layer in dict.fromkeys(column.layer for column in self._columns):
            numbers = [n for n, column in enumerate(self._columns) if column.layer == layer]
            self._report_layer(numbers, sink)

    def _report_layer(self, numbers: Sequence[int], sink: Sink) -> None:
        if self.chosen in numbers:
            for number in numbers:
                column = self._columns[number]
                what = f"The feature {column.feature!r} of the {Kind.VALUE} {column.name!r}"
                self._tell(what, column, self._filled[number], sink)
            return
        column = self._columns[numbers[0]]
        most = max(self._filled[number] for number in numbers)
        self._tell(f"The {column.kind} {column.name!r}", column, most, sink)

    def _tell(self, what: str, column: Column, filled: int, sink: Sink) -> None:
        if filled:
            tokens = "1 token" if filled == 1 else f"{filled:,} tokens"
            message = f"{what} was not kept; it stands on {tokens}."
            sink.problem(column.line, "not-kept", message)
