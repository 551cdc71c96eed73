"""A customer's trouble from its opening to its archive. The customer appears only as a reference that the team chooses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.models.base import NEVER_AGAIN, Base, Id, Number

_OPEN = text("closed_at IS NULL")


class Case(Base):
    """A case. An anonymised one has an empty reference, and stays in the figures.

    The cost is a whole number of the currency's smallest unit: exact, and summed by either database.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "reference"),
        Index(None, "opened_at"),
        Index(None, "closed_at"),
        Index(None, "owner_id"),
        Index("ix_cases_due", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_cases_promised", "promised_for", sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("rating IS NULL OR rating BETWEEN 0 AND 10", name="rating"),
        CheckConstraint("(cost_minor IS NULL) = (cost_currency IS NULL)", name="cost"),
        NEVER_AGAIN,
    )

    id: Mapped[Id]
    reference: Mapped[str]
    channel: Mapped[str]
    platform: Mapped[str]
    market: Mapped[str]
    lang: Mapped[str]
    issue: Mapped[str]
    product: Mapped[str]
    carrier: Mapped[str]
    group: Mapped[str] = mapped_column("agent_group")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    first_reply_at: Mapped[datetime | None]
    stage: Mapped[str]
    promised_for: Mapped[datetime | None]
    outcome: Mapped[str]
    option: Mapped[str]
    cost_minor: Mapped[int | None] = mapped_column(Number)
    cost_currency: Mapped[str | None]
    cause: Mapped[str]
    rating: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    anonymised_at: Mapped[datetime | None]


class CaseReply(Base):
    """A reply that went to the case, by its document and version; never its text."""

    __tablename__ = "case_replies"
    __table_args__ = (Index(None, "case_id", "document"), Index(None, "person_id"), NEVER_AGAIN)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    document: Mapped[str]
    version: Mapped[str]
    lang: Mapped[str]
    tone: Mapped[str]
    edited: Mapped[bool]


class CaseEvent(Base):
    """A step of a case, and the note that came with it; notes hold no personal data, and go when the case is anonymised."""

    __tablename__ = "case_events"
    __table_args__ = (Index(None, "case_id", "at"), Index(None, "person_id"), NEVER_AGAIN)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    kind: Mapped[str]
    value: Mapped[str]
    note: Mapped[str]
