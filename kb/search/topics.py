"""What a text is likely about: the issue, and the kind of reply that is wanted, told from its words.

The synonym lists name phrases, and no customer says them all as they are written. A small linear model has learned from
some two thousand labelled questions and messages a language, and from the synonym lists, how each facet is spoken of. It
weighs words by their stems, two side by side and runs of letters or signs, each by the place that its hash has in a table.
It is shipped as `models/<lang>.npz` and made by `benchmarks.topics_learn`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kb.folding import unaccented
from kb.search import analysis

MODELS = Path(__file__).with_name("models")
_BITS = 17
PLACES = 1 << _BITS
"""Places of the table. Features that share one cannot be told apart: few do among those that matter."""

FEW = 4
"""Features that are added to those of a text: one word says little, whatever it weighs."""

SHARPNESS, NONE = 1.5, -2.0
"""How far the likeliest facet stands out, and what speaks for none: chosen on questions that the model had not seen."""

MIN_SHARE = 0.1
"""A facet that is less likely than this is left out: every one costs time."""

MAX_TEXT = 1500
"""Code points that are read: a longer message has said what it is about."""

Array = np.ndarray[Any, np.dtype[Any]]

_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile("[\u3005-\u30ff\u4e00-\u9fff]+")
_LATIN_IN_CJK = re.compile("[a-z]+")
_NOT = re.compile(r"n[’']t\b")
_LETTERS, _SIGNS = (4, 5), (1, 2, 3, 4)
"""How many letters of a word, and how many signs of Chinese and Japanese, are looked at in a row."""
_BASE, _MASK, _MIX = 0x9E3779B97F4A7C15, (1 << 64) - 1, 0xFF51AFD7ED558CCD


class Topics:
    """The model of one language. Safe to use from many threads."""

    def __init__(
        self, lang: str, facets: Sequence[str], weights: Array, scale: Array, bias: Array, words: Iterable[int]
    ) -> None:
        """`weights` has a row a place and a column a facet, in units of `scale`; `words` are hashes of the words known."""
        self._lang, self._weights, self._scale, self._bias = lang, weights, scale, bias
        self._words = frozenset(words)
        kinds = [facet.partition(":")[0] for facet in facets]
        self._groups = [np.flatnonzero(np.array(kinds) == kind) for kind in dict.fromkeys(kinds)]
        self._facets = list(facets)

    @classmethod
    def read(cls, lang: str) -> Topics:
        """The model that is shipped for a language."""
        with np.load(MODELS / f"{lang}.npz") as file:
            facets = [str(facet) for facet in file["facets"]]
            return cls(lang, facets, file["weights"], file["scale"], file["bias"], file["words"].tolist())

    def heard(self, text: str) -> Heard:
        """What the model hears in a text."""
        said = features(self._lang, text)
        return Heard(self, list(said.places), sum(size * size for word, size in said.words if word in self._words))

    def shares(self, places: Sequence[int]) -> dict[str, float]:
        """How likely a text with these features is about each facet, of those that are worth a mention."""
        sums = self._weights[places].sum(axis=0, dtype=np.float32) * self._scale
        leanings = sums / np.sqrt(len(places) + FEW) + self._bias
        return {facet: share for columns in self._groups for facet, share in self._shared(leanings, columns)}

    def _shared(self, leanings: Array, columns: Array) -> Iterator[tuple[str, float]]:
        odds = np.exp(SHARPNESS * np.minimum(leanings[columns], 20))
        shares = odds / (odds.sum() + np.exp(SHARPNESS * NONE))
        for place in np.flatnonzero(shares > MIN_SHARE):
            yield self._facets[columns[place]], float(shares[place])


class Heard(NamedTuple):
    """A text as a model hears it."""

    topics: Topics
    places: Sequence[int]
    known: int
    """How much of it the model has met: the squares of the lengths of its known words, for any sign alone is soon known."""

    def shares(self) -> dict[str, float]:
        """How likely it is about each facet; nothing for a text of which no word is known."""
        return self.topics.shares(self.places) if self.known else {}


class Features(NamedTuple):
    """What a text says: the places of its features in the table, each once, and its words' hashes and lengths."""

    places: set[int]
    words: list[tuple[int, int]]


def features(lang: str, text: str) -> Features:
    """What a text says in a language."""
    folded = analysis.prepared(lang, analysis.fold(text[:MAX_TEXT]).text)
    if lang in ("ja", "zh"):
        words = [(_hash(f"w:{token.term}"), token.end - token.start) for token in analysis.said(lang, folded)]
        return Features({*(_place(word) for word, _ in words), *_signs(folded)}, words)
    found = [_word(lang, word) for word in _WORD.findall(_NOT.sub(" not", unaccented(folded)))]
    stems = [stem for stem, _, _ in found]
    places = {place for *_, several in found for place in several}
    places.update(_place(one * _BASE + two) for one, two in zip(stems, stems[1:], strict=False))
    places.update(_place(one * _MIX + two) for one, two in zip(stems, stems[2:], strict=False))
    return Features(places, [(stem, size) for stem, size, _ in found])


@lru_cache(maxsize=20_000)
def _word(lang: str, word: str) -> tuple[int, int, tuple[int, ...]]:
    """The hash of a word's stem, its length, and the places of the stem and its runs of letters."""
    term = analysis.stem(lang, word)
    stem, marked = _hash(f"s:{term}"), f"^{term}$"
    runs = {marked[start : start + size] for size in _LETTERS for start in range(len(marked) - size + 1)}
    return stem, len(term), (_place(stem), *(_place(_hash(f"c:{run}")) for run in runs))


def _signs(folded: str) -> Iterator[int]:
    for run in _CJK.findall(folded):
        for size in _SIGNS:
            yield from (_place(_hash(run[start : start + size])) for start in range(len(run) - size + 1))
    yield from (_place(_hash(word)) for word in _LATIN_IN_CJK.findall(folded))


def _hash(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


def _place(hashed: int) -> int:
    mixed = ((hashed ^ (hashed >> 33)) * _MIX) & _MASK
    return mixed >> (64 - _BITS)
