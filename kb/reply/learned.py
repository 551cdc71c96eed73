"""What a model that has learned from examples thinks of a text: it speaks where patterns are silent, and doubts them.

It is linear: for each rule a weight for each run of signs and words (`kb.reply.wording`) and for each concept that is named,
their sum divided by the root of how many there are and `FEW`. In Chinese a small network (`kb.reply.attention`) judges
besides, and the mean of both counts. Above 0 it takes the text for a breach. It is shipped as `models/<lang>.npz`,
and made from labelled examples by `benchmarks.guard_learn`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from kb.errors import ModelUnreadable
from kb.reply.attention import Attention
from kb.reply.patterns import Breach, Heard, Said
from kb.reply.wording import PLACES, Array, place_of, wording

MODELS = Path(__file__).with_name("models")
TRUST, TRUST_OF_BOTH = 2.0, 1.5
"""How far the linear model, or the mean of both, must be against a breach before a pattern is not believed: chosen on
examples that neither had seen."""


FEW = 20
"""Runs that are added to those of a text: two or three words say little, whatever they weigh."""
SURE = 1.0
"""From here on the model alone may forbid; below it warns, for people know better now and then."""


class Learned:
    """The model of one language. Safe to use from many threads."""

    def __init__(
        self,
        lang: str,
        rules: Sequence[str],
        weights: Array,
        bias: Array,
        concepts: Sequence[str],
        attention: Attention | None = None,
    ) -> None:
        """`weights` has a row a rule and a column a place; `concepts` are the names of those that a text may speak of."""
        self.lang, self.rules = lang, tuple(rules)
        self._bias, self._attention = bias, attention
        self._trust = TRUST if attention is None else TRUST_OF_BOTH
        self._size = len(concepts)
        self._heeded = np.array([heeded(name) for name in concepts], bool)
        self._weights = np.hstack([weights, weights[:, [place_of(name) for name in concepts]]])

    @classmethod
    def read(cls, lang: str, concepts: Sequence[str]) -> Learned:
        """The model that is shipped for a language.

        Raises ModelUnreadable when its file is missing or damaged, or holds something else.
        """
        path = MODELS / f"{lang}.npz"
        try:
            with np.load(path) as file:
                rules = [str(rule) for rule in file["rules"]]
                weights = file["weights"].astype(np.float32) * file["scale"][:, None].astype(np.float32)
                if weights.shape != (len(rules), PLACES):
                    raise ValueError(f"a table of {weights.shape}, not of {(len(rules), PLACES)}")
                return cls(lang, rules, weights, file["bias"], concepts, Attention(file) if "looks" in file else None)
        except (OSError, EOFError, BadZipFile, ValueError, KeyError, IndexError) as error:
            raise ModelUnreadable(
                f"{path}: this model of the guard cannot be read ({error}); "
                f"install Kotae again, or make it: python -m benchmarks.guard_learn {lang}"
            ) from error

    def hear(self, said: Sequence[Said]) -> list[Heard]:
        """What it hears in each sentence; one that it has heard before need not be heard again."""
        new = [one for one in dict.fromkeys(said) if one.heard is None]
        for one, heard in zip(new, self._heard(new), strict=True):
            one.heard = heard
        return [one.heard for one in said if one.heard is not None]

    def _heard(self, said: Sequence[Said]) -> list[Heard]:
        if not said:
            return []
        runs = wording(self.lang, [one.text for one in said])
        rows, concepts = np.nonzero(_bits([one.named for one in said], self._size) & self._heeded)
        lines = np.concatenate([runs.lines, rows])
        places = np.concatenate([runs.places, concepts + PLACES])
        sums = np.stack([np.bincount(lines, row[places], len(said)) for row in self._weights], axis=1)
        sizes = np.bincount(lines, minlength=len(said)).tolist()
        if self._attention is None:
            return [Heard(row, size) for row, size in zip(sums, sizes, strict=True)]
        gists = self._attention.gists([one.text for one in said])
        return [Heard(row, size, gist) for row, size, gist in zip(sums, sizes, gists, strict=True)]

    def leanings(self, heard: Sequence[Heard]) -> tuple[Array, Array]:
        """How it leans for each sentence, and for each sentence with the one that follows: a row each, a column a rule."""
        sums = np.array([one.sums for one in heard])
        sizes = np.array([one.size for one in heard])[:, None]
        alone = sums / np.sqrt(sizes + FEW) + self._bias
        pairs = (sums[:-1] + sums[1:]) / np.sqrt(sizes[:-1] + sizes[1:] + FEW) + self._bias
        if self._attention is None:
            return alone, pairs
        gists = np.array([one.gist for one in heard])
        together = np.maximum(gists[:-1], gists[1:])
        return (alone + self._attention.leanings(gists)) / 2, (pairs + self._attention.leanings(together)) / 2

    def judged(self, breaches: Mapping[str, Sequence[Breach]], heard: Sequence[Heard]) -> dict[str, list[Breach]]:
        """The breaches by rule: those of patterns that it does not doubt, and those that it takes for some by itself."""
        if not heard:
            return {}
        alone, pairs = self.leanings(heard)
        around = alone.copy()
        around[:-1] = np.maximum(around[:-1], pairs)
        around[1:] = np.maximum(around[1:], pairs)
        believed = {
            rule: [breach for breach in found if rule not in self.rules or self._trusts(around, rule, breach)]
            for rule, found in breaches.items()
        }
        for column in np.flatnonzero(around.max(axis=0) > 0):
            rule = self.rules[column]
            own = _own(alone[:, column], pairs[:, column])
            found = believed.setdefault(rule, [])
            found += [one for one in own if not any(one.first <= b.last and b.first <= one.last for b in found)]
        return {rule: sorted(found) for rule, found in believed.items() if found}

    def _trusts(self, around: Array, rule: str, breach: Breach) -> bool:
        return bool(around[breach.first : breach.last + 1, self.rules.index(rule)].max() > -self._trust)


def heeded(concept: str) -> bool:
    """Whether a concept counts: words as they stand in a pattern say nothing that the wording does not."""
    return not concept.startswith('"')


def _own(alone: Array, pairs: Array) -> list[Breach]:
    """The sentences that break a rule by themselves, and the pairs that do only together."""
    found = [_whole(int(place), int(place), alone[place]) for place in np.flatnonzero(alone > 0)]
    for place in np.flatnonzero(pairs > 0):
        if alone[place] <= 0 and alone[place + 1] <= 0 and not any(b.last >= place for b in found if b.last > b.first):
            found.append(_whole(int(place), int(place) + 1, pairs[place]))
    return found


def _whole(first: int, last: int, leaning: float) -> Breach:
    """Whole sentences: no pattern says which words of them it is."""
    return Breach(first, last, 0, 0, 0, bool(leaning > SURE))


def _bits(sets: Sequence[int], size: int) -> Array:
    """Sets of small numbers as rows of zeros and ones."""
    width = -(-size // 8)
    packed = np.frombuffer(b"".join(numbers.to_bytes(width, "little") for numbers in sets), np.uint8)
    return np.unpackbits(packed.reshape(len(sets), width), axis=1, count=size, bitorder="little").astype(bool)
