from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from kb.content.deadlines import Clock, Target, due
from kb.content.taxonomy import Taxonomy
from tests.small_content import real_vocabulary

WEEK, WORKDAYS = frozenset(range(7)), frozenset(range(5))
ALWAYS = Clock(WEEK)
OFFICE = Clock(WORKDAYS, time(9), time(18), "Europe/Madrid")
NIGHT_OUT = Clock(WEEK, time(8), time(21))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("opened", "hours", "wanted"),
    [
        pytest.param("2026-11-24T10:00+01:00", 2, "2026-11-24T12:00+01:00", id="within the day"),
        pytest.param("2026-11-24T07:00+01:00", 2, "2026-11-24T11:00+01:00", id="before opening"),
        pytest.param("2026-11-24T17:30+01:00", 2, "2026-11-25T10:30+01:00", id="over the night"),
        pytest.param("2026-11-24T16:00+01:00", 2, "2026-11-24T18:00+01:00", id="until the very close"),
        pytest.param("2026-11-24T18:00+01:00", 1, "2026-11-25T10:00+01:00", id="at the close"),
        pytest.param("2026-11-27T17:30+01:00", 1, "2026-11-30T09:30+01:00", id="over the weekend"),
        pytest.param("2026-11-28T03:00+01:00", 1, "2026-11-30T10:00+01:00", id="on a Saturday"),
        pytest.param("2026-11-24T09:00+01:00", 27, "2026-11-26T18:00+01:00", id="three whole days"),
        pytest.param("2026-11-24T09:00+09:00", 1, "2026-11-24T10:00+01:00", id="written in another zone"),
    ],
)
def test_business_hours_count_while_the_office_is_open(opened: str, hours: int, wanted: str) -> None:
    assert OFFICE.after(at(opened), timedelta(hours=hours), "UTC") == at(wanted)


def test_a_holiday_does_not_count() -> None:
    office = Clock(WORKDAYS, time(9), time(18), "Europe/Madrid", frozenset({date(2026, 12, 25)}))

    assert office.after(at("2026-12-24T17:30+01:00"), timedelta(hours=1), "UTC") == at("2026-12-28T09:30+01:00")


@pytest.mark.parametrize(
    ("opened", "wanted"),
    [
        pytest.param("2026-03-28T12:00+01:00", "2026-03-29T13:00+02:00", id="the night is an hour shorter"),
        pytest.param("2026-10-24T12:00+02:00", "2026-10-25T11:00+01:00", id="the night is an hour longer"),
    ],
)
def test_a_day_is_24_hours_that_pass_when_the_clocks_are_changed(opened: str, wanted: str) -> None:
    assert ALWAYS.after(at(opened), timedelta(hours=24), "Europe/Madrid") == at(wanted)


@pytest.mark.parametrize(
    ("opened", "wanted"),
    [
        pytest.param("2026-03-27T17:00+01:00", "2026-03-30T10:00+02:00", id="spring"),
        pytest.param("2026-10-23T17:00+02:00", "2026-10-26T10:00+01:00", id="autumn"),
    ],
)
def test_the_office_opens_at_nine_of_its_own_clock_before_and_after_the_change(opened: str, wanted: str) -> None:
    assert OFFICE.after(at(opened), timedelta(hours=2), "UTC") == at(wanted)


def test_an_hour_that_the_wall_clock_leaves_out_is_not_counted() -> None:
    night = Clock(WEEK, time(1), time(4), "Europe/Madrid")

    assert night.after(at("2026-03-29T00:00+01:00"), timedelta(hours=2), "UTC") == at("2026-03-29T04:00+02:00")


@pytest.mark.parametrize(
    ("zone", "opened", "wanted"),
    [
        pytest.param("America/Mexico_City", "2026-11-24T20:00-06:00", "2026-11-25T15:00-06:00", id="into the evening"),
        pytest.param("America/Mexico_City", "2026-11-24T23:00-06:00", "2026-11-25T16:00-06:00", id="in the night"),
        pytest.param("America/Argentina/Buenos_Aires", "2026-11-28T10:00-03:00", "2026-11-28T18:00-03:00", id="a Saturday"),
    ],
)
def test_mercado_libre_leaves_out_the_hours_from_21_to_8_of_the_market(zone: str, opened: str, wanted: str) -> None:
    assert NIGHT_OUT.after(at(opened), timedelta(hours=8), zone) == at(wanted)


HOUR, DAY, HALF = timedelta(hours=1), timedelta(hours=24), timedelta(minutes=30)
GENERAL = Target(DAY, ALWAYS, "S1")
CHAT = Target(HOUR, OFFICE, "S3", channels=("live-chat",))
SPAIN = Target(HALF, OFFICE, "S3", channels=("live-chat",), markets=("ES",))
MARKETPLACE = Target(DAY, ALWAYS, "V8", channels=("live-chat",), platforms=("amazon",))


@pytest.mark.parametrize(
    ("opened", "platform", "market", "wanted", "source"),
    [
        pytest.param("2026-11-24T10:00+01:00", "", "", "2026-11-24T11:00+01:00", "S3", id="the channel's row"),
        pytest.param("2026-11-24T10:00+01:00", "", "ES", "2026-11-24T10:30+01:00", "S3", id="the market's row"),
        pytest.param(
            "2026-11-28T10:00+01:00", "", "", "2026-11-29T10:00+01:00", "S1", id="a day before the next working hour"
        ),
        pytest.param(
            "2026-11-28T10:00+01:00", "amazon", "", "2026-11-29T10:00+01:00", "S1", id="the platform's row is no later"
        ),
    ],
)
def test_the_strictest_row_decides(opened: str, platform: str, market: str, wanted: str, source: str) -> None:
    found = due(at(opened), [GENERAL, CHAT, SPAIN], [MARKETPLACE], channel="live-chat", platform=platform, market=market)

    assert (found.at, found.target.source) == (at(wanted), source)


def test_a_platform_rule_is_a_limit_beside_a_stricter_target() -> None:
    found = due(at("2026-11-24T10:00+01:00"), [CHAT], [MARKETPLACE], channel="live-chat", platform="amazon")

    assert (found.at, found.limit, found.rule) == (at("2026-11-24T11:00+01:00"), at("2026-11-25T10:00+01:00"), MARKETPLACE)


def test_a_platform_rule_decides_where_the_targets_are_looser() -> None:
    found = due(
        at("2026-11-27T17:00+01:00"),
        [Target(timedelta(hours=9), OFFICE, "S9")],
        [MARKETPLACE],
        channel="live-chat",
        platform="amazon",
    )

    assert (found.at, found.target) == (at("2026-11-28T17:00+01:00"), MARKETPLACE)


def test_a_time_without_a_zone_and_a_table_without_a_row_are_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        due(datetime(2026, 11, 24), [GENERAL], [], channel="email")
    with pytest.raises(ValueError, match='"email"'):
        due(at("2026-11-24T10:00+01:00"), [CHAT], [], channel="email")


SATURDAY, TUESDAY = "2026-11-28T12:00+00:00", "2026-11-24T02:00+00:00"  # Tuesday, 10:00 in Shanghai


@pytest.mark.parametrize(
    ("opened", "channel", "platform", "market", "wanted", "source"),
    [
        pytest.param(
            SATURDAY, "marketplace-message", "amazon", "US", "2026-11-29T12:00+00:00", "S1", id="Amazon counts weekends"
        ),
        pytest.param(
            SATURDAY, "marketplace-message", "shopee", "TW", "2026-11-29T00:00+00:00", "V19", id="Shopee, 12 hours"
        ),
        pytest.param(
            TUESDAY, "marketplace-message", "amazon", "US", "2026-11-24T03:00+00:00", "S3", id="a marketplace, an hour"
        ),
        pytest.param(TUESDAY, "email", "", "", "2026-11-24T04:00+00:00", "S3", id="an e-mail, two hours"),
        pytest.param(TUESDAY, "social-public", "x", "US", "2026-11-24T02:30+00:00", "S3", id="America, half an hour"),
        pytest.param(TUESDAY, "social-public", "x", "JP", "2026-11-24T03:00+00:00", "S3", id="elsewhere, an hour"),
        pytest.param(TUESDAY, "review-reply", "google", "", "2026-11-25T02:00+00:00", "S1", id="a review, a day"),
        pytest.param(
            SATURDAY, "marketplace-message", "mercadolibre", "MX", "2026-11-28T22:00+00:00", "V26", id="Mercado Libre"
        ),
    ],
)
def test_the_bundled_table_says_when_a_reply_is_due(
    opened: str, channel: str, platform: str, market: str, wanted: str, source: str
) -> None:
    rules, taxonomy = real_vocabulary().cases, real_vocabulary().taxonomy

    found = rules.due(at(opened), channel=channel, platform=platform, market=market, taxonomy=taxonomy)

    assert (found.at, found.target.source) == (at(wanted).astimezone(UTC), source)


@pytest.mark.parametrize(
    "platform", ["", "amazon", "ebay", "aliexpress", "shopee", "rakuten", "mercadolibre", "x", "whatsapp"]
)
def test_no_target_lies_beyond_what_a_platform_demands(platform: str) -> None:
    vocabulary = real_vocabulary()
    taxonomy: Taxonomy = vocabulary.taxonomy

    for channel in taxonomy.channels:
        for market in ("", *taxonomy.markets):
            found = vocabulary.cases.due(at(SATURDAY), channel=channel, platform=platform, market=market, taxonomy=taxonomy)
            assert found.limit is None or found.at <= found.limit
