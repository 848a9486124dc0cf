"""tokens and tags as lines, sources, further columns, imported files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PAGE = 2000
# A line break ends a token from here on; one inside a token becomes visible.
_LINE_BREAK = "\u240a"


def upgrade() -> None:
    op.add_column(
        "sentences", sa.Column("sourced", sa.Boolean(), nullable=False, server_default="0")
    )
    op.add_column("sentences", sa.Column("extras", sa.Text(), nullable=True))
    op.create_table(
        "imported_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["operations.sequence"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_imported_files_digest", "imported_files", ["digest"])
    # No question of the program is answered faster by these two, and each import pays for them.
    op.drop_index("ix_sentences_doubt", table_name="sentences")
    op.drop_index("ix_entities_label", table_name="entities")
    for page in _pages():
        op.get_bind().exec_driver_sql(
            "UPDATE sentences SET tokens = ?, tags = ? WHERE id = ?",
            [(_to_lines(tokens), _to_lines(tags), number) for number, tokens, tags in page],
        )


def _pages() -> Iterator[Sequence[Any]]:
    last = -1
    while page := (
        op.get_bind()
        .exec_driver_sql(
            "SELECT id, tokens, tags FROM sentences WHERE id > ? ORDER BY id LIMIT ?",
            (last, _PAGE),
        )
        .all()
    ):
        yield page
        last = page[-1][0]


def _to_lines(text: str) -> str:
    return "\n".join(item.replace("\n", _LINE_BREAK) for item in json.loads(text))
