"""The schema's history, one file a revision. Only what is in here imports Alembic."""

import logging

from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Brings the database to `revision`, in the transaction that `connection` is in."""
    log = logging.getLogger("alembic")
    if log.level == logging.NOTSET:  # it tells of every revision, and of itself when it is imported
        log.setLevel(logging.WARNING)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "courseware_core.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
