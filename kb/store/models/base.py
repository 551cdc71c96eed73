"""What every table shares: its numbers, its times, and the names of its constraints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Moment(TypeDecorator[datetime]):
    """A time with its zone: kept as UTC, given back as UTC, on databases with and without zones. A naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time as the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """The time as Python knows it."""
        if value is None:
            return None
        known: datetime = value
        return known.replace(tzinfo=UTC) if known.tzinfo is None else known.astimezone(UTC)


class Words(TypeDecorator[str]):
    """A text that both databases keep: a NUL character, which PostgreSQL cannot, is refused by either."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it is."""
        if value is not None and "\0" in value:
            raise ValueError("a text holds a NUL character")
        return value


# SQLite numbers rows by itself only where the type is exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(Number, primary_key=True)]

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""The number of a deleted row is not given to another, so that an old address never shows a stranger's row."""


class Base(DeclarativeBase):
    """Every table; its metadata is what the migrations must arrive at."""

    metadata = MetaData(
        naming_convention={  # a migration can only drop what has a name
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Words, datetime: Moment}
