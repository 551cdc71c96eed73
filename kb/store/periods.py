"""Stretches of time, and times in SQL, the same on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Float, Text, cast, extract, func, literal_column
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


def start_of(kind: str, step: Step, at: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """The first day, as an ISO text, of the step in which a time lies; `kind` is the database's."""
    if kind == "postgresql":
        utc = func.timezone("UTC", at)
        return func.to_char(func.date_trunc(literal_column(f"'{step}'"), utc), literal_column("'YYYY-MM-DD'"), type_=Text)
    if step == "week":
        return func.date(at, literal_column("'weekday 0'"), literal_column("'-6 days'"), type_=Text)
    day = func.substr(at, literal_column("1"), literal_column("10" if step == "day" else "7"), type_=Text)
    return day if step == "day" else day.concat(literal_column("'-01'"))


def minutes_between(kind: str, start: InstrumentedAttribute[Any], end: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """How long it took from one time to another."""
    if kind == "postgresql":
        return cast(extract("epoch", end - start), Float) / 60.0
    return (func.julianday(end, type_=Float) - func.julianday(start, type_=Float)) * 1440.0
