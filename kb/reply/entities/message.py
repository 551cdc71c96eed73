"""A message as its finders read it, and what they find in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

from kb.folding import simplified, without_accents
from kb.reply.told import told
from kb.reply.values import TITLES

MAX_MATCHES = 300
"""Places in a message where one kind of thing is looked for: a bound on time, not on what people write."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A piece of a message that can fill a blank."""

    name: str
    """The variable of `content/variables.yml` that it fills."""

    value: str | dict[str, str]
    """Its value in the shape that `kb.reply.values` reads."""

    start: int
    end: int
    """Where it stands, in code points of the message."""


class Found(NamedTuple):
    """What a finder found; of two that overlap the surer one is taken."""

    sure: int
    start: int
    end: int
    name: str
    """Empty for what is known to be something else, such as a telephone number: it takes its place, and is not shown."""

    value: str | dict[str, str]
    introduced: int | None = None
    """Where the words begin that say what it is, as in "order number: "."""


class Message(NamedTuple):
    """A message in forms that are easier to read; each has a sign for each sign of the original."""

    plain: str
    """Half width, one kind of space, hyphen and apostrophe; Simplified where the message is Chinese."""

    low: str
    """The same in small letters without accents."""

    original: str
    lang: str
    today: date
    traditional: bool


def _forms() -> tuple[dict[int, str], dict[int, str]]:
    plain = {
        code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0C
    }  # a full-width comma groups no digits
    plain |= dict.fromkeys((0x3000, 0xA0, 0x202F, 0x2009, 0x2007, 0x0D, 0x09), " ")
    plain |= dict.fromkeys((0x2028, 0x2029, 0x85), "\n")
    plain |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), "-")
    plain |= {0xFFE5: "¥", 0xFFE1: "£", 0x2019: "'", 0x2018: "'", 0x301C: "~"}
    low = {code: chr(code + 32) for code in range(0x41, 0x5B)}
    low |= {code: without_accents(chr(code)).lower() for code in range(0xC0, 0x180) if chr(code) not in "ŉĿŀŁłØøÐðĦħ×÷"}
    return plain, {code: sign for code, sign in low.items() if len(sign) == 1}


_PLAIN, _LOW = _forms()
_WIDE_GROUPING = re.compile("(?<=[０-９])，(?=[０-９]{3})")


def read(text: str, lang: str, today: date) -> Message:
    """A message of a language in the forms that are read."""
    plain = _WIDE_GROUPING.sub(",", text).translate(_PLAIN)
    traditional = False
    if lang == "zh":
        traditional = told(text).script == "Hant"
        plain = simplified(plain)
    return Message(plain, plain.translate(_LOW), text, lang, today, traditional)


def each(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where a pattern matches, up to a number that no message of a customer reaches."""
    return islice(pattern.finditer(text), MAX_MATCHES)


def words_in(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


class _Line(NamedTuple):
    start: int
    end: int


def calendar(year: int, month: int, day: int) -> date | None:
    """The day of the calendar, or None when there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def lines_of(text: str) -> list[_Line]:
    """The lines of a text that hold something."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(_Line(start, start + len(line)))
        start += len(line) + 1
    return found


def parts_of(family: str, given: str, title: str = "") -> dict[str, str]:
    """A name in the shape of a person's value."""
    return {"family": family, "given": given, "title": title}


TITLE_OF = {form: id for id, forms in TITLES.items() for form in forms}
"""The title that each written form of one is."""
