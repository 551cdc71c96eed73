"""Charts, counted out here and drawn as SVG by the templates: in shares of a hundred, so that they fit any width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Step = Literal["day", "week", "month"]

_GAP = 0.18
"""How much of its place a column leaves free."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: where it begins and how wide it is, of a hundred. `kind` decides its pattern."""

    x: float
    width: float
    kind: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of one or more parts; `before` is where it ended in the period before."""

    parts: tuple[Part, ...]
    before: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """An upright bar, of a hundred in both directions."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One of several charts that share a scale: what it is of, its columns, and how many there were in all."""

    key: str
    columns: tuple[Column, ...]
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of its counts."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Curves:
    """Several curves over the same steps; `top` is the count at the upper edge of each."""

    starts: tuple[date, ...]
    curves: tuple[Curve, ...]
    top: int


def bars(values: Sequence[float], before: Sequence[float] | None = None) -> tuple[Bar, ...]:
    """A bar for each value, the greatest as wide as there is room."""
    top = max([*values, *(before or ()), 1e-9])
    earlier: Iterable[float | None] = [100 * value / top for value in before] if before else [None] * len(values)
    return tuple(
        Bar((Part(0, _round(100 * value / top), "all"),), None if mark is None else _round(mark))
        for value, mark in zip(values, earlier, strict=True)
    )


def split_bars(rows: Sequence[Sequence[int]], kinds: Sequence[str]) -> tuple[Bar, ...]:
    """A bar for each row, made of its numbers one after the other."""
    top = max([sum(row) for row in rows] or [1]) or 1
    return tuple(Bar(tuple(_parts(row, kinds, top))) for row in rows)


def _parts(row: Sequence[int], kinds: Sequence[str], top: int) -> Iterator[Part]:
    at = 0.0
    for number, kind in zip(row, kinds, strict=True):
        if number:
            yield Part(_round(at), _round(100 * number / top), kind)
        at += 100 * number / top


def curves(points: Iterable[tuple[date, str, int]], since: date, until: date, step: Step) -> Curves:
    """The curves of the points, the one with the most first; a step without a point counts none."""
    starts = tuple(steps(since, until, step))
    counted: dict[str, dict[date, int]] = {}
    for start, key, count in points:
        counted.setdefault(key, {})[start] = count
    top = max((count for found in counted.values() for count in found.values()), default=0) or 1
    made = [_curve(key, found, starts, top) for key, found in counted.items()]
    return Curves(starts, tuple(sorted(made, key=lambda curve: (-curve.total, curve.key))), top)


def _curve(key: str, found: Mapping[date, int], starts: Sequence[date], top: int) -> Curve:
    place = 100 / len(starts)
    counts = tuple(found.get(start, 0) for start in starts)
    columns = tuple(
        Column(
            _round(place * (number + _GAP / 2)),
            _round(100 - 100 * count / top),
            _round(place * (1 - _GAP)),
            _round(100 * count / top),
        )
        for number, count in enumerate(counts)
        if count
    )
    return Curve(key, columns, counts)


def steps(since: date, until: date, step: Step) -> Iterator[date]:
    """The first day of every step from `since` to before `until`; a week begins on Monday."""
    start = since
    if step == "week":
        start -= timedelta(days=since.weekday())
    elif step == "month":
        start = since.replace(day=1)
    while start < until:
        yield start
        if step == "month":
            start = (start + timedelta(days=31)).replace(day=1)
        else:
            start += timedelta(days=7 if step == "week" else 1)


def _round(number: float) -> float:
    return round(number, 2)
