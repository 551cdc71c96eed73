"""BM25+ over an engine's postings.

The postings of a term in the parts of one language are combined into one weighted frequency a document (BM25F, Robertson and
Zaragoza 2009), then scored with BM25+ (Lv and Zhai 2011). The rarity of a term is that of the snapshot, which keeps what
each term adds to each entry: of a term that few hold as a list of entries, of one that many hold as a value for every entry,
for that is added several times as fast.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.languages import LANGUAGES
from kb.search.engine import Engine, Generation, Weights
from kb.search.entries import FACETS, PAIRS, WORDS

K1, B, DELTA = 1.2, 0.75, 0.3

MAX_KEPT = 160_000_000
"""Bytes of postings and their scores that a snapshot keeps at once."""

OF_A_TERM = 1000
"""Bytes that a kept term is taken to have beside its postings: people may look for any number that nothing holds."""

USUAL, BROAD = 3, 0.2
"""The facets that most replies have, and how much each such number beyond counts as length."""

ANY = ""

DENSE = 8
"""A term that one entry in so many holds is kept as a value for every entry."""

Places = NDArray[np.intp]
"""Numbers of entries in the type in which numpy looks things up: any other is converted at every use."""

Origin = Literal["word", "pair", "beginning", "synonym", "facet"]
"""Why a term is looked for: as written, as two signs side by side, as what a word being typed may become, as another word
for the same, or as what the document is about."""


_KINDS: dict[Origin, str] = {"word": WORDS, "beginning": WORDS, "synonym": WORDS, "pair": PAIRS}
_GROUPS = {(origin, lang): f"{kind}_{lang}" for origin, kind in _KINDS.items() for lang in LANGUAGES}
_GROUPS["facet", ANY] = FACETS


class Term(NamedTuple):
    """A term to look for in the entries of a language, counting `weight` times; a facet is one of ANY language."""

    lang: str
    text: str
    weight: float = 1.0
    origin: Origin = "word"

    @property
    def group(self) -> str:
        """The fields that are read for it."""
        return _GROUPS[self.origin, self.lang]


class Held(NamedTuple):
    """The entries that hold a term, what it adds to the score of each, its weight aside, and how much it tells."""

    ids: Places
    impacts: Weights
    everywhere: Weights | None
    """The same for every entry, of a term that many hold."""
    rarity: float


class Snapshot:
    """One generation of the index: what stands in it, and how well each entry fits a list of terms."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.stored, self.size = generation.stored, generation.size
        self._of_lang = {
            lang: np.array([number for number, entry in self.stored.items() if entry.lang == lang], dtype=np.int64)
            for lang in LANGUAGES
        }
        self._statistics = {group: found for lang in LANGUAGES for group, found in self._measured(lang).items()}
        self._statistics[FACETS] = (len(self.stored), self._breadth())
        self._held: dict[tuple[str, str], Held] = {}
        self._nothing: dict[str, Held] = {}
        """What is held of the terms of a group that no entry holds: anything may be asked for."""
        self._kept = 0

    def _measured(self, lang: str) -> dict[str, tuple[int, Weights]]:
        """For each group of a language's terms: how many entries there are, and how long each is against the average."""
        mine = [(docnum, entry) for docnum, entry in self.stored.items() if entry.lang == lang]
        found = {}
        for kind, lengths in (
            (WORDS, [entry.length for _, entry in mine]),
            (PAIRS, [float(entry.pair_length) for _, entry in mine]),
        ):
            relative = np.ones(self.size, dtype=np.float32)
            average = max(sum(lengths) / len(lengths), 1.0) if lengths else 1.0
            relative[[docnum for docnum, _ in mine]] = np.array(lengths, dtype=np.float32) / average
            found[f"{kind}_{lang}"] = (len(mine), relative)
        return found

    def _breadth(self) -> Weights:
        """For each entry, how much more it treats of than one intent and two issues, which is what replies do.

        One about eleven issues would otherwise come first for every message that names three of them.
        """
        lengths = np.zeros(self.size, dtype=np.float32)
        lengths[list(self.stored)] = [entry.facet_length for entry in self.stored.values()]
        return np.float32(1) + np.float32(BROAD) * np.maximum(lengths / USUAL - 1, 0).astype(np.float32)

    def score(self, terms: Sequence[Term]) -> Weights:
        """How well each entry fits the terms: higher is better, zero for no term at all."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term in terms:
            ids, impacts, everywhere, _ = self.held(term)
            weight = np.float32(term.weight)
            if everywhere is not None:
                scores += everywhere if term.weight == 1 else weight * everywhere
            elif len(ids):
                scores[ids] += impacts if term.weight == 1 else weight * impacts
        return scores

    def held(self, term: Term) -> Held:
        """Which entries hold a term, and what it adds to each."""
        key = (term.group, term.text)
        found = self._held.get(key)
        if found is None:
            found = self._read(term, *key)
            if not len(found.ids):
                found = self._nothing.setdefault(term.group, found)
            size = OF_A_TERM + sum(part.nbytes for part in found[:3] if part is not None)
            if self._kept + size > MAX_KEPT:
                self._held, self._kept = {}, 0
            self._held[key] = found
            self._kept += size
        return found

    def _read(self, term: Term, group: str, text: str) -> Held:
        places, weights = self.generation.postings(group, text)
        ids = places.astype(np.intp)
        total, relative = self._statistics[group]
        rarity = _rarity(total, len(ids))
        idf = 1.0 if term.origin == "facet" else rarity  # few treat of refunds: none the better for it
        norm = K1 * (1 - B + B * relative[ids])
        impacts = (idf * (DELTA + weights * (K1 + 1) / (weights + norm))).astype(np.float32)
        everywhere = None
        if len(ids) * DENSE > self.size:
            everywhere = np.zeros(self.size, dtype=np.float32)
            everywhere[ids] = impacts
        return Held(ids, impacts, everywhere, rarity)

    def impacts(self, term: Term) -> tuple[Places, Weights]:
        """The entries that hold a term, in order, and what it adds to the score of each, its weight aside."""
        return self.held(term)[:2]

    def rarity(self, term: Term) -> float:
        """How much a term tells: the more, the fewer entries of its language hold it."""
        return self.held(term).rarity

    def of_lang(self, lang: str) -> NDArray[np.int64]:
        """The entries of a language."""
        return self._of_lang[lang]

    def is_common(self, term: Term) -> bool:
        """Whether over a third of a language's entries hold the term: such a word explains no hit."""
        total, _ = self._statistics[term.group]
        return len(self.held(term).ids) > max(total / 3, 2)

    def holds(self, term: Term) -> bool:
        """Whether any entry, also one deleted since, holds a term."""
        group, text = term.group, term.text
        found = self._held.get((group, text))
        if found is not None and len(found.ids):
            return True
        return self.generation.holds(group, text)

    def parts_with(self, term: Term, number: int) -> list[str]:
        """The parts of an entry that hold a term."""
        return self.generation.parts_with(term.group, term.text, number)

    def beginning(self, lang: str, prefix: str, limit: int) -> list[str]:
        """Up to `limit` words of a language that begin with `prefix`, in the order of the alphabet."""
        return self.generation.beginning(f"{WORDS}_{lang}", prefix, limit)

    def spellings(self) -> Counter[str]:
        """The words that typing errors are mended to, each with how many entries hold it."""
        return self.generation.spellings()


def _rarity(total: int, holding: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


class Snapshots:
    """The newest snapshot of an engine's index; what older ones have read of it is kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._number = -1
        self._snapshot: Snapshot | None = None

    def refresh(self) -> Snapshot:
        """The snapshot of the newest commit. Call it after a commit, not for every search."""
        with self._lock:
            number = self._engine.generation
            if self._snapshot is None or number != self._number:
                before = self._snapshot.generation if self._snapshot else None
                self._snapshot = Snapshot(self._engine.read(before))
                self._number = number
            return self._snapshot

    @property
    def current(self) -> Snapshot:
        """The snapshot of the last refresh."""
        return self._snapshot or self.refresh()
