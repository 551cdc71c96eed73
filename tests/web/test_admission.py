"""What every request passes: its id, its client's share, a place in a short queue, and a line in the log."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb import logs
from kb.search.query import Query
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.web import create_app
from kb.web.admission import Queue
from kb.web.errors import problem


@pytest.fixture
def narrow(content: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """A knowledge base where a client may ask twice in a burst, and then twelve times a minute."""
    opened = open_kb(Settings(content=content, data=tmp_path / "data", rate_limit=12, queue=1))
    yield opened
    opened.close()


@pytest.mark.parametrize("given", ["0123456789abcdef", "a.b-c_d.8", "x" * 64])
def test_a_well_formed_request_id_is_taken_and_given_back(given: str, client: FlaskClient) -> None:
    assert client.get("/status", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "has space", "a;b=c;d=e", "<script>alert(1)</script>", "é" * 8])
def test_any_other_request_id_is_replaced(given: str, client: FlaskClient) -> None:
    answer = client.get("/status", headers={"X-Request-Id": given})

    assert answer.headers["X-Request-Id"] != given
    assert len(answer.headers["X-Request-Id"]) == 16


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/status", "/status", 200),
        ("GET", "/?q=250-7654321", "/", 200),
        ("GET", "/api/v1/search?q=mei@example.com", "/api/v1/search", 200),
        ("GET", "/templates/secret-250-7654321", "/<any(templates, articles):group>/<path:name>", 404),
        ("GET", "/secret-250-7654321", "unknown", 404),
        ("POST", "/api/v1/search", "/api/v1/search", 415),
        ("BREW", "/status", "unknown", 405),
    ],
)
def test_an_answer_is_logged_by_its_route_and_never_by_what_was_asked(
    method: str, path: str, route: str, status: int, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="kb")

    client.open(path, method=method, headers={"X-Request-Id": "0123456789abcdef", "User-Agent": "250-7654321"})

    lines = [logs.JsonLines().format(record) for record in caplog.records if record.name == "kb.access"]
    assert len(lines) == 1
    entry = json.loads(lines[0])
    assert (entry["route"], entry["status"]) == (route, status)
    assert set(entry) == {"time", "level", "logger", "message", "method", "route", "status", "ms", "version"}
    assert not [secret for secret in ("7654321", "mei@example.com", "secret", "BREW") if secret in caplog.text + lines[0]]


def test_an_error_of_ours_is_logged_without_the_words_in_it(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, query: Query) -> None:
        raise ValueError(query.text)

    monkeypatch.setattr(KnowledgeBase, "search", broken)

    assert client.get("/api/v1/search?q=order+250-7654321").status_code == 500

    lines = "".join(logs.JsonLines().format(record) for record in caplog.records)
    assert "ValueError" in lines
    assert "in broken" in lines
    assert "7654321" not in lines


def test_a_client_that_asks_too_fast_is_told_when_to_come_back(narrow: KnowledgeBase) -> None:
    client = create_app(narrow).test_client()

    answers = [client.get("/api/v1/taxonomy") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    told = answers[-1]
    assert 1 <= int(told.headers["Retry-After"]) <= 10
    assert told.content_type == "application/problem+json"
    assert told.get_json()["code"] == "too-many-requests"
    assert told.headers["Cache-Control"] == "no-store"
    assert client.get("/").status_code == 429
    assert "Too many requests" in client.get("/").get_data(as_text=True)
    assert client.get("/api/v1/taxonomy", environ_base={"REMOTE_ADDR": "127.0.0.2"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_whoever_looks_after_the_server_is_never_refused(path: str, narrow: KnowledgeBase) -> None:
    client = create_app(narrow).test_client()

    assert {client.get(path).status_code for _ in range(20)} == {200}


def test_no_number_of_headers_makes_another_client(narrow: KnowledgeBase) -> None:
    client = create_app(narrow).test_client()

    answers = [
        client.get("/api/v1/taxonomy", headers={"X-Forwarded-For": f"192.0.2.{number}", "X-Real-IP": f"192.0.2.{number}"})
        for number in range(4)
    ]

    assert answers[-1].status_code == 429


class Slow:
    """A search that waits until it is let go."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Event()
        self._search = kb.search

    def __call__(self, *args: object) -> object:
        self.begun.release()
        assert self.go.wait(30)
        return self._search(*args)  # type: ignore[arg-type]


def test_a_request_that_would_wait_too_long_is_told_so_at_once_and_later_ones_are_served(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = open_kb(Settings(content=content, data=tmp_path / "data", rate_limit=0, queue=1))
    app, slow = create_app(kb), Slow(kb)
    monkeypatch.setattr(kb, "search", slow)
    monkeypatch.setattr("kb.web.admission.WAIT_SECONDS", 30)
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(app.test_client().get("/api/v1/search?q=refund").status_code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert slow.begun.acquire(timeout=30) and slow.begun.acquire(timeout=30)
    while not statuses:  # one of the two others waits, the last is refused
        threads[0].join(0.01)
    refused = app.test_client().get("/api/v1/taxonomy")
    page = app.test_client().get("/")
    health = app.test_client().get("/healthz")
    slow.go.set()
    for thread in threads:
        thread.join(30)

    assert sorted(statuses) == [200, 200, 200, 503]
    assert (refused.status_code, page.status_code, health.status_code) == (503, 503, 200)
    assert refused.headers["Retry-After"] == "2"
    assert refused.get_json() == problem(503, "overloaded", refused.get_json()["detail"])
    assert refused.content_type == "application/problem+json"
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["X-Content-Type-Options"] == "nosniff"
    assert len(refused.headers["X-Request-Id"]) == 16
    assert "Too many requests" in page.get_data(as_text=True)
    assert app.test_client().get("/api/v1/search?q=refund").status_code == 200
    kb.close()


def test_who_waits_in_vain_leaves_the_queue() -> None:
    queue = Queue(1, 1)
    assert queue.enter(0)

    assert [queue.enter(0.01) for _ in range(3)] == [False] * 3
    queue.leave()
    assert queue.enter(0)


def test_a_queue_is_full_when_all_turns_and_places_are_taken() -> None:
    queue = Queue(1, 1)
    waiting = threading.Thread(target=queue.enter, args=(30,))
    full = [queue.full, queue.enter(0) and queue.full]
    waiting.start()
    while not queue.full:
        waiting.join(0.01)

    assert not queue.enter(0)
    queue.leave()
    waiting.join(30)
    assert [*full, queue.full] == [False, False, False]


def test_an_error_gives_its_turn_back(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb = open_kb(Settings(content=content, data=tmp_path / "data", rate_limit=0, queue=1))
    client = create_app(kb).test_client()
    monkeypatch.setattr(kb, "search", None)

    assert {client.get("/api/v1/search?q=x").status_code for _ in range(50)} == {500}
    assert client.get("/api/v1/taxonomy").status_code == 200
    kb.close()
