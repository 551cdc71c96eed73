"""What a person, or the team, has put at hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.models.base import NEVER_AGAIN, Base, Id, Number

Owner = Annotated[int, mapped_column(Number, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)]


class Favourite(Base):
    """A document that a person has starred."""

    __tablename__ = "favourites"

    person_id: Mapped[Owner]
    document: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Recent(Base):
    """A document that a person has used, and when last."""

    __tablename__ = "recents"
    __table_args__ = (Index(None, "person_id", "at"),)

    person_id: Mapped[Owner]
    document: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Snippet(Base):
    """A text of a person's own; one with `signature` closes her replies in its language."""

    __tablename__ = "snippets"
    __table_args__ = (Index(None, "person_id"), NEVER_AGAIN)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    title: Mapped[str]
    lang: Mapped[str]
    text: Mapped[str]
    signature: Mapped[bool]
    changed_at: Mapped[datetime]


class Choice(Base):
    """What a person chose last, so that she need not choose it again: a language, a channel, a platform, a market."""

    __tablename__ = "choices"

    person_id: Mapped[Owner]
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Ordering(Base):
    """The place of a document in a list that a person has put in her own order."""

    __tablename__ = "orderings"

    person_id: Mapped[Owner]
    listing: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]


class Pin(Base):
    """A document that stands first for a group of agents, or for everybody where the group is empty."""

    __tablename__ = "pins"

    group: Mapped[str] = mapped_column("agent_group", primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    at: Mapped[datetime]
