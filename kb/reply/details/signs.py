"""A text as details are looked for in it, and patterns that are tried only where they can match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

Pattern = re.Pattern[str]

_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    "\u3000": " ",
    "\u2011": "-",
    "\u2013": "-",
    "\xa0": " ",
}
"""Full-width signs and unusual spaces and hyphens, sign for sign, as the plain ones."""
_WIDE_SIGN = re.compile(f"[{''.join(_WIDE)}]")


def flat(text: str) -> str:
    """The text with plain signs for full-width ones, unusual spaces and hyphens, sign for sign."""
    return _WIDE_SIGN.sub(lambda sign: _WIDE[sign.group()], text)


def digits_in(flat: str) -> int:
    """How many digits it has."""
    return sum(map(flat.count, "0123456789"))


def has(flat: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in it, be it in another word."""
    return any(word in flat for word in words)


def listed(words: str) -> tuple[str, ...]:
    """The words of a list."""
    return tuple(words.split())


class Worded(NamedTuple):
    """A pattern, and words in small letters of which one stands in every text that it can be found in."""

    pattern: Pattern
    words: tuple[str, ...]

    def find(self, text: str, small: str) -> Iterator[re.Match[str]]:
        """Where the pattern matches in a text, which is given in small letters too: most have none of the words."""
        return self.pattern.finditer(text) if has(small, self.words) else iter(())
