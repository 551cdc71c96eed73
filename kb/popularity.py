"""How often each document was copied lately: what ranks what else is equal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from kb.content.status import STATES
from kb.errors import StoreError
from kb.search.query import Hit, Results

if TYPE_CHECKING:
    from kb.store.opening import Store

WINDOW = timedelta(days=90)
"""What was copied longer ago counts no more: what agents need changes with the seasons."""

KEPT_SECONDS = 300.0

NEARLY = 0.02
"""Scores that differ by less than this part of the better one say the same: use may put them in another order."""


class Popularity:
    """How often documents were copied. It is never waited for: searches go on with what was known."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._counting = threading.Lock()
        self._counts: Mapping[str, int] = {}
        self._until = 0.0

    def counts(self) -> Mapping[str, int]:
        """What was known last; counted anew in the background when it is older than some minutes."""
        if time.monotonic() >= self._until and self._counting.acquire(blocking=False):
            self._until = time.monotonic() + KEPT_SECONDS
            threading.Thread(target=self._count, name="kb-popularity", daemon=True).start()
        return self._counts

    def counted(self) -> Mapping[str, int]:
        """How often, counted now; nothing while the database is away."""
        try:
            return used_lately(self._store())
        except StoreError:
            return {}

    def refresh(self) -> None:
        """Know from now on what was copied until now."""
        with self._counting:
            self._counts = self.counted()

    def _count(self) -> None:
        try:
            self._counts = self.counted()
        finally:
            self._counting.release()


def used_lately(store: Store) -> Mapping[str, int]:
    """How often each document was copied lately. Raises StoreError."""
    return store.usage.popularity(datetime.now(UTC) - WINDOW)


def ranked(results: Results, counts: Mapping[str, int]) -> Results:
    """The results, those that answer nearly as well in the order of their use; a library without use stays as it is."""
    if not any(hit.document.id in counts for hit in results.hits):
        return results
    ordered: list[Hit] = []
    for group in _alike(results.hits):
        ordered += sorted(group, key=lambda hit: -counts.get(hit.document.id, 0))
    return replace(results, hits=tuple(ordered))


def _alike(hits: Iterable[Hit]) -> Iterator[list[Hit]]:
    """The hits in groups of nearly the same score as the first of each."""
    group: list[Hit] = []
    for hit in hits:
        if group and hit.score < group[0].score * (1 - NEARLY):
            yield group
            group = []
        group.append(hit)
    if group:
        yield group


_Ranked = TypeVar("_Ranked")


def by_need_and_use(
    found: Iterable[_Ranked],
    counts: Mapping[str, int],
    states: Callable[[_Ranked], Iterable[str]],
    id: Callable[[_Ranked], str],
) -> list[_Ranked]:
    """What needs somebody most first, by the worst of its states; within one state what is copied most."""
    places = {state: place for place, state in enumerate(STATES)}

    def place(one: _Ranked) -> tuple[int, int]:
        return min((places.get(state, len(places)) for state in states(one)), default=0), -counts.get(id(one), 0)

    return sorted(found, key=place)
