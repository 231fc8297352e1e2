"""How Alembic runs the revisions: on the connection it is given, in its caller's transaction."""

from alembic import context  # noqa: TID253 - Alembic runs this file

from courseware_core.storage.schema import REVISION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=REVISION_TABLE,
    # Our caller has begun a transaction and will end it.
    transactional_ddl=False,
)
context.run_migrations()
