"""BM25+ over the index's postings, each term read from Whoosh once and kept as arrays.

Whoosh stores; it does not score. The postings of a term in the parts of one language are combined into one
weighted frequency a document (BM25F, Robertson and Zaragoza 2009), then scored with BM25+ (Lv and Zhai
2011). Segments never change, so what was read of one stays valid over commits; deletions and the rarity of
a term are those of the snapshot.
"""

from __future__ import annotations

import math
import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from kb.languages import LANGUAGES
from kb.search.index import FACETS, PAIRS, PARTS, Index

WEIGHTS: Mapping[str, float] = {"title": 4.0, "keywords": 3.0, "labels": 2.5, "summary": 2.0, "body": 0.5}
"""What one occurrence counts for in each part: people search for what a reply is called and when it is used."""

K1, B, DELTA = 1.2, 0.75, 0.5

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Term:
    """A term to look for: in the words or the pairs of a language, counting `weight` times."""

    lang: str
    text: str
    weight: float = 1.0
    pair: bool = False
    facet: bool = False
    """Whether `text` is a facet, like `issue:refund`, and not a word."""

    @property
    def group(self) -> str:
        """The fields that are read for it."""
        if self.facet:
            return f"{FACETS}_{self.lang}"
        return f"{PAIRS}_{self.lang}" if self.pair else f"words_{self.lang}"


@dataclass(frozen=True, slots=True)
class Stored:
    """What the index keeps of an entry beside its terms."""

    id: str
    lang: str


def _fields_of(group: str) -> list[tuple[str, float]]:
    kind, lang = group.split("_")
    return [(group, 1.0)] if kind in (PAIRS, FACETS) else [(f"{part}_{lang}", WEIGHTS[part]) for part in PARTS]


class _Segment:
    """One segment's postings and lengths, read when they are first asked for."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._postings: dict[tuple[str, str], tuple[Ids, Weights]] = {}
        self._lengths: dict[str, Weights] = {}
        self._known: dict[str, frozenset[str]] = {}
        self._vocabulary: dict[str, list[str]] = {}
        self.size = int(reader.doc_count_all())

    def postings(self, group: str, term: str) -> tuple[Ids, Weights]:
        found = self._postings.get((group, term))
        if found is None:
            with self._lock:  # one Whoosh reader must not be read by two threads at once
                found = self._postings[group, term] = self._read(group, term)
        return found

    def _read(self, group: str, term: str) -> tuple[Ids, Weights]:
        total: dict[int, float] = {}
        for field, weight in _fields_of(group):
            if term in self._terms(field):
                matcher = self._reader.postings(field, term)
                while matcher.is_active():
                    docnum = matcher.id()
                    total[docnum] = total.get(docnum, 0.0) + weight * matcher.weight()
                    matcher.next()
        ids = np.fromiter(sorted(total), dtype=np.int32, count=len(total))
        return ids, np.fromiter((total[int(i)] for i in ids), dtype=np.float32, count=len(total))

    def _terms(self, field: str) -> frozenset[str]:
        """The field's terms: asking Whoosh for one that is not there costs as much as reading one that is."""
        found = self._known.get(field)
        if found is None:
            found = self._known[field] = frozenset(term.decode() for term in self._reader.lexicon(field))
        return found

    def holds(self, group: str, term: str) -> bool:
        """Whether any field of the group has the term."""
        with self._lock:
            return any(term in self._terms(field) for field, _ in _fields_of(group))

    def lengths(self, group: str) -> Weights:
        found = self._lengths.get(group)
        if found is None:
            with self._lock:
                found = np.zeros(self.size, dtype=np.float32)
                for field, weight in _fields_of(group):
                    found += weight * np.array(
                        [self._reader.doc_field_length(i, field, 0) or 0 for i in range(self.size)], dtype=np.float32
                    )
                self._lengths[group] = found
        return found

    def vocabulary(self, group: str) -> list[str]:
        """The terms of a group, sorted."""
        found = self._vocabulary.get(group)
        if found is None:
            with self._lock:
                terms = frozenset[str]().union(*(self._terms(field) for field, _ in _fields_of(group)))
                found = self._vocabulary[group] = sorted(terms)
        return found


class Snapshot:
    """One generation of the index: what stands in it, and how well each entry fits a list of terms."""

    def __init__(self, reader: IndexReader, before: Snapshot | None = None) -> None:
        known = before._segments if before else {}
        self._segments: dict[str, _Segment] = {}
        self._offsets: list[tuple[_Segment, int]] = []
        stored: dict[int, Stored] = {}
        for leaf, offset in reader.leaf_readers() if reader.doc_count_all() else ():
            name = leaf.segment().segment_id()
            segment = known.get(name) or _Segment(leaf)
            self._segments[name] = segment
            self._offsets.append((segment, offset))
        for docnum, fields in reader.iter_docs():
            stored[docnum] = Stored(fields["id"], fields["lang"])
        self.stored: Mapping[int, Stored] = stored
        size = int(reader.doc_count_all())
        self._live = np.zeros(size, dtype=bool)
        self._live[list(stored)] = True
        self._by_lang = {
            lang: np.array([stored[i].lang == lang if i in stored else False for i in range(size)], dtype=bool)
            for lang in LANGUAGES
        }
        self._stats: dict[str, tuple[int, float, Weights]] = {}

    def score(self, terms: Sequence[Term]) -> NDArray[np.float32]:
        """How well each entry fits the terms: higher is better, zero for no term at all."""
        scores = np.zeros(len(self._live), dtype=np.float32)
        for term in terms:
            ids, weights = self._postings(term.group, term.text)
            if not len(ids):
                continue
            total, average, lengths = self._statistics(term.lang, term.group)
            rarity = math.log(1 + (total - len(ids) + 0.5) / (len(ids) + 0.5))
            idf = 1.0 if term.facet else rarity  # that few documents treat of refunds does not make them better
            norm = K1 * (1 - B + B * lengths[ids] / average)
            scores[ids] += term.weight * idf * (DELTA + weights * (K1 + 1) / (weights + norm))
        return scores

    def is_common(self, term: Term) -> bool:
        """Whether over a third of a language's entries hold the term: such a word explains no hit."""
        total, _, _ = self._statistics(term.lang, term.group)
        return len(self._postings(term.group, term.text)[0]) > max(total / 3, 2)

    def _postings(self, group: str, term: str) -> tuple[Ids, Weights]:
        """The live entries that hold a term."""
        parts = [(offset, *segment.postings(group, term)) for segment, offset in self._offsets]
        ids = np.concatenate([ids + np.int32(offset) for offset, ids, _ in parts]) if parts else np.empty(0, np.int32)
        weights = np.concatenate([w for *_, w in parts]) if parts else np.empty(0, np.float32)
        live = self._live[ids]
        return ids[live], weights[live]

    def _statistics(self, lang: str, group: str) -> tuple[int, float, Weights]:
        found = self._stats.get(group)
        if found is None:
            parts = [segment.lengths(group) for segment, _ in self._offsets]
            lengths = np.concatenate(parts) if parts else np.empty(0, np.float32)
            mine = self._by_lang[lang]
            total = int(mine.sum())
            average = float(lengths[mine].mean()) if total else 1.0
            found = self._stats[group] = (total, max(average, 1.0), lengths)
        return found

    def knows(self, lang: str, term: str) -> bool:
        """Whether any entry of a language, also one deleted since, holds a word."""
        return any(segment.holds(f"words_{lang}", term) for segment, _ in self._offsets)

    def completions(self, group: str, prefix: str, limit: int) -> list[str]:
        """Up to `limit` terms of a group that begin with `prefix`, in the order of the alphabet."""
        found: set[str] = set()
        for segment, _ in self._offsets:
            words = segment.vocabulary(group)
            start = bisect_left(words, prefix)
            for word in words[start : start + limit]:
                if not word.startswith(prefix):
                    break
                found.add(word)
        return sorted(found)[:limit]


class Snapshots:
    """The newest snapshot of an index; what older ones have read of its segments is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._generation = -1
        self._snapshot: Snapshot | None = None

    def refresh(self) -> Snapshot:
        """The snapshot of the newest commit. Call it after a commit, not for every search."""
        with self._lock:
            generation = self._index.generation
            if self._snapshot is None or generation != self._generation:
                self._snapshot = Snapshot(self._index.reader(), self._snapshot)
                self._generation = generation
            return self._snapshot

    @property
    def current(self) -> Snapshot:
        """The snapshot of the last refresh."""
        return self._snapshot or self.refresh()
