"""What a search engine is to the rest of the search: terms go in, entries come out.

It knows of no language, expands nothing and scores nothing: `kb.search.terms` chooses the terms, `kb.search.scoring` scores.
`kb.search.index` is the one on Whoosh; another one may stand in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.search.entries import Entry

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]

Progress = Callable[[int, int], None]
"""Takes how many entries are written and how many will be."""


class Stored(NamedTuple):
    """What an engine keeps of an entry beside its terms; lengths count weighted words, pairs, and facets."""

    id: str
    lang: str
    length: float
    pair_length: int
    facet_length: int


class Generation(Protocol):
    """What an engine holds after one commit. Many threads may ask; later commits change nothing of it."""

    @property
    def stored(self) -> Mapping[int, Stored]:
        """The entries by their numbers."""

    @property
    def size(self) -> int:
        """All numbers are below this."""

    def postings(self, group: str, term: str) -> tuple[Ids, Weights]:
        """The entries that hold a term, in order, and how much of it each holds: of words what their parts count for.

        A single sign in a group of pairs is every pair that begins with it.
        """

    def holds(self, group: str, term: str) -> bool:
        """Whether any entry, also one deleted since, holds a term."""

    def parts_with(self, group: str, term: str, number: int) -> list[str]:
        """The parts of an entry that hold a term."""

    def beginning(self, group: str, prefix: str, limit: int) -> list[str]:
        """Up to `limit` words of a group that begin with `prefix`, in the order of the alphabet."""

    def spellings(self) -> Counter[str]:
        """The words that typing errors are mended to, each with how many entries hold it, or held it before they went."""


class Engine(Protocol):
    """An index that says what it is told to. Any number of threads may read while one process writes."""

    @property
    def generation(self) -> int:
        """Rises with every commit, whichever process makes it."""

    def sync(self, entries: Iterable[Entry], progress: Progress | None = None) -> int:
        """Make the index say what `entries` say, all or nothing, and return how many entries that changed.

        Raises SearchUnavailable when it cannot be written.
        """

    def read(self, before: Generation | None = None) -> Generation:
        """The newest commit; what an older one has read stays read."""
