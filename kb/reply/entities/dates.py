"""Days, named, in numbers, or counted from today."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from kb.reply.entities.message import Found, Message, calendar, each

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_MONTH_NUMBERS = {
    form: number for names in _MONTHS.values() for number, name in enumerate(names.split(), 1) for form in (name, name[:3])
} | {"sept": 9, "set": 9, "setiembre": 9}
_EN_MONTH = (
    "(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ES_MONTH = (
    "(?P<month>ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|mayo?|jun(?:io)?|jul(?:io)?|ago(?:sto)?"
    "|sep(?:t|tiembre)?|setiembre|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?)"
)
_DAY = r"(?<![0-9a-z.,/:#$-])(?P<day>\d{1,2})"
_YEAR = r"(?P<year>20\d\d)(?![0-9a-z])"
_NO_RANGE = r"(?! ?[-~] ?\d)"
_NO_YEAR = r"(?![-,]? ?(?:del? )?(?:ano )?\d{4}(?![0-9.,:]))"
"""A year of another century behind a day: a birthday, not an order."""

_CJK_DATE = re.compile(
    rf"(?<!\d)(?<!\d年)(?<!\d年 )(?<!元年)(?:(?:(?P<era>令和)(?P<reign>\d{{1,2}}|元)|(?P<year>20\d\d)) ?年 ?"
    rf"|(?P<which>去年|昨年|今年)の? ?)?"
    rf"(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?(?:日|号|號){_NO_RANGE}"
)
_HAN_DATE = re.compile(
    r"(?<!年)(?P<month>十[一二]?|[一二三四五六七八九])月(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号)"
)
_YMD = re.compile(r"(?<![0-9A-Za-z./-])(?P<year>20\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?![0-9]|[-/.]\d)")
_NUMERIC = re.compile(r"(?<![0-9A-Za-z./$-])(\d{1,2})([-/.])(\d{1,2})(?:\2(20\d\d|\d\d))?(?![0-9A-Za-z%]|[-/.,]\d)")
_EN_DATES = (
    re.compile(
        rf"(?<![a-z]){_EN_MONTH}\.? ?(?P<day>\d{{1,2}})(?P<th>st|nd|rd|th)?(?![0-9a-z:%]|[.,/]\d){_NO_RANGE}"
        rf"(?:,? {_YEAR})?{_NO_YEAR}"
    ),
    re.compile(rf"{_DAY}(?P<th> ?(?:st|nd|rd|th))?(?: of |[ -]){_EN_MONTH}(?![a-z])\.?(?:(?:,? |-){_YEAR})?{_NO_YEAR}"),
)
_ES_DATES = (
    re.compile(
        rf"(?:{_DAY}(?:o|º|ro)?|\b(?P<first>primero))(?: de "
        rf"|[ -]){_ES_MONTH}(?![a-z])\.?(?:(?:,? (?:del? )?(?:ano )?|-){_YEAR})?{_NO_YEAR}"
    ),
    re.compile(
        rf"(?<![a-z]){_ES_MONTH} (?P<day>\d{{1,2}})(?![0-9a-z:%]|[.,/]\d){_NO_RANGE}(?:,? (?:del? )?{_YEAR})?{_NO_YEAR}"
    ),
)
_CJK_NOT_BEFORE = re.compile(r"[評评分率星点:×x]\S{0,3}\Z|サイズ\Z")
_CJK_NOT_AFTER = re.compile(r" ?[点分星個个枚本台倍つ%カサの号號]")
_CJK_SURE = re.compile(
    r" ?[((](?:[月火水木金土日]|周|星期)|[にか]|まで|頃|ごろ|着|発|注文|購|下|购|買|买|发|發|收|寄|到|付|拍"
)


def dates(message: Message) -> Iterator[Found]:
    """The days that are named, those that could be two days left out."""
    low = message.low
    patterns = [_YMD, _CJK_DATE, *(_ES_DATES if message.lang == "es" else _EN_DATES)]
    for pattern in patterns:
        for found in each(pattern, low):
            yield from _day(message, found, _named(message, found))
    if message.lang in ("zh", "ja"):
        for found in each(_HAN_DATE, low):
            yield from _day(message, found, _guessed(message, _han(found["month"]), _han(found["day"])))
    for found in each(_NUMERIC, low):
        yield from _day(message, found, _numeric(message, found))
    for pattern, lang, back in _RELATIVE:
        if lang == message.lang:
            for found in each(pattern, low):
                yield from _day(message, found, message.today - timedelta(days=back(found)))


def _day(message: Message, found: re.Match[str], day: date | None) -> Iterator[Found]:
    if day and abs(day.year - message.today.year) <= 10:
        end = found.end() - found.group().endswith(".")
        yield Found(86, found.start(), end, "order.date", day.isoformat())


def _guessed(message: Message, month: int, day: int) -> date | None:
    """A day without its year: the nearest to today, and rather one that was, for customers tell what happened."""
    days = [calendar(message.today.year + step, month, day) for step in (-1, 0, 1) if 0 < message.today.year + step < 9999]
    ahead = {one: (one - message.today).days for one in days if one}
    return min(ahead, key=lambda one: AHEAD * ahead[one] if ahead[one] > 0 else -ahead[one], default=None)


AHEAD = 3
"""How many days of the past are as likely as one of the future."""


def _named(message: Message, found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    written, year = parts["month"], parts.get("year")
    if written == "may" and message.lang != "es" and not (parts["th"] or year or message.plain[found.start("month")] == "M"):
        return None  # "I may 5 times"
    month = int(written) if written.isdigit() else _MONTH_NUMBERS[written]
    day = 1 if parts.get("first") else int(parts["day"] or 0)
    if reign := parts.get("reign"):
        return calendar(2018 + (1 if reign == "元" else int(reign)), month, day)
    if which := parts.get("which"):
        return calendar(message.today.year - (which != "今年"), month, day)
    return calendar(int(year), month, day) if year else _guessed(message, month, day)


def _han(digits: str) -> int:
    """A number up to 39 that is written in Chinese signs."""
    tens, ten, ones = digits.rpartition("十")
    return (("一二三".index(tens) + 1 if tens else 1) * 10 if ten else 0) + (
        "一二三四五六七八九".index(ones) + 1 if ones else 0
    )


def _numeric(message: Message, found: re.Match[str]) -> date | None:
    """Digits alone, in the order that the language has; in English only where there is one way to read them."""
    first, second, written = int(found[1]), int(found[3]), found[4]
    if not written:
        return _short(message, found, first, second)
    year = int(written) if len(written) == 4 else 2000 + int(written)
    if len(written) == 2 and message.lang != "es" and first <= 31 and second <= 12 and found[2] != "/":
        return None
    if message.lang == "es":
        return calendar(year, second, first)
    readings = {day for day in (calendar(year, second, first), calendar(year, first, second)) if day}
    if len(written) == 2 and (other := calendar(2000 + first, second, int(written))):
        readings.add(other)  # 25/12/26 may also begin with its year
    return readings.pop() if len(readings) == 1 else None


def _short(message: Message, found: re.Match[str], first: int, second: int) -> date | None:
    """A month and a day: 3/5. A share, a rating or a half is none."""
    if found[2] != "/":
        return None
    before, after = message.low[max(0, found.start() - 8) : found.start()], message.low[found.end() : found.end() + 8]
    if message.lang in ("ja", "zh"):
        if _CJK_NOT_BEFORE.search(before) or _CJK_NOT_AFTER.match(after):
            return None
        looks_like_share = (first < 5 and second in (2, 3, 4)) or first == second
        return None if looks_like_share and not _CJK_SURE.match(after) else _guessed(message, first, second)
    if message.lang == "es" and re.search(r"\b(?:el|del|dia) \Z", before):
        return _guessed(message, second, first)
    if message.lang == "en" and second > 12 and re.search(r"\b(?:on|since|by) \Z", before):
        return _guessed(message, first, second)
    return None


def _one(days: int) -> Callable[[re.Match[str]], int]:
    return lambda found: days


def _many(found: re.Match[str]) -> int:
    return int(found[1])


_RELATIVE: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], int]], ...] = tuple(
    (re.compile(pattern), lang, back)
    for pattern, lang, back in (
        (r"(?<![a-z])(?<!before )(?:yesterday|last night)(?![a-z])", "en", _one(1)),
        (r"(?<![a-z])the day before yesterday(?![a-z])", "en", _one(2)),
        (r"(?<![0-9.,a-z-])(\d{1,2}) days ago(?![a-z])", "en", _many),
        (r"(?<![a-z])(?<!antes de )(?:ayer|anoche)(?![a-z])", "es", _one(1)),
        (r"(?<![a-z])(?:anteayer|antier|antes de ayer)(?![a-z])", "es", _one(2)),
        (r"(?<![a-z])hace (\d{1,2}) dias(?![a-z])", "es", _many),
        ("(?<!一)昨(?:日|晩|夜)(?!今)|きのう", "ja", _one(1)),
        ("一昨日|おととい", "ja", _one(2)),
        (r"(?<![0-9.,~-])(\d{1,2})日前(?!後|ま)", "ja", _many),
        ("昨[天日晚夜]", "zh", _one(1)),
        ("(?<!大)前天", "zh", _one(2)),
        ("大前天", "zh", _one(3)),
        (r"(?<![0-9.,~-])(\d{1,2})天[前之]前?", "zh", _many),
    )
)
