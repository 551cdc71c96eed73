"""What some 400 busy agents do to two workers, and five times as many.

    python -m benchmarks.load [--minutes 10] [--rate 200] [--workers 2] [--overload 20]

60% search while typing, 30% preview, 10% pages, copies and other calls of the API. Requests come at random moments that
do not wait for answers, and each is timed from the moment when it was due: a server that stalls is charged for all who
came meanwhile. After the minutes at the rate, five times the rate for some seconds, then the rate again: what is refused
must be refused with 503 and Retry-After, and within five seconds the answers must be as fast as before.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.pace import calibration, told
from benchmarks.servers import ROOT, free_port, wait_for
from benchmarks.spine import percentile, queries, renders
from kb.content.library import Library, load_library

TIMES_OVER = 5
PATIENCE = 10.0
"""Seconds after which an agent's browser gives up."""

NORMAL_MS = 150.0


@dataclass(frozen=True, slots=True)
class Request:
    kind: str
    raw: bytes


@dataclass(slots=True)
class Answer:
    kind: str
    due: float
    seconds: float
    status: int
    """0 where there was no answer."""
    retry_after: bool


@dataclass(slots=True)
class Phase:
    answers: list[Answer] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    """What kept a request from its answer, how often."""

    def times(self, status: int = 200) -> list[float]:
        return [answer.seconds for answer in self.answers if answer.status == status]

    @property
    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)


def get(kind: str, path: str) -> Request:
    return Request(kind, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\n\r\n".encode())


def post(kind: str, path: str, body: object) -> Request:
    sent = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    return Request(kind, head.encode() + sent)


def typing(library: Library) -> Iterator[Request]:
    """A search for what stands in the box after each key, from the second on."""
    for text, lang in queries(library):
        for end in range(2, len(text) + 1):
            asked = {"q": text[:end], "lang": lang, "limit": 20}
            if len(text) > 40:
                yield post("search", "/api/v1/search", asked)
            else:
                yield get("search", "/api/v1/search?" + urlencode(asked))


def previews(library: Library) -> Iterator[Request]:
    for id, lang, tone, values in renders(library):
        body = {"lang": lang, "tone": tone, "values": values, "preview": True}
        yield post("preview", f"/api/v1/{id}/render", body)


def others(library: Library) -> Iterator[Request]:
    """Pages, replies as they are copied, completions, documents, the rules."""
    asked, copied = queries(library), renders(library)
    ids = sorted(library.documents)
    for number in itertools.count():
        text, lang = next(asked)
        id, reply_lang, tone, values = next(copied)
        yield get("other", f"/{id}?" + urlencode({"q": text, "ui": lang, "reply_lang": reply_lang}))
        yield post("other", f"/api/v1/{id}/render", {"lang": reply_lang, "tone": tone, "values": values})
        yield get("other", f"/api/v1/suggest?q={quote(text[:3])}&lang={lang}")
        yield get("other", f"/api/v1/{ids[number % len(ids)]}?lang=en")
        yield post("other", "/api/v1/check", {"text": f"{text} {number}", "lang": lang, "channel": "email"})


def mixture(library: Library, chance: random.Random) -> Iterator[Request]:
    kinds = (typing(library), previews(library), others(library))
    while True:
        yield next(chance.choices(kinds, (60, 30, 10))[0])


class Client:
    """Connections that are kept and used again, as browsers and proxies do."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.closed = 0
        """Connections that the server had closed when they were to be used again."""
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, request: Request) -> tuple[int, bool]:
        """The status of the answer, and whether it says when to come back.

        A connection that the server has closed since it was last used is left for a new one, as browsers do.
        """
        while self._idle:
            connection = self._idle.pop()
            try:
                return await self._ask(request, *connection)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                if getattr(error, "partial", b""):
                    raise
                self.closed += 1
        return await self._ask(request, *await asyncio.open_connection("127.0.0.1", self._port))

    async def _ask(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, bool]:
        try:
            writer.write(request.raw)
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.lower().split(b"\r\n")
            length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
            await reader.readexactly(length)
        except BaseException:
            writer.close()
            raise
        self._idle.append((reader, writer))
        return int(head[9:12]), b"\r\nretry-after:" in head.lower()

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()


async def run(client: Client, requests: Iterator[Request], rate: float, seconds: float, chance: random.Random) -> Phase:
    """Sends requests at random moments, on average `rate` a second, whatever becomes of them."""
    phase, pending = Phase(), set[asyncio.Task[None]]()
    begun = time.perf_counter()

    async def one(request: Request, due: float) -> None:
        try:
            status, retry_after = await asyncio.wait_for(client.ask(request), PATIENCE)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            status, retry_after = 0, False
            phase.failures[type(error).__name__] += 1
        phase.answers.append(Answer(request.kind, due - begun, time.perf_counter() - due, status, retry_after))

    due = begun
    while (due := due + chance.expovariate(rate)) < begun + seconds:
        request = next(requests)
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        task = asyncio.create_task(one(request, due))
        pending.add(task)
        task.add_done_callback(pending.discard)
    await asyncio.gather(*pending)
    return phase


def memory(parent: int) -> float:
    """Megabytes of a server and its workers, shared pages counted once."""
    found = 0
    for pid in [parent, *_children(parent)]:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue  # it ended meanwhile
        found += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return found / 1024


def _children(parent: int) -> list[int]:
    try:
        found = [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []
    return [*found, *(below for pid in found for below in _children(pid))]


async def measure(port: int, server: int, chosen: argparse.Namespace) -> None:
    before = calibration()
    library, chance = load_library(ROOT / "content"), random.Random(11)
    client, requests = Client(port), mixture(library, chance)
    await run(client, requests, chosen.rate / 2, 10, chance)
    # What is loaded when it is first needed, each language's rules and words among it, is loaded in these seconds.
    await run(client, requests, chosen.rate, 20, chance)
    used: list[float] = []
    whole = Phase()
    for _ in range(max(1, round(chosen.minutes * 4))):
        part = await run(client, requests, chosen.rate, 15, chance)
        whole.answers += part.answers
        whole.failures += part.failures
        used.append(memory(server))
    tell(f"{chosen.rate} a second", whole)
    first, last = (statistics.mean(part) for part in (used[:4], used[-4:]))
    print(f"memory: first minute {first:.0f} MB, last minute {last:.0f} MB, {(last / first - 1) * 100:+.1f}%")
    crowd = await run(client, requests, chosen.rate * TIMES_OVER, chosen.overload, chance)
    tell(f"{chosen.rate * TIMES_OVER} a second", crowd)
    refused = [answer for answer in crowd.answers if answer.status == 503]
    print(f"refused: {len(refused)}, {sum(answer.retry_after for answer in refused)} of them with Retry-After")
    after = await run(client, requests, chosen.rate, 15, chance)
    tell("afterwards", after)
    print(f"back to normal after {back_to_normal(after.answers)} s")
    print(f"kept connections that the server had closed: {client.closed}")
    print(told(before, calibration()))
    client.close()


def back_to_normal(answers: Sequence[Answer]) -> int:
    """The first second from which on every answer is right, and 99 in 100 of each second are fast."""
    normal = 0
    for second in range(15):
        part = [answer for answer in answers if second <= answer.due < second + 1]
        if any(answer.status != 200 for answer in part) or percentile([a.seconds for a in part] or [0], 0.99) > NORMAL_MS:
            normal = second + 1
    return normal


def tell(name: str, phase: Phase) -> None:
    statuses = ", ".join(f"{count} of {status or 'no answer'}" for status, count in sorted(phase.statuses.items()))
    failures = "".join(f", {count} {kind}" for kind, count in phase.failures.items())
    print(f"{name}: {statuses}{failures}; load average {os.getloadavg()[0]:.1f}")
    kinds = {
        kind: [a.seconds for a in phase.answers if a.kind == kind and a.status == 200]
        for kind in ("search", "preview", "other")
    }
    for kind, times in {"all": phase.times(), **kinds, "refused": phase.times(503)}.items():
        if times:
            print(
                f"  {kind:8} p50 {percentile(times, 0.5):7.1f} ms   p99 {percentile(times, 0.99):7.1f} ms   of {len(times)}"
            )


def main() -> None:
    options = argparse.ArgumentParser(
        description="Measure two workers under the load of 400 agents, and under five times that."
    )
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--rate", type=int, default=200)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--overload", type=float, default=20, help="seconds at five times the rate")
    chosen = options.parse_args()
    port = free_port()
    command = [sys.executable, "-m", "kb", "serve", "--port", str(port), "--workers", str(chosen.workers)]
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        # All of this comes from one address, which stands for a whole office: its limit is never reached, and yet counted.
        own = {"KB_DATA": f"{folder}/data", "KB_CONTENT": str(ROOT / "content"), "KB_RATE_LIMIT": "1000000"}
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", server)
            asyncio.run(measure(port, server.pid, chosen))
        finally:
            server.terminate()
            server.wait(timeout=20)


if __name__ == "__main__":
    main()
