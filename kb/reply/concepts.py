"""Which concepts a text speaks of: sets of words and short expressions that mean nearly the same in one language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from kb.folding import simplified, unaccented

_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")
_NO_WORD = re.compile(r"[^\w%$€£¥★⭐@+.]+|(?<!\w)[.@+]+|[.@+]+(?!\w)")
_APOSTROPHES = re.compile("(?<=[a-z])['’](?=[a-z])")


def plain(lang: str, text: str) -> str:
    """A text as concepts are looked for in it.

    Latin words in plain small letters between single spaces; Chinese (Simplified) and Japanese without spaces; each
    number is 0.
    """
    folded = _DIGITS.sub("0", unicodedata.normalize("NFKC", text).casefold())
    if lang in ("ja", "zh"):
        signs = _SPACE.sub("", folded)
        return simplified(signs) if lang == "zh" else signs
    words = _NO_WORD.sub(" ", _APOSTROPHES.sub("", unaccented(folded)))
    return f" {' '.join(words.split())} "


class Concepts:
    """The concepts of one language, and how to find them."""

    def __init__(self, lang: str, entries: Mapping[str, Iterable[str]]) -> None:
        """An entry is an expression; in a language with spaces, an asterisk at its end lets its last word go on."""
        import ahocorasick

        self.names = tuple(entries)
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            for entry in entries[name]:
                key = plain(lang, entry.replace("*", ""))
                key = key.rstrip() if entry.endswith("*") else key
                if key.strip():
                    found.setdefault(key, []).append(number)
        self._automaton: Any = ahocorasick.Automaton()
        for key, numbers in found.items():
            # a word is found with the spaces around it, and they are no part of it: the next word needs the same one
            start, end = len(key) - key.startswith(" "), int(key.endswith(" "))
            self._automaton.add_word(key, (start, end, tuple(numbers)))
        self._holds = bool(found)
        if found:
            self._automaton.make_automaton()

    def places(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """Where a plain text speaks of each concept, by its number, in the order in which the places end."""
        found: dict[int, list[tuple[int, int]]] = {}
        if not self._holds:
            return found
        for last, (before, after, numbers) in self._automaton.iter(text):
            place = (last + 1 - before, last + 1 - after)
            for number in numbers:
                known = found.get(number)
                if known is None:
                    found[number] = [place]
                else:
                    known.append(place)
        return found


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
