"""Which stretch of time figures are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kb.web.charts import Step

if TYPE_CHECKING:
    from kb.store.periods import Period

PRESETS = (7, 30, 90, 365)
DEFAULT = 30
"""Days up to today."""

LONGEST = 1100
"""Days that may be asked for at once: three years."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one day on to another, both counted; days are those of UTC."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days + 1

    @property
    def step(self) -> Step:
        """How wide the points of a curve are, so that a few dozen stand side by side."""
        return "day" if self.days <= 31 else "week" if self.days <= 190 else "month"

    @property
    def period(self) -> Period:
        """The same, as the store takes it."""
        from kb.store.periods import Period

        return Period(_midnight(self.since), _midnight(self.until + timedelta(days=1)))

    @property
    def query(self) -> dict[str, str]:
        """The same, as an address has it."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


def last(days: int, today: date) -> Span:
    """So many days, today being the last."""
    return Span(today - timedelta(days=days - 1), today)


def asked_span(given: Mapping[str, str], today: date) -> Span:
    """The span of an address: `since` and `until`; what cannot be is the last thirty days, as in an old bookmark."""
    since, until = _day(given.get("since", "")), _day(given.get("until", "")) or today
    if since is None or since > until or (until - since).days >= LONGEST:
        return last(DEFAULT, today)
    return Span(since, until)


def _day(text: str) -> date | None:
    with suppress(ValueError):
        found = date.fromisoformat(text)
        return found if 2000 <= found.year < 3000 else None
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)
