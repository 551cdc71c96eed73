"""Forms in which texts are compared: plain Latin letters, Simplified signs. Each sign keeps its place."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any


@lru_cache(maxsize=20_000)
def without_accents(word: str) -> str:
    """A Latin word in plain letters."""
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


def unaccented(text: str) -> str:
    """A text whose Latin letters are plain, sign for sign; a letter that would become two stays."""
    return _ACCENTED.sub(lambda match: _plain_letter(match.group()), text)


@cache
def _plain_letter(letter: str) -> str:
    plain = without_accents(letter)
    return plain if len(plain) == 1 else letter


def simplified(text: str) -> str:
    """The text in Simplified characters, sign for sign."""
    return text.translate(_simple_signs())


def simplified_words(text: str) -> str:
    """The text in Simplified characters, its words being regarded: 回覆 is 回复. Its length may change."""
    return str(_simple_signs().converter.convert(text))


class _SimpleSigns(dict[int, int]):
    """What each sign becomes, asked of the converter when it is first met."""

    def __init__(self) -> None:
        import opencc

        self.converter: Any = opencc.OpenCC("t2s")

    def __missing__(self, code: int) -> int:
        found = "" if 0xD800 <= code <= 0xDFFF else str(self.converter.convert(chr(code)))
        self[code] = ord(found) if len(found) == 1 else code
        return self[code]


@cache
def _simple_signs() -> _SimpleSigns:
    return _SimpleSigns()
