"""The table of settings holds everything that may be chosen, and fits it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.settings import TrainingSettings
from workbench.ui.train.start.field_widgets import PlainSpinBox, make_field, rate_text
from workbench.ui.train.start.fields import FieldRow, all_rows, nested, value_at

# What the form asks with widgets of its own.
ELSEWHERE = {"engine", "base", "preset"}


def paths_of(settings: Any, parent: str = "") -> Iterator[str]:
    for item in fields(settings):
        value = getattr(settings, item.name)
        path = f"{parent}.{item.name}" if parent else item.name
        if is_dataclass(value):
            yield from paths_of(value, path)
        else:
            yield path


def test_every_setting_has_a_field() -> None:
    """Nothing of a recipe can be chosen on the command line only."""
    shown = [row.path for row in all_rows()]
    assert len(shown) == len(set(shown))
    assert {*shown, *ELSEWHERE} == set(paths_of(TrainingSettings()))


@pytest.mark.parametrize("row", list(all_rows()), ids=lambda row: row.path)
def test_a_field_gives_back_what_it_was_shown(qtbot: QtBot, row: FieldRow) -> None:
    """Each widget holds the default exactly, has a name, and says what it does."""
    field = make_field(row)
    qtbot.addWidget(field.widget)
    default = value_at(TrainingSettings(), row.path)
    field.show_value(default)
    held = field.value()
    assert (tuple(held) if isinstance(held, list) else held) == default
    assert field.widget.accessibleName() == row.text
    assert field.widget.toolTip() == row.tip


@pytest.mark.parametrize(
    ("rate", "text"), [(2e-4, "2e-4"), (5e-5, "5e-5"), (0.1, "0.1"), (3.5e-6, "3.5e-6")]
)
def test_rates_are_written_as_people_write_them(rate: float, text: str) -> None:
    """No zeros, no padded exponent."""
    assert rate_text(rate) == text


def test_small_numbers_keep_their_decimals(qtbot: QtBot) -> None:
    """0.0125 is shown as it is; a whole number without zeros behind it."""
    box = PlainSpinBox()
    qtbot.addWidget(box)
    box.setDecimals(4)
    for value, text in ((0.0125, "0.0125"), (5.0, "5"), (0.5, "0.5")):
        box.setValue(value)
        assert box.text() == text


def test_paths_become_objects_of_objects() -> None:
    """As the settings are written."""
    assert nested({"epochs": 3, "flair.crf": True}) == {"epochs": 3, "flair": {"crf": True}}
