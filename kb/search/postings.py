"""One segment of the index as arrays: which entries hold a term, and how much of it.

Whoosh stores; it does not score. A term's postings are read from it once and kept, for segments never change. The pairs of
a segment, stored as a column, are turned into one sorted array when a pair is first looked for.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from whoosh.reading import IndexReader

from kb.search.engine import Ids, Stored, Weights
from kb.search.entries import FACETS, PAIRS, PARTS, WEIGHTS

SPELLINGS = "spellings"
"""The column of the words that typing errors are mended to."""

PAIR_RECORD = np.dtype([("code", "<u8"), ("count", "u1")])
"""One pair of an entry, and how often it stands there, up to 255 times."""

Row = dict[str, Any]
"""The stored fields of an entry."""

_SIGN = 1 << 21


def pair_code(pair: str) -> int:
    """A pair, or a sign that stands alone, as a number; pairs that begin alike have codes side by side."""
    return ord(pair[0]) << 21 | (ord(pair[1]) if len(pair) > 1 else 0)


def fields_of(group: str) -> list[tuple[str, float]]:
    """The index fields of a group of terms like `words_ja`, each with what an occurrence in it counts for."""
    if group == FACETS:
        return [(group, 1.0)]
    _, lang = group.split("_")
    return [(f"{part}_{lang}", WEIGHTS[part]) for part in PARTS]


class Segment:
    """One segment's postings, read when they are first asked for."""

    def __init__(self, reader: IndexReader, rows: Mapping[int, Row]) -> None:
        self._reader = reader
        self._lock = threading.RLock()  # one Whoosh reader must not be read by two threads at once
        self._postings: dict[tuple[str, str], tuple[Ids, Weights]] = {}
        self._known: dict[str, frozenset[str]] = {}
        self._vocabulary: dict[str, list[str]] = {}
        self._pairs: dict[str, _Pairs] | None = None
        self._spellings: Counter[str] | None = None
        self.size = int(reader.doc_count_all())
        self.stored: dict[int, Stored] = {
            docnum: Stored(*(row[name] for name in Stored._fields)) for docnum, row in rows.items()
        }
        """Its entries by number, also those that a later commit deletes."""

    def postings(self, group: str, term: str) -> tuple[Ids, Weights]:
        """The entries that hold a term, in order, and how much of it each holds."""
        found = self._postings.get((group, term))
        if found is None:
            kind, _, lang = group.partition("_")
            with self._lock:
                found = self._pairs_of(lang).postings(term) if kind == PAIRS else self._read(group, term)
                if len(found[0]):
                    self._postings[group, term] = found
        return found

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The terms that were looked for until now."""
        return list(self._postings)

    def _read(self, group: str, term: str) -> tuple[Ids, Weights]:
        found: list[tuple[int, float]] = []
        for field, weight in fields_of(group):
            if term in self._terms(field):
                matcher = self._reader.postings(field, term)
                while matcher.is_active():
                    found.append((matcher.id(), weight * matcher.weight()))
                    matcher.next()
        docnums = np.fromiter((docnum for docnum, _ in found), dtype=np.int32, count=len(found))
        weights = np.fromiter((weight for _, weight in found), dtype=np.float64, count=len(found))
        ids, place = np.unique(docnums, return_inverse=True)
        return ids, np.bincount(place, weights, len(ids)).astype(np.float32)

    def parts_with(self, group: str, term: str, docnum: int) -> list[str]:
        """The parts of an entry that hold a term."""
        found = []
        with self._lock:
            for field, _ in fields_of(group):
                if term in self._terms(field):
                    matcher = self._reader.postings(field, term)
                    matcher.skip_to(docnum)
                    if matcher.is_active() and matcher.id() == docnum:
                        found.append(field.split("_")[0])
        return found

    def _terms(self, field: str) -> frozenset[str]:
        """The field's terms: asking Whoosh for one that is not there costs as much as reading one that is."""
        found = self._known.get(field)
        if found is None:
            found = self._known[field] = frozenset(term.decode() for term in self._reader.lexicon(field))
        return found

    def holds(self, group: str, term: str) -> bool:
        """Whether any field of the group has the term."""
        if group.startswith(PAIRS):
            return (group, term) in self._postings or term in self._pairs_of(group.partition("_")[2])
        return term in self._known_terms(group)

    def _known_terms(self, group: str) -> frozenset[str]:
        found = self._known.get(group)
        if found is None:
            with self._lock:
                terms = frozenset[str]().union(*(self._terms(field) for field, _ in fields_of(group)))
                found = self._known[group] = terms
        return found

    def vocabulary(self, group: str) -> list[str]:
        """The words of a group, sorted."""
        found = self._vocabulary.get(group)
        if found is None:
            found = self._vocabulary[group] = sorted(self._known_terms(group))
        return found

    def beginning(self, group: str, prefix: str, limit: int) -> Iterator[str]:
        """Up to `limit` words of a group that begin with `prefix`."""
        words = self.vocabulary(group)
        start = bisect_left(words, prefix)
        for word in words[start : start + limit]:
            if not word.startswith(prefix):
                return
            yield word

    def spellings(self) -> Counter[str]:
        """The words in Latin letters, each with how many entries hold it."""
        if self._spellings is None:
            found: Counter[str] = Counter()
            with self._lock:
                column = self._reader.column_reader(SPELLINGS)
                for docnum in self.stored:
                    found.update(column[docnum].decode().split())
            self._spellings = found
        return self._spellings

    def _pairs_of(self, lang: str) -> _Pairs:
        if self._pairs is None:
            with self._lock:
                column = self._reader.column_reader(PAIRS)
                members: dict[str, list[int]] = {}
                for docnum, stored in self.stored.items():
                    members.setdefault(stored.lang, []).append(docnum)
                self._pairs = {lang: _Pairs((i, column[i]) for i in docnums) for lang, docnums in members.items()}
        return self._pairs.get(lang, _NO_PAIRS)


class _Pairs:
    """The pairs of a language's entries, sorted by their signs."""

    def __init__(self, entries: Iterable[tuple[int, bytes]]) -> None:
        together, docnums, sizes = bytearray(), [], []
        for docnum, data in entries:
            together += data
            docnums.append(docnum)
            sizes.append(len(data) // PAIR_RECORD.itemsize)
        records = np.frombuffer(together, dtype=PAIR_RECORD)
        ids = np.repeat(np.array(docnums, dtype=np.int32), sizes)
        order = np.argsort(records["code"], kind="stable")
        self._ids: Ids = ids[order]
        self._counts = records["count"][order]
        self._codes, self._starts = np.unique(records["code"][order], return_index=True)
        self._starts = np.append(self._starts, len(order))
        self._sorted = memoryview(self._codes.data)  # bisects faster than the array, of which each item is an object to make

    def __contains__(self, pair: str) -> bool:
        code = pair_code(pair)
        place = bisect_left(self._sorted, code)
        return place < len(self._sorted) and self._sorted[place] < code + (1 if len(pair) > 1 else _SIGN)

    def postings(self, pair: str) -> tuple[Ids, Weights]:
        """The entries that hold a pair, or for a single sign every pair that begins with it."""
        first = pair_code(pair)
        start, end = self._starts[np.searchsorted(self._codes, [first, first + (1 if len(pair) > 1 else _SIGN)])]
        ids, counts = self._ids[start:end], self._counts[start:end].astype(np.float32)
        if len(pair) > 1:
            return ids, counts
        together, place = np.unique(ids, return_inverse=True)
        return together, np.bincount(place, counts, len(together)).astype(np.float32)


_NO_PAIRS = _Pairs(())
