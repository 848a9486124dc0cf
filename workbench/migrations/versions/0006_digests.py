"""a digest of each sentence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_DIGEST = (
    "row_digest(id, position, document, tokens, text, sourced, extras, tags, scheme,"
    " status, split, flagged, note, ignored)"
)


def upgrade() -> None:
    for table in ("sentences", "undone_sentences"):
        digest = sa.Column("digest", sa.Integer(), nullable=False, server_default="0")
        op.add_column(table, digest)
        op.get_bind().exec_driver_sql(f"UPDATE {table} SET digest = {_DIGEST}")
