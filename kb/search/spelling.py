"""Mending typing errors in Latin words: one letter left out, added, changed, or two swapped.

A word is mended only when no language knows it, and to the most used word that is one slip away. The first letter is taken
for right: it seldom is wrong, and leaves few words to compare.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable

from kb.folding import without_accents
from kb.search import analysis

MIN_LETTERS = 5
"""Shorter words have too many neighbours."""

_WORD = re.compile(r"[^\W\d_]+")


class Speller:
    """The Latin words of one state of the library, each with how often it is used."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= MIN_LETTERS - 1:
                self._alike[word[0], len(word)].append(word)

    def mended(self, text: str, known: Callable[[str], bool]) -> str:
        """The text with its words that are neither used nor `known` mended where they can be."""
        return _WORD.sub(lambda match: self._word(match.group(), known), text)

    def _word(self, word: str, known: Callable[[str], bool]) -> str:
        plain = without_accents(analysis.fold(word).text)
        if len(plain) < MIN_LETTERS or not plain.isascii() or plain in self._counts or known(plain):
            return word
        return max(self._near(plain), key=lambda found: (self._counts[found], found), default=word)

    def _near(self, word: str) -> list[str]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        found = []
        for first in dict.fromkeys(word[:2]):  # the second letter too: the first two may be swapped
            for length in (len(word) - 1, len(word), len(word) + 1):
                choices = self._alike.get((first, length), [])
                near = extract(word, choices, scorer=OSA.distance, score_cutoff=1, limit=None)
                found += [choice for choice, _, _ in near if choice[0] == word[0] or choice[:2] == word[1::-1]]
        return found
