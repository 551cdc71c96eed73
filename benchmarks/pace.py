"""How fast this machine computes just now: figures of two moments are compared by their ratio to it."""

from __future__ import annotations

import statistics
import time

QUIET = 27.0
"""Milliseconds that counting to a million takes on the machine of the committed figures, when nothing else runs on it."""


def calibration(times: int = 5) -> float:
    """Milliseconds in which Python counts to a million, the median of some times."""
    return statistics.median(_counted() for _ in range(times))


def _counted() -> float:
    started = time.perf_counter()
    sum(1 for _ in range(1_000_000))
    return (time.perf_counter() - started) * 1000


def told(before: float, after: float) -> str:
    """The pace before and after a measurement, and how many times slower than a quiet machine that is."""
    slower = (before + after) / 2 / QUIET
    return f"to count to a million: {before:.0f} ms before, {after:.0f} after, {slower:.1f} times a quiet machine's"
