"""Imports, legal basis, and what the register says besides.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("finished", sa.DateTime(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_fingerprint"), "import_run", ["fingerprint"], unique=False)

    op.create_table(
        "import_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=1000), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_import_problem_import_id_import_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problem")),
    )
    op.create_index(op.f("ix_import_problem_import_id"), "import_problem", ["import_id"], unique=False)

    op.create_table(
        "imported",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_imported_import_id_import_run")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_imported_record_id_record"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported")),
    )
    op.create_index(op.f("ix_imported_record_id"), "imported", ["record_id"], unique=False)
    op.create_index(op.f("ix_imported_import_id"), "imported", ["import_id"], unique=False)

    op.create_table(
        "legal_basis",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_legal_basis_programme_id_programme")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_legal_basis_project_id_project"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_basis")),
    )
    op.create_index(op.f("ix_legal_basis_programme_id"), "legal_basis", ["programme_id"], unique=False)
    op.create_index(op.f("ix_legal_basis_project_id"), "legal_basis", ["project_id"], unique=False)

    op.create_table(
        "web_link",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("type", sa.String(length=1000), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_web_link_project_id_project"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_link")),
    )
    op.create_index(op.f("ix_web_link_project_id"), "web_link", ["project_id"], unique=False)

    op.add_column("organisation", sa.Column("activity_type", sa.String(length=60), nullable=True))
    op.add_column("organisation", sa.Column("sme", sa.Boolean(), nullable=True))
    op.add_column("organisation", sa.Column("nuts", sa.String(length=1000), nullable=True))
    op.add_column("organisation", sa.Column("geolocation", sa.String(length=1000), nullable=True))

    op.add_column("project", sa.Column("call_topic_title", sa.String(length=1000), nullable=True))
    op.add_column("project", sa.Column("signed", sa.String(length=40), nullable=True))
    op.add_column("project", sa.Column("keywords", sa.Text(), nullable=True))

    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_revision_import_id"), ["import_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_revision_import_id_import_run"), "import_run", ["import_id"], ["id"])

    op.add_column("topic", sa.Column("scheme", sa.String(length=1000), nullable=True))
    op.add_column("topic", sa.Column("notation", sa.String(length=1000), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("topic", "notation")
    op.drop_column("topic", "scheme")

    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_revision_import_id_import_run"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_revision_import_id"))
        batch_op.drop_column("import_id")

    op.drop_column("project", "keywords")
    op.drop_column("project", "signed")
    op.drop_column("project", "call_topic_title")

    op.drop_column("organisation", "geolocation")
    op.drop_column("organisation", "nuts")
    op.drop_column("organisation", "sme")
    op.drop_column("organisation", "activity_type")

    op.drop_index(op.f("ix_web_link_project_id"), table_name="web_link")

    op.drop_table("web_link")
    op.drop_index(op.f("ix_legal_basis_project_id"), table_name="legal_basis")
    op.drop_index(op.f("ix_legal_basis_programme_id"), table_name="legal_basis")

    op.drop_table("legal_basis")
    op.drop_index(op.f("ix_imported_record_id"), table_name="imported")
    op.drop_index(op.f("ix_imported_import_id"), table_name="imported")

    op.drop_table("imported")
    op.drop_index(op.f("ix_import_problem_import_id"), table_name="import_problem")

    op.drop_table("import_problem")
    op.drop_index(op.f("ix_import_run_fingerprint"), table_name="import_run")

    op.drop_table("import_run")
