"""Servers to measure: each in a process of its own, on a free loopback port, ended when done."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, env: Mapping[str, str], path: str = "/") -> Iterator[float]:
    """Runs a server; gives the seconds from its start to its first answer to `path`."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}{path}", process)
        yield time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                response.read()
                return
        except (OSError, urllib.error.URLError):
            if process.poll() is not None:
                raise SystemExit(f"the server ended at once with code {process.returncode}") from None
            time.sleep(0.01)
    raise SystemExit(f"{url} did not answer within {seconds} s")


def kotae(port: int, data: Path) -> tuple[list[str], dict[str, str]]:
    command = [sys.executable, "-m", "kb", "serve", "--port", str(port)]
    return command, {"KB_DATA": str(data), "KB_CONTENT": str(ROOT / "content")}


def bare(port: int) -> list[str]:
    server = ["granian", "--interface", "wsgi", "--blocking-threads", "4", "--no-ws", "--port", str(port)]
    return [str(Path(sys.executable).with_name(server[0])), *server[1:], "benchmarks.bare:app"]
