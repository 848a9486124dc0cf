"""What a model's labels mean in a project."""

from __future__ import annotations

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.models import KnownModel, ModelNote, check_mapping, translate, unmapped


def test_labels_that_the_project_lacks_wait_for_a_meaning() -> None:
    """Those of the same name need none; an empty meaning is one."""
    labels, project = ("PER", "TOWN", "VERB"), ("PER", "LOC")
    assert unmapped(labels, project, None) == ("TOWN", "VERB")
    assert unmapped(labels, project, {"TOWN": "LOC", "VERB": ""}) == ()
    # A label of the project that was deleted since is a meaning no more.
    assert unmapped(labels, ("PER",), {"TOWN": "LOC", "VERB": ""}) == ("TOWN",)


def test_the_order_of_labels_does_not_matter() -> None:
    """Tags go by name and never by number."""
    assert unmapped(("LOC", "PER"), ("PER", "LOC"), None) == ()


def test_a_mapping_names_labels_that_are_there() -> None:
    """On both sides; what is wrong is said."""
    assert check_mapping({"A": "PER", "B": ""}, ("A", "B"), ("PER",)) == ""
    assert "no label X" in check_mapping({"X": "PER"}, ("A",), ("PER",))
    assert "no label ORG" in check_mapping({"A": "ORG"}, ("A",), ("PER",))


def test_suggestions_are_translated_or_left_out() -> None:
    """Extent and confidence stay as they are."""
    said = [Suggestion(Entity(label, 0, 1), "m", 0.5) for label in ("TOWN", "VERB", "PER")]
    found = translate(said, {"TOWN": "LOC", "VERB": ""})
    assert [(one.entity.label, one.score) for one in found] == [("LOC", 0.5), ("PER", 0.5)]


def test_a_note_survives_the_settings() -> None:
    """Also one by an older version, without what came since."""
    note = ModelNote("theirs", "2026-01-01", {"A": "B"}, 12.5, "cuda")
    assert ModelNote.from_json(note.to_json()) == note
    assert ModelNote.from_json({}) == ModelNote()


def test_a_model_waits_until_every_strange_label_is_matched() -> None:
    """Half a mapping is none."""
    known = KnownModel("m", True, "fake", "", ("A", "B"), "", unknown=("A", "B"))
    assert known.waits_for_mapping
    half = KnownModel(
        "m", True, "fake", "", ("A", "B"), "", unknown=("A", "B"), note=ModelNote(mapping={"A": ""})
    )
    assert half.waits_for_mapping
