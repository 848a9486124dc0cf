"""Models that a project knows, and what is kept about each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.domain.entity import Suggestion
from workbench.domain.variants import ORIGINAL, Variants


@dataclass(frozen=True)
class ModelNote:
    """What a project remembers of a model beside its files.

    `source` is the name of the folder that an imported model came from; empty for a run's.
    `mapping` gives the project's label for each of the model's, empty for one that is left
    out; None while nobody said. `speed` is in tokens a second on `device`; 0 if not measured.
    `variant` is the one that answers for it; empty for the model itself.
    """

    source: str = ""
    created: str = ""
    mapping: Mapping[str, str] | None = None
    speed: float = 0.0
    device: str = ""
    variant: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "created": self.created,
            "mapping": dict(self.mapping) if self.mapping is not None else None,
            "speed": self.speed,
            "device": self.device,
            "variant": self.variant,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> ModelNote:
        return ModelNote(
            data.get("source", ""),
            data.get("created", ""),
            data.get("mapping"),
            data.get("speed", 0.0),
            data.get("device", ""),
            data.get("variant", ""),
        )


@dataclass(frozen=True)
class KnownModel:
    """A model of the registry; `name` is that of its run, or the one it was imported under.

    `f1` is strict and on the frozen test set, None where nobody measured it. `size` is in
    bytes. `snapshot` says what it learned from. `unknown` are its labels that the project
    lacks; while they are not `mapped`, it suggests nothing. `problem` says why the files
    cannot be used. `variants` is the table of its smaller and quicker forms, once made.
    """

    name: str
    imported: bool
    engine: str
    base: str
    labels: tuple[str, ...]
    created: str
    title: str = ""
    languages: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    size: int = 0
    f1: float | None = None
    snapshot: str = ""
    note: ModelNote = field(default_factory=ModelNote)
    unknown: tuple[str, ...] = ()
    suggests: bool = False
    problem: str = ""
    variants: Variants | None = None

    @property
    def in_use(self) -> str:
        """The variant that answers for it."""
        known = self.variants.names if self.variants else ()
        return self.note.variant if self.note.variant in known else ORIGINAL

    @property
    def waits_for_mapping(self) -> bool:
        """Whether somebody has to say first what its labels mean here."""
        known = self.note.mapping or {}
        return any(label not in known for label in self.unknown)


def check_mapping(
    mapping: Mapping[str, str], labels: Collection[str], project: Collection[str]
) -> str:
    """What is wrong with a mapping from a model's labels to a project's; empty if nothing."""
    strange = sorted(set(mapping) - set(labels))
    if strange:
        return f"the model has no label {strange[0]}"
    missing = sorted({label for label in mapping.values() if label} - set(project))
    return f"the project has no label {missing[0]}" if missing else ""


def unmapped(
    labels: Collection[str], project: Collection[str], mapping: Mapping[str, str] | None
) -> tuple[str, ...]:
    """The labels of a model of which nobody knows what they mean in the project."""
    meanings = {label: label for label in labels} | dict(mapping or {})
    known = {*project, ""}
    return tuple(label for label in labels if meanings[label] not in known)


def translate(
    suggestions: Collection[Suggestion], mapping: Mapping[str, str]
) -> tuple[Suggestion, ...]:
    """Suggestions under the project's labels; those whose label is left out are dropped."""
    found = ((one, mapping.get(one.entity.label, one.entity.label)) for one in suggestions)
    return tuple(
        replace(one, entity=replace(one.entity, label=label)) for one, label in found if label
    )
