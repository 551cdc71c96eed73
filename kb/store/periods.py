"""Stretches of time, and times in SQL, the same on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Date, Float, Text, cast, extract, func, literal_column, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

Step = Literal["day", "week", "month"]
"""How wide a point of a curve is; a week begins on Monday. Days are those of UTC."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` on, up to before `until`."""

    since: datetime
    until: datetime

    @property
    def before(self) -> Period:
        """The stretch of the same length that ends where this one begins."""
        return Period(self.since - (self.until - self.since), self.since)

    def holds(self, at: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]) -> ColumnElement[bool]:
        """The condition that a time lies in it."""
        return (at >= self.since) & (at < self.until)


def day_of(kind: str, at: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The day in which a time lies, as the database likes to count; `kind` is the database's."""
    if kind == "postgresql":
        return cast(func.timezone(literal_column("'UTC'"), at), Date)
    return func.substr(at, literal_column("1"), literal_column("10"), type_=Text)


def start_of(kind: str, step: Step, day: ColumnElement[Any]) -> ColumnElement[str]:
    """The first day, as an ISO text, of the step in which a day of `day_of` lies."""
    if kind == "postgresql":
        return func.to_char(func.date_trunc(literal_column(f"'{step}'"), day), literal_column("'YYYY-MM-DD'"), type_=Text)
    if step == "day":
        return type_coerce(day, Text)
    back = {"week": ("'weekday 0'", "'-6 days'"), "month": ("'start of month'",)}[step]
    return func.date(day, *map(literal_column, back), type_=Text)


def minutes_between(kind: str, start: InstrumentedAttribute[Any], end: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """How long it took from one time to another."""
    if kind == "postgresql":
        return cast(extract("epoch", end - start), Float) / 60.0
    return (func.julianday(end, type_=Float) - func.julianday(start, type_=Float)) * 1440.0
