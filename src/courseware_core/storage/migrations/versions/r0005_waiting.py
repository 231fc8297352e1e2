"""How many answers of a session wait for a person to read them."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - Alembic runs this file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the column: nobody could be told of a reviewer before, so nothing waits."""
    op.add_column("heads", sa.Column("waiting", sa.Integer, server_default="0", nullable=False))
