"""How long something may take on any machine: seconds of a quiet one, judged by a loop beside it."""

from __future__ import annotations

import time
from collections.abc import Callable

COUNT = 1_000_000
QUIET = 0.03
"""Seconds that counting to COUNT takes where nothing else runs."""


def slowness() -> float:
    """How many times longer this machine computes just now than a quiet one; at least 1."""
    begun = time.thread_time()
    sum(1 for _ in range(COUNT))
    return max(1.0, (time.thread_time() - begun) / QUIET)


def promptly(act: Callable[[], object], seconds: float, about: object = "") -> None:
    """Does something, and fails when it computes for longer than `seconds` of a quiet machine, each of three times.

    What is slow by itself is slow again; a machine that stood still for a moment is not. It is asked for its pace only when
    the time is over, so that a quick answer costs no more than itself.
    """
    told = []
    for _ in range(3):
        begun = time.thread_time()
        act()
        taken = time.thread_time() - begun
        if taken < seconds or taken / (slower := slowness()) < seconds:
            return
        told.append(f"{taken:.2f} s, on a machine {slower:.1f} times slower than a quiet one")
    raise AssertionError(f"{'; '.join(told)}: {about}")
