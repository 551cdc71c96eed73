"""The figures, on a history that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

import pytest

from kb.store.cases import Closing, NewCase, Reply
from kb.store.insights import Count, Edited, FirstReplies, LastUse, Outcome, Point, Question, Use, Verdict
from kb.store.opening import Store
from kb.store.periods import Period
from kb.store.usage import Copy, Opinion, Search
from tests.store.conftest import NOW

A, B, C = "templates/apology/late-delivery", "templates/offer/refund", "templates/follow-up/status"
WEEK = Period(NOW - timedelta(days=7), NOW)
QUARTER = Period(NOW - timedelta(days=90), NOW)

# days ago, document, language, group, edited
COPIES = [
    (1, A, "ja", "tokyo", True),
    (1, A, "ja", "tokyo", True),
    (2, A, "es", "madrid", False),
    (3, B, "ja", "tokyo", False),
    (8, A, "ja", "madrid", False),
    (9, C, "ja", "madrid", True),
    (40, B, "es", "madrid", False),
]


@pytest.fixture(autouse=True)
def copies(store: Store) -> None:
    for number, (days, document, lang, group, edited) in enumerate(COPIES):
        at = NOW - timedelta(days=days)
        store.usage.copied(Copy(str(number), at, document, "v", lang, edited=edited, group=group))


def test_a_period_ends_before_its_end_and_the_one_before_it_is_as_long(store: Store) -> None:
    assert WEEK.before == Period(NOW - timedelta(days=14), WEEK.since)
    store.usage.copied(Copy("now", NOW, A, "v", "zh"))
    store.usage.copied(Copy("first", WEEK.since, A, "v", "zh"))

    assert [use.copies for use in store.insights.use(WEEK, "lang") if use.key == "zh"] == [1]


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("document", [Use(A, 3, 2, 1), Use(B, 1, 0, 0)]),
        ("lang", [Use("ja", 3, 2, 2), Use("es", 1, 0, 0)]),
        ("group", [Use("tokyo", 3, 2, 0), Use("madrid", 1, 0, 2)]),
        ("channel", [Use("", 4, 2, 2)]),
        ("market", [Use("", 4, 2, 2)]),
    ],
)
def test_use_is_counted_beside_that_of_the_period_before(store: Store, by: str, found: list[Use]) -> None:
    assert store.insights.use(WEEK, by) == tuple(found)  # type: ignore[arg-type]


def test_use_can_be_cut_to_what_is_used_most(store: Store) -> None:
    assert [use.key for use in store.insights.use(QUARTER, "document", limit=1)] == [A]


@pytest.mark.parametrize(
    ("step", "points"),
    [
        # 2026-11-22 is a Sunday
        (
            "day",
            [("2026-10-13", "es", 1), ("2026-11-13", "ja", 1), ("2026-11-14", "ja", 1), ("2026-11-19", "ja", 1)]
            + [("2026-11-20", "es", 1), ("2026-11-21", "ja", 2)],
        ),
        ("week", [("2026-10-12", "es", 1), ("2026-11-09", "ja", 2), ("2026-11-16", "es", 1), ("2026-11-16", "ja", 3)]),
        ("month", [("2026-10-01", "es", 1), ("2026-11-01", "es", 1), ("2026-11-01", "ja", 5)]),
    ],
)
def test_curves_have_a_point_for_each_day_week_or_month_with_something(
    store: Store, step: str, points: list[tuple[str, str, int]]
) -> None:
    found = store.insights.use_over_time(QUARTER, "lang", step)  # type: ignore[arg-type]

    assert found == tuple(Point(date.fromisoformat(day), key, count) for day, key, count in points)


def test_a_week_begins_on_monday_and_a_day_is_one_of_utc(store: Store) -> None:
    sunday_night = NOW.replace(hour=23, minute=59)
    for key, at in (("sun", sunday_night), ("mon", sunday_night + timedelta(minutes=1))):
        store.usage.copied(Copy(key, at, A, "v", "zh"))

    found = store.insights.use_over_time(Period(NOW, NOW + timedelta(days=2)), "lang")

    assert [(point.start.isoformat(), point.count) for point in found] == [("2026-11-16", 1), ("2026-11-23", 1)]


def test_curves_are_of_what_is_most_frequent(store: Store) -> None:
    assert {point.key for point in store.insights.use_over_time(QUARTER, "document", top=1)} == {A}


def test_the_templates_that_agents_keep_changing_come_first(store: Store) -> None:
    assert store.insights.edited(QUARTER, at_least=1) == (Edited(C, "ja", 1, 1), Edited(A, "ja", 3, 2))
    assert store.insights.edited(QUARTER, at_least=2) == (Edited(A, "ja", 3, 2),)


def test_the_last_use_of_each_document_and_language_is_told(store: Store) -> None:
    assert store.insights.last_used(WEEK) == (
        LastUse(A, "ja", 2, NOW - timedelta(days=1)),
        LastUse(A, "es", 1, NOW - timedelta(days=2)),
        LastUse(B, "ja", 1, NOW - timedelta(days=3)),
    )


def test_questions_that_nothing_answered_are_listed_the_most_frequent_first(store: Store) -> None:
    asked = [("duty free", 0), ("関税", 0), ("duty free", 0), ("refund", 3), (None, 0)]
    for number, (query, results) in enumerate(asked):
        at = NOW - timedelta(hours=number + 1)
        store.usage.searched(Search(str(number), at, query, "en", "ja", results))

    assert store.insights.unanswered(WEEK) == (
        Question("duty free", "en", "ja", 2, NOW - timedelta(hours=1)),
        Question("関税", "en", "ja", 1, NOW - timedelta(hours=2)),
    )
    assert store.insights.searches(WEEK) == (5, 4)


def test_thumbs_are_counted_those_down_first(store: Store) -> None:
    for number, (document, helpful) in enumerate([(A, True), (A, True), (B, False)]):
        store.usage.said(Opinion(str(number), NOW - timedelta(hours=1), document, "v", "ja", helpful))
    store.usage.resolve(store.usage.feedback(B)[0].id, person_id=None, now=NOW)

    assert store.insights.verdicts(WEEK) == (Verdict(B, "ja", 0, 1, 0), Verdict(A, "ja", 2, 0, 2))


# days ago opened, issue, minutes to the first reply, days to closing, cost, currency, rating; all were due after 60 minutes
CASES = [
    (1, "late-delivery", 10, 0.5, 1000, "USD", 9),
    (2, "late-delivery", 30, 0.5, 500, "USD", 4),
    (3, "late-delivery", 90, 1, 700, "JPY", None),
    (3, "late-delivery", None, None, None, None, None),
    (4, "refund", 60, None, None, None, None),
    (10, "late-delivery", 20, 1, None, None, 1),
    (11, "lost-parcel", 40, 1, None, None, None),
]


@pytest.fixture
def cases(store: Store) -> None:
    for number, (days, issue, replied, closed, cost, currency, rating) in enumerate(CASES):
        opened = NOW - timedelta(days=days)
        new = NewCase(f"C-{number}", "email", opened + timedelta(minutes=60), issue=issue)
        case = store.cases.open(new, person_id=None, now=opened)
        if replied is not None:
            store.cases.replied(case.id, Reply(str(number), opened + timedelta(minutes=replied), A, "v", "ja"))
        if closed is not None:
            closing = Closing("carrier", "solved", "refund" if cost else "", cost, currency, rating)
            store.cases.close(case.id, closing, person_id=None, now=opened + timedelta(days=closed))


@pytest.mark.usefixtures("cases")
def test_cases_are_counted_beside_those_of_the_period_before(store: Store) -> None:
    assert store.insights.cases(WEEK, "issue") == (
        Count("late-delivery", 4, 1),
        Count("refund", 1, 0),
        Count("lost-parcel", 0, 1),
    )
    assert store.insights.cases(QUARTER, "channel") == (Count("email", 7, 0),)
    weeks = [(point.start.isoformat(), point.count) for point in store.insights.cases_over_time(QUARTER, "channel")]
    assert weeks == [("2026-11-09", 2), ("2026-11-16", 5)]


def first_replies(store: Store, period: Period, by: Literal["issue", "channel"]) -> tuple[FirstReplies, ...]:
    """Medians to a hundredth of a minute: SQLite counts in fractions of days."""
    found = store.insights.first_replies(period, by)
    return tuple(replace(one, minutes=one.minutes and round(one.minutes, 2)) for one in found)


@pytest.mark.usefixtures("cases")
def test_first_replies_are_held_against_when_they_were_due(store: Store) -> None:
    assert first_replies(store, WEEK, "issue") == (
        FirstReplies("late-delivery", 4, 3, 2, 30.0),
        FirstReplies("refund", 1, 1, 1, 60.0),
    )


@pytest.mark.usefixtures("cases")
def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle(store: Store) -> None:
    (every,) = first_replies(store, QUARTER, "channel")

    assert every == FirstReplies("email", 7, 6, 5, 35.0)  # 10 20 30 40 60 90


def test_cases_without_any_reply_have_no_median(store: Store) -> None:
    new = NewCase("C", "email", NOW, issue="refund")
    store.cases.open(new, person_id=None, now=NOW - timedelta(hours=1))

    assert store.insights.first_replies(WEEK, "issue") == (FirstReplies("refund", 1, 0, 0, None),)


@pytest.mark.usefixtures("cases")
def test_outcomes_have_their_costs_in_each_currency_and_the_mean_rating(store: Store) -> None:
    assert store.insights.outcomes(WEEK, "option") == (Outcome("refund", 3, 2, 6.5, {"USD": 1500, "JPY": 700}),)
    everything = {outcome.key: outcome for outcome in store.insights.outcomes(QUARTER, "option")}
    assert everything[""] == Outcome("", 2, 1, 1.0, {})


def test_nothing_happened_is_an_answer_too(store: Store) -> None:
    empty = replace(WEEK, since=NOW + timedelta(days=1), until=NOW + timedelta(days=8))
    insights = store.insights

    found = [insights.use(empty, "lang"), insights.use_over_time(empty, "lang"), insights.edited(empty)]
    found += [insights.cases(empty, "issue"), insights.first_replies(empty, "issue"), insights.outcomes(empty, "option")]
    assert found == [()] * 6
    assert insights.searches(empty) == (0, 0)
