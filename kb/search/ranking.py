"""Which documents match a question, and which come first.

An entry of the index is a document in one language. All entries are scored at once, as one array; a document ranks by the
best of its entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.content.library import Library
from kb.languages import LANGUAGES
from kb.search.engine import Weights
from kb.search.facets import Catalogue, Mask
from kb.search.scoring import Snapshot, Term

READER_BONUS = 1.04
"""Between two equal hits the one in the reader's language comes first."""

NOISE = 0.12
"""In a long question, a hit below this share of the best one has met a stray word and not what is asked."""


FEW_WORDS = 24
"""Signs of a question, beyond which a stray word of it may be met by chance."""

NAMED = 16.0
"""A document whose whole title was typed."""


class Matches(NamedTuple):
    """What a question meets: each entry's score, the entries that are found, and which documents match before filtering."""

    scores: Weights
    entries: NDArray[np.intp]
    documents: Mask


class Place(NamedTuple):
    """A document by its number, with the entry through which it is found and the score of that."""

    ordinal: int
    entry: int
    score: float


class Ranking:
    """The documents of a library as its index holds them."""

    def __init__(self, library: Library, snapshot: Snapshot, catalogue: Catalogue) -> None:
        self._snapshot, self._catalogue = snapshot, catalogue
        self.ordinals = np.full(snapshot.size, -1, dtype=np.intp)
        """The number of each entry's document; -1 where the library does not have it now."""
        for docnum, stored in snapshot.stored.items():
            ordinal = catalogue.ordinals.get(stored.id, -1)
            if ordinal >= 0 and stored.lang in library.documents[stored.id]:
                self.ordinals[docnum] = ordinal
        self._unlisted = np.flatnonzero(self.ordinals < 0)
        self._aptness = catalogue.aptness[self.ordinals] if len(catalogue.ids) else np.ones(len(self.ordinals), np.float32)

    @cached_property
    def _bonus(self) -> dict[str, Weights]:
        """What the score of each entry is multiplied by for a reader of each language."""
        found = {lang: self._aptness.copy() for lang in LANGUAGES}
        for lang, bonus in found.items():
            bonus[self._snapshot.of_lang(lang)] *= READER_BONUS
        return found

    def aptness(self, docnum: int, text: str) -> float:
        """What the score of an entry is multiplied by when a text is asked, whoever reads it: more where it is the title."""
        named = int(self.ordinals[docnum]) in self._catalogue.titled(text)
        return float(self._aptness[docnum]) * (NAMED if named else 1.0)

    def matches(self, lang: str, terms: Sequence[Term], admitted: Mask, text: str) -> Matches:
        """What the terms of a text meet for a reader of a language."""
        scores = self._snapshot.score(terms)
        scores *= self._bonus[lang]
        for ordinal in self._catalogue.titled(text):
            scores[self.ordinals == ordinal] *= NAMED
        if len(self._unlisted):
            scores[self._unlisted] = 0
        met, everything = scores > 0, bool(admitted.all())
        found = met if everything else met & admitted[self.ordinals]
        if len(text.strip()) > FEW_WORDS:
            best = scores.max(initial=0) if everything else scores[found].max(initial=0)
            met &= scores >= NOISE * best
            found = met if everything else found & met
        documents = np.zeros(len(self._catalogue.ids), dtype=bool)
        entries = np.flatnonzero(met)
        documents[self.ordinals[entries]] = True
        return Matches(scores, entries if everything else np.flatnonzero(found), documents)

    def best(self, matches: Matches, wanted: int) -> list[Place]:
        """The best documents that are found. Equal ones stand in the order of their numbers, which is that of their ids."""
        entries, scores = matches.entries, matches.scores[matches.entries]
        enough = wanted * len(LANGUAGES)  # a document stands there at most once a language
        if len(entries) > enough > 0:
            best = np.flatnonzero(scores >= np.partition(scores, len(scores) - enough)[len(scores) - enough])
            entries, scores = entries[best], scores[best]
        ordinals: NDArray[np.intp] = self.ordinals[entries]
        order = np.lexsort((ordinals, -scores))
        seen: dict[int, Place] = {}
        for place in map(Place, ordinals[order].tolist(), entries[order].tolist(), scores[order].tolist()):
            if len(seen) >= wanted:
                break
            seen.setdefault(place.ordinal, place)
        return list(seen.values())
