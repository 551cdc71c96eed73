from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kb.content.variables import TYPES, Variable
from kb.errors import ValueProblem
from kb.reply.values import MAX_ITEMS, MAX_TEXT, Choice, Moment, Money, Percent, Person, read_values

LABELS = {"en": "A", "ja": "B", "es": "C", "zh": "D"}
VARIABLES: Mapping[str, Variable] = {
    f"a.{type}": Variable(f"a.{type}", type, LABELS, {}, choices={"seller": LABELS} if type in ("choice", "list") else {})
    for type in TYPES
}


def value(type: str, given: object) -> object:
    values, problems = read_values({f"a.{type}": given}, VARIABLES)
    assert problems == []
    return values[f"a.{type}"]


def problem(type: str, given: object) -> ValueProblem:
    values, problems = read_values({f"a.{type}": given}, VARIABLES)
    assert values == {}
    assert [p.name for p in problems] == [f"a.{type}"]
    return problems[0]


@pytest.mark.parametrize(
    ("type", "given", "read"),
    [
        ("text", "USB lamp", "USB lamp"),
        ("text", "  a\tb  ", "a b"),
        ("text", "a\r\nb\rc", "a\nb\nc"),
        ("text", "a\n\n\nb", "a\nb"),
        ("text", "a\u2028b\u2029c\x85d", "a\nb\nc\nd"),
        ("text", "cafe\u0301", "café"),
        ("text", "日本語 😀👩‍👧", "日本語 😀👩‍👧"),
        ("text", "a\u200bb\u202ec\ufeff", "abc"),
        ("text", "x" * MAX_TEXT, "x" * MAX_TEXT),
        ("person", {"family": "田中", "given": "恵"}, Person("田中", "恵")),
        ("person", {"family": "Lee", "given": "Hannah", "title": "Ms"}, Person("Lee", "Hannah", "ms")),
        ("person", {"family": "Lee", "title": "Ms."}, Person("Lee", "", "ms")),
        ("person", {"family": "Ruiz", "title": "Sra."}, Person("Ruiz", "", "ms")),
        ("person", {"family": "Ruiz", "title": "señor"}, Person("Ruiz", "", "mr")),
        ("person", {"family": "王", "title": "女士"}, Person("王", "", "ms")),
        ("person", {"family": "王", "title": "先生"}, Person("王", "", "mr")),
        ("person", {"family": "田中", "title": "様"}, Person("田中", "", "")),
        ("person", {"given": "Ana", "family": "", "title": ""}, Person("", "Ana", "")),
        ("person", {"given": "Ana", "family": None}, Person("", "Ana", "")),
        ("money", {"amount": "1234.50", "currency": "USD"}, Money(Decimal("1234.50"), "USD")),
        ("money", {"amount": "0", "currency": "EUR"}, Money(Decimal(0), "EUR")),
        ("money", {"amount": "1234", "currency": "JPY"}, Money(Decimal(1234), "JPY")),
        ("money", {"amount": " 1.5 ", "currency": "USD"}, Money(Decimal("1.5"), "USD")),
        ("money", {"amount": "1.234", "currency": "KWD"}, Money(Decimal("1.234"), "KWD")),
        ("money", {"amount": "１２．５", "currency": "USD"}, Money(Decimal("12.5"), "USD")),
        ("number", "5", Decimal(5)),
        ("number", 5, Decimal(5)),
        ("number", "2.5", Decimal("2.5")),
        ("percent", "30", Percent(Decimal(30))),
        ("percent", "100", Percent(Decimal(100))),
        ("percent", 0, Percent(Decimal(0))),
        ("date", "2026-03-05", date(2026, 3, 5)),
        ("date", " 2028-02-29 ", date(2028, 2, 29)),
        ("url", "https://shop.example/a?b=c&d=%20#e", "https://shop.example/a?b=c&d=%20#e"),
        ("url", "http://shop.example", "http://shop.example"),
        ("url", "https://shop.example:8443/", "https://shop.example:8443/"),
        ("choice", "seller", "seller"),
        ("list", ["a", "b"], ("a", "b")),
        ("list", ["seller"], ("seller",)),
        ("list", ["x"] * MAX_ITEMS, ("x",) * MAX_ITEMS),
    ],
)
def test_a_good_value_is_read_as_its_type(type: str, given: object, read: object) -> None:
    assert value(type, given) == read


@pytest.mark.parametrize(
    ("at", "zone", "utc"),
    [
        ("2026-03-06T09:00", "Asia/Tokyo", datetime(2026, 3, 6, 0, 0, tzinfo=UTC)),
        ("2026-03-06T09:00:30", "Asia/Tokyo", datetime(2026, 3, 6, 0, 0, 30, tzinfo=UTC)),
        ("2026-03-06T09:00+08:00", "Asia/Tokyo", datetime(2026, 3, 6, 1, 0, tzinfo=UTC)),
        ("2026-03-06T01:00Z", "Asia/Tokyo", datetime(2026, 3, 6, 1, 0, tzinfo=UTC)),
        ("2026-07-01T12:00", "Europe/Madrid", datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),
        ("2026-10-25T02:30", "Europe/Madrid", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-03-06T09:00", "UTC", datetime(2026, 3, 6, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_point_in_time_and_the_zone_it_was_meant_in(at: str, zone: str, utc: datetime) -> None:
    moment = value("datetime", {"at": at, "zone": zone})

    assert isinstance(moment, Moment)
    assert moment.at.astimezone(UTC) == utc
    assert str(moment.at.tzinfo) == zone


@pytest.mark.parametrize(
    ("type", "given", "code"),
    [
        ("text", 5, "not-text"),
        ("text", ["a"], "not-text"),
        ("text", {"a": "b"}, "not-text"),
        ("text", True, "not-text"),
        ("text", "x" * (MAX_TEXT + 1), "too-long"),
        ("text", "x" * 100_000, "too-long"),
        ("text", "a\x00b", "control-character"),
        ("text", "a\x1b[31mb", "control-character"),
        ("text", "a\x7fb", "control-character"),
        ("text", "a\ud800b", "control-character"),
        ("text", "\u200b\u200b", "not-text"),
        ("text", "\ue000\ue00e", "not-text"),
        ("text", "\u200d", "not-text"),
        ("person", "Ana Ruiz", "wrong-shape"),
        ("person", ["Ana"], "wrong-shape"),
        ("person", {"name": "Ana"}, "wrong-shape"),
        ("person", {"family": "Ruiz", "middle": "X"}, "wrong-shape"),
        ("person", {"family": 5}, "not-text"),
        ("person", {"family": "a\nb"}, "one-line"),
        ("person", {"family": "Ruiz", "title": "Lord"}, "unknown-title"),
        ("money", "12 USD", "wrong-shape"),
        ("money", {"amount": "12"}, "unknown-currency"),
        ("money", {"amount": "12", "currency": "usd"}, "unknown-currency"),
        ("money", {"amount": "12", "currency": "DOLLAR"}, "unknown-currency"),
        ("money", {"amount": "12", "currency": ["USD"]}, "unknown-currency"),
        ("money", {"amount": 12.5, "currency": "USD"}, "not-a-number"),
        ("money", {"amount": 12, "currency": "USD"}, "not-a-number"),
        ("money", {"amount": "12,50", "currency": "USD"}, "not-a-number"),
        ("money", {"amount": "1,234.50", "currency": "USD"}, "not-a-number"),
        ("money", {"amount": "-5", "currency": "USD"}, "not-a-number"),
        ("money", {"amount": "1e3", "currency": "USD"}, "not-a-number"),
        ("money", {"amount": "NaN", "currency": "USD"}, "not-a-number"),
        ("money", {"amount": "Infinity", "currency": "USD"}, "not-a-number"),
        ("money", {"amount": "5²", "currency": "USD"}, "not-a-number"),
        ("money", {"amount": "1234.505", "currency": "USD"}, "surplus-decimals"),
        ("money", {"amount": "1234.50", "currency": "JPY"}, "surplus-decimals"),
        ("money", {"amount": "1234.0", "currency": "JPY"}, "surplus-decimals"),
        ("money", {"amount": "9" * 100_000, "currency": "USD"}, "not-a-number"),
        ("money", {"amount": "1", "currency": "USD", "tax": "1"}, "wrong-shape"),
        ("number", 2.5, "not-a-number"),
        ("number", True, "not-a-number"),
        ("number", -5, "not-a-number"),
        ("number", "five", "not-a-number"),
        ("number", ".5", "not-a-number"),
        ("number", "5.", "not-a-number"),
        ("number", "+5", "not-a-number"),
        ("number", "٣", "not-a-number"),
        ("number", "1_000", "not-a-number"),
        ("percent", "101", "not-a-percent"),
        ("percent", "-1", "not-a-number"),
        ("percent", "30%", "not-a-number"),
        ("date", "03/05/2026", "not-a-date"),
        ("date", "2026-3-5", "not-a-date"),
        ("date", "20260305", "not-a-date"),
        ("date", "2026-02-30", "not-a-date"),
        ("date", "0000-01-01", "not-a-date"),
        ("date", "2026-03-05T10:00", "not-a-date"),
        ("date", "２０２６-03-05", "not-a-date"),
        ("date", 20260305, "not-a-date"),
        ("datetime", "2026-03-06T09:00", "wrong-shape"),
        ("datetime", {"at": "2026-03-06T09:00"}, "unknown-zone"),
        ("datetime", {"at": "2026-03-06T09:00", "zone": "Asia/Tokio"}, "unknown-zone"),
        ("datetime", {"at": "2026-03-06T09:00", "zone": "../../etc/passwd"}, "unknown-zone"),
        ("datetime", {"at": "2026-03-06T09:00", "zone": "Asia"}, "unknown-zone"),
        ("datetime", {"at": "2026-03-06T09:00", "zone": "Asia/Tokyo\x00"}, "unknown-zone"),
        ("datetime", {"at": "2026-03-06T09:00", "zone": "x" * 5000}, "unknown-zone"),
        ("datetime", {"at": "2026-03-06T09:00", "zone": 9}, "unknown-zone"),
        ("datetime", {"at": "2026-03-06", "zone": "Asia/Tokyo"}, "not-a-datetime"),
        ("datetime", {"at": "2026-03-06T25:00", "zone": "Asia/Tokyo"}, "not-a-datetime"),
        ("datetime", {"at": "2026-02-30T09:00", "zone": "Asia/Tokyo"}, "not-a-datetime"),
        ("datetime", {"at": "tomorrow at nine o'clock", "zone": "Asia/Tokyo"}, "not-a-datetime"),
        ("datetime", {"at": "2026-03-29T02:30", "zone": "Europe/Madrid"}, "not-a-datetime"),
        ("datetime", {"at": "9999-12-31T23:59", "zone": "Asia/Tokyo"}, "not-a-datetime"),
        ("datetime", {"at": "0001-01-01T00:00+14:00", "zone": "Asia/Tokyo"}, "not-a-datetime"),
        ("datetime", {"at": 1772755200, "zone": "Asia/Tokyo"}, "not-a-datetime"),
        ("url", "shop.example/x", "not-a-url"),
        ("url", "javascript:alert(1)", "not-a-url"),
        ("url", "data:text/html,x", "not-a-url"),
        ("url", "ftp://shop.example/", "not-a-url"),
        ("url", "https://", "not-a-url"),
        ("url", "https:///x", "not-a-url"),
        ("url", "https://user:secret@shop.example/", "not-a-url"),
        ("url", "https://shop.example/a b", "not-a-url"),
        ("url", 'https://shop.example/"onclick=x', "not-a-url"),
        ("url", "https://shop.example/<script>", "not-a-url"),
        ("url", "https://[::1", "not-a-url"),
        ("url", "https://shop.example:port/", "not-a-url"),
        ("url", "https://shop.example/\nx", "one-line"),
        ("url", 5, "not-text"),
        ("choice", "nobody", "unknown-choice"),
        ("choice", "Seller", "unknown-choice"),
        ("choice", ["seller"], "unknown-choice"),
        ("list", "a, b", "not-a-list"),
        ("list", {"a": "b"}, "not-a-list"),
        ("list", ["x"] * (MAX_ITEMS + 1), "not-a-list"),
        ("list", ["a", 5], "not-text"),
        ("list", ["a", ["b"]], "not-text"),
        ("list", ["a", ""], "not-text"),
        ("list", ["a\nb"], "one-line"),
    ],
)
def test_a_wrong_value_is_refused_with_its_reason(type: str, given: object, code: str) -> None:
    found = problem(type, given)

    assert found.code == code
    assert found.message


@pytest.mark.parametrize(
    ("type", "given"),
    [
        *((type, empty) for type in TYPES for empty in (None, "", "   ")),
        ("person", {}),
        ("person", {"family": "", "given": " ", "title": "ms"}),
        ("money", {"amount": "", "currency": "USD"}),
        ("datetime", {"at": "", "zone": "Asia/Tokyo"}),
        ("datetime", {"at": None, "zone": "Asia/Tokyo"}),
        ("list", []),
    ],
)
def test_a_field_left_empty_is_no_value(type: str, given: object) -> None:
    assert read_values({f"a.{type}": given}, VARIABLES) == ({}, [])


def test_every_wrong_value_is_named_at_once() -> None:
    values, problems = read_values({"a.date": "soon", "a.money": {"amount": "1"}, "a.txet": "x", "a.number": "1"}, VARIABLES)

    assert list(values) == ["a.number"]
    assert [(p.name, p.code) for p in problems] == [
        ("a.date", "not-a-date"),
        ("a.money", "unknown-currency"),
        ("a.txet", "unknown-variable"),
    ]
    assert 'did you mean "a.text"?' in problems[2].message


def test_a_long_unknown_name_is_not_repeated_in_full() -> None:
    _, problems = read_values({"x" * 10_000: "y"}, VARIABLES)

    assert len(str(problems[0])) < 300


def test_a_choice_equals_its_id_and_knows_its_labels() -> None:
    chosen = value("choice", "seller")

    assert isinstance(chosen, Choice)
    assert chosen == "seller"
    assert chosen.variable is VARIABLES["a.choice"]


@pytest.mark.parametrize("sign", ["\U000f0000", "\U0010fffd", "\ue000", "\ue00e", "\uf8ff"])
def test_private_use_characters_are_left_out_of_every_plane(sign: str) -> None:
    assert value("text", f"a{sign}b") == "ab"


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\n", "\r"])
def test_what_must_stand_on_one_line_holds_no_line_separator_of_any_kind(sign: str) -> None:
    assert problem("person", {"family": f"Ru{sign}iz"}).code in ("one-line", "control-character")


@pytest.mark.parametrize("unit", ["x", "e\u0301", "\u0344", "\u202e", "\n", "漢", "{{", "😀"])
def test_a_very_long_text_is_refused_quickly(unit: str) -> None:
    started = time.process_time()

    assert problem("text", "a" + unit * (100_000 // len(unit)) + "b").code == "too-long"
    assert time.process_time() - started < 0.5
