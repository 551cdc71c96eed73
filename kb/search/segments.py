"""One commit of the index on Whoosh: its segments as one, without what was deleted from them since they were written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
from whoosh.reading import IndexReader

from kb.search.engine import Generation, Ids, Stored, Weights
from kb.search.postings import Row, Segment


def leaves(reader: IndexReader) -> list[tuple[IndexReader, int]]:
    """The segments of a reader, each with the number of its first entry."""
    return list(reader.leaf_readers()) if reader.doc_count_all() else []


class Segments:
    """The segments of a reader; what `before` has read of those that they share stays read."""

    def __init__(
        self, reader: IndexReader, rows: Callable[[IndexReader], Mapping[int, Row]], before: Generation | None = None
    ) -> None:
        known = before._segments if isinstance(before, Segments) else {}
        self._segments: dict[str, Segment] = {}
        self._offsets: list[tuple[Segment, int]] = []
        self.size = int(reader.doc_count_all())
        self.stored: Mapping[int, Stored] = {}
        self._live = np.zeros(self.size, dtype=bool)
        for leaf, offset in leaves(reader):
            name = leaf.segment().segment_id()
            segment = known.get(name) or Segment(leaf, rows(leaf))
            self._segments[name] = segment
            self._offsets.append((segment, offset))
            deleted = set(leaf.segment().deleted_docs())
            live = [docnum for docnum in segment.stored if docnum not in deleted]
            self.stored |= {offset + docnum: segment.stored[docnum] for docnum in live}
            self._live[[offset + docnum for docnum in live]] = True
        self._warm(known)

    @property
    def names(self) -> frozenset[str]:
        """The names of the segments."""
        return frozenset(self._segments)

    def _warm(self, known: Mapping[str, Segment]) -> None:
        """Read what was asked of segments that are no more, from those that took their place: no searcher waits for it."""
        fresh = [segment for name, segment in self._segments.items() if name not in known]
        gone = [segment for name, segment in known.items() if name not in self._segments]
        for old in gone:
            for group, term in old.asked:
                for segment in fresh:
                    segment.postings(group, term)

    def postings(self, group: str, term: str) -> tuple[Ids, Weights]:
        """The live entries that hold a term."""
        parts = [(offset, *segment.postings(group, term)) for segment, offset in self._offsets]
        ids = np.concatenate([ids + np.int32(offset) for offset, ids, _ in parts]) if parts else np.empty(0, np.int32)
        weights = np.concatenate([w for *_, w in parts]) if parts else np.empty(0, np.float32)
        live = self._live[ids]
        return ids[live], weights[live]

    def holds(self, group: str, term: str) -> bool:
        """Whether any entry, also one deleted since, holds a term."""
        for segment, _ in self._offsets:  # noqa: SIM110 - a generator would take most of the time
            if segment.holds(group, term):
                return True
        return False

    def parts_with(self, group: str, term: str, number: int) -> list[str]:
        """The parts of an entry that hold a term."""
        segment, offset = next(pair for pair in reversed(self._offsets) if pair[1] <= number)
        return segment.parts_with(group, term, number - offset)

    def beginning(self, group: str, prefix: str, limit: int) -> list[str]:
        """Up to `limit` words of a group that begin with `prefix`, in the order of the alphabet."""
        found = {word for segment, _ in self._offsets for word in segment.beginning(group, prefix, limit)}
        return sorted(found)[:limit]

    def spellings(self) -> Counter[str]:
        """The words in Latin letters, each with how many entries hold it, or held it before they were deleted."""
        return sum((segment.spellings() for segment, _ in self._offsets), Counter())
