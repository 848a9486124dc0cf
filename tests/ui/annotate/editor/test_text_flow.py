"""Where tokens stand on the page."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.annotate.editor.text_flow import (
    Flow,
    Padding,
    flow_tokens,
    reads_rightwards,
)

WORDS = st.lists(st.sampled_from(["a", "Geneva", "في", "جنيف", "國", ".", "12", "é"]), max_size=40)


def flow(tokens: list[str], width: float = 1000.0, **paddings: Padding) -> Flow:
    by_token = {int(name.removeprefix("at")): padding for name, padding in paddings.items()}
    return flow_tokens(tokens, lambda token: 10.0 * len(token), 5.0, width, by_token)


def visual(made: Flow, tokens: list[str], line: int = 0) -> list[str]:
    boxes = sorted((made.boxes[token] for token in made.lines[line]), key=lambda box: box.left)
    return [tokens[box.token] for box in boxes]


def test_words_stand_side_by_side_with_a_space_between() -> None:
    """Two words of 20 and 30 pixels with a space of 5 stand at 0 and 25."""
    first, second = flow(["ab", "abc"]).boxes
    assert (first.left, first.right, second.left, second.right) == (0, 20, 25, 55)


def test_lines_break_where_the_width_ends() -> None:
    """A word that does not fit begins the next line, at its left edge."""
    made = flow(["abcde", "abcde", "abcde"], width=110)
    assert made.lines == (range(2), range(2, 3))
    assert made.boxes[2].left == 0


def test_characters_have_no_space_between_them() -> None:
    """Ideographs follow each other closely, one token each."""
    first, second = flow(["科", "学"]).boxes
    assert second.left == first.right


def test_a_chip_keeps_clear_of_its_neighbours_among_characters() -> None:
    """A padded token stands a little apart even where the script has no spaces."""
    first, second, _ = flow(["科", "学", "家"], at1=Padding(6, 30)).boxes
    assert second.left > first.right
    assert second.text_left == second.left + 6
    assert second.right == second.text_left + 10 + 30


def test_right_to_left_text_begins_at_the_right() -> None:
    """The first Arabic token touches the right edge, the next stands left of it."""
    made = flow(["في", "جنيف"], width=300)
    assert not made.rightwards
    assert made.boxes[0].right == 300
    assert made.boxes[1].right < made.boxes[0].left


def test_a_latin_name_in_arabic_text_reads_rightwards() -> None:
    """A run of Latin tokens keeps its own order inside right-to-left text."""
    tokens = ["مع", "منظمة", "United", "Nations", "في"]
    assert visual(flow(tokens), tokens) == ["في", "United", "Nations", "منظمة", "مع"]


def test_direction_follows_the_majority_of_strong_letters() -> None:
    """Digits and signs have no say."""
    assert reads_rightwards(["1", ".", "a"])
    assert not reads_rightwards(["1", ".", "ش", "ش", "a"])
    assert reads_rightwards(["1", "."])


def test_a_token_wider_than_the_page_is_kept_inside() -> None:
    """Nothing stands outside of the page."""
    (box,) = flow(["x" * 100], width=200).boxes
    assert (box.left, box.right) == (0, 200)


def test_hit_finds_the_token_under_a_point() -> None:
    """A point between tokens is nearest to one of them, and hits none."""
    made = flow(["ab", "abc"])
    assert made.hit(0, 30) == 1
    assert made.hit(0, 22) is None
    assert made.nearest(0, 22) == 0


@given(WORDS, st.floats(min_value=30, max_value=400))
def test_every_token_gets_a_place_of_its_own(tokens: list[str], width: float) -> None:
    """Each token stands once, inside the page, and overlaps no other of its line."""
    made = flow(tokens, width)
    assert [box.token for box in made.boxes] == list(range(len(tokens)))
    assert [token for line in made.lines for token in line] == list(range(len(tokens)))
    for line in made.lines:
        boxes = sorted((made.boxes[token] for token in line), key=lambda box: box.left)
        assert boxes[0].left >= -0.001
        assert boxes[-1].right <= width + 0.001
        assert all(a.right <= b.left + 0.001 for a, b in pairwise(boxes))


def test_a_closing_sign_does_not_begin_a_line() -> None:
    """It takes the token before it along, as long as another one stays."""
    flow = flow_tokens(tuple("我在北京，他"), lambda _: 10.0, 5.0, 40.0, {})
    assert [len(line) for line in flow.lines] == [3, 3]
    lone = flow_tokens(("我", "，"), lambda _: 10.0, 5.0, 15.0, {})
    assert [len(line) for line in lone.lines] == [1, 1]
