"""What a text is likely about, word by word: the synonym lists read as examples of how each facet is spoken of.

The lists name whole phrases, and no customer says them all as they are written. But nearly every word of "stopped charging"
stands in some phrase of the heading that it belongs to. So each word, and each two side by side, gets a weight for each
facet: how much likelier it stands there than anywhere (naive Bayes with Dirichlet smoothing). A text's weights are added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kb.search import analysis

SMOOTHING = 150.0
"""Examples' worth of doubt: the more, the less one rare word decides."""

EASING = 12
"""Features: a longer text says many things beside the matter, so the sum of its words counts ever less each."""

MIN_SHARE = 0.1
"""A facet that is less likely than this is left out: every one costs time."""


_LATIN = "\u2e80"
"""Every sign of Chinese or Japanese stands behind this one: words in Latin letters have no pairs."""


class Topics:
    """The facets of one group, like the issues, and the words that tell one from another."""

    def __init__(self, examples: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Each example is the facet that it speaks of, empty for none of the group, and its features."""
        counts: dict[str, Counter[str]] = {"": Counter()}
        for facet, features in examples:
            counts.setdefault(facet, Counter()).update(set(features))
        self._facets = list(counts)
        self._rows = {feature: row for row, feature in enumerate(dict.fromkeys(f for c in counts.values() for f in c))}
        table = np.zeros((len(self._rows), len(counts)), dtype=np.float64)
        for column, found in enumerate(counts.values()):
            for feature, count in found.items():
                table[self._rows[feature], column] = count
        totals = table.sum(axis=0)
        share = (table / np.maximum(totals, 1)).mean(axis=1, keepdims=True)
        weights = np.log((table + SMOOTHING * share) / (totals + SMOOTHING)) - np.log(share)
        self._weights: NDArray[np.float32] = weights.astype(np.float32)

    def shares(self, features: Iterable[str]) -> Mapping[str, float]:
        """How likely a text with these features is about each facet, of those that are worth a mention."""
        rows = [row for feature in dict.fromkeys(features) if (row := self._rows.get(feature)) is not None]
        if not rows:
            return {}
        sums = self._weights[rows].sum(axis=0) / (1 + len(rows) / EASING)
        odds = np.exp(sums - sums.max())
        shares = odds / odds.sum()
        return {self._facets[i]: float(shares[i]) for i in np.flatnonzero(shares > MIN_SHARE) if self._facets[i]}


def features_of(lang: str, words: Sequence[str], text: str) -> list[str]:
    """The words of a text and what stands side by side: two words, or two signs where words have no spaces."""
    if lang in ("ja", "zh"):
        signs = analysis.prepared(lang, analysis.fold(text[: analysis.MAX_TEXT]).text)
        return [*words, *(a + b for a, b in pairwise(signs) if a > _LATIN and b > _LATIN)]
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]
