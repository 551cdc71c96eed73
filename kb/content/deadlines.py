"""When a first reply is due: targets and platform rules, counted by clocks that know weekends, holidays and time zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """The hours that count, from `opens` to `closes` on some days of the week, Monday being 0.

    `closes` is None for the end of the day; `zone` is empty where the customer's market decides it.
    """

    days: frozenset[int]
    opens: time = time(0)
    closes: time | None = None
    zone: str = ""
    holidays: frozenset[date] = frozenset()

    def after(self, start: datetime, within: timedelta, zone: str) -> datetime:
        """The moment, in UTC, when `within` has been counted since `start`; `zone` is used where the clock has none.

        What counts is the time that passes: a day on which clocks are changed is an hour longer or shorter.
        """
        left, start = within, start.astimezone(UTC)
        for opens, closes in self._windows(start, ZoneInfo(self.zone or zone)):
            begin = max(opens, start)
            if closes - begin >= left:
                return begin + left
            left -= max(closes - begin, timedelta())
        raise AssertionError("a clock has a day that counts")

    def _windows(self, start: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        """The stretches that count, from the day of `start` on, in UTC."""
        day = start.astimezone(zone).date()
        while True:
            if day.weekday() in self.days and day not in self.holidays:
                end = datetime.combine(day, self.closes) if self.closes else datetime.combine(day + DAY, time(0))
                yield _instant(datetime.combine(day, self.opens), zone), _instant(end, zone)
            day += DAY


@dataclass(frozen=True, slots=True)
class Target:
    """Within which time of which clock a first reply is due, and where: an empty tuple stands for everywhere."""

    within: timedelta
    clock: Clock
    source: str
    channels: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()

    def holds(self, channel: str, platform: str, market: str) -> bool:
        """Whether it is for a message that came this way."""
        named = ((self.channels, channel), (self.platforms, platform), (self.markets, market))
        return all(not allowed or value in allowed for allowed, value in named)


@dataclass(frozen=True, slots=True)
class Due:
    """When a first reply is due and by which row; `limit` is the moment that a platform does not let pass, if one does."""

    at: datetime
    target: Target
    limit: datetime | None = None
    rule: Target | None = None


def due(
    opened_at: datetime,
    targets: Iterable[Target],
    rules: Iterable[Target],
    *,
    channel: str,
    platform: str = "",
    market: str = "",
    zone: str = "UTC",
) -> Due:
    """When the first reply to a message is due: by the strictest row that holds, a platform's rule being one of them.

    `zone` is the market's. Raises ValueError when no row holds, or when `opened_at` has no time zone.
    """
    if opened_at.tzinfo is None:
        raise ValueError(f"{opened_at} has no time zone")
    limits = _moments(rules, opened_at, channel, platform, market, zone)
    moments = [*_moments(targets, opened_at, channel, platform, market, zone), *limits]
    if not moments:
        raise ValueError(f'no response target holds for the channel "{channel}"')
    at, target = min(moments, key=_moment)
    limit, rule = min(limits, key=_moment, default=(None, None))
    return Due(at, target, limit, rule)


def _moments(
    rows: Iterable[Target], opened_at: datetime, channel: str, platform: str, market: str, zone: str
) -> list[tuple[datetime, Target]]:
    held = (row for row in rows if row.holds(channel, platform, market))
    return [(row.clock.after(opened_at, row.within, zone), row) for row in held]


def _moment(pair: tuple[datetime, Target]) -> datetime:
    return pair[0]


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """A time of the wall as a moment; one that a change of clocks leaves out is as much later."""
    return local.replace(tzinfo=zone).astimezone(UTC)
