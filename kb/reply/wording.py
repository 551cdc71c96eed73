"""How a text is worded, as numbers: runs of signs and words, each by the place that its hash has in a table.

What is counted is the same when the model of `kb.reply.learned` is made and when it is asked.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

_BITS = 16
PLACES = 1 << _BITS
"""Places of the table. Runs that share one cannot be told apart: few do among those that matter."""
MOST = 3
"""How often a run counts in one line: "oooooooooo" says no more than "ooooo"."""
_RUNS = {"ja": (1, 2, 3, 4), "zh": (1, 2, 3, 4)}
_LATIN_RUNS = (4,)
"""How many signs in a row are looked at: in Latin script words are looked at besides, and a run tells of their stems."""
_BASE, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD)

Array = np.ndarray[Any, np.dtype[Any]]


class Wording(NamedTuple):
    """The runs of several lines: the place of each in the table, and the line that it is in."""

    places: Array
    lines: Array


def wording(lang: str, lines: Sequence[str]) -> Wording:
    """The runs of plain lines (`kb.reply.concepts.plain`)."""
    text = "\n".join(lines)
    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    breaks = signs == ord("\n")
    line_of = np.cumsum(breaks)
    places, owners = [], []
    for length in _RUNS.get(lang, _LATIN_RUNS):
        if len(signs) < length:
            continue
        last = len(signs) - length + 1
        hashed = np.full(last, length, np.uint64)
        for step in range(length):
            hashed = hashed * _BASE + signs[step : last + step]
        whole = ~breaks[:last] & (line_of[length - 1 :] == line_of[:last])
        places.append(_place(hashed[whole]))
        owners.append(line_of[:last][whole])
    if lang not in _RUNS:
        found, of = _word_runs(lines)
        places.append(found)
        owners.append(of)
    if not places:
        return Wording(np.zeros(0, int), np.zeros(0, int))
    return _seldom(np.concatenate(places), np.concatenate(owners))


def _seldom(places: Array, lines: Array) -> Wording:
    """Each run `MOST` times a line at most."""
    kept = few_of_each(lines * PLACES + places)
    return Wording(places[kept], lines[kept])


def few_of_each(keys: Array) -> Array:
    """Where each key occurs for the first `MOST` times, the keys in order."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    few: Array = order[np.arange(len(keys)) - np.searchsorted(ordered, ordered) < MOST]
    return few


def place_of(name: str) -> int:
    """The place of a name in the table."""
    return zlib.crc32(name.encode()) % PLACES


def _word_runs(lines: Sequence[str]) -> tuple[Array, Array]:
    """Words, two in a row, two with one between, three in a row: their places, and the line that each is in."""
    words = [line.split() for line in lines]
    of = np.repeat(np.arange(len(lines)), [len(line) for line in words])
    one = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for line in words for word in line], np.uint64)
    two = one[:-1] * _BASE + one[1:]
    runs = (one, two, one[:-2] * _MIX + one[2:], two[:-1] * _BASE + one[2:])
    whole = [of == of, of[:-1] == of[1:], of[:-2] == of[2:], of[:-2] == of[2:]]
    return _place(np.concatenate([r[w] for r, w in zip(runs, whole, strict=True)])), np.concatenate(
        [of[: len(w)][w] for w in whole]
    )


def _place(hashed: Array) -> Array:
    mixed = (hashed ^ (hashed >> np.uint64(33))) * _MIX
    found: Array = (mixed >> np.uint64(64 - _BITS)).astype(np.int64)
    return found
