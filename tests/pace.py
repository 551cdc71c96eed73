"""How long something may take on any machine: seconds of a quiet one, judged by a loop beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

COUNT = 1_000_000
QUIET = 0.03
"""Seconds that counting to COUNT takes where nothing else runs."""


def slowness() -> float:
    """How many times longer this machine computes just now than a quiet one; at least 1."""
    begun = time.thread_time()
    sum(1 for _ in range(COUNT))
    return max(1.0, (time.thread_time() - begun) / QUIET)


@contextmanager
def within(seconds: float, about: object = "") -> Iterator[None]:
    """Fails when what it holds computes for longer than `seconds` of a quiet machine.

    The machine is asked for its pace only when the time is over, so that a quick answer costs no more than itself.
    """
    begun = time.thread_time()
    yield
    taken = time.thread_time() - begun
    if taken >= seconds:
        slower = slowness()
        assert taken / slower < seconds, f"{taken:.2f} s, on a machine {slower:.1f} times slower than a quiet one: {about}"
