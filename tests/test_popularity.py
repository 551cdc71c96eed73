"""Use decides between what answers nearly as well, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from kb.popularity import by_need_and_use, ranked
from kb.search.query import Query, Results
from kb.service import KnowledgeBase

TABLE: list[tuple[list[float], dict[int, int], list[int]]] = [
    ([9.0, 8.99, 5.0], {}, [0, 1, 2]),
    ([9.0, 8.99, 5.0], {1: 3}, [1, 0, 2]),
    ([9.0, 8.99, 5.0], {1: 3, 0: 4}, [0, 1, 2]),
    ([9.0, 8.0, 5.0], {2: 1000, 1: 500}, [0, 1, 2]),
    ([9.0, 8.9, 8.8, 8.7], {3: 9}, [0, 1, 3, 2]),
]


@pytest.fixture(scope="module")
def results(kb: KnowledgeBase) -> Results:
    return kb.search(Query("refund", "en", limit=4))


@pytest.mark.parametrize(("scores", "counts", "order"), TABLE)
def test_neighbours_change_places_by_use(
    results: Results, scores: list[float], counts: Mapping[int, int], order: list[int]
) -> None:
    hits = tuple(replace(hit, score=score) for hit, score in zip(results.hits, scores, strict=False))
    used = {hits[place].document.id: count for place, count in counts.items()}

    assert ranked(replace(results, hits=hits), used).hits == tuple(hits[place] for place in order)


def test_a_library_without_use_is_answered_as_it_is(results: Results) -> None:
    assert ranked(results, {"templates/gone": 5}) is results


def test_what_is_copied_most_comes_first_within_a_state() -> None:
    found = [("a", "stale"), ("b", "stale"), ("c", "current"), ("d", "current")]

    assert by_need_and_use(found, {"d": 9, "b": 1}, lambda one: [one[1]], lambda one: one[0]) == [
        ("b", "stale"),
        ("a", "stale"),
        ("d", "current"),
        ("c", "current"),
    ]
