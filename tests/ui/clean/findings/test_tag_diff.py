"""A sentence's tags before and after, and the diff of the chosen case."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.checks import FindingKind
from workbench.ui.clean.findings.cases import Diff
from workbench.ui.clean.findings.tag_diff import TagDiff, described
from workbench.ui.clean.place import CleanPlace
from workbench.ui.theme import colours

DIFF = Diff(("Ada", "saw", "Oslo"), ("B-PER", "0", "I-LOC"), ("B-PER", "O", "B-LOC"))


def shows(view: TagDiff, after: tuple[str, ...]) -> bool:
    return view.diff.after == after


def has_colour(widget: QWidget, colour: str) -> bool:
    image: QImage = widget.grab().toImage()
    wanted = QColor(colour).rgb()
    return any(
        image.pixelColor(x, y).rgb() == wanted
        for y in range(image.height())
        for x in range(image.width())
    )


def test_what_changes_is_known_and_said() -> None:
    """Positions, and words for those who cannot see it."""
    assert DIFF.changed == {1, 2}
    assert described(DIFF) == "saw: 0 to O; Oslo: I-LOC to B-LOC"
    assert described(Diff(("a",), ("O",), ("O",))) == "No tag changes"


def test_changed_tags_have_their_colours(qtbot: QtBot) -> None:
    """Bad for what goes, good for what comes; neither where nothing changes."""
    changed = TagDiff(DIFF)
    same = TagDiff(Diff(DIFF.tokens, DIFF.before, DIFF.before))
    for widget in (changed, same):
        qtbot.addWidget(widget)
        widget.resize(400, 100)
    assert has_colour(changed, colours().hover)
    assert not has_colour(same, colours().hover)


@pytest.mark.parametrize("token", ["word", "שלום", "日本"])
def test_long_sentences_wrap_and_keep_every_token_inside(qtbot: QtBot, token: str) -> None:
    """The height follows the width, for text of either direction."""
    number = 1300
    long = Diff((token,) * number, ("O",) * number, ("O",) * (number - 1) + ("B-LOC",))
    widget = TagDiff(long)
    qtbot.addWidget(widget)
    narrow, wide = widget.heightForWidth(300), widget.heightForWidth(900)
    assert narrow > 2.5 * wide > 0
    widget.resize(300, narrow)
    change = widget.first_change()
    assert widget.rect().contains(change)
    assert change.bottom() > narrow - 100


def test_the_chosen_case_shows_its_whole_sentence(qtbot: QtBot, place: CleanPlace) -> None:
    """Before and after; another repair changes the diff at once."""
    findings = place.findings
    kinds = [group.kind for group in findings.kinds.groups]
    findings.kinds.setCurrentCell(kinds.index(FindingKind.TYPE_SWITCH), 0)
    view = findings.diff.view
    qtbot.waitUntil(lambda: view.diff.after == ("B-LOC", "B-PER", "O", "O", "O"))
    assert view.diff.tokens == ("New", "York", "is", "far", ".")
    assert view.diff.before == ("B-LOC", "I-PER", "O", "O", "O")
    for index, after in ((1, "I-LOC"), (2, "O")):
        findings.policy.setCurrentIndex(index)
        findings.policy.activated.emit(index)
        wanted = ("B-LOC", after, "O", "O", "O")
        qtbot.waitUntil(partial(shows, view, wanted))
