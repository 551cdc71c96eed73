"""Cases: customers' troubles from opening to closing, and to which a copied reply went."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# A type of its own on SQLite, which numbers rows by itself only where the type is exactly INTEGER.
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables of cases, and let a copy name its case."""
    _cases()
    _replies()
    _steps()
    with op.batch_alter_table("copies", table_kwargs={"sqlite_autoincrement": True}) as copies:
        copies.add_column(sa.Column("case_id", NUMBER, nullable=True))
        copies.create_foreign_key("fk_copies_case_id", "cases", ["case_id"], ["id"], ondelete="SET NULL")
        copies.create_index("ix_copies_case_id", ["case_id"])


def downgrade() -> None:
    """Drop the tables of cases."""
    with op.batch_alter_table("copies", table_kwargs={"sqlite_autoincrement": True}) as copies:
        copies.drop_index("ix_copies_case_id")
        copies.drop_constraint("fk_copies_case_id", type_="foreignkey")
        copies.drop_column("case_id")
    for table in ("case_events", "case_replies", "cases"):
        op.drop_table(table)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("market", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("issue", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("agent_group", sa.Text(), nullable=False),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_reply_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("promised_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("cost_minor", NUMBER, nullable=True),
        sa.Column("cost_currency", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(cost_minor IS NULL) = (cost_currency IS NULL)", name=op.f("ck_cases_cost")),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 0 AND 10", name=op.f("ck_cases_rating")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_cases_owner_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cases_closed_at", "cases", ["closed_at"])
    op.create_index(
        "ix_cases_due",
        "cases",
        ["due_at"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_cases_opened_at", "cases", ["opened_at"])
    op.create_index("ix_cases_owner_id", "cases", ["owner_id"])
    op.create_index(
        "ix_cases_promised",
        "cases",
        ["promised_for"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_cases_reference", "cases", ["reference"])


def _replies() -> None:
    op.create_table(
        "case_replies",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_replies_case_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_case_replies_person_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_case_replies"),
        sa.UniqueConstraint("key", name="uq_case_replies_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_replies_case_id_document", "case_replies", ["case_id", "document"])
    op.create_index("ix_case_replies_person_id", "case_replies", ["person_id"])


def _steps() -> None:
    op.create_table(
        "case_events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_events_case_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_case_events_person_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_events_case_id_at", "case_events", ["case_id", "at"])
    op.create_index("ix_case_events_person_id", "case_events", ["person_id"])
