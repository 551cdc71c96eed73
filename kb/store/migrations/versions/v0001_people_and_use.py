"""People, what they have at hand, and what is done with the content."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# A type of its own on SQLite, which numbers rows by itself only where the type is exactly INTEGER.
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables of people, things and use."""
    _people()
    _lists()
    _texts_and_pins()
    _use()
    _feedback()


def downgrade() -> None:
    """Drop every table."""
    for table in (
        "feedback",
        "searches",
        "copies",
        "pins",
        "snippets",
        "orderings",
        "choices",
        "recents",
        "favourites",
        "tokens",
        "sessions",
        "people",
    ):
        op.drop_table(table)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agent_group", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("oidc_subject", sa.Text(), nullable=True),
        sa.CheckConstraint("role IN ('reader', 'agent', 'editor', 'admin')", name=op.f("ck_people_role")),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("login", name="uq_people_login"),
        sa.UniqueConstraint("oidc_subject", name="uq_people_oidc_subject"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("hashed", sa.Text(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("hashed", name="uq_sessions_hashed"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_table(
        "tokens",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("hashed", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_tokens_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("hashed", name="uq_tokens_hashed"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tokens_person_id", "tokens", ["person_id"])


def _lists() -> None:
    op.create_table(
        "favourites",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_favourites_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "document", name="pk_favourites"),
    )
    op.create_table(
        "recents",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_recents_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "document", name="pk_recents"),
    )
    op.create_index("ix_recents_person_id_at", "recents", ["person_id", "at"])
    op.create_table(
        "choices",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_choices_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "name", name="pk_choices"),
    )
    op.create_table(
        "orderings",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_orderings_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "listing", "document", name="pk_orderings"),
    )


def _texts_and_pins() -> None:
    op.create_table(
        "snippets",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_snippets_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_snippets"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_snippets_person_id", "snippets", ["person_id"])
    op.create_table(
        "pins",
        sa.Column("agent_group", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_pins_person_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("agent_group", "document", name="pk_pins"),
    )


def _use() -> None:
    op.create_table(
        "copies",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("agent_group", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("market", sa.Text(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("query", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_copies_person_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_copies"),
        sa.UniqueConstraint("key", name="uq_copies_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_copies_by_document", "copies", ["document", "lang", "at", "edited"])
    facets = ["lang", "agent_group", "channel", "tone", "platform", "market"]
    op.create_index("ix_copies_by_facets", "copies", [*facets, "at", "edited"])
    op.create_index("ix_copies_person_id", "copies", ["person_id"])
    op.create_table(
        "searches",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("reply_lang", sa.Text(), nullable=False),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_searches"),
        sa.UniqueConstraint("key", name="uq_searches_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_searches_at_results", "searches", ["at", "results"])
    op.create_index(
        "ix_searches_unanswered",
        "searches",
        ["at"],
        sqlite_where=sa.text("results = 0"),
        postgresql_where=sa.text("results = 0"),
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_feedback_person_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["resolved_by"], ["people.id"], name="fk_feedback_resolved_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("key", name="uq_feedback_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])
    op.create_index("ix_feedback_document_at", "feedback", ["document", "at"])
    op.create_index("ix_feedback_person_id", "feedback", ["person_id"])
