"""How long, when and how many a text says, in figures or in words: 12 hours, cinco días hábiles, 三年, November 22, 四つ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kb.checks.numbers import MONTHS, WORDS


class Quantity(NamedTuple):
    """A duration, a date or a count, in one form for all languages, and its place."""

    value: str
    start: int
    end: int


_SCALES = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 1, "year": 12}
_UNITS = {
    "en": (r"seconds?|secs?", r"minutes?|mins?", r"hours?|hrs?|h", r"days?", r"weeks?", r"months?", r"years?"),
    "es": (r"segundos?", r"minutos?|min", r"horas?|h", r"d[ií]as?", r"semanas?", r"mes(?:es)?", r"años?"),
    "ja": ("秒", "分(?!の)", "時間", "日(?!目)", "週", "[かカヶヵ箇ケ]月", "年"),
    "zh": ("秒", "分[钟鐘]", "[个個]?小[时時]", "天|日", "周|週|[个個]?星期|[个個]?[礼禮]拜", "[个個]月", "年"),
}
_WORKING = {
    "en": "(?:business|working)[ -]",
    "es": r"\s(?:h[aá]bil|laborable|de trabajo)(?:es|s)?",
    "ja": "営業",
    "zh": "[个個]?工作",
}
_HAN = "一二三四五六七八九十两兩"
_COUNTERS = {
    "ja": "つ|種類|とおり|通り|項目|段階|社(?!会)|枚",
    "zh": "[个個种種项項条條步张張类類份](?![月工小星])",
}
_TENS = {"en": "twenty thirty forty fifty sixty seventy eighty ninety", "es": "veinte treinta cuarenta cincuenta sesenta"}
_COUNTED = range(2, 11)


def _words(lang: str) -> dict[str, str]:
    found = {word: str(number) for number, word in enumerate(WORDS[lang].split())}
    found |= {word: str(number * 10) for number, word in enumerate(_TENS[lang].split(), start=2)}
    return found | ({"una": "1", "un": "1"} if lang == "es" else {})


_SPELLED = {lang: _words(lang) for lang in ("en", "es")}


def _number(lang: str) -> str:
    words = f"[{_HAN}]{{1,3}}" if lang in ("ja", "zh") else "|".join(sorted(_SPELLED[lang], key=len, reverse=True))
    return rf"(?<![\d.,第/:])(?P<number>\d{{1,3}}(?:[.,]\d+)?|{words})"


def _durations(lang: str) -> re.Pattern[str]:
    units = "|".join(f"(?P<{name}>{unit})" for name, unit in zip(_SCALES, _UNITS[lang], strict=True))
    before, after = ("", f"(?P<working>{_WORKING[lang]})?") if lang == "es" else (f"(?P<working>{_WORKING[lang]})?", "")
    if lang in ("ja", "zh"):
        return re.compile(rf"{_number(lang)}\s?{before}(?:{units})")
    return re.compile(rf"\b{_number(lang)}[ \u00a0-]{before}(?:{units})\b{after}", re.IGNORECASE)


_DURATIONS = {lang: _durations(lang) for lang in _UNITS}
_MONTH = {lang: "|".join(names.split()) for lang, names in MONTHS.items()}
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})"
_CJK_DATE = re.compile(rf"(?:{_YEAR}\s?年\s?)?(?P<month>\d{{1,2}})\s?月\s?{_DAY}\s?[日号號]")
_DATES = {
    "en": [
        re.compile(rf"\b(?P<month>{_MONTH['en']}) {_DAY}(?:st|nd|rd|th)?\b(?:,? {_YEAR}\b)?", re.IGNORECASE),
        re.compile(rf"\b{_DAY}(?:st|nd|rd|th)? (?P<month>{_MONTH['en']})\b(?:,? {_YEAR}\b)?", re.IGNORECASE),
    ],
    "es": [re.compile(rf"\b{_DAY}(?:\.?º)? de (?P<month>{_MONTH['es']})(?: del? {_YEAR}\b)?", re.IGNORECASE)],
    "ja": [_CJK_DATE],
    "zh": [_CJK_DATE],
}
_COUNTS = {lang: re.compile(rf"(?<![第百千{_HAN}])(?P<number>[{_HAN}])(?:{what})") for lang, what in _COUNTERS.items()}


_SAID_BEFORE = re.compile(r"\b(?:the|those|these|los|las|esos|esas|estos|estas) $", re.IGNORECASE)
"""The five days are those that were spoken of."""


def substituted(mine: str, lang: str, theirs: str, other: str) -> list[tuple[Quantity, Quantity]]:
    """What a text says in place of what the other says: a quantity that only it has, for one that only the other has."""
    found: list[tuple[Quantity, Quantity]] = []
    for own, wanted in zip(_said(mine, lang), _said(theirs, other), strict=True):
        if own or wanted:
            found += zip(_unmatched(own, wanted), _unmatched(wanted, own), strict=False)
    return found


@lru_cache(maxsize=512)
def _said(text: str, lang: str) -> tuple[tuple[Quantity, ...], ...]:
    """The dates, the durations and the counts of a text: a source is read once for all its translations."""
    return tuple(tuple(read(text, lang)) for read in (_dates, _times, _counts))


def _unmatched(some: Sequence[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    left, found = Counter(quantity.value for quantity in others), []
    for quantity in some:
        if left[quantity.value]:
            left[quantity.value] -= 1
        else:
            found.append(quantity)
    return found


def _dates(text: str, lang: str) -> Iterator[Quantity]:
    for pattern in _DATES[lang]:
        for match in pattern.finditer(text):
            month = match["month"].lower()
            number = int(month) if month.isdigit() else MONTHS[lang].split().index(month) + 1
            yield Quantity(f"{number}-{int(match['day'])} {match['year'] or ''}", *match.span())


def _times(text: str, lang: str) -> Iterator[Quantity]:
    for pattern in _DATES[lang]:
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    for match in _DURATIONS[lang].finditer(text):
        if _SAID_BEFORE.search(text, max(0, match.start() - 6), match.start()):
            continue
        unit = next(name for name in _SCALES if match[name])
        amount = _amount(match["number"], lang)
        if amount is not None and not (unit in ("minute", "second") and match["number"][0] in _HAN):  # 十分 is "enough"
            kind = "working " + unit if match["working"] else "months" if unit in ("month", "year") else ""
            yield Quantity(f"{amount * (1 if match['working'] else _SCALES[unit]):g} {kind}", *match.span())


def _counts(text: str, lang: str) -> Iterator[Quantity]:
    """Small numbers in words; in Japanese and Chinese before a counter, their signs being parts of words elsewhere."""
    if lang in _COUNTS:
        found = [(match["number"], match) for match in _COUNTS[lang].finditer(text)]
    else:
        found = [(match.group().lower(), match) for match in re.finditer(r"(?<![\w-])[^\W\d_]+", text)]
        found = [(word, match) for word, match in found if word in _SPELLED[lang]]
    for word, match in found:
        amount = _amount(word, lang)
        if amount in _COUNTED:
            yield Quantity(f"{amount:g}", *match.span())


def _amount(written: str, lang: str) -> float | None:
    if written[0].isdigit():
        return float(written.replace(",", "."))
    if lang not in ("ja", "zh"):
        return float(_SPELLED[lang][written.lower()])
    digits = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}
    tens, ten, ones = written.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    return (digits.get(tens, 1) * 10 if ten else 0) + digits.get(ones, 0)
