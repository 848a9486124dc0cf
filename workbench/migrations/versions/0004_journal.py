"""journal in pages, journalled values, details of operations, a place for undone imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ASIDE = ("sentences", "entities", "suggestions", "findings")
# The contents of the old journal are JSON already: only the braces around them are new.
_CARRY_OVER = """
INSERT INTO journal_pages (sequence, place, content)
SELECT sequence, sentence_id, CAST(
    CASE WHEN before IS NULL
    THEN '{"whole":' || after || ',"id":' || sentence_id || '}'
    ELSE '{"fields":[' || before || ',' || after || '],"id":' || sentence_id || '}' END AS BLOB)
FROM operation_changes ORDER BY sequence, sentence_id
"""


def upgrade() -> None:
    op.add_column("operations", sa.Column("details", sa.Text(), nullable=True))
    op.create_table(
        "project_values",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "value_changes",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sequence"], ["operations.sequence"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sequence", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_pages",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["operations.sequence"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.execute(sa.text(_CARRY_OVER.replace(":", "\\:")))
    op.drop_table("operation_changes")
    op.create_index("ix_journal_pages_sequence", "journal_pages", ["sequence"])
    op.create_index("ix_journal_pages_place", "journal_pages", ["place"])
    for name in _ASIDE:
        _create_aside(name)


def _create_aside(name: str) -> None:
    """A table with the columns of another one as it is now."""
    inspector = sa.inspect(op.get_bind())
    found = inspector.get_columns(name)
    keys = inspector.get_pk_constraint(name)["constrained_columns"]
    op.create_table(
        f"undone_{name}",
        *(sa.Column(one["name"], one["type"], nullable=one["nullable"]) for one in found),
        sa.PrimaryKeyConstraint(*keys),
        sqlite_with_rowid=name == "sentences",
    )
