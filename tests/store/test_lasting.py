"""What was acknowledged stays, and counts once: when a process is killed, when the server restarts, when events come again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.store.database import Database
from kb.store.schema import upgrade
from tests.conftest import ROOT
from tests.postgresql import Cluster
from tests.store.conftest import Connect, MakeUrl

EVENTS = 50_000 if os.environ.get("KB_SOAK") else 2_000
PROCESSES, THREADS = 2, 4


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server that a test may stop."""
    made = Cluster()
    yield made
    made.remove()


def start(url: str, place: int, notes: Path) -> subprocess.Popen[bytes]:
    share = EVENTS // PROCESSES
    arguments = [url, place * share, share, THREADS, notes]
    return subprocess.Popen([sys.executable, "-m", "tests.store.writer", *map(str, arguments)], cwd=ROOT)


def noted(notes: Path) -> set[str]:
    """The events that were acknowledged; a line that a kill cut short was not."""
    return set(notes.read_text().rpartition("\n")[0].split("\n")) - {""} if notes.exists() else set()


def kept(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(text("SELECT key FROM copies")))


def wait_for(notes: Path, events: int, writers: list[subprocess.Popen[bytes]]) -> None:
    ends = time.monotonic() + 600
    while len(noted(notes)) < events:
        assert time.monotonic() < ends, "the writers are too slow"
        assert all(writer.poll() in (None, 0) for writer in writers)
        time.sleep(0.1)


def write_and_kill(url: str, database: Database, notes: Path, own_cluster: Cluster | None) -> None:
    writers = [start(url, place, notes) for place in range(PROCESSES)]
    try:
        wait_for(notes, EVENTS // 4, writers)
        writers[0].kill()
        writers[0].wait()
        acknowledged = noted(notes)
        assert acknowledged <= set(kept(database))

        writers[0] = start(url, 0, notes)  # everything again, from its first event on
        wait_for(notes, EVENTS // 2, writers)
        if own_cluster:
            own_cluster.stop("immediate")
            acknowledged = noted(notes)
            own_cluster.start()
            assert acknowledged <= set(kept(database))
        assert [writer.wait(600) for writer in writers] == [0] * PROCESSES
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()

    everything = sorted(kept(database))
    assert everything == sorted(map(str, range(EVENTS)))
    assert noted(notes) == set(everything)


def test_nothing_is_lost_or_doubled_by_a_kill_on_sqlite(new_url: MakeUrl, connect: Connect, tmp_path: Path) -> None:
    url = new_url("sqlite")
    write_and_kill(url, connect(url), tmp_path / "notes", None)


def test_nothing_is_lost_or_doubled_by_a_kill_and_a_restart_on_postgresql(
    own_cluster: Cluster, connect: Connect, tmp_path: Path
) -> None:
    url = own_cluster.create("lasting")
    database = connect(url)
    upgrade(database)
    write_and_kill(url, database, tmp_path / "notes", own_cluster)
