"""How Alembic runs the migrations: on the connection that `kb.store.schema` hands it, in its transaction."""

from alembic import context

from kb.store.models import Base

connection = context.config.attributes["connection"]
context.configure(connection, target_metadata=Base.metadata, render_as_batch=connection.dialect.name == "sqlite")
context.run_migrations()
