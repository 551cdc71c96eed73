"""Servers stop and reload without losing a request, and their workers switch to one version together."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kb.workers import living
from tests.cli.test_serving import free_port, ready, served
from tests.conftest import ROOT
from tests.repository import LATE, Team
from tests.small_content import source_file

RENDER = "/api/v1/templates/apology/late-delivery/render"
SERVERS: dict[str, Callable[[int], list[str]]] = {
    "kb serve": lambda port: ["-m", "kb", "serve", "--port", str(port), "--workers", "2"],
    "gunicorn": lambda port: [
        *("-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2"),
        *("--threads", "4", "--graceful-timeout", "20", "wsgi:app"),
    ],
}


def command(server: str, port: int) -> list[str]:
    return [sys.executable, *SERVERS[server](port)]


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "team")


def wait_for(told: str, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, told
        time.sleep(0.05)


class Asking:
    """Requests, one after the other, from some clients at once: how many were answered, and what went wrong."""

    def __init__(self, port: int, clients: int = 4) -> None:
        self.port, self.answered, self.lost = port, 0, list[str]()
        self.versions: list[tuple[str, str]] = []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self._ask, daemon=True) for _ in range(clients)]

    def _ask(self) -> None:
        while not self.ended.is_set():
            try:
                self._once()
                self.answered += 1
            except (OSError, http.client.HTTPException) as error:
                self.lost.append(repr(error))
                time.sleep(0.2)
            time.sleep(0.02)

    def _once(self) -> None:
        body = json.dumps({"lang": "en", "channel": "email", "preview": True, "values": {}})
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("POST", RENDER, body, {"Content-Type": "application/json", "Connection": "close"})
            answer = connection.getresponse()
            text = answer.read().decode()
        if answer.status != 200:
            self.lost.append(f"{answer.status} {text[:200]}")
        self.versions.append((answer.headers["Library-Version"], json.loads(text).get("text", "")))

    @contextmanager
    def running(self) -> Iterator[Asking]:
        for thread in self.threads:
            thread.start()
        try:
            yield self
        finally:
            self.ended.set()
            for thread in self.threads:
                thread.join(30)


@pytest.mark.parametrize("server", SERVERS)
def test_a_reload_replaces_every_worker_and_loses_no_request(server: str, team: Team, tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "data"
    with served(command(server, port), team.content, data) as process:
        ready(port, process)
        wait_for("two workers serve", lambda: len(living(data)) == 2)
        before = {worker.pid for worker in living(data)}
        with Asking(port).running() as asking:
            ran = subprocess.run(
                [sys.executable, "-m", "kb", "reload"], cwd=ROOT, env=os.environ | {"KB_DATA": str(data)}, check=True
            )
            assert ran.returncode == 0
            wait_for("two new ones serve", lambda: len(now := {w.pid for w in living(data)}) == 2 and not now & before)
            seen = asking.answered
            wait_for("they answer", lambda: asking.answered > seen + 20)

    assert asking.lost == []


@pytest.mark.parametrize("server", SERVERS)
def test_a_stop_answers_every_request_that_was_taken(server: str, team: Team, tmp_path: Path) -> None:
    port = free_port()
    with served(command(server, port), team.content, tmp_path / "data") as process:
        ready(port, process)
        with Asking(port, clients=6).running() as asking:
            wait_for("requests are answered", lambda: asking.answered > 30)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)

    assert process.returncode == 0
    # From when nothing listens, a client cannot connect, or is cut off before it has sent all; what it had sent was answered.
    never_taken = ("refused", "reset", "broken pipe")
    assert [lost for lost in asking.lost if not any(word in lost.lower() for word in never_taken)] == []


@pytest.mark.parametrize("server", SERVERS)
def test_all_workers_switch_to_the_same_version_and_no_answer_mixes_two(server: str, team: Team, tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "data"
    team.merge(LATE, source_file("## formal\n\nText 0.\n"))
    with served(command(server, port), team.content, data) as process:
        ready(port, process)
        wait_for("two workers serve", lambda: len(living(data)) == 2)
        with Asking(port).running() as asking:
            for number in range(1, 4):
                team.merge(LATE, source_file(f"## formal\n\nText {number}.\n"))
                ran = subprocess.run(
                    [sys.executable, "-m", "kb", "sync"],
                    cwd=ROOT,
                    env=os.environ | {"KB_DATA": str(data), "KB_CONTENT": str(team.content)},
                    capture_output=True,
                    text=True,
                    check=True,
                )
                assert "2 workers serve content" in ran.stderr
                assert len({worker.version for worker in living(data)}) == 1
            seen = asking.answered
            wait_for("they answer", lambda: asking.answered > seen + 20)

    assert asking.lost == []
    texts: dict[str, set[str]] = {}
    for version, text in asking.versions:
        texts.setdefault(version, set()).add(text)
    assert all(len(said) == 1 for said in texts.values()), texts
    assert "Text 3." in asking.versions[-1][1]
