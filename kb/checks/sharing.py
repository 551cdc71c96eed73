"""Work on many documents, shared among the processors where the system can split a process at once."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")
MIN_SHARED = 120
"""Fewer items are done sooner than a process is split."""
PORTION = 5
"""Items that are done together: so few that what was read of one is still at hand when it is judged."""

_work: Callable[[Sequence[object]], list[object]]
"""What a split process does: it is there when it is split off, and need not be sent."""


def shared(items: Sequence[Item], work: Callable[[Sequence[Item]], list[Found]]) -> Iterator[Found]:
    """What `work` finds in all the items, which it is given in portions."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    portions = [items[start : start + PORTION] for start in range(0, len(items), PORTION)]
    if len(items) < MIN_SHARED or processors < 2 or not sys.platform.startswith("linux"):
        for portion in portions:
            yield from work(portion)
        return
    global _work
    _work = work  # type: ignore[assignment]
    pool = ProcessPoolExecutor(processors, multiprocessing.get_context("fork"), _left_alone)
    try:
        for found in pool.map(_do, portions):
            yield from found  # type: ignore[misc]
    finally:
        pool.shutdown(cancel_futures=True)


def _left_alone() -> None:
    """Ctrl-C is for the process that waits: it lets the others end what they are at, and nothing more is begun.

    What was there before they were split off is never garbage, so the collector need not look through it again and again.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()


def _do(portion: Sequence[object]) -> list[object]:
    return _work(portion)
