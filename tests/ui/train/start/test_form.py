"""The form: what it shows for which engine, and that it keeps what was chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from workbench.domain.recipes import (
    ClassWeights,
    FlairMode,
    FlairOptions,
    Schedule,
    Storage,
    TransformersOptions,
)
from workbench.jobs.embeddings import Embeddings
from workbench.settings import TrainingSettings
from workbench.ui.train.start.embedding_offers import fetchable, offers
from workbench.ui.train.start.embeddings_box import EmbeddingsBox
from workbench.ui.train.start.field_widgets import ChoiceField
from workbench.ui.train.start.form import SettingsForm

ODD = TrainingSettings(
    engine="transformers",
    base="/models/some-bert",
    seed=99,
    epochs=7,
    batch_size=3,
    accumulation=4,
    learning_rate=3.5e-5,
    max_length=64,
    patience=2,
    weight_decay=0.0125,
    warmup=0.065,
    schedule=Schedule.COSINE,
    gradient_clip=0.0,
    context=16,
    threads=3,
    precision="bf16",
    device="cpu",
    checkpoint_minutes=0.5,
    checkpoint_steps=100,
    transformers=TransformersOptions(True, 0.5, True, 64, 1e-3, ClassWeights.ROOT, lower_case=0.3),
    flair=FlairOptions(
        ("character", "word:/vectors/own.vec"),
        FlairMode.FINE_TUNE,
        128,
        2,
        False,
        Storage.NONE,
        0.25,
        5,
        1e-5,
    ),
    quick=True,
    one_label=True,
    download=True,
    outlive=True,
)


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    made = SettingsForm()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("engine", ["transformers", "flair"])
def test_what_is_filled_in_comes_back(form: SettingsForm, engine: str) -> None:
    """Every setting survives the way into the form and out of it."""
    chosen = replace(ODD, engine=engine)
    form.fill(chosen)
    assert form.settings() == chosen


def test_the_form_begins_with_the_defaults(form: SettingsForm) -> None:
    """An untouched form means the recipe that needs no choice."""
    assert form.settings() == TrainingSettings()


def test_only_the_engines_own_settings_are_shown(form: SettingsForm) -> None:
    """Flair hides the transformer's group, and the base too unless the stack reads it."""
    form.toggle_more()
    crf, hidden = form.fields["transformers.crf"].widget, form.fields["flair.hidden_size"].widget
    assert crf.isVisible() and not hidden.isVisible()
    form.engine = "flair"
    assert hidden.isVisible() and not crf.isVisible()
    assert not form.base.isVisible()
    form.fields["flair.embeddings"].show_value(["transformer"])
    assert form.base.isVisible()


def test_an_empty_rate_says_what_it_means(form: SettingsForm) -> None:
    """The rate that suits engine and base stands in the empty field."""
    rate = form.fields["learning_rate"].widget
    assert isinstance(rate, QLineEdit)
    assert rate.placeholderText().startswith("2e-4")
    form.engine = "flair"
    assert rate.placeholderText().startswith("0.1")


def test_an_empty_rate_of_the_head_follows_the_head(form: SettingsForm) -> None:
    """That of the body, but a BiLSTM starts from nothing and learns quicker."""
    rate = form.fields["transformers.head_learning_rate"].widget
    assert isinstance(rate, QLineEdit)
    assert rate.placeholderText().startswith("2e-4")
    form.fields["transformers.lstm_size"].show_value(64)
    assert rate.placeholderText().startswith("1e-3")


def test_what_has_no_effect_is_greyed_out_and_says_why(form: SettingsForm) -> None:
    """With a CRF there are neither class weights nor labels on every piece."""
    paths = ("transformers.class_weights", "transformers.all_pieces")
    widgets = [form.fields[path].widget for path in paths]
    assert all(widget.isEnabled() for widget in widgets)
    form.fields["transformers.crf"].show_value(True)
    assert not any(widget.isEnabled() for widget in widgets)
    assert all("CRF layer" in widget.toolTip() for widget in widgets)
    form.fields["transformers.crf"].show_value(False)
    assert all(widget.isEnabled() for widget in widgets)


def test_a_typed_rate_is_taken(qtbot: QtBot, form: SettingsForm) -> None:
    """As `3e-5`; half a number or one beyond 1 is none."""
    rate = form.fields["learning_rate"].widget
    QTest.keyClicks(rate, "3e-5")
    assert form.settings().learning_rate == 3e-5
    rate.setText("3e-")  # type: ignore[attr-defined]
    assert form.settings().learning_rate is None
    rate.setText("4")  # type: ignore[attr-defined]
    assert form.settings().learning_rate is None


def test_a_changed_recipe_is_no_preset_any_more(form: SettingsForm) -> None:
    """What only this run is told leaves the preset's name; another recipe does not."""
    form.fill_preset(replace(TrainingSettings(), preset="fine", epochs=8), "a note")
    assert form.settings().preset == "fine"
    form.fields["quick"].show_value(True)
    assert form.settings().preset == "fine"
    form.fields["epochs"].show_value(9)
    assert form.settings().preset == ""


def test_a_preset_leaves_what_is_said_of_the_run(form: SettingsForm) -> None:
    """Quick run stays chosen when another preset is taken."""
    form.fields["quick"].show_value(True)
    form.fill_preset(replace(TrainingSettings(), preset="fine", epochs=8))
    assert form.settings().quick
    assert form.settings().epochs == 8


@pytest.fixture
def box(qtbot: QtBot) -> EmbeddingsBox:
    made = EmbeddingsBox()
    qtbot.addWidget(made)
    made.show_chosen(["one-hot", "character"])
    return made


def test_embeddings_are_ordered_by_buttons(qtbot: QtBot, box: EmbeddingsBox) -> None:
    """Add, move, remove; one is left at least, and none comes twice."""

    def click(button: str) -> None:
        QTest.mouseClick(getattr(box, button), Qt.MouseButton.LeftButton)

    box.add("transformer")
    box.add("transformer")
    assert list(box.chosen) == ["one-hot", "character", "transformer"]
    click("up_button")
    assert list(box.chosen) == ["one-hot", "transformer", "character"]
    click("down_button")
    assert list(box.chosen) == ["one-hot", "character", "transformer"]
    for _ in range(3):
        click("remove_button")
    assert len(box.chosen) == 1
    assert not box.remove_button.isEnabled()


def test_what_cannot_be_had_says_why(
    box: EmbeddingsBox, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """A kind without files is greyed; what is chosen already cannot be chosen again."""
    found = [Embeddings("one-hot", "Words, learned"), Embeddings("word:sv", "Word vectors: sv")]
    monkeypatch.setattr(
        "workbench.ui.train.start.embeddings_box.offers_here", lambda: offers(found, "/place")
    )
    menu = box.show_menu()
    listed = {action.text(): action for action in menu.actions() if action.text()}
    assert not listed["Words, learned"].isEnabled()
    assert listed["Word vectors: sv"].isEnabled()
    absent = next(action for text, action in listed.items() if text.startswith("Contextual"))
    assert not absent.isEnabled()
    assert "/place" in absent.toolTip()
    assert "contextual:sv-forward" in fetchable()
    listed["Word vectors: sv"].trigger()
    menu.close()
    assert list(box.chosen) == ["one-hot", "character", "word:sv"]


def test_the_form_changes_once_when_it_is_filled(form: SettingsForm) -> None:
    """Thirty fields do not start thirty checks."""
    changes: list[int] = []
    form.changed.connect(lambda: changes.append(1))
    form.fill(ODD)
    assert len(changes) == 1


def test_a_graphics_card_is_offered_where_there_is_one(form: SettingsForm) -> None:
    """Elsewhere the choice says that there is none."""
    field = form.fields["device"]
    assert isinstance(field, ChoiceField)
    model = field.box.model()
    assert isinstance(model, QStandardItemModel)
    form.show_cards(())
    assert not model.item(1).isEnabled()
    assert "none on this machine" in model.item(1).text()
    form.show_cards(("Some card",))
    assert model.item(1).isEnabled()
    assert model.item(1).text() == "graphics card"
