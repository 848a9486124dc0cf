"""The label set of a project: names, colours and keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from workbench.domain.schemes import OUTSIDE

# Told apart with red-green blindness (after Okabe and Ito, and Paul Tol), each with
# at least 4.5:1 against white text.
COLOURS = (
    "#0072b2",
    "#b34700",
    "#00755e",
    "#a8327f",
    "#6b5b00",
    "#5b4bb5",
    "#b3263a",
    "#2f6f8f",
    "#7a4b2a",
    "#4d6b1f",
    "#8a3fa8",
    "#555f6b",
)
KEYS = "1234567890qwertzuiop"


def is_label_name(name: str) -> bool:
    """Whether a label may be called so: it must survive in a tag, a file and a list."""
    return (
        bool(name)
        and name != OUTSIDE
        and "," not in name
        and name.isprintable()
        and name == name.strip()
    )


@dataclass(frozen=True, slots=True)
class Label:
    """A label with the colour it is painted in and the key that sets it."""

    name: str
    colour: str
    key: str


@dataclass(frozen=True)
class LabelSet:
    """Labels in the order a person gave them."""

    labels: tuple[Label, ...] = ()

    def __iter__(self) -> Iterator[Label]:
        return iter(self.labels)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    def find(self, name: str) -> Label | None:
        return next((label for label in self.labels if label.name == name), None)

    def with_names(self, names: Iterable[str]) -> LabelSet:
        """Append labels that are new, each with the first colour and key that is free."""
        labels = self
        known = set(self.names)
        for name in names:
            if name not in known:
                known.add(name)
                labels = LabelSet((*labels.labels, labels.fresh(name)))
        return labels

    def fresh(self, name: str) -> Label:
        colours = {label.colour for label in self.labels}
        keys = {label.key for label in self.labels}
        colour = next((c for c in COLOURS if c not in colours), COLOURS[len(self) % len(COLOURS)])
        return Label(name, colour, next((k for k in KEYS if k not in keys), ""))

    def without(self, name: str) -> LabelSet:
        return LabelSet(tuple(label for label in self.labels if label.name != name))

    def renamed(self, old: str, new: str) -> LabelSet:
        """The set with `old` called `new`, or dropped where `new` is there already."""
        if self.find(new) is not None:
            return self.without(old)
        return LabelSet(
            tuple(replace(label, name=new) if label.name == old else label for label in self.labels)
        )
