"""What was done with the content: never with which values, never for which customer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.models.base import NEVER_AGAIN, Base, Id

FACETS = ("lang", "group", "channel", "tone", "platform", "market")
"""By what copies are counted besides their documents, in the order of the index that has them so."""

GROUP = "agent_group"


class Copy(Base):
    """A reply that an agent copied. `key` is the browser's own, so that a retried event is not counted twice."""

    __tablename__ = "copies"
    __table_args__ = (
        # SQLite counts by sorting, which is slow, unless an index has the rows in order with all that is counted.
        Index("ix_copies_by_document", "document", "lang", "at", "edited"),
        Index("ix_copies_by_facets", *(GROUP if name == "group" else name for name in FACETS), "at", "edited"),
        Index(None, "person_id"),
        Index(None, "case_id"),
        NEVER_AGAIN,
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    group: Mapped[str] = mapped_column(GROUP)
    document: Mapped[str]
    version: Mapped[str]
    lang: Mapped[str]
    locale: Mapped[str]
    tone: Mapped[str]
    channel: Mapped[str]
    platform: Mapped[str]
    market: Mapped[str]
    edited: Mapped[bool]
    query: Mapped[str | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))


class Search(Base):
    """A question that was asked, and how much answered it; its words only where the caller found them harmless."""

    __tablename__ = "searches"
    __table_args__ = (
        Index(None, "at", "results"),
        # Questions that nothing answered are few among many: they are asked for by themselves.
        Index("ix_searches_unanswered", "at", sqlite_where=text("results = 0"), postgresql_where=text("results = 0")),
        NEVER_AGAIN,
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    query: Mapped[str | None]
    lang: Mapped[str]
    reply_lang: Mapped[str]
    results: Mapped[int]


class Feedback(Base):
    """A thumb up or down for a document in a language, with a note to its translators."""

    __tablename__ = "feedback"
    __table_args__ = (Index(None, "document", "at"), Index(None, "at"), Index(None, "person_id"), NEVER_AGAIN)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    document: Mapped[str]
    version: Mapped[str]
    lang: Mapped[str]
    helpful: Mapped[bool]
    note: Mapped[str]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
