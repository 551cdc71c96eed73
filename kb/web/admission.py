"""What every request passes before it is answered: its id, its client's share, and a place in a short queue.

A request that would wait too long is told so at once, with the time to come back: so those that are answered are answered as
fast as ever, and nothing piles up that would have to be worked off afterwards.
"""

from __future__ import annotations

import json
import logging
import math
import re
import secrets
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from kb.logs import REQUEST_ID
from kb.service import KnowledgeBase
from kb.settings import READERS, RUNNING
from kb.web.errors import PROBLEM, answer, problem
from kb.web.headers import HEADERS
from kb.web.limits import RateLimit, client_of
from kb.web.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("kb.access")

WAIT_SECONDS = 5.0
"""How long a request waits for its turn before it is told to come back."""

RETRY_SECONDS = 2

FREE = ("static", "site.healthz", "site.readyz", "site.favicon", "metrics")
"""Endpoints that cost next to nothing, and are asked for when it matters most."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Queue:
    """Turns for those who ask, a few at a time; `waiting` may wait for one, any others are refused."""

    def __init__(self, running: int, waiting: int) -> None:
        self._turns = threading.Semaphore(running)
        self._places = running + waiting
        self._taken = 0
        self._counting = threading.Lock()

    @property
    def full(self) -> bool:
        """Whether whoever asked for a turn now would be refused."""
        return self._taken >= self._places

    def enter(self, seconds: float) -> bool:
        """Whether a turn came within this time; who has one calls `leave` when it is over."""
        with self._counting:
            if self.full:
                return False
            self._taken += 1
        if self._turns.acquire(timeout=seconds):
            return True
        self._give_back()
        return False

    def leave(self) -> None:
        """Let the next one in."""
        self._turns.release()
        self._give_back()

    def _give_back(self) -> None:
        with self._counting:
            self._taken -= 1


OVERLOADED = (503, "overloaded", "The server has more to do than it can; try again in a moment.")


class _Threshold:
    """The application behind a queue: a call of the API for which there is no place is refused before Flask looks at it.

    In a flood nearly all that is done is refusing, and whatever that takes is taken from those who have a place. Such a
    refusal is counted, and not logged one by one.
    """

    def __init__(self, app: WSGIApplication, queue: Queue, metrics: Metrics) -> None:
        self._app, self._queue, self._metrics = app, queue, metrics
        self._body = json.dumps(problem(*OVERLOADED)).encode()
        told = {"Content-Type": PROBLEM, "Content-Length": str(len(self._body)), "Cache-Control": "no-store"}
        self._headers = list((told | HEADERS | {"Retry-After": str(RETRY_SECONDS)}).items())

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._queue.full or not environ["PATH_INFO"].startswith("/api/"):
            return self._app(environ, start_response)
        self._metrics.shed.inc()
        self._metrics.answered(environ["REQUEST_METHOD"], "refused", 503, 0)
        id = _request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        start_response("503 SERVICE UNAVAILABLE", [*self._headers, ("X-Request-Id", id)])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self._body]


def install(app: Flask, kb: KnowledgeBase, metrics: Metrics) -> None:
    """Give each request an id, count it, limit its client and the number of those that wait."""
    settings = kb.settings
    queue, readers = Queue(RUNNING, settings.queue), threading.Semaphore(READERS)
    limit = RateLimit(settings.data / "clients", settings.rate_limit) if settings.rate_limit else None
    app.wsgi_app = _Threshold(app.wsgi_app, queue, metrics)  # type: ignore[method-assign]

    def shed() -> Response:
        metrics.shed.inc()
        return _later(*OVERLOADED, RETRY_SECONDS)

    @app.before_request
    def admit() -> Response | None:
        g.started, g.in_turn = time.perf_counter(), False
        g.request_id = _request_id(request.headers.get("X-Request-Id", ""))
        REQUEST_ID.set(g.request_id)
        if request.endpoint in FREE:
            return None
        if queue.full:
            return shed()
        if limit and (seconds := limit.wait(client_of(request.remote_addr))):
            metrics.limited.inc()
            return _later(429, "too-many-requests", "You ask faster than this server allows; wait a moment.", seconds)
        if not _read_body(readers) or not queue.enter(WAIT_SECONDS):
            return shed()
        g.in_turn = True
        return None

    @app.after_request
    def told(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        seconds, route = time.perf_counter() - g.started, route_of()
        metrics.answered(request.method, route, response.status_code, seconds)
        if request.endpoint not in FREE:
            event = {
                "method": request.method if request.method in METHODS else "other",
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "version": kb.library.version,
            }
            log.info("answered", extra={"event": event})
        return response

    @app.teardown_request
    def leave(error: BaseException | None) -> None:
        REQUEST_ID.set("")
        if g.pop("in_turn", False):
            queue.leave()


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def route_of() -> str:
    """The route that the request took, without any value of it; `unknown` where there is none."""
    return request.url_rule.rule if request.url_rule else "unknown"


def _request_id(given: str) -> str:
    """The id that the request came with, where it is one; else a new one."""
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _read_body(readers: threading.Semaphore) -> bool:
    """Take in the whole body before a turn is asked for; false when too many others are being read.

    Raises what reading it raises: a body that is too large is refused here.
    """
    if not (request.content_length or request.headers.get("Transfer-Encoding")):
        return True
    if not readers.acquire(blocking=False):
        return False
    try:
        request.get_data(cache=True)
    finally:
        readers.release()
    return True


def _later(status: int, code: str, detail: str, seconds: float) -> Response:
    response = answer(status, code, detail)
    response.headers["Retry-After"] = str(max(1, math.ceil(seconds)))
    response.headers["Cache-Control"] = "no-store"
    return response
