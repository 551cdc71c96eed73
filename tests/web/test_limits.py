"""What a client may ask for is counted once, over all workers, and in a file that never grows."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.web.limits import BURST_SECONDS, SETS, WAYS, RateLimit, client_of
from tests.conftest import ROOT

PER_MINUTE = 60
BURST = PER_MINUTE * BURST_SECONDS // 60


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limit(tmp_path: Path, clock: Clock) -> RateLimit:
    return RateLimit(tmp_path / "data" / "clients", PER_MINUTE, clock)


def served(limit: RateLimit, client: str, times: int) -> int:
    return sum(limit.wait(client) == 0 for _ in range(times))


def test_a_client_may_ask_in_a_burst_and_then_as_often_as_is_allowed(limit: RateLimit, clock: Clock) -> None:
    assert served(limit, "a", 100) == BURST
    assert limit.wait("a") == pytest.approx(1)

    clock.now += 1
    assert served(limit, "a", 100) == 1

    clock.now += 3600
    assert served(limit, "a", 100) == BURST


def test_one_client_takes_nothing_from_another(limit: RateLimit) -> None:
    assert served(limit, "a", 100) == BURST
    assert served(limit, "b", 100) == BURST


def test_whoever_opens_the_same_file_counts_on(tmp_path: Path, limit: RateLimit, clock: Clock) -> None:
    other = RateLimit(tmp_path / "data" / "clients", PER_MINUTE, clock)

    assert served(limit, "a", 6) + served(other, "a", 100) == BURST


def test_workers_that_ask_at_once_serve_no_more_together(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kb.web.limits import RateLimit\n"
        "limit = RateLimit(Path(sys.argv[1]), 60, lambda: 1000.0)\n"
        "sys.stdin.readline()\n"
        "print(sum(limit.wait('a') == 0 for _ in range(200)))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "clients")]
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(3)]

    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    counted = [int(worker.communicate(timeout=60)[0]) for worker in workers]

    assert sum(counted) == BURST


def test_after_a_restart_of_the_machine_nobody_is_kept_waiting_long(limit: RateLimit, clock: Clock) -> None:
    served(limit, "a", 100)
    clock.now = 5.0  # the clock began anew

    assert limit.wait("a") <= BURST_SECONDS
    clock.now += BURST_SECONDS
    assert served(limit, "a", 1) == 1


def test_the_file_never_grows_and_names_nobody(tmp_path: Path, limit: RateLimit) -> None:
    file = tmp_path / "data" / "clients"
    before = file.stat().st_size
    for number in range(SETS * WAYS // 4):
        limit.wait(f"192.0.2.{number}")

    assert file.stat().st_size == before < 1_000_000
    assert b"192.0.2" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 2_000_000])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes, clock: Clock) -> None:
    (tmp_path / "clients").write_bytes(damage)

    assert served(RateLimit(tmp_path / "clients", PER_MINUTE, clock), "a", 100) == BURST


def test_on_a_full_disk_each_worker_counts_for_itself(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(os, "posix_fallocate", full)

    assert served(RateLimit(tmp_path / "clients", PER_MINUTE, clock), "a", 100) == BURST
    assert "No space left" in caplog.text


def full(_descriptor: int, _start: int, _size: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        (None, ""),
        ("unix:", "unix:"),
    ],
)
def test_a_client_is_an_address_or_the_network_of_one_household(address: str | None, client: str) -> None:
    assert client_of(address) == client
