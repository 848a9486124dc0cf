"""The label set of a project: names, colours and keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass, replace

from workbench.domain.colours import further_colours
from workbench.domain.schemes import OUTSIDE

# Found by a search for the set whose two most alike members differ most, to people who see
# red and green and to those who do not. None has to be corrected on a white or a dark page.
COLOURS = (
    "#3c6ce4",
    "#b45424",
    "#008460",
    "#a884c0",
    "#d82490",
    "#849c00",
    "#cc3054",
    "#1890e4",
    "#cc7884",
    "#3c7890",
    "#a848b4",
    "#a89054",
)
# So many more are made where there are more labels; then they begin again.
FURTHER = 36
KEYS = "1234567890qwertzuiop"
MORE_KEYS = "hvQWERTZUIOPHV"


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
        labels, known = list(self.labels), set(self.names)
        colours = {label.colour for label in labels}
        keys = {label.key for label in labels}
        for name in names:
            if name not in known:
                key = next((key for key in KEYS if key not in keys), "")
                labels.append(Label(name, free_colour(colours, len(labels)), key))
                known.add(name)
                colours.add(labels[-1].colour)
                keys.add(key)
        return LabelSet(tuple(labels))

    def with_free_keys(self, taken: Set[str], anew: bool = False) -> LabelSet:
        """Give each label without a key a free one, or each label (`anew`), in their order.

        `taken` are the keys of commands, in small letters. Where keys run out, labels stay
        without.
        """
        kept = _distinct("" if anew or label.key.lower() in taken else label.key for label in self)
        free = iter(
            [key for key in KEYS + MORE_KEYS if key not in kept and key.lower() not in taken]
        )
        keys = (key or next(free, "") for key in kept)
        return LabelSet(
            tuple(replace(label, key=key) for label, key in zip(self.labels, keys, strict=True))
        )

    def without(self, name: str) -> LabelSet:
        return LabelSet(tuple(label for label in self.labels if label.name != name))

    def renamed(self, old: str, new: str) -> LabelSet:
        """The set with `old` called `new`, or dropped where `new` is there already."""
        if self.find(new) is not None:
            return self.without(old)
        return LabelSet(
            tuple(replace(label, name=new) if label.name == old else label for label in self.labels)
        )


def free_colour(taken: Collection[str], place: int) -> str:
    """The first colour that is not taken; where all are, the one whose turn it is."""
    for colour in COLOURS:
        if colour not in taken:
            return colour
    every = (*COLOURS, *further_colours(COLOURS, FURTHER))
    return next((colour for colour in every if colour not in taken), every[place % len(every)])


def _distinct(keys: Iterable[str]) -> list[str]:
    """The keys, but each only where it comes first."""
    seen: set[str] = set()
    kept = []
    for key in keys:
        kept.append("" if key in seen else key)
        seen.add(key)
    return kept
