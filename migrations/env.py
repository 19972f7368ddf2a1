"""Alembic's entry: run the migrations on the connection handed over, or on that of the settings."""

from alembic import context
from sqlalchemy import TypeDecorator

from kb import config, db
from kb.models import Base


def run() -> None:
    """Run on an open connection, so that the caller decides on the transaction."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        engine = db.connect(config.read().database_url)
        with engine.execution_options(**{db.WRITE: True}).begin() as own:
            migrate(own)
    else:
        migrate(connection)


def plain_type(kind, item, _context):
    """Write the database's own types into migrations, so that they outlive the models' types."""
    return f"sa.{type(item.impl_instance).__name__}()" if kind == "type" and isinstance(item, TypeDecorator) else False


def migrate(connection):
    """Configure Alembic for batch changes, which SQLite needs, and run."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
