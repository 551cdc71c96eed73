"""Typed values: what an agent fills in, read strictly from a request.

A value is plain text, numbers and names; it is never read as a template, Markdown or HTML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import get_currency_precision, is_currency

from kb.content.variables import Variable
from kb.errors import ValueProblem, did_you_mean

MAX_TEXT = 2000
"""Code points of one text value: more than any blank of a reply needs."""

MAX_ITEMS = 10
_DECIMAL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u061c\u00ad\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
"""Direction marks, zero-width signs and private-use characters: nobody types them, some reorder a text."""

_CONTROL = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but the line feed, and halves of pairs."""

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029\u0085\u000b\u000c]")
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Person:
    """A name in parts, so that each language can put it in its own order and form."""

    family: str = ""
    given: str = ""
    title: str = ""
    """One of TITLES, or empty when it is not known."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency of ISO 4217."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of a hundred."""

    number: Decimal


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time and the zone in which it was meant."""

    at: datetime


class Choice(str):
    """The id of a choice, with the variable whose labels it has. Compares equal to the id."""

    __slots__ = ("variable",)

    variable: Variable

    def __new__(cls, id: str, variable: Variable) -> Choice:
        """The choice with this id of a variable."""
        choice = super().__new__(cls, id)
        choice.variable = variable
        return choice


Value = str | Person | Money | Decimal | Percent | date | Moment | Choice | tuple[str, ...]

TITLES: Mapping[str, tuple[str, ...]] = {
    "ms": ("ms", "ms.", "miss", "sra", "sra.", "srta", "srta.", "señora", "señorita", "女士", "小姐"),
    "mrs": ("mrs", "mrs.", "太太"),
    "mr": ("mr", "mr.", "sr", "sr.", "señor", "先生"),
    "mx": ("mx", "mx."),
    "dr": ("dr", "dr.", "dra", "dra.", "博士"),
    "prof": ("prof", "prof.", "教授"),
}
"""The titles that are known, and the ways in which people write them. `様` and `さん` say nothing and are dropped."""

_TITLE_IDS = {form: id for id, forms in TITLES.items() for form in forms} | {"様": "", "さん": "", "": ""}


class _Wrong(Exception):
    def __init__(self, code: str, message: str, **params: str) -> None:
        self.code, self.message, self.params = code, message, params


def read_values(
    raw: Mapping[str, object], vocabulary: Mapping[str, Variable]
) -> tuple[dict[str, Value], list[ValueProblem]]:
    """The typed values of a request, those left empty dropped, and what is wrong with each of the others."""
    values: dict[str, Value] = {}
    problems: list[ValueProblem] = []
    for name, given in raw.items():
        variable = vocabulary.get(name)
        if variable is None:
            message = f'"{name[:60]}" is not in the vocabulary{did_you_mean(name, vocabulary)}'
            problems.append(ValueProblem(name[:60], "unknown-variable", message))
        elif not _is_empty(given):
            try:
                values[name] = _READERS[variable.type](given, variable)
            except _Wrong as wrong:
                problems.append(ValueProblem(name, wrong.code, wrong.message, wrong.params))
    return values, problems


def _is_empty(given: object) -> bool:
    if isinstance(given, str):
        return not given.strip()
    if isinstance(given, dict):
        parts = [value for key, value in given.items() if key not in ("currency", "zone", "title")]
        return all(part is None or (isinstance(part, str) and not part.strip()) for part in parts)
    return given is None or given == []


def _text(given: object, variable: Variable, *, lines: bool = True) -> str:
    if not isinstance(given, str):
        raise _Wrong("not-text", "must be a text")
    if len(given) > MAX_TEXT:
        raise _Wrong("too-long", f"is over {MAX_TEXT} characters; shorten it", limit=str(MAX_TEXT))
    text = unicodedata.normalize("NFC", _LINE_END.sub("\n", given).replace("\t", " "))
    if control := _CONTROL.search(text):
        raise _Wrong("control-character", f"holds a control character (U+{ord(control.group()):04X}); delete it")
    text = _UNSEEN.sub(lambda match: match.group() if match.group() == _JOINER else "", text)
    text = re.sub(r"\n{2,}", "\n", text).strip()
    if "\n" in text and not lines:
        raise _Wrong("one-line", "must stand on one line")
    if not text.replace(_JOINER, "").strip():
        raise _Wrong("not-text", "holds nothing that can be seen")
    return text


def _mapping(given: object, keys: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(given, dict):
        raise _Wrong("wrong-shape", f"must be an object with {', '.join(keys)}")
    unknown = [str(key)[:30] for key in given if key not in keys]
    if unknown:
        raise _Wrong("wrong-shape", f'does not know "{unknown[0]}"; it has {", ".join(keys)}')
    return given


def _person(given: object, variable: Variable) -> Person:
    parts = _mapping(given, ("family", "given", "title"))
    family, first, title = (
        "" if _is_empty(parts.get(key)) else _text(parts[key], variable, lines=False) for key in ("family", "given", "title")
    )
    if title.casefold() not in _TITLE_IDS:
        known = ", ".join(TITLES)
        raise _Wrong("unknown-title", f'the title "{title[:30]}" is not known; it may be: {known}', known=known)
    return Person(family, first, _TITLE_IDS[title.casefold()])


def _decimal(given: object) -> Decimal:
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str):
        raise _Wrong("not-a-number", 'must be a number written as a text, like "1234.50"')
    given = given.strip().translate(_HALF_WIDTH)  # a Japanese keyboard types full-width digits
    if not _DECIMAL.fullmatch(given):
        raise _Wrong("not-a-number", 'must be digits with a point before decimals, like "1234.50"; no grouping, no sign')
    return Decimal(given)


def _money(given: object, variable: Variable) -> Money:
    parts = _mapping(given, ("amount", "currency"))
    currency = parts.get("currency")
    if not isinstance(currency, str) or not is_currency(currency):
        raise _Wrong("unknown-currency", 'needs a currency of ISO 4217, like "USD"')
    if not isinstance(parts.get("amount"), str):
        raise _Wrong("not-a-number", 'needs an amount written as a text, like "1234.50"')
    amount = _decimal(parts["amount"])
    places = get_currency_precision(currency)
    if -int(amount.as_tuple().exponent) > places:
        raise _Wrong(
            "surplus-decimals",
            f"{currency} has {places} decimals; correct the amount",
            currency=currency,
            places=str(places),
        )
    return Money(amount, currency)


def _percent(given: object, variable: Variable) -> Percent:
    number = _decimal(given)
    if number > 100:
        raise _Wrong("not-a-percent", "must be a number from 0 to 100")
    return Percent(number)


def _date(given: object, variable: Variable) -> date:
    if not isinstance(given, str) or not _DATE.fullmatch(given.strip()):
        raise _Wrong("not-a-date", "must be a date like 2026-03-05")
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise _Wrong("not-a-date", "is not a day of the calendar") from None


def _moment(given: object, variable: Variable) -> Moment:
    parts = _mapping(given, ("at", "zone"))
    at, name = parts.get("at"), parts.get("zone")
    try:
        zone = ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    if zone is None:
        raise _Wrong("unknown-zone", 'needs a zone of the IANA database, like "Asia/Tokyo"')
    if not isinstance(at, str) or not _DATE.match(at.strip()) or len(at.strip()) < 16:
        raise _Wrong("not-a-datetime", "needs a day and a time, like 2026-03-06T09:00")
    try:
        time = datetime.fromisoformat(at.strip())
    except ValueError:
        raise _Wrong("not-a-datetime", "needs a day and a time, like 2026-03-06T09:00") from None
    if not 1900 < time.year < 9000:
        raise _Wrong("not-a-datetime", "is too far away")
    if time.tzinfo is not None:
        return Moment(time.astimezone(zone))
    local = time.replace(tzinfo=zone)
    if abs(local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) - time) > timedelta(0):
        raise _Wrong("not-a-datetime", "does not exist: the clocks go forward then; choose another time")
    return Moment(local)


def _url(given: object, variable: Variable) -> str:
    text = _text(given, variable, lines=False)
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    unsafe = re.search(r"[\s<>\"'`\\{}|^]", text)
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or unsafe:
        raise _Wrong("not-a-url", "must be a whole address that begins with https://")
    return text


def _choice(given: object, variable: Variable) -> Choice:
    if not isinstance(given, str) or given not in variable.choices:
        known = ", ".join(variable.choices)
        raise _Wrong("unknown-choice", f"must be one of: {known}", known=known)
    return Choice(given, variable)


def _list(given: object, variable: Variable) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) > MAX_ITEMS:
        raise _Wrong("not-a-list", f"must be a list of up to {MAX_ITEMS} texts", limit=str(MAX_ITEMS))
    items = (_text(item, variable, lines=False) for item in given)
    return tuple(Choice(item, variable) if item in variable.choices else item for item in items)


_READERS: Mapping[str, Callable[[object, Variable], Value]] = {
    "text": _text,
    "person": _person,
    "money": _money,
    "number": lambda given, variable: _decimal(given),
    "percent": _percent,
    "date": _date,
    "datetime": _moment,
    "url": _url,
    "choice": _choice,
    "list": _list,
}
