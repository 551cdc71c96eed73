"""Which acts a text performs that platforms and laws forbid, told by a small model that learns from examples.

The examples and the concepts stand in `content/guard`, in the words of people who know the language. What is learnt are
weights, one for each act: of words and word pairs (of pieces of up to four signs in Chinese and Japanese), and of ordered
pairs of concepts in one sentence or two neighbouring ones, negation being a concept. The score of a window is that of a
logistic regression (its log-odds): above zero, the text does it more likely than not.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.reply.concepts import Concepts, plain
from kb.reply.sentences import sentences

EPOCHS, RATE, SEED = 10, 0.5, 7
OTHER_ACTS = 0.3
"""How much an example of one act counts as one that does not do another."""

STEM = 5
"""Letters by which words are told apart in pairs: enough for the stem of most, few enough to drop inflections."""

MAX_GAP = 4
BUCKETS = 1 << 17
"""Weights of wording: a piece of wording is found by its hash (Weinberger et al. 2009)."""

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the act it is about, and whether it does it; the act "" is none at all."""

    act: str
    does: bool
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence or two neighbouring ones, and the score of each act."""

    start: int
    end: int
    scores: Floats


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence as the model reads it: its pieces of wording, and its concepts in the order of their first mention."""

    pieces: Numbers
    concepts: Numbers


class Model:
    """The weights of one language."""

    def __init__(self, lang: str, acts: Sequence[str], concepts: Concepts) -> None:
        self.lang, self.acts, self.concepts = lang, tuple(acts), concepts
        self._size = len(concepts.names) + 1
        self.wording: Floats = np.zeros((BUCKETS, len(acts)), np.float32)
        self.pairs: Floats = np.zeros((self._size**2, len(acts)), np.float32)
        self.bias: Floats = np.full(len(acts), -1.0, np.float32)

    def windows(self, text: str) -> list[Window]:
        """Every sentence of a text, and every two neighbouring ones, with their scores."""
        cut = sentences(text)
        read = [self.read(sentence.text) for sentence in cut]
        sums = [self.wording[r.pieces].sum(axis=0) for r in read]
        found = []
        for first, one in enumerate(read):
            found.append(Window(cut[first].start, cut[first].end, self._score(sums[first], len(one.pieces), one.concepts)))
            if first + 1 < len(read):
                other = read[first + 1]
                size = len(one.pieces) + len(other.pieces)
                scores = self._score(sums[first] + sums[first + 1], size, np.concatenate([one.concepts, other.concepts]))
                found.append(Window(cut[first].start, cut[first + 1].end, scores))
        return found

    def _score(self, wording: Floats, size: int, concepts: Numbers) -> Floats:
        scores: Floats = self.bias + wording / np.float32(np.sqrt(max(size, 1)))
        if len(concepts):
            pairs = self.pairs_of(concepts)
            scores += self.pairs[pairs].sum(axis=0) / np.float32(np.sqrt(len(pairs)))
        return scores

    def read(self, sentence: str) -> _Read:
        """The sentence as the model reads it."""
        text = plain(self.lang, sentence)
        pieces = _signs(text) if self.lang in ("ja", "zh") else _words(text)
        mentions = sorted(self.concepts.mentions(text), key=lambda mention: (mention.start, -mention.end))
        return _Read(pieces, np.array(list(dict.fromkeys(m.concept for m in mentions)), dtype=np.int64))

    def pairs_of(self, concepts: Numbers) -> Numbers:
        """The numbers of the ordered pairs of concepts, and of each concept alone."""
        first, second = np.triu_indices(len(concepts), 1)
        alone = (self._size - 1) * self._size + concepts
        return np.concatenate([concepts[first] * self._size + concepts[second], alone])


def _signs(text: str) -> Numbers:
    """The pieces of up to four signs."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    found, mixed = [], np.zeros(len(codes), np.uint64)
    for size in range(1, 5):
        if len(codes) < size:
            break
        mixed = mixed[: len(codes) - size + 1] * np.uint64(1_000_003) + codes[size - 1 :]
        found.append(_buckets(mixed + np.uint64(size)))
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _words(text: str) -> Numbers:
    """The words, and pairs of stems up to four apart."""
    words = text.split()
    if not words:
        return np.empty(0, np.int64)
    stems = np.array([_hash(word[:STEM]) for word in words], dtype=np.uint64)
    found = [_buckets(stems), _buckets(np.array([_hash("=" + w) for w in words if len(w) > STEM], dtype=np.uint64))]
    for gap in range(1, MAX_GAP + 1):
        if len(stems) > gap:
            found.append(_buckets(stems[:-gap] * np.uint64(1_000_003) + stems[gap:] + np.uint64(min(gap, 2))))
    if len(stems) > 2:
        found.append(_buckets((stems[:-2] * np.uint64(31) + stems[1:-1]) * np.uint64(1_000_003) + stems[2:]))
    return np.concatenate(found)


@lru_cache(maxsize=50_000)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode())


def _buckets(mixed: NDArray[np.uint64]) -> Numbers:
    return ((mixed * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - 17)).astype(np.int64)


def trained(
    lang: str, acts: Sequence[str], concepts: Concepts, examples: Sequence[Example], related: frozenset[frozenset[str]]
) -> Model:
    """The model that these examples make; the same examples make the same model.

    An example of one act is held against each other act too, but for those that are `related`: who asks for a review in
    return for a coupon may ask for a good one.
    """
    model = Model(lang, acts, concepts)
    lessons = []
    for example in examples:
        read = [model.read(sentence.text) for sentence in sentences(example.text)]
        if read:
            pieces = np.concatenate([r.pieces for r in read])
            pairs = model.pairs_of(np.concatenate([r.concepts for r in read]))
            lessons.append((np.unique(pieces), np.unique(pairs), *_lesson(example, model.acts, related)))
    _learn(model, lessons)
    return model


def _lesson(example: Example, acts: Sequence[str], related: frozenset[frozenset[str]]) -> tuple[Floats, Floats]:
    """For each act, whether the example does it, and how much that counts."""
    does, counts = [], []
    for act in acts:
        mine = act == example.act
        does.append(float(example.does and mine))
        counts.append(1.0 if mine or not example.act else 0.0 if frozenset((act, example.act)) in related else OTHER_ACTS)
    return np.array(does, np.float32), np.array(counts, np.float32)


def _learn(model: Model, lessons: list[tuple[Numbers, Numbers, Floats, Floats]]) -> None:
    """AdaGrad (Duchi, Hazan and Singer 2011) on the logistic loss."""
    chance = random.Random(SEED)
    tables = (model.wording, model.pairs)
    slopes = [np.full_like(table, 0.1) for table in tables]
    for _ in range(EPOCHS):
        chance.shuffle(lessons)
        for pieces, pairs, does, counts in lessons:
            score = model.bias.copy()
            used = [
                (t, s, i, np.float32(1 / np.sqrt(len(i))))
                for t, s, i in zip(tables, slopes, (pieces, pairs), strict=True)
                if len(i)
            ]
            for table, _, places, scale in used:
                score += table[places].sum(axis=0) * scale
            wrong = (1 / (1 + np.exp(-score)) - does) * counts
            model.bias -= np.float32(0.05) * wrong
            for table, slope, places, scale in used:
                step = wrong * scale
                slope[places] += step * step
                table[places] -= np.float32(RATE) * step / np.sqrt(slope[places])
