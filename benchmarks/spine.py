"""The main job's speed: cold start, search and render in process and over HTTP, beside a bare Flask route.

    python -m benchmarks.spine [--rounds 5] [--requests 400]

Every query and every value is another one, and nothing caches results. Medians over the rounds are printed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.servers import ROOT, bare, free_port, kotae, serving
from kb.content.library import Library, load_library
from kb.content.model import Template
from kb.languages import LANGUAGES
from kb.reply.compose import Choices
from kb.search.query import Query
from kb.service import open_kb
from kb.settings import Settings

Call = Callable[["Connection"], None]


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def queries(library: Library) -> Iterator[tuple[str, str]]:
    """Endless distinct questions: two to six words that stand together nowhere, in every language."""
    chance = random.Random(7)
    words = {lang: sorted({word for d in library if d.lang == lang for word in d.keywords}) for lang in LANGUAGES}
    seen: set[str] = set()
    for lang in itertools.cycle(LANGUAGES):
        text = " ".join(chance.sample(words[lang], chance.randint(1, 3)))
        if text in seen:
            text += f" {len(seen)}"
        seen.add(text)
        yield text, lang


def renders(library: Library) -> Iterator[tuple[str, str, str, dict[str, object]]]:
    """Endless replies, each with values of its own."""
    variables = library.vocabulary.variables
    templates = [document for document in library if isinstance(document, Template)]
    for number in itertools.count():
        template = templates[number % len(templates)]
        values: dict[str, object] = {name: variables[name].examples[template.lang] for name in template.variables}
        if "order.number" in values:
            values["order.number"] = f"250-{number:07d}"
        if "product.name" in values:
            values["product.name"] = f"lamp {number}"
        yield template.id, template.lang, template.tones[number % len(template.tones)], values


def in_process(data: Path, count: int) -> None:
    kb = open_kb(Settings(content=ROOT / "content", data=data))
    asked, replies = queries(kb.library), renders(kb.library)
    for _ in range(50):
        text, lang = next(asked)
        kb.search(Query(text, lang))
    search_times, render_times = [], []
    for _ in range(count):
        text, lang = next(asked)
        started = time.perf_counter()
        kb.search(Query(text, lang))
        search_times.append(time.perf_counter() - started)
        id, lang, tone, values = next(replies)
        started = time.perf_counter()
        kb.reply(id, Choices(lang, tone=tone), values)
        render_times.append(time.perf_counter() - started)
    show("search in process", search_times)
    show("render in process", render_times)


def show(name: str, times: list[float], extra: str = "") -> None:
    print(f"{name:28} p50 {percentile(times, 0.5):7.2f} ms   p95 {percentile(times, 0.95):7.2f} ms   {extra}")


class Connection:
    """A kept connection to a server that asks little of the machine: a peer that waits for its client would look slow."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._answers = self._socket.makefile("rb")

    def ask(self, sent: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        self._socket.sendall(sent)
        status, length = int(self._answers.readline()[9:12]), 0
        while (line := self._answers.readline()) != b"\r\n":
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        return status, self._answers.read(length)

    def close(self) -> None:
        """Let go of it."""
        self._answers.close()
        self._socket.close()


def run(port: int, calls: Iterator[Call], count: int, connections: int) -> tuple[list[float], float]:
    """The seconds of each of `count` requests, and the requests a second, over some kept connections."""
    times: list[float] = []
    lock = threading.Lock()
    waiting = list(itertools.islice(calls, count))  # made beforehand: the server does not wait for its client

    def work() -> None:
        connection = Connection(port)
        while True:
            with lock:
                if not waiting:
                    break
                call = waiting.pop()
            started = time.perf_counter()
            call(connection)
            taken = time.perf_counter() - started
            with lock:
                times.append(taken)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, count / (time.perf_counter() - started)


def request(method: str, path: str, body: object = None) -> Call:
    data = json.dumps(body).encode() if body is not None else b""
    kind = f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n" if data else ""
    sent = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{kind}\r\n".encode() + data

    def call(connection: Connection) -> None:
        status, answer = connection.ask(sent)
        if status != 200:
            raise SystemExit(f"{method} {path} answered {status}: {answer[:300]!r}")

    return call


def over_http(data: Path, rounds: int, count: int) -> None:
    library = load_library(ROOT / "content")
    asked, replies = queries(library), renders(library)

    def searches() -> Iterator[Call]:
        for text, lang in asked:
            yield request("GET", "/api/v1/search?" + urlencode({"q": text, "lang": lang}))

    def renderings() -> Iterator[Call]:
        for id, lang, tone, values in replies:
            yield request("POST", f"/api/v1/{id}/render", {"lang": lang, "tone": tone, "values": values})

    def previews() -> Iterator[Call]:
        for id, lang, tone, values in replies:
            body = {"lang": lang, "tone": tone, "values": values, "preview": True}
            yield request("POST", f"/api/v1/{id}/render", body)

    def searched() -> Iterator[Call]:
        for text, lang in asked:
            yield request("GET", "/?" + urlencode({"q": text, "ui": lang}))

    def pages() -> Iterator[Call]:
        for text, lang in asked:
            yield request(
                "GET", "/templates/apology/late-delivery?" + urlencode({"q": text, "ui": lang, "reply_lang": "ja"})
            )

    port, other = free_port(), free_port()
    command, env = kotae(port, data)
    env["KB_RATE_LIMIT"] = "1000000"  # all of this comes from one address: its limit is counted, and never reached
    kinds: dict[str, tuple[int, Iterator[Call]]] = {
        "bare Flask route": (other, itertools.repeat(request("GET", "/"))),
        "search over HTTP": (port, searches()),
        "search page over HTTP": (port, searched()),
        "preview over HTTP": (port, previews()),
        "render over HTTP": (port, renderings()),
        "template page over HTTP": (port, pages()),
    }
    with serving(command, port, env, "/readyz"), serving(bare(other), other, {}):
        for where, calls in kinds.values():
            run(where, calls, 60, 4)
        alone: dict[str, list[list[float]]] = {name: [] for name in kinds}
        rates: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(rounds):
            for name, (where, calls) in kinds.items():
                alone[name].append(run(where, calls, count, 1)[0])
                rates[name].append(run(where, calls, count, 8)[1])
    base = statistics.median(rates["bare Flask route"])
    for name in kinds:
        middle = sorted(alone[name], key=lambda times: percentile(times, 0.95))[rounds // 2]
        rate = statistics.median(rates[name])
        show(name, middle, f"{rate:6.0f} requests/s with 8 connections, {rate / base:.2f} of bare")


def cold_start(data: Path, rounds: int) -> None:
    times, others = [], []
    for _ in range(rounds):
        port = free_port()
        command, env = kotae(port, data)
        with serving(command, port, env, "/api/v1/search?q=refund") as seconds:
            times.append(seconds)
        port = free_port()
        with serving(bare(port), port, {}) as seconds:
            others.append(seconds)
    mine, theirs = statistics.median(times), statistics.median(others)
    print(f"{'cold start to first answer':28} {mine:.2f} s with an existing index; bare Flask route {theirs:.2f} s")


def main() -> None:
    options = argparse.ArgumentParser(description="Measure the main job.")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--requests", type=int, default=400)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        in_process(data, chosen.requests)
        cold_start(data, chosen.rounds)
        over_http(data, chosen.rounds, chosen.requests)


if __name__ == "__main__":
    main()
