"""A line of a column file taken apart, also one that is not like the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.formats.sniff import BLANKS, COMMENT, Shape

# Stands for a token that is empty or blank, which nothing later could show or count.
EMPTY_TOKEN = "\u2423"

# GermEval writes the source of what follows behind this.
SOURCE_LINE = "#\t"

# A code and a message, without the line.
Issue = tuple[str, str]

_NEW_DOCUMENT = re.compile(r"#\s*newdoc\s+id\s*=\s*(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """A token line taken apart; `issue` is what is odd about it, if anything.

    `cells` are all its cells where it has as many as it should, else none.
    """

    token: str
    tag: str
    cells: tuple[str, ...]
    issue: Issue | None
    is_comment: bool


def read_row(line: str, shape: Shape) -> Row:
    """Take a line apart that is neither blank nor a document's mark."""
    cells = shape.cells(line)
    if shape.tag is None:
        token, issue = _token_alone(cells, shape)
        tag = ""
    else:
        token, tag, issue = _token_and_tag(cells, line, shape, shape.tag)
    if tag != tag.strip(" "):
        tag = tag.strip(" ")
        issue = issue or ("stray-space", f"Spaces stand around the tag {tag!r}.")
    if not token.strip(BLANKS):
        token = EMPTY_TOKEN
        issue = issue or ("empty-token", f"{line!r} has no token; it is shown as {EMPTY_TOKEN}.")
    kept = tuple(cells) if len(cells) == shape.columns else ()
    return Row(token, tag, kept, issue, _is_comment(line, cells, shape))


def document_of(comment: str) -> str | None:
    """The name of the document that a comment opens, None for no border.

    GermEval writes `#`, a tab and the source of what follows; CoNLL-U `# newdoc id = NAME`.
    """
    if comment.startswith(SOURCE_LINE):
        return comment.removeprefix(SOURCE_LINE)
    match = _NEW_DOCUMENT.fullmatch(comment)
    return match[1] if match else None


def _token_alone(cells: Sequence[str], shape: Shape) -> tuple[str, Issue | None]:
    token = cells[shape.token] if shape.token < len(cells) else ""
    if shape.columns == 1 and any(blank in token for blank in BLANKS):
        return token, ("extra-cells", f"{token!r} holds blanks; it was kept as one token.")
    return token, None


def _is_comment(line: str, cells: Sequence[str], shape: Shape) -> bool:
    """A comment starts with `#` and has another shape than a token line.

    `#` alone, `#word` and `#` with a tag are tokens: real text holds hundreds of them. Where
    lines are numbered, a token never stands first.
    """
    if shape.numbers:
        return line.startswith("#")
    if not COMMENT.match(line) or len(line.strip(BLANKS)) == 1:
        return False
    other_shape = len(cells) != shape.columns or shape.tag is None
    return other_shape and not shape.is_tag(cells[-1].strip(" "))


def _token_and_tag(
    cells: Sequence[str], line: str, shape: Shape, column: int
) -> tuple[str, str, Issue | None]:
    """Read a line, also one that has more or fewer cells than the others."""
    count, usual = len(cells), shape.columns
    token = cells[shape.token] if shape.token < count else ""
    if count == usual:
        return token, cells[column], None
    if count == 1:
        return cells[0], "", None
    tag = cells[column] if column < count else ""
    last = cells[-1].strip(" ")
    if not shape.is_tag(tag.strip(" ")) and shape.is_tag(last):
        tag = last
        if usual == 2 and "\t" not in line:
            token = " ".join(cells[:-1])
    code = "extra-cells" if count > usual else "missing-cells"
    took = f"read as the token {token!r} with the tag {tag!r}" if tag else "read without a tag"
    return token, tag, (code, f"{line!r} has {count} cells instead of {usual}; {took}.")
