"""`kb index` and `kb serve`, and the same application under another server."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pytest

from tests.cli.conftest import Kb
from tests.conftest import ROOT

BIN = Path(sys.executable).parent


def test_an_index_is_built_once_and_then_kept_in_line(kb_command: Kb, content: Path) -> None:
    assert kb_command("index", content=content).out == "4 of 4 entries written\n"
    assert kb_command("index", content=content).out == "0 of 4 entries written\n"

    file = content / "ja/templates/apology/late-delivery.md"
    file.write_text(file.read_text("utf-8").replace("title: ", "title: 新"), "utf-8")

    assert kb_command("index", content=content).out == "1 of 4 entries written\n"
    assert kb_command("search", "--lang", "ja", "配送", content=content).code == 0


def test_an_index_can_be_built_anew(kb_command: Kb, content: Path) -> None:
    kb_command("index", content=content)

    assert kb_command("index", "--rebuild", content=content).out == "4 of 4 entries written\n"
    assert kb_command("search", "delivery", content=content).code == 0


def test_progress_is_shown_beside_the_result(kb_command: Kb, content: Path) -> None:
    ran = kb_command("index", content=content)

    assert "Indexing" not in ran.out


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server(subprocess.Popen[str]):
    """A server whose words go to files: a pipe that nobody reads while it runs would be full after some hundred lines."""

    def __init__(self, command: list[str], environment: Mapping[str, str], out: IO[str], err: IO[str]) -> None:
        self.told = (out, err)
        super().__init__(command, cwd=ROOT, env=environment, stdout=out, stderr=err, text=True, start_new_session=True)

    def communicate(self, input: str | None = None, timeout: float | None = None) -> tuple[str, str]:
        """Waits until it has ended, for what it said."""
        self.wait(timeout)
        for file in self.told:
            file.seek(0)
        out, err = (file.read() for file in self.told)
        return out, err


@contextmanager
def served(command: list[str], content: Path, data: Path, **environment: str) -> Iterator[Server]:
    variables = os.environ | {"KB_CONTENT": str(content), "KB_DATA": str(data)} | environment
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = Server(command, variables, out, err)
        try:
            yield process
        finally:
            # The session is the server's own: nothing of it may outlive the test, whatever became of its first process.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)


def fetched(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=5) as answer:
        return json.load(answer)


def ready(port: int, process: subprocess.Popen[str]) -> Any:
    deadline = time.monotonic() + 30
    while True:
        try:
            return fetched(f"http://127.0.0.1:{port}/readyz")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "not ready within thirty seconds"
            time.sleep(0.05)


SERVERS = {
    "kb serve": lambda port: [str(BIN / "kb"), "serve", "--port", str(port)],
    "gunicorn": lambda port: [str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--threads", "4", "wsgi:app"],
}


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_answers_takes_in_changes_and_stops_when_it_is_told(server: str, content: Path, tmp_path: Path) -> None:
    port = free_port()
    with served(SERVERS[server](port), content, tmp_path / "data") as process:
        assert ready(port, process)["documents"] == 1
        base = f"http://127.0.0.1:{port}"
        assert fetched(f"{base}/api/v1/search?q=late")["total"] == 1
        with urllib.request.urlopen(f"{base}/?ui=ja", timeout=5) as page:
            assert 'lang="ja"' in page.read().decode()
        before = fetched(f"{base}/readyz")["version"]
        file = content / "en/templates/apology/late-delivery.md"
        file.write_text(file.read_text("utf-8").replace("title: ", "title: Zebra "), "utf-8")
        deadline = time.monotonic() + 15
        while fetched(f"{base}/api/v1/search?q=zebra")["total"] == 0:
            assert time.monotonic() < deadline, "the change is not served within fifteen seconds"
            time.sleep(0.05)
        assert fetched(f"{base}/readyz")["version"] != before
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{base}/api/v1/templates/secret-250-7654321", timeout=5)
        request = urllib.request.Request(f"{base}/", data=b"q=order+250-7654321+is+late", method="POST")
        with urllib.request.urlopen(request, timeout=5) as page:
            assert page.status == 200

        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=15)

    assert process.returncode == 0
    assert "Traceback" not in err
    assert "250-7654321" not in out + err, "no log holds what was asked"


def test_connections_on_which_nobody_asks_keep_no_other_out(content: Path, tmp_path: Path) -> None:
    port, kept = free_port(), 1100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 2 * kept)), hard))
    with served(SERVERS["kb serve"](port), content, tmp_path / "data") as process, ExitStack() as open_ones:
        ready(port, process)
        for _ in range(kept):
            open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))

        assert fetched(f"http://127.0.0.1:{port}/readyz")["documents"] == 1


def test_a_serving_process_says_where_it_is(content: Path, tmp_path: Path) -> None:
    port = free_port()
    with served([str(BIN / "kb"), "serve"], content, tmp_path / "data", KB_PORT=str(port)) as process:
        ready(port, process)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=15)

    assert f"http://127.0.0.1:{port}" in err
    assert out == ""


def test_workers_that_are_still_starting_stop_when_they_are_told(content: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [str(BIN / "kb"), "serve", "--port", str(port), "--workers", "3"]
    with served(command, content, tmp_path / "data") as process:
        ready(port, process)  # one worker answers; the others may not yet
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=15)

    assert process.returncode == 0


def test_a_port_that_is_taken_is_told_in_a_sentence(content: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with served([str(BIN / "kb"), "serve", "--port", str(port)], content, tmp_path / "data") as process:
            _, err = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "Traceback" not in err
    assert "panicked" not in err
    assert any(line.startswith("kb: ") and str(port) in line for line in err.splitlines())
