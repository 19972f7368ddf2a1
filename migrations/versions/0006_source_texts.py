"""The texts of documents, each version for itself, in place of one text a document.

Revision ID: 0006
Revises: 0005
"""

import hashlib
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DOCUMENT = sa.table("document", sa.column("id", sa.Integer), sa.column("content", sa.Text), sa.column("sha256", sa.String))
SOURCE_TEXT = sa.table(
    "source_text",
    sa.column("document_id", sa.Integer),
    sa.column("version", sa.Integer),
    sa.column("sha256", sa.String),
    sa.column("text", sa.Text),
    sa.column("furniture", sa.JSON),
    sa.column("format", sa.String),
    sa.column("public", sa.Boolean),
    sa.column("added", sa.DateTime),
)


def upgrade() -> None:
    """Apply. A text that was kept stays public, as it was."""
    op.create_table(
        "source_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("furniture", sa.JSON(), nullable=False),
        sa.Column("format", sa.String(length=100), nullable=False),
        sa.Column("origin", sa.String(length=2000), nullable=True),
        sa.Column("retrieved", sa.String(length=40), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("added", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_source_text_document_id_document"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_text")),
        sa.UniqueConstraint("document_id", "version", name=op.f("uq_source_text_document_id_version")),
    )
    op.create_index(op.f("ix_source_text_document_id"), "source_text", ["document_id"])
    op.create_index(op.f("ix_source_text_sha256"), "source_text", ["sha256"])
    bind, when = op.get_bind(), datetime.now(UTC).replace(tzinfo=None)
    for number, text in bind.execute(sa.select(DOCUMENT.c.id, DOCUMENT.c.content).where(DOCUMENT.c.content.is_not(None))).all():
        told = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "format": "text/plain", "public": True, "added": when}
        bind.execute(SOURCE_TEXT.insert().values(document_id=number, version=1, text=text, furniture=[], **told))
    op.drop_column("document", "content")
    op.drop_column("document", "sha256")


def downgrade() -> None:
    """Take back. Of several versions the newest stays; a text that is not public goes."""
    op.add_column("document", sa.Column("content", sa.Text(), nullable=True))
    op.add_column("document", sa.Column("sha256", sa.String(length=1000), nullable=True))
    bind, kept = op.get_bind(), SOURCE_TEXT.c
    for row in bind.execute(
        sa.select(kept.document_id, kept.text, kept.sha256).where(kept.public).order_by(kept.added, kept.version)
    ).all():
        bind.execute(DOCUMENT.update().where(DOCUMENT.c.id == row.document_id).values(content=row.text, sha256=row.sha256))
    op.drop_table("source_text")
