"""What the team learns: counted by the database, for a period, always without a customer and without a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from kb.store.database import Database
from kb.store.models import Case, Copy, Feedback, Search
from kb.store.models.usage import FACETS
from kb.store.periods import Period, Step, day_of, minutes_between, start_of

UseBy = Literal["document", "lang", "group", "tone", "channel", "platform", "market"]
"""By what copies are counted."""

CaseBy = Literal[
    "issue", "cause", "product", "carrier", "market", "platform", "channel", "lang", "group", "outcome", "option"
]
"""By what cases are counted."""


@dataclass(frozen=True, slots=True)
class Use:
    """How often something was copied, how many of those copies were edited, and how often in the period before."""

    key: str
    copies: int
    edited: int
    before: int


@dataclass(frozen=True, slots=True)
class Point:
    """How many there were of something in the step that begins on this day; days without any are left out."""

    start: date
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Edited:
    """How often agents changed a template of a language before they sent it."""

    document: str
    lang: str
    copies: int
    edited: int


@dataclass(frozen=True, slots=True)
class LastUse:
    """How often a document was copied in a language, and when last: held against its freshness."""

    document: str
    lang: str
    copies: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question that nothing answered."""

    query: str
    lang: str
    reply_lang: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases were opened, and how many in the period before."""

    key: str
    cases: int
    before: int


@dataclass(frozen=True, slots=True)
class FirstReplies:
    """How soon cases were answered. `in_time` were answered before they were due; `minutes` is the median."""

    key: str
    cases: int
    answered: int
    in_time: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How closed cases ended. `cost` is in the smallest unit of each currency; `rating` is the mean of those who rated."""

    key: str
    cases: int
    rated: int
    rating: float | None
    cost: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people think of a document in a language, and how many opinions nobody has attended to."""

    document: str
    lang: str
    up: int
    down: int
    unresolved: int


class Insights:
    """Figures of a period. The most frequent come first; an empty key means that nothing was said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def use(self, period: Period, by: UseBy, limit: int = 50) -> tuple[Use, ...]:
        """What was copied."""
        now = Copy.at >= period.since
        # Counted first by all that stands before it in an index: nothing has to be sorted then.
        names = ("document",) if by == "document" else FACETS[: FACETS.index(by) + 1]
        counted = (
            select(
                getattr(Copy, by).label("name"),
                _how_many(now).label("copies"),
                _how_many(now & Copy.edited).label("edited"),
                func.count().label("both"),
            )
            .where(Copy.at >= period.before.since, Copy.at < period.until)
            .group_by(*(getattr(Copy, name) for name in names))
            .subquery()
            .c
        )
        copies = func.sum(counted.copies)
        question = (
            select(counted.name, copies, func.sum(counted.edited), func.sum(counted.both) - copies)
            .group_by(counted.name)
            .having(copies > 0)
            .order_by(copies.desc(), counted.name)
            .limit(limit)
        )
        return tuple(Use(name, *map(int, numbers)) for name, *numbers in self._rows(question))

    def use_over_time(self, period: Period, by: UseBy, step: Step = "week", top: int = 8) -> tuple[Point, ...]:
        """The curves of what was copied most, the earliest point first."""
        return self._points(getattr(Copy, by), Copy.at, period, step, top)

    def edited(self, period: Period, at_least: int = 5, limit: int = 50) -> tuple[Edited, ...]:
        """The templates that agents keep changing, by the share of their copies, those changed most first.

        Of fewer copies than `at_least` nothing can be told.
        """
        copies, edited = func.count(), _how_many(Copy.edited)
        question = (
            select(Copy.document, Copy.lang, copies, edited)
            .where(period.holds(Copy.at))
            .group_by(Copy.document, Copy.lang)
            .having(and_(copies >= at_least, edited > 0))
            .order_by((edited * 1.0 / copies).desc(), copies.desc(), Copy.document, Copy.lang)
            .limit(limit)
        )
        return tuple(Edited(*row) for row in self._rows(question))

    def last_used(self, period: Period) -> tuple[LastUse, ...]:
        """Every document and language that was copied, those copied most first."""
        copies = func.count()
        question = (
            select(Copy.document, Copy.lang, copies, func.max(Copy.at))
            .where(period.holds(Copy.at))
            .group_by(Copy.document, Copy.lang)
            .order_by(copies.desc(), Copy.document, Copy.lang)
        )
        return tuple(LastUse(*row) for row in self._rows(question))

    def unanswered(self, period: Period, limit: int = 100) -> tuple[Question, ...]:
        """The questions that nothing answered, the most frequent first: what writers are to write."""
        count, last = func.count(), func.max(Search.at)
        question = (
            select(Search.query, Search.lang, Search.reply_lang, count, last)
            .where(period.holds(Search.at), Search.results == 0, Search.query.is_not(None))
            .group_by(Search.query, Search.lang, Search.reply_lang)
            .order_by(count.desc(), last.desc())
            .limit(limit)
        )
        return tuple(Question(*row) for row in self._rows(question))

    def searches(self, period: Period) -> tuple[int, int]:
        """How many questions were asked, and how many nothing answered."""
        question = select(func.count(), _how_many(Search.results == 0)).where(period.holds(Search.at))
        return tuple(next(iter(self._rows(question))))

    def verdicts(self, period: Period, limit: int = 50) -> tuple[Verdict, ...]:
        """What people think of documents, those with the most thumbs down first."""
        down = _how_many(~Feedback.helpful)
        question = (
            select(
                Feedback.document,
                Feedback.lang,
                _how_many(Feedback.helpful),
                down,
                _how_many(Feedback.resolved_at.is_(None)),
            )
            .where(period.holds(Feedback.at))
            .group_by(Feedback.document, Feedback.lang)
            .order_by(down.desc(), func.count().desc(), Feedback.document, Feedback.lang)
            .limit(limit)
        )
        return tuple(Verdict(*row) for row in self._rows(question))

    def cases(self, period: Period, by: CaseBy, limit: int = 50) -> tuple[Count, ...]:
        """The cases that were opened, beside those of the period before."""
        key, now = getattr(Case, by), _how_many(period.holds(Case.opened_at))
        question = (
            select(key, now, _how_many(period.before.holds(Case.opened_at)))
            .where(Case.opened_at >= period.before.since, Case.opened_at < period.until)
            .group_by(key)
            .order_by(now.desc(), key)
            .limit(limit)
        )
        return tuple(Count(*row) for row in self._rows(question))

    def cases_over_time(self, period: Period, by: CaseBy, step: Step = "week", top: int = 8) -> tuple[Point, ...]:
        """The curves of what cases were about most, the earliest point first."""
        return self._points(getattr(Case, by), Case.opened_at, period, step, top)

    def first_replies(self, period: Period, by: CaseBy, limit: int = 50) -> tuple[FirstReplies, ...]:
        """How soon the cases that were opened got their first reply, against when it was due."""
        key, opened = getattr(Case, by), period.holds(Case.opened_at)
        cases = func.count()
        question = (
            select(key, cases, func.count(Case.first_reply_at), _how_many(Case.first_reply_at <= Case.due_at))
            .where(opened)
            .group_by(key)
            .order_by(cases.desc(), key)
            .limit(limit)
        )
        medians = {row[0]: row[1] for row in self._rows(self._median_minutes(key, opened))}
        return tuple(
            FirstReplies(name, count, answered, in_time, medians.get(name))
            for name, count, answered, in_time in self._rows(question)
        )

    def outcomes(self, period: Period, by: CaseBy, limit: int = 50) -> tuple[Outcome, ...]:
        """How the cases that were closed ended, what they cost and how customers rated them."""
        key, closed, cases = getattr(Case, by), period.holds(Case.closed_at), func.count()
        question = (
            select(key, cases, func.count(Case.rating), func.avg(Case.rating * 1.0))
            .where(closed)
            .group_by(key)
            .order_by(cases.desc(), key)
            .limit(limit)
        )
        sums = (
            select(key, Case.cost_currency, func.sum(Case.cost_minor))
            .where(closed, Case.cost_minor.is_not(None))
            .group_by(key, Case.cost_currency)
        )
        costs: dict[str, dict[str, int]] = {}
        for name, currency, total in self._rows(sums):
            costs.setdefault(name, {})[currency] = int(total)
        return tuple(
            Outcome(name, count, rated, None if rating is None else float(rating), costs.get(name, {}))
            for name, count, rated, rating in self._rows(question)
        )

    def _median_minutes(self, key: InstrumentedAttribute[str], which: Any) -> Any:
        """Of each key the mean of the one or two values in the middle."""
        minutes = minutes_between(self._database.kind, Case.opened_at, Case.first_reply_at)
        answered = (
            select(key.label("name"), minutes.label("minutes"))
            .where(which, Case.first_reply_at.is_not(None))
            .cte("answered")
        )
        totals = select(answered.c.name, func.count().label("total")).group_by(answered.c.name).subquery()
        place = func.row_number().over(partition_by=answered.c.name, order_by=answered.c.minutes)
        ranked = select(answered.c.name, answered.c.minutes, place.label("place")).subquery()
        return (
            select(ranked.c.name, func.avg(ranked.c.minutes))
            .join(totals, totals.c.name == ranked.c.name)
            .where(ranked.c.place.in_([(totals.c.total + 1) // 2, (totals.c.total + 2) // 2]))
            .group_by(ranked.c.name)
        )

    def _points(
        self, key: InstrumentedAttribute[str], at: InstrumentedAttribute[datetime], period: Period, step: Step, top: int
    ) -> tuple[Point, ...]:
        """Counted by days first, which are few; the days are put together, and what is frequent is chosen, afterwards."""
        kind = self._database.kind
        day = day_of(kind, at)
        days = (
            select(day.label("day"), key.label("name"), func.count().label("count"))
            .where(period.holds(at))
            .group_by(day, key)
            .cte("days")
        )
        total, start = func.sum(days.c.count), start_of(kind, step, days.c.day)
        frequent = select(days.c.name).group_by(days.c.name).order_by(total.desc(), days.c.name).limit(top)
        question = (
            select(start, days.c.name, total)
            .where(days.c.name.in_(frequent))
            .group_by(start, days.c.name)
            .order_by(start, days.c.name)
        )
        return tuple(Point(date.fromisoformat(row[0]), row[1], int(row[2])) for row in self._rows(question))

    def _rows(self, question: Any) -> list[Any]:
        with self._database.reading() as session:
            return list(session.execute(question))


def _how_many(condition: Any) -> Any:
    """How many rows of a group meet a condition."""
    return func.count(case((condition, 1)))
