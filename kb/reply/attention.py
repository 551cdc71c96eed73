"""A small network that hears what a sentence says by which of its signs stand together: one layer of self-attention.

It is for Chinese. Each sign has a vector: its own, that of the pair that it makes with the next one, and that of its place
in the sentence. To its vector each sign adds what it finds in all signs of the sentence, in several heads:

    softmax(Q Kᵀ / √d) V        Vaswani et al., "Attention Is All You Need" (2017), section 3.2

with Q, K and V taken from the vectors brought to one length (Zhang and Sennrich, "Root Mean Square Layer Normalization",
2019). A sentence has each feature as much as the sign that has it most: its gist. So two sentences have it as much as the
one that has it more. It is made by `benchmarks.attending`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kb.reply.wording import Array, few_of_each

HEADS = 2
LONGEST = 80
"""Signs of a sentence that are heard."""
_STEP, _AT_ONCE = 16, 128
"""Sentences are heard together with those of about their length, which is rounded up to a multiple, and so many at most: the
memory that a text takes has a bound."""
_TINY = np.float32(1e-5)
"""Added to a mean square, so that a vector of nothing is divided too."""
_BITS = np.uint64(21)
"""Of a code point."""
_FAR = np.float32(60)
"""Exponents are held to this, either way: what is e⁶⁰ times as near is all that counts, and float32 ends at e⁸⁸."""


class Signs(NamedTuple):
    """The signs of several lines, the pair that each makes with the next, both as numbers, and the line that it is in."""

    signs: Array
    pairs: Array
    lines: Array


def signs_of(lines: Sequence[str]) -> Signs:
    """The signs of plain lines (`kb.reply.concepts.plain`), `LONGEST` of each at most; what is said over and over is cut."""
    text = "\n".join(lines) + "\n\n"
    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    signs, pairs = signs[:-1], signs[:-1] << _BITS | signs[1:]
    ends = signs == ord("\n")
    line_of = np.cumsum(ends) - ends
    own = np.flatnonzero(~ends)
    own = own[np.sort(few_of_each(line_of[own].astype(np.uint64) << 2 * _BITS | pairs[own]))]
    of = line_of[own]
    own = own[np.arange(len(own)) - np.searchsorted(of, of) < LONGEST]
    return Signs(signs[own], pairs[own], line_of[own])


class Vectors:
    """Vectors by name. The first row of them is for the names that are not there."""

    def __init__(self, names: Array, rows: Array) -> None:
        """`names` are in order; each has the row after its own number."""
        self._names, self._rows = names, rows

    def of(self, names: Array) -> Array:
        """The vector of each name."""
        found: Array = self._rows[numbers(self._names, names)]
        return found


def numbers(listed: Array, names: Array) -> Array:
    """The number of each name in a list that is in order, from 1 on; 0 where it is not there."""
    near = np.minimum(np.searchsorted(listed, names), len(listed) - 1)
    found: Array = np.where(listed[near] == names, near + 1, 0)
    return found


class Attention:
    """The network of one language. Safe to use from many threads."""

    def __init__(self, file: Mapping[str, Array]) -> None:
        """`file` has a row a place of a vector for each of these, but for `tops`: a row a feature, a column a rule.

        `places` are the vectors of places; `looks` has the columns of Q, K and V, a head after the other; `joins` makes one
        vector of what the heads found; `features` has a column a feature. Vectors of `signs` and `pairs` are whole numbers
        in units of their scale.
        """
        self._signs, self._pairs = (
            Vectors(file[f"{name}_names"], file[name] * file[f"{name}_scale"].astype(np.float32))
            for name in ("signs", "pairs")
        )
        self._places, self._looks, self._joins, self._features, self._bias, self._tops, self._top_bias = (
            file[name].astype(np.float32)
            for name in ("places", "looks", "joins", "features", "feature_bias", "tops", "top_bias")
        )
        asked = (self._looks.shape[1] - len(self._joins)) // 2
        self._cuts = (asked, 2 * asked)

    def gists(self, lines: Sequence[str]) -> Array:
        """How much each line has of each feature: a row a line. A line is heard alike whichever others are beside it."""
        found = signs_of(lines)
        vectors = self._signs.of(found.signs) + self._pairs.of(found.pairs)
        counts = np.bincount(found.lines, minlength=len(lines))
        starts = np.cumsum(counts) - counts
        widths = -(-counts // _STEP) * _STEP
        gists = np.zeros((len(lines), len(self._bias)), np.float32)
        for width in np.unique(widths[counts > 0]):
            wide = np.flatnonzero(widths == width)
            for alike in np.split(wide, range(_AT_ONCE, len(wide), _AT_ONCE)):
                there = np.arange(width) < counts[alike, None]
                at = np.where(there, starts[alike, None] + np.arange(width), 0)
                gists[alike] = self._heard(vectors[at] + self._places[:width], there)
        return gists

    def leanings(self, gists: Array) -> Array:
        """How it leans for each gist: a column a rule."""
        leanings: Array = gists @ self._tops + self._top_bias
        return leanings

    def _heard(self, vectors: Array, there: Array) -> Array:
        """The gists of lines whose vectors are filled up to one length; `there` tells which are theirs."""
        lines, width, size = vectors.shape
        flat = vectors.reshape(-1, size)
        level = flat / np.sqrt(np.einsum("ij,ij->i", flat, flat) / size + _TINY)[:, None]
        looks = np.split(_product(level, self._looks), self._cuts, axis=1)
        asked, keys, values = (part.reshape(lines, width, HEADS, -1).transpose(0, 2, 1, 3) for part in looks)
        near = np.exp(np.clip(asked @ keys.swapaxes(2, 3), -_FAR, _FAR))
        own = there[:, None, :, None].astype(np.float32)
        met = (near @ (values * own)) / (near @ own)
        met = met.transpose(0, 2, 1, 3).reshape(len(flat), -1)
        features = _product(flat + _product(met, self._joins), self._features).reshape(lines, width, -1)
        features[~there] = -np.inf
        gists: Array = np.maximum(features.max(axis=1) + self._bias, 0)
        return gists


def _product(rows: Array, matrix: Array) -> Array:
    """The product of matrices, `_STEP` rows at a time: a larger one BLAS gives to all processors, and where others work on
    them too, its threads wait for one another many times longer than the product takes."""
    product: Array = (rows.reshape(-1, _STEP, rows.shape[1]) @ matrix).reshape(len(rows), -1)
    return product
