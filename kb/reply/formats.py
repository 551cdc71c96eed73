"""How each language and market writes a value: names, money, dates and times, numbers, lists.

Formats are CLDR's, by Babel, with the corrections that reading the results asked for; each names its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location, get_timezone_name
from babel.lists import format_list
from babel.numbers import (
    NumberPattern,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
    parse_pattern,
)

from kb.languages import babel_locale, script_of
from kb.reply.values import Choice, Moment, Money, Percent, Person, Value

_YEN = {"JPY": "JP", "CNY": "CN"}
"""Currencies that share the sign ¥, and the one country where the sign alone is clear."""

_HOME_SIGNS = {("TWD", "zh-TW"): "NT$"}
"""Signs that shops write at home where CLDR has a bare $, which stands beside prices in US dollars."""

_WHOLE = {"TWD"}
"""Currencies whose cents nobody pays: an amount without any is written without them."""

_UNGROUPED = {"es-ES"}
"""Spain writes four digits without grouping (CLDR's minimum grouping of 2, which Babel does not read)."""

_SPACED = {"es-AR"}
"""Argentina puts a space between the sign and the number."""

_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})
"""Channels count a narrow space double and forms mangle a fixed one: a reply holds ordinary spaces."""


class Formats:
    """The formats of one locale, for one tone and, where it is known, the customer's time zone."""

    def __init__(self, locale: str, tone: str = "formal", zone: str = "") -> None:
        self.locale, self.tone, self.zone = locale, tone, zone
        self._cldr = babel_locale(locale)
        self.lang: str = self._cldr.language

    def plain(self, value: object) -> str:
        """The text of a value as its type is written here."""
        match value:
            case Choice():
                return value.variable.choice(str.__str__(value), self.lang, self.locale)
            case str():
                return value
            case tuple():
                return self._list(value)
            case Person():
                return name(value, self.lang, "friendly" if self.tone == "friendly" else "formal")
            case Money():
                return money(value, self.locale)
            case Percent():
                return self._percent(value)
            case Decimal() | int():
                return self._number(value)
            case Moment():
                return self._moment(value)
            case date():
                return self._date(value)
        raise TypeError(f"{type(value).__name__} is not a type of value")

    def filtered(self, filter: str, value: object, *args: object) -> str:
        """What a filter of the template language makes of a value."""
        words = [str(arg) for arg in args]
        if isinstance(value, str) and not isinstance(value, Choice):
            return value  # a text that a `default` put in the value's place
        if filter == "name" and isinstance(value, Person):
            style = words[0] if words else "formal"
            if style == "greeting":
                return greeting(value, self.lang, self.tone, script_of(self.locale))
            return name(value, self.lang, style)
        if filter == "date" and isinstance(value, Moment):
            return self._date(self._local(value).at)
        if filter == "list" and isinstance(value, tuple):
            return self._list(value, words[0] if words else "and")
        if filter == "plural" and isinstance(value, Decimal):
            one, several = words[0], words[-1]
            whole = value.to_integral_value()
            number = whole if value == whole else value  # 1.0 is written 1, and is one
            return one if self._cldr.plural_form(number) == "one" else several
        return self.plain(value)

    def _date(self, value: date) -> str:
        return format_date(value, "long", locale=self._cldr).translate(_SPACES)

    def _local(self, moment: Moment) -> Moment:
        return Moment(moment.at.astimezone(ZoneInfo(self.zone))) if self.zone else moment

    def _moment(self, value: Moment) -> str:
        local = self._local(value)
        time = format_time(local.at, "short", locale=self._cldr)
        if self.lang == "es":
            joined = f"{self._date(local.at)} a la{'' if re.match(r'0?1:', time) else 's'} {time}"
        else:
            joined = self._cldr.datetime_formats["long"].replace("{1}", self._date(local.at)).replace("{0}", time)
        zone = zone_name(str(local.at.tzinfo), self.locale)
        zone = f"（{zone}）" if self.lang in ("ja", "zh") else f" ({zone})"
        return str(joined.replace("'", "") + zone).translate(_SPACES)

    def _number(self, value: Decimal | int) -> str:
        grouped = not (self.locale in _UNGROUPED and abs(Decimal(value)) < 10_000)
        return str(format_decimal(value, locale=self._cldr, group_separator=grouped)).translate(_SPACES)

    def _percent(self, value: Percent) -> str:
        number = self._number(value.number)
        return f"{number} %" if self.lang == "es" else f"{number}%"

    def _list(self, value: tuple[str, ...], word: str = "and") -> str:
        items = [self.plain(item) for item in value]
        text = format_list(items, style="or" if word == "or" else "standard", locale=self._cldr)
        return _euphonic(text, items[-1]) if self.lang == "es" and len(items) > 1 else text


def _euphonic(text: str, last: str) -> str:
    """Spanish changes "y" before an i and "o" before an o: "e información", "u otro"."""
    head = text[: len(text) - len(last)]
    start = last.casefold()
    if re.match(r"h?[ií](?![aeo])", start) and head.endswith(" y "):
        head = head[:-3] + " e "
    elif re.match(r"h?[oó]", start) and head.endswith(" o "):
        head = head[:-3] + " u "
    return head + last


def money(value: Money, locale: str) -> str:
    """The amount with its currency, so that no reader can take it for another currency."""
    cldr = babel_locale(locale)
    symbol = get_currency_symbol(value.currency, locale=cldr)
    if value.currency in _YEN and cldr.territory != _YEN[value.currency]:
        symbol = value.currency
    symbol = _HOME_SIGNS.get((value.currency, locale), symbol)
    whole = value.currency in _WHOLE and value.amount == value.amount.to_integral_value()
    pattern = _money_pattern(locale, spaced=symbol[-1].isalpha() or locale in _SPACED, whole=whole)
    grouped = not (locale in _UNGROUPED and abs(value.amount) < 10_000)
    amount = value.amount.quantize(Decimal(1).scaleb(-get_currency_precision(value.currency)))
    text: str = pattern.apply(amount, cldr, value.currency, currency_digits=not whole, group_separator=grouped)
    written = get_currency_symbol(value.currency, locale=cldr)
    return text.replace(written, symbol, 1).translate(_SPACES)


@lru_cache(maxsize=64)
def _money_pattern(locale: str, *, spaced: bool, whole: bool) -> NumberPattern:
    pattern = babel_locale(locale).currency_formats["standard"].pattern
    pattern = re.sub(r"\.0+", "", pattern) if whole else pattern
    return parse_pattern(re.sub(r"¤(?=[#0])", "¤\u00a0", pattern) if spaced else pattern)


_UNCLEAR = {"hora oriental", "hora central", "hora de las Montañas Rocosas"}
"""Names that say nothing to a reader outside the United States: the city says more."""

_ZONE_NAMES = {
    ("en", "Europe/London"): "UK time",
    ("zh", "Asia/Shanghai"): "北京时间",
    ("zh", "America/Argentina/Buenos_Aires"): "布宜诺斯艾利斯时间",
    ("zh-Hant", "Asia/Shanghai"): "北京時間",
    ("zh-Hant", "America/New_York"): "美東時間",
    ("zh-Hant", "America/Los_Angeles"): "美西時間",
    ("zh-Hant", "America/Argentina/Buenos_Aires"): "布宜諾斯艾利斯時間",
    ("ja", "America/Argentina/Buenos_Aires"): "ブエノスアイレス時間",
}
"""What people say where CLDR's name is stiff, or has no name for the city."""

_CITY_TIME = {"en": "{} time", "es": "hora de {}", "ja": "{}時間", "Hans": "{}时间", "Hant": "{}時間"}


@lru_cache(maxsize=512)
def zone_name(zone: str, locale: str) -> str:
    """A zone as people call it: "Eastern Time", 日本時間; its city where a country has no zone name of its own."""
    cldr = babel_locale(locale)
    chosen = _ZONE_NAMES.get(("zh-Hant" if script_of(locale) == "Hant" else cldr.language, zone))
    if chosen or zone == "UTC":
        return chosen or zone
    plain = {"Hans": "zh-CN", "Hant": "zh-TW"}.get(script_of(locale), cldr.language)
    names = babel_locale(plain)  # the names of some regions mix in summer time
    found = get_timezone_name(ZoneInfo(zone), locale=names)
    if "/" in zone and (found in _UNCLEAR or re.search(r"[(（]", found)):
        city = get_timezone_location(ZoneInfo(zone), locale=cldr, return_city=True).rpartition("/")[2]
        return _CITY_TIME[script_of(locale) if cldr.language == "zh" else cldr.language].format(city)
    return found


_EN = {"ms": "Ms", "mrs": "Mrs", "mr": "Mr", "mx": "Mx", "dr": "Dr", "prof": "Prof."}
_ES = {"ms": "Sra.", "mrs": "Sra.", "mr": "Sr."}
_ES_DEAR = {"Sra.": "Estimada", "Sr.": "Estimado"}
_HELLO = {"en": "Hello", "es": "Hola"}
_ZH = {"ms": "女士", "mrs": "女士", "mr": "先生", "dr": "博士", "prof": "教授"}


def name(person: Person, lang: str, style: str = "formal") -> str:
    """A person's name inside a sentence: Ms Lee, Sra. Ruiz, 田中様, 王女士; `friendly` and `full` as they are used.

    Without what a form needs, the next politer one that can be written: Hannah Lee, Ana Ruiz, 恵様; in Chinese 您.
    """
    return _NAMES[lang](person, style)


def greeting(person: Person, lang: str, tone: str, script: str = "") -> str:
    """The opening line without its punctuation: Dear Ms Lee, Estimada Sra. Ruiz, 田中様, 尊敬的王女士, 王女士您好.

    No gender is guessed: without a title Spanish opens with "Hola" and Chinese with 您好.
    """
    formal = name(person, lang, "formal")
    friendly = name(person, lang, "friendly")
    if lang == "ja":
        return formal
    if lang == "zh":
        if formal == "您":
            return "您好"
        if script == "Hant":
            return f"{formal}您好"
        return f"{formal}，您好" if tone == "friendly" else f"尊敬的{formal}"
    if not person.given and formal == person.family:
        return _HELLO[lang]  # a bare family name sounds like a summons
    if lang == "es":
        dear = _ES_DEAR.get(formal.split()[0])
        return f"Hola, {friendly}" if tone == "friendly" or not dear else f"{dear} {formal}"
    return f"Hi {friendly}" if tone == "friendly" else f"Dear {formal}"


def _western(titles: dict[str, str]) -> Callable[[Person, str], str]:
    def write(person: Person, style: str) -> str:
        full = " ".join(part for part in (person.given, person.family) if part)
        title = titles.get(person.title, "")
        if style == "friendly" and person.given:
            return person.given
        if style == "full" or not (title and person.family):
            return full
        return f"{title} {person.family}"

    return write


def _japanese(person: Person, style: str) -> str:
    if style == "full" and person.family and person.given:
        gap = " " if (person.family + person.given).isascii() else ""
        return f"{person.family}{gap}{person.given}様"
    return f"{person.family or person.given}様"


def _chinese(person: Person, style: str) -> str:
    title = _ZH.get(person.title, "")
    gap = " " if (person.family + person.given).isascii() and person.given and person.family else ""
    full = f"{person.family}{gap}{person.given}"
    if style == "full":
        return f"{full}{title}"
    if not title:
        return "您"
    return f"{person.family or person.given}{title}"


_NAMES: dict[str, Callable[[Person, str], str]] = {
    "en": _western(_EN),
    "es": _western(_ES),
    "ja": _japanese,
    "zh": _chinese,
}

__all__ = ["Formats", "Value", "greeting", "money", "name", "zone_name"]
