"""The expressions of one language, and how their tables are written: an alternative a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Pattern = re.Pattern[str]

_SPACED = '\n\t\r\u00a0\u202f"“”«»‹›„()[]{}¿¡—–-/*_~<>|…&+'


def fold(text: str) -> str:
    """The text in small letters after one space, its dashes, quotes and brackets become spaces: every place moves by one."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    for sign in _SPACED:
        small = small.replace(sign, " ")
    return " " + small.replace("’", "'")


@dataclass(frozen=True, slots=True)
class Cues:
    """One language's expressions, an alternation for each thing a rule looks for."""

    thanks: Pattern
    receipt: Pattern
    apology: Pattern
    reason: Pattern
    """Words that give a cause; before the apology they make it late."""
    time: Pattern
    clock: Pattern
    zone: Pattern
    invitation: Pattern
    """An invitation to a private message."""
    remedy: Pattern
    """What can be offered."""
    kinds: Pattern
    """The same, each kind a named group."""
    many: Pattern
    """A count of three or more ways out."""
    proposal: Pattern
    bearer: Pattern
    untrue: Pattern
    """Words that say a sentence does not offer what it names: refused, past, a right by law."""
    coupon: Pattern
    enter: Pattern
    checkout: Pattern
    less: Pattern
    promotion: Pattern
    asked: Pattern
    """Words that say what is named was refused, over, or the customer's own subject."""


def words(text: str) -> Pattern:
    """The alternatives of a table as whole words of a folded text; `~` stands for the rest of a word."""
    return re.compile(f" (?:{joined(text)})(?!\\w)")


def signs(text: str) -> Pattern:
    """The alternatives of a table, wherever they stand."""
    return re.compile(joined(text))


def joined(text: str) -> str:
    """The alternatives of a table in one line; `~` stands for the rest of a word."""
    lines = (line.strip() for line in text.replace("~", r"\w*").splitlines())
    return "|".join(line for line in lines if line)


def kinds(tables: Mapping[str, str]) -> str:
    """The tables of several kinds as one, each kind a named group."""
    return "\n".join(f"(?P<{kind}>{joined(text)})" for kind, text in tables.items())
