"""The composer's speed: a render in process, a preview over HTTP, the guard on a reply, and reading a pasted message.

    python -m benchmarks.compose [--rounds 5] [--requests 400]

Every reply has values of its own. Beside each figure in process stands a calibration loop of plain Python, and beside those
over HTTP a bare Flask route, so that runs on unlike machines can be told apart. Medians over the rounds are printed.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.guard_figures import examples
from benchmarks.servers import ROOT, bare, free_port, kotae, serving
from benchmarks.spine import Call, percentile, renders, request, run, show
from kb.content.library import load_library
from kb.languages import LANGUAGES
from kb.reply.compose import Choices
from kb.reply.findings import Facts
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings

SIZE, MESSAGE = 1000, 2000
"""Code points of a reply that is checked, and of a message that is read."""


def timed(work: Callable[[], object], count: int) -> list[float]:
    times = []
    for _ in range(count):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return times


def calibration() -> int:
    """About a third of a millisecond of plain Python on a quiet machine of 2024."""
    return sum(number * number % 7 for number in range(5000))


def texts(lang: str, size: int) -> Iterator[str]:
    """Endless texts of a size, of labelled replies one after the other: good ones, as nearly all are that agents send."""
    whole = "\n\n".join(example.text for example in examples(lang, "dev") if example.kind != "break")
    for start in itertools.cycle(range(0, len(whole) - size, size)):
        yield whole[start : start + size]


def in_process(kb: KnowledgeBase, count: int) -> None:
    replies = renders(kb.library)

    def render() -> None:
        id, lang, tone, values = next(replies)
        kb.reply(id, Choices(lang, tone=tone), values, preview=True)

    timed(render, 200)
    show("calibration loop", timed(calibration, count))
    show("render in process", timed(render, count))
    facts = Facts(now=datetime.now(UTC), channel="social-public", platform="facebook", intent="apology", tone="formal")
    for lang in LANGUAGES:
        given = texts(lang, SIZE)
        timed(lambda given=given, lang=lang: kb.check(next(given), lang, facts), 20)  # type: ignore[misc]
        times = timed(lambda given=given, lang=lang: kb.check(next(given), lang, facts), count)  # type: ignore[misc]
        show(f"guard, {SIZE} characters {lang}", times)
    today = date(2026, 11, 22)
    for lang in LANGUAGES:
        messages = texts(lang, MESSAGE)
        times = timed(lambda given=messages: kb.intake(next(given), "en", today=today), max(count // 5, 20))  # type: ignore[misc]
        show(f"intake, {MESSAGE} characters {lang}", times[10:])


def over_http(data: Path, rounds: int, count: int) -> None:
    library = load_library(ROOT / "content")
    replies = renders(library)

    def previews() -> Iterator[Call]:
        for id, lang, tone, values in replies:
            yield request("POST", f"/api/v1/{id}/render", {"lang": lang, "tone": tone, "values": values, "preview": True})

    port, other = free_port(), free_port()
    command, env = kotae(port, data)
    kinds = {"bare Flask route": (other, itertools.repeat(request("GET", "/"))), "preview over HTTP": (port, previews())}
    with serving(command, port, env, "/readyz"), serving(bare(other), other, {}):
        for name, (where, calls) in kinds.items():
            run(where, calls, 100, 8)
            passes = [run(where, calls, count, 8)[0] for _ in range(rounds)]
            middle = sorted(passes, key=lambda times: percentile(times, 0.95))[rounds // 2]
            show(f"{name}, 8 connections", middle)


def main() -> None:
    options = argparse.ArgumentParser(description="The composer's speed.")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--requests", type=int, default=400)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kb = open_kb(Settings(content=ROOT / "content", data=Path(folder)))
        gc.freeze()  # as a worker does: what a start makes is not looked through for garbage
        in_process(kb, given.requests)
        over_http(Path(folder), given.rounds, given.requests)
    print(f"calibration again: {statistics.median(timed(calibration, 100)) * 1000:.2f} ms")


if __name__ == "__main__":
    main()
