"""Which concepts a text speaks of: sets of words and short expressions that mean nearly the same in one language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from kb.folding import simplified, unaccented

_BLANKS = re.compile(r"[^\S\n]+")
_DIGITS = re.compile(r"\d+")
_NO_WORD = re.compile(r"[^\w%$€£¥★⭐@+.\n]+|(?<!\w)[.@+]+|[.@+]+(?!\w)")
_PLAIN = re.compile(r"\w+(?: \w+)*")
"""A line that is as concepts are looked for: most are."""
_APOSTROPHES = re.compile("(?<=[a-z])['’](?=[a-z])")


def plain(lang: str, text: str) -> str:
    """A text of one line as concepts are looked for in it.

    Latin words in plain small letters between single spaces; Chinese (Simplified) and Japanese without spaces; each
    number is 0.
    """
    return plain_lines(lang, text)[0]


def plain_lines(lang: str, text: str) -> list[str]:
    """The lines of a text as concepts are looked for in them: folded in one go, which costs little more than one line."""
    folded = _DIGITS.sub("0", unicodedata.normalize("NFKC", text).casefold())
    if lang in ("ja", "zh"):
        signs = _BLANKS.sub("", folded)
        return (simplified(signs) if lang == "zh" else signs).split("\n")
    lines = _APOSTROPHES.sub("", unaccented(folded)).split("\n")
    return [f" {line if _PLAIN.fullmatch(line) else ' '.join(_NO_WORD.sub(' ', line).split())} " for line in lines]


@dataclass(slots=True)
class Entry:
    """An expression that was found, ending at a place.

    It stands from `before` signs before the place's end to `after` before it. `concepts` are those that it belongs to, a
    bit each; `wakes` and `stirs` are patterns, a bit each: one may be there where something wakes and something stirs it.
    """

    before: int
    after: int
    concepts: int
    wakes: int = 0
    stirs: int = 0


class Concepts:
    """The concepts of one language, and how to find them."""

    def __init__(self, lang: str, expressions: Sequence[Iterable[str]]) -> None:
        """`expressions` are those of each concept, by its number.

        In a language with spaces, an asterisk at the end of an expression lets its last word go on.
        """
        import ahocorasick

        found: dict[str, tuple[int, ...]] = {}
        written = [(own, entry) for number, listed in enumerate(expressions) for own in [(number,)] for entry in listed]
        folded = plain_lines(lang, "\n".join(entry for _, entry in written).replace("*", "")) if written else []
        for (own, entry), line in zip(written, folded, strict=True):
            key = line.rstrip() if entry[-1] == "*" else line
            if key.strip() and found.setdefault(key, own) is not own:
                found[key] += own
        self._automaton: Any = ahocorasick.Automaton()
        self._entries: dict[tuple[int, int, tuple[int, ...]], Entry] = {}
        for key, numbers in found.items():
            # a word is found with the spaces around it, and they are no part of it: the next word needs the same one
            start, end = len(key) - key.startswith(" "), int(key.endswith(" "))
            told = start, end, numbers
            if told not in self._entries:  # thousands of expressions are told alike
                self._entries[told] = Entry(start, end, bits(numbers))
            self._automaton.add_word(key, self._entries[told])
        if found:
            self._automaton.make_automaton()
        self._holds = bool(found)
        self._size = len(expressions)

    def counted(self, texts: Iterable[str]) -> list[int]:
        """In how many of these plain texts each concept is named."""
        counts = [0] * self._size
        for text in texts:
            for number in numbers_of(reduce(or_, (entry.concepts for _, entry in self.find(text)), 0)):
                counts[number] += 1
        return counts

    def wake(self, wakes: Sequence[int], stirs: Sequence[int]) -> None:
        """Let each concept wake and stir these patterns, a bit each, by its number."""
        for (_, _, numbers), entry in self._entries.items():
            entry.wakes = reduce(or_, (wakes[number] for number in numbers), 0)
            entry.stirs = reduce(or_, (stirs[number] for number in numbers), 0)

    def find(self, text: str) -> list[tuple[int, Entry]]:
        """Every expression in a plain text, with the place of its last sign, in the order of these places."""
        return list(self._automaton.iter(text)) if self._holds else []


def bits(numbers: Iterable[int]) -> int:
    """A set of small numbers as one number, a bit each."""
    return reduce(or_, (1 << number for number in numbers), 0)


def numbers_of(bits: int) -> Iterator[int]:
    """The numbers of a set, from the smallest on."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def places_in(lang: str, text: str) -> list[tuple[int, int]]:
    """For each sign of `plain(lang, text)`, where in the text it comes from, in code points."""
    signs: list[tuple[str, int]] = []
    for place, sign in enumerate(text):
        folded = unicodedata.normalize("NFKC", sign).casefold()
        folded = folded if lang in ("ja", "zh") else unaccented(folded)
        signs += [(one, place) for one in folded]
    flat = "".join(sign for sign, _ in signs)
    kept: list[tuple[int, int]] = []
    if lang in ("ja", "zh"):
        for piece in re.finditer(r"\d+|\S", flat):
            kept.append((signs[piece.start()][1], signs[piece.end() - 1][1] + 1))
        return kept
    joined = [place for place in range(len(flat)) if not _APOSTROPHES.match(flat, place)]
    flat, signs = "".join(flat[place] for place in joined), [signs[place] for place in joined]
    kept.append((0, 0))
    for word in re.finditer(r"\S+", _NO_WORD.sub(lambda gap: " " * len(gap.group()), flat)):
        for piece in re.finditer(r"\d+|\D", word.group()):
            kept.append((signs[word.start() + piece.start()][1], signs[word.start() + piece.end() - 1][1] + 1))
        kept.append((kept[-1][1], kept[-1][1]))
    return kept
