"""What a text is likely about: the issue, and the kind of reply that is wanted, told from its words.

The synonym lists name phrases, and no customer says them all as they are written. A small linear model has learned from
some two thousand labelled questions and messages a language, and from the synonym lists, how each facet is spoken of. It
weighs words by their stems, two side by side and runs of letters or signs, each by the place that its hash has in a table.
It is shipped as `models/<lang>.npz` and made by `benchmarks.topics_learn`.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kb.search import analysis
from kb.search.analysis import Token

MODELS = Path(__file__).with_name("models")
_BITS = 17
PLACES = 1 << _BITS
"""Places of the table. Features that share one cannot be told apart: few do among those that matter."""

FEW = 4
"""Features that are added to those of a text: one word says little, whatever it weighs."""

SHARPNESS, NONE = 1.0, -2.0
"""How far the likeliest facet stands out, and what speaks for none: chosen on questions that the model had not seen."""

MIN_SHARE = 0.1
"""A facet that is less likely than this is left out: every one costs time."""

MOST_TELLING = 3
"""Words of a text that are shown as those that gave a facet away."""

LOUDEST = 0.4
"""How much the sentence that speaks loudest of a facet counts in a message, the rest being the whole: a complaint tells much
that is beside its matter."""

MAX_TEXT = 1500
"""Code points that are read: a longer message has said what it is about."""

Array = np.ndarray[Any, np.dtype[Any]]

_CJK = re.compile("[\u3005-\u30ff\u4e00-\u9fff]+")
_LATIN_IN_CJK = re.compile("[a-z]+")
_LETTERS, _SIGNS = (4, 5), (1, 2, 3, 4)
"""How many letters of a word, and how many signs of Chinese and Japanese, are looked at in a row."""
_BYTES = 3
"""Of each of these signs in UTF-8."""

_BASE, _MASK, _MIX = 0x9E3779B97F4A7C15, (1 << 64) - 1, 0xFF51AFD7ED558CCD


class Topics:
    """The model of one language. Safe to use from many threads."""

    def __init__(
        self, lang: str, facets: Sequence[str], weights: Array, scale: Array, bias: Array, words: Iterable[int]
    ) -> None:
        """`weights` has a row a place and a column a facet, in units of `scale`; `words` are hashes of the words known.

        Facets of one group, like `issue:`, stand together.
        """
        self._lang, self._weights, self._scale, self._bias = lang, weights, scale, bias
        self._words = frozenset(words)
        self._facets = list(facets)
        kinds = [facet.partition(":")[0] for facet in facets]
        self._starts = [kinds.index(kind) for kind in dict.fromkeys(kinds)]
        self._group = np.repeat(np.arange(len(self._starts)), np.diff([*self._starts, len(kinds)]))

    @classmethod
    def read(cls, lang: str) -> Topics:
        """The model that is shipped for a language."""
        with np.load(MODELS / f"{lang}.npz") as file:
            facets = [str(facet) for facet in file["facets"]]
            return cls(lang, facets, file["weights"], file["scale"], file["bias"], file["words"].tolist())

    def heard(self, text: str) -> Heard:
        """What the model hears in a text."""
        text = text[:MAX_TEXT]
        said = words(self._lang, text)
        known = sum((end - start) ** 2 for term, start, end in said if _named(self._lang, term) in self._words)
        return Heard(self, text, said, known)

    def shares(self, text: str, said: Sequence[Token]) -> dict[str, float]:
        """How likely a text of these words is about each facet, of those that are worth a mention."""
        leanings = self._leanings(places(self._lang, text, said))
        sentences = list(_sentences(text, said))
        if len(sentences) > 1:
            each = np.array([self._leanings(places(self._lang, *sentence)) for sentence in sentences])
            leanings = (1 - LOUDEST) * leanings + LOUDEST * each.max(axis=0)
        odds = np.exp(SHARPNESS * np.minimum(leanings + self._bias, 20))
        sums = np.add.reduceat(odds, self._starts) + math.exp(SHARPNESS * NONE)
        shares = odds / sums[self._group]
        likely = np.flatnonzero(shares > MIN_SHARE)
        return {self._facets[place]: share for place, share in zip(likely.tolist(), shares[likely].tolist(), strict=True)}

    def telling(self, text: str, facet: str) -> list[tuple[int, int]]:
        """The pieces of a text that speak most for a facet, in code points, in the order of the text: three at most."""
        column, text = self._facets.index(facet), text[:MAX_TEXT]
        said = words(self._lang, text)
        if not said:
            return []
        own = [list(places(self._lang, text[word.start : word.end], [word])) for word in said]
        weight = np.array([self._weights[each, column].sum(dtype=np.float32) for each in own])
        pieces: list[tuple[int, int]] = []
        strong = set(np.flatnonzero((weight > 0) & (weight >= weight.max() / 2)).tolist())
        strongest = set(sorted(strong, key=lambda place: -weight[place])[:MOST_TELLING])
        for place in sorted(strongest):
            start, end = said[place].start, said[place].end
            if place - 1 in strongest:
                start = pieces.pop()[0]
            pieces.append((start, end))
        return pieces

    def _leanings(self, places: Collection[int]) -> Array:
        """How far features speak for each facet."""
        rows = self._weights.take(np.fromiter(places, np.intp, len(places)), axis=0).astype(np.float32)
        sums = np.ones(len(places), np.float32) @ rows  # of whole numbers, and so exact
        leanings: Array = sums * self._scale / np.float32(math.sqrt(len(places) + FEW))
        return leanings


class Heard(NamedTuple):
    """A text as a model hears it."""

    topics: Topics
    text: str
    said: Sequence[Token]
    known: int
    """How much of it the model has met: the squares of the lengths of its known words, for any sign alone is soon known."""

    def shares(self) -> dict[str, float]:
        """How likely it is about each facet; nothing for a text of which no word is known."""
        return self.topics.shares(self.text, self.said) if self.known else {}


def places(lang: str, text: str, said: Sequence[Token]) -> set[int]:
    """The places in the table of what a text says, `said` being its words."""
    if lang in ("ja", "zh"):
        return {*map(_place, (_named(lang, word.term) for word in said)), *_signs(_prepared(lang, text))}
    found = [_term(word.term) for word in said]
    terms = [hashed for hashed, _ in found]
    beside = [_together(one, two, _BASE) for one, two in zip(terms, terms[1:], strict=False)]
    apart = [_together(one, two, _MIX) for one, two in zip(terms, terms[2:], strict=False)]
    return set[int]().union(beside, apart, *(several for _, several in found))


def words(lang: str, text: str) -> Sequence[Token]:
    """The words of a text; in Japanese those of either kana are the same."""
    if lang != "ja":
        return analysis.said(lang, text)
    folded = analysis.fold(text)
    return [folded.token(*word) for word in analysis.said(lang, analysis.prepared(lang, folded.text))]


def hashes(lang: str, said: Sequence[Token]) -> set[int]:
    """The hashes by which a model knows words."""
    return {_named(lang, word.term) for word in said}


def _sentences(text: str, said: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The sentences of a text, each with its words."""
    start, word = 0, 0
    for end in (*(match.end() for match in analysis.SENTENCE_END.finditer(text)), len(text)):
        first = word
        while word < len(said) and said[word].start < end:
            word += 1
        if word > first:
            yield text[start:end], list(said[first:word])
        start = end


def _prepared(lang: str, text: str) -> str:
    return analysis.prepared(lang, analysis.fold(text).text)


def _named(lang: str, term: str) -> int:
    """The hash of a word."""
    return _cjk_word(term) if lang in ("ja", "zh") else _term(term)[0]


@lru_cache(maxsize=20_000)
def _cjk_word(term: str) -> int:
    return _hash(f"w:{term}")


@lru_cache(maxsize=20_000)
def _term(term: str) -> tuple[int, tuple[int, ...]]:
    """The hash of a Latin term, and the places of the term and its runs of letters."""
    hashed, marked = _hash(f"s:{term}"), f"^{term}$"
    runs = {marked[start : start + size] for size in _LETTERS for start in range(len(marked) - size + 1)}
    return hashed, (_place(hashed), *(_place(_hash(f"c:{run}")) for run in runs))


def _signs(folded: str) -> set[int]:
    """The places of the signs of a Chinese or Japanese text, and of its Latin words."""
    found = set(map(_place, map(_hash, _LATIN_IN_CJK.findall(folded))))
    return found.union(*map(_in_a_row, _CJK.findall(folded)))


@lru_cache(maxsize=64)
def _in_a_row(run: str) -> tuple[int, ...]:
    """The places of a run of signs: it is looked at in its text and once more in its sentence."""
    data = run.encode()
    sizes = [_BYTES * size for size in _SIGNS]
    hashed = [zlib.crc32(data[at : at + size]) for size in sizes for at in range(0, len(data) - size + 1, _BYTES)]
    mixed = np.array(hashed, np.uint64) * np.uint64(_MIX)  # as `_place` does, for hashes of 32 bits
    return tuple((mixed >> np.uint64(64 - _BITS)).tolist())


@lru_cache(maxsize=1024)
def _together(one: int, two: int, base: int) -> int:
    """The place of two words: they are looked at in their text and once more in their sentence."""
    return _place(one * base + two)


def _hash(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


def _place(hashed: int) -> int:
    mixed = ((hashed ^ (hashed >> 33)) * _MIX) & _MASK
    return mixed >> (64 - _BITS)
