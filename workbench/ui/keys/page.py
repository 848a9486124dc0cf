"""The page of keys for the documents: `python -m workbench.ui.keys.page > docs/keys.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from workbench.ui.action_row import ActionRow, default_keys
from workbench.ui.action_table import TABLE, by_scope, scope_title

HEAD = """# Keys

Every action and its first keys. The window shows the same sheet at F1 or `?`, where every key can
be changed, and finds every action by name at Ctrl+K. This page is written by
`python -m workbench.ui.keys.page > docs/keys.md`; a test keeps it and the program in agreement.

## How keys work

- Single keys act only while the editor has the focus. They go by the character that is written,
  not by the key's place: on a French keyboard `a` is where `a` stands, on a Russian one `ф` is a
  key of its own. Caps lock makes no difference.
- Accents that wait for their letter (dead keys) cannot be keys; neither can Shift, Ctrl or Alt
  alone, nor two keys one after the other.
- A key never does two things. Who gives an action a key that another one has is told so at once,
  and may take it from there. Label keys are set in Clean, Label set; keys of commands are not
  given to labels.
- Changed keys are kept for the person, in `keys.json` beside the window's state, and travel as a
  file with Export and Import on the sheet. Entries of a file that this version does not understand
  are left out and named.
"""
COLUMNS = ("| action | keys | what it does |", "|---|---|---|")


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for scope, rows in by_scope(TABLE):
        lines = [_line(row) for row in rows]
        parts.append(
            f"## {scope_title(scope)}\n\n| action | keys | what it does |\n|---|---|---|\n"
        )
        parts[-1] += "\n".join(lines) + "\n"
    return "\n".join(parts)


def _line(row: ActionRow) -> str:
    cells = (row.text.rstrip("…"), " · ".join(default_keys(row)) or "–", row.tip)
    return "| " + " | ".join(_escaped(cells)) + " |"


def _escaped(cells: tuple[str, ...]) -> Iterator[str]:
    return (cell.replace("|", "\\|") for cell in cells)


if __name__ == "__main__":
    sys.stdout.write(page())
