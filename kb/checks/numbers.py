"""The numbers that a text says: in figures, wherever they are written otherwise, and in words where they could be meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

_FIGURES = re.compile(r"(?<![\d.,])\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?(?:\s?[万亿億千](?![一-龥]{0,1}分))?|\d+")
_GROUPED = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+")
_MARKER = re.compile(r"^([ \t]*)(\d{1,2})[.)](?=\s)", re.MULTILINE)
_SCALES = {"千": 1000, "万": 10_000, "億": 100_000_000, "亿": 100_000_000}
MONTHS = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
}
_MORE = {
    "en": "once:1 a:1 an:1 twice:2 both:2 half:2 first:1 second:2 third:3 fourth:4 fifth:5 sixth:6 seventh:7 tenth:10 "
    "twenty:20 thirty:30 forty:40 fifty:50 sixty:60 ninety:90 hundred:100 thousand:1000 "
    "dozen:12 day:1 week:7 noon:12 midnight:0",
    "es": "un:1 una:1 ambos:2 ambas:2 primero:1 primera:1 primer:1 segundo:2 segunda:2 tercero:3 tercera:3 tercer:3 "
    "cuarto:4 quinto:5 sexto:6 séptimo:7 octavo:8 noveno:9 décimo:10 veinte:20 treinta:30 cuarenta:40 cincuenta:50 "
    "sesenta:60 noventa:90 cien:100 mil:1000 docena:12 semana:7 mediodía:12 medianoche:0",
}
_SIGNS = dict(zip("零一二三四五六七八九十两两半", (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2, 2, 2), strict=True)) | {
    "百": 100,
    "千": 1000,
}
_NUMERALS = re.compile(f"[{''.join(_SIGNS)}]")
_LETTERS = re.compile(r"[^\W\d_]+")
_NARROW = dict(zip(range(ord("０"), ord("９") + 1), "0123456789", strict=True))
_WIDE = re.compile("[０-９]")
_HALVES = re.compile(r"\b(\d{1,2})(?:[:.]\d\d)?\s*([ap])\.?\s?m\b", re.IGNORECASE)


class Number(NamedTuple):
    """A number in figures, in one form for all languages, and its place; `also` is an hour by the other clock."""

    value: str
    start: int
    end: int
    also: str = ""


class Numbers(NamedTuple):
    """What a text says in figures, and the numbers that its words may stand for."""

    figures: tuple[Number, ...]
    words: Counter[str]


def numbers_in(prose: str, lang: str) -> Numbers:
    """The numbers of a text, the marks of numbered lists being no more than words."""
    plain = prose.translate(_NARROW) if _WIDE.search(prose) else prose
    flat = _MARKER.sub(lambda match: match[1] + " " * (len(match.group()) - len(match[1])), plain)
    marks = Counter(_value(match[2]) for match in _MARKER.finditer(plain))
    return Numbers(tuple(_figures(flat)), _spelled(flat, lang) + marks)


def unmatched(mine: Numbers, theirs: Numbers, *, counted: bool) -> list[Number]:
    """The figures of a text that the other says neither in figures nor in words, or less often where they are counted."""
    left = Counter(number.value for number in theirs.figures)
    spoken = Counter(theirs.words)
    if not counted:
        both = left + spoken + Counter(part for value in left for part in value.split("."))
        both["0"] += 1  # the minutes of a full hour
        return [n for n in mine.figures if not both[n.also] and not all(both[part] for part in _parts(n, both))]
    found = []
    for number in mine.figures:
        ways = [(store, value) for value in (number.value, number.also) for store in (left, spoken) if store[value]]
        if ways:
            store, value = ways[0]
            store[value] -= 1
        else:
            found.append(number)
    return found


def _parts(number: Number, known: Counter[str]) -> list[str]:
    """A number itself where it is known, else its parts: 5(1) in one language is 5.1 in another."""
    return [number.value] if known[number.value] else [part.lstrip("0") or "0" for part in number.value.split(".")]


def _figures(text: str) -> Iterator[Number]:
    for match in _FIGURES.finditer(text):
        half = _HALVES.match(text, match.start())
        yield Number(_value(match.group()), match.start(), match.end(), _by_day(half) if half else "")


def _value(written: str) -> str:
    """1,000 and 1.000 and 0.1万 are 1000; 2.50 and 2,5 are 2.5."""
    scale = _SCALES.get(written[-1], 1)
    digits = written.rstrip("千万億亿").strip()
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"\D", "", digits)
    else:
        *whole, last = re.split("[.,\u00a0\u202f ]", digits)
        digits = f"{''.join(whole)}.{last}" if whole else last
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if scale > 1:
        return f"{float(digits) * scale:.10g}"
    return digits.lstrip("0") or "0"


def _spelled(text: str, lang: str) -> Counter[str]:
    if lang in ("ja", "zh"):
        return Counter([str(_SIGNS[sign]) for sign in _NUMERALS.findall(text)])
    known = _known(lang)
    found = Counter([known[word] for word in _LETTERS.findall(text.lower()) if word in known])
    found.update(map(_by_day, _HALVES.finditer(text)))
    return found


def _by_day(half: re.Match[str]) -> str:
    """An hour from 0 to 23: 5 p.m. is 17."""
    return str(int(half[1]) % 12 + (12 if half[2] in "pP" else 0))


def _known(lang: str) -> dict[str, str]:
    if lang not in _TABLES:
        words = {word: str(number) for number, word in enumerate(WORDS[lang].split())}
        words |= {word: str(number) for number, word in enumerate(MONTHS[lang].split(), start=1)}
        words |= dict(entry.split(":") for entry in _MORE[lang].split())
        _TABLES[lang] = words
    return _TABLES[lang]


_TABLES: dict[str, dict[str, str]] = {}
