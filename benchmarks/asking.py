"""Clients that ask a site all the time while something happens to it, and remember what it said."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

Number = Callable[[Any], str]
"""What tells the number that an answer is of."""

TEMPLATE = "templates/apology/late-delivery"
CLIENTS = 3


class Clients:
    """Each searches, reads, previews and tells of a copy, in turn. The content says everywhere which number it is of."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.said: dict[str, set[str]] = {}
        """What the answers of each version of the library said: never two different things."""
        self.acknowledged: set[str] = set()
        """The copies that the site said it has kept."""
        self.statuses: Counter[int] = Counter()
        """How often each status was answered; 0 where a connection was cut or refused."""
        self.unavailable: Counter[str] = Counter()
        """What was told to come back later, by its code."""
        self.unforeseen: list[str] = []
        self._keys, self._ended, self._lock = itertools.count(), threading.Event(), threading.Lock()

    def ask(self) -> bool:
        """Everything once; whether all of it was answered."""
        document = f"/api/v1/{TEMPLATE}"
        copied = str(next(self._keys))
        told = {"copies": [{"key": f"copy-{copied:0>20}", "document": TEMPLATE, "lang": "en"}]}
        preview = {"lang": "en", "channel": "email", "preview": True, "values": {}}
        found = self._one("GET", "/api/v1/search?q=late&lang=en", None, lambda said: said["results"][0]["title"].split()[-1])
        read = self._one("GET", f"{document}?lang=en", None, lambda said: said["title"].split()[-1])
        replied = self._one("POST", f"{document}/render", preview, lambda said: said["text"].split()[-1].rstrip("."))
        kept = self._one("POST", "/api/v1/events", told, None)
        if kept:
            self.acknowledged.add(f"copy-{copied:0>20}")
        return found and read and replied and kept

    def _one(self, method: str, path: str, body: object, number: Number | None) -> bool:
        sent = json.dumps(body) if body else None
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request(method, path, sent, {"Content-Type": "application/json", "Connection": "close"})
                answer = connection.getresponse()
                text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            with self._lock:
                self.statuses[0] += 1
            return False
        with self._lock:
            self.statuses[answer.status] += 1
            if answer.status == 503:
                self.unavailable[json.loads(text)["code"]] += 1
            elif answer.status != 200:
                self.unforeseen.append(f"{method} {path}: {answer.status} {text[:200]}")
            elif number:
                self._note(answer.headers["Library-Version"], json.loads(text), number)
        return answer.status == 200

    def _note(self, version: str, said: Any, number: Number) -> None:
        try:
            self.said.setdefault(version, set()).add(number(said))
        except (LookupError, AttributeError):
            self.unforeseen.append(f"an answer without what was asked for: {json.dumps(said)[:200]}")

    @contextmanager
    def running(self) -> Iterator[Clients]:
        """They ask until the block ends."""
        threads = [threading.Thread(target=self._run, daemon=True) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            for thread in threads:
                thread.join(40)

    def _run(self) -> None:
        while not self._ended.is_set():
            if not self.ask():
                time.sleep(0.2)
            time.sleep(0.03)

    def wrong(self) -> list[str]:
        """Answers that mixed versions, or that nobody foresaw."""
        mixed = [f"version {version} said {sorted(said)}" for version, said in self.said.items() if len(said) > 1]
        return mixed + self.unforeseen
