"""What was acknowledged stays, and counts once: when a process is killed, when the server restarts, when events come again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, text

from kb.store import models
from kb.store.database import Database
from kb.store.keeping import backup
from kb.store.moving import export_to
from kb.store.schema import upgrade
from tests.conftest import ROOT
from tests.postgresql import Cluster
from tests.store.conftest import NOW, Connect, MakeUrl

EVENTS = 50_000 if os.environ.get("KB_SOAK") else 2_000
PROCESSES, THREADS = 2, 4
COPIES, KILLS = 3_000, 20 if os.environ.get("KB_SOAK") else 2


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


@pytest.mark.parametrize("form", ["backup", "export"])
def test_a_kill_while_a_copy_is_put_back_leaves_the_old_or_the_new(
    kind: str, form: str, new_url: MakeUrl, connect: Connect, tmp_path: Path
) -> None:
    copy, url = tmp_path / "copy", new_url(kind)
    database = connect(url)
    keep_copies(database, "new", COPIES)
    (backup if form == "backup" else export_to)(database, copy)
    empty_copies(database)
    keep_copies(database, "old", COPIES)
    old, new = ({f"{name}{number}" for number in range(COPIES)} for name in ("old", "new"))
    whole = took_to_put_back(url, copy, None)
    assert set(kept(database)) == new

    found = []
    for part in range(KILLS):
        empty_copies(database)
        keep_copies(database, "old", COPIES)
        took_to_put_back(url, copy, whole * (part + 1) / (KILLS + 1))
        found.append(set(kept(database)))

    assert all(rows in (old, new) for rows in found)
    assert old in found


def keep_copies(database: Database, name: str, count: int) -> None:
    names = ("group", "document", "version", "lang", "locale", "tone", "channel", "platform", "market")
    same = {"at": NOW, "edited": False, **dict.fromkeys(names, "")}
    rows = [{"key": f"{name}{number}", **same} for number in range(count)]
    with database.transaction() as session:
        session.execute(insert(models.Copy), rows)


def empty_copies(database: Database) -> None:
    with database.transaction() as session:
        session.execute(delete(models.Copy))


def took_to_put_back(url: str, copy: Path, killed_after: float | None) -> float:
    """The seconds in which `kb restore` put a copy back, or was killed."""
    environment = {**os.environ, "KB_DATABASE_URL": url, "KB_DATA": str(copy.parent)}
    command = [sys.executable, "-m", "kb", "restore", str(copy), "--replace"]
    started = time.monotonic()
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _, said = running.communicate(timeout=killed_after or 120)
        assert running.returncode == 0, said
    except subprocess.TimeoutExpired:
        assert killed_after, "restoring is too slow"
        running.kill()
        running.communicate()
    return time.monotonic() - started


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
