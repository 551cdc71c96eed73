"""Who uses the site, and how they prove it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.models.base import NEVER_AGAIN, Base, Id


class Person(Base):
    """Somebody of the team. `password` is an argon2 hash, or none where only OpenID Connect or the command line signs in."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("role IN ('reader', 'agent', 'editor', 'admin')", name="role"), NEVER_AGAIN)

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    role: Mapped[str]
    group: Mapped[str] = mapped_column("agent_group")  # GROUP is a word of SQL
    active: Mapped[bool]
    created_at: Mapped[datetime]
    failed_sign_ins: Mapped[int]
    locked_until: Mapped[datetime | None]
    oidc_subject: Mapped[str | None] = mapped_column(unique=True)


class Session(Base):
    """A browser that is signed in. Only the hash of what its cookie holds is kept."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "person_id"), Index(None, "expires_at"), NEVER_AGAIN)

    id: Mapped[Id]
    hashed: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Token(Base):
    """A program that acts for a person. `prefix` is shown, to tell tokens apart; the rest is kept as a hash."""

    __tablename__ = "tokens"
    __table_args__ = (Index(None, "person_id"), NEVER_AGAIN)

    id: Mapped[Id]
    hashed: Mapped[str] = mapped_column(unique=True)
    prefix: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str]
    scopes: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
