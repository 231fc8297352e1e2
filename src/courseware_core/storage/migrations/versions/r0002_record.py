"""The record gets a name of its own."""

import secrets

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - Alembic runs this file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Creates the table and its one row."""
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    record = op.create_table("record", sa.Column("id", text, primary_key=True, nullable=False))
    op.bulk_insert(record, [{"id": secrets.token_hex(8)}])
