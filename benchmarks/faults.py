"""Faults, each tried many times: what is served stays right, and it recovers by itself.

`python -m benchmarks.faults [NAME ...] [--times 20]` prints a line for each fault: how often it was tried and how often it
ended well. Some need root (a small disk) or faketime (Debian: apt-get install faketime), and say so.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kb.content.releases import Releases
from kb.errors import KbError, StoreError
from kb.search.query import Query
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.sync import sync
from kb.workers import living
from tests.cli.test_reloading import Asking
from tests.cli.test_serving import free_port, ready, served
from tests.conftest import ROOT
from tests.postgresql import Cluster
from tests.repository import LATE, Team
from tests.small_content import source_file

KB = [sys.executable, "-m", "kb"]


def environment(settings: Settings) -> dict[str, str]:
    given = {"KB_DATA": str(settings.data), "KB_CONTENT": str(settings.content), "KB_DATABASE_URL": settings.database_url}
    return os.environ | given


def right(kb: KnowledgeBase, title: str) -> bool:
    """Whether what is found and what is shown are the same document."""
    hits = kb.search(Query("late", "en")).hits
    return [hit.document.title for hit in hits] == [title] and kb.document(hits[0].document.id, "en").title == title


def opened(settings: Settings, title: str) -> bool:
    kb = open_kb(settings)
    try:
        return right(kb, title)
    finally:
        kb.close()


def writer_killed(team: Team, settings: Settings, times: int) -> list[bool]:
    """kill -9 of who writes the index, at any moment of it."""
    done = []
    for number in range(times):
        title = f"Late {number}"
        (team.content / LATE).write_text(source_file(title=title))
        process = subprocess.Popen([*KB, "index"], cwd=ROOT, env=environment(settings), stdout=subprocess.DEVNULL)
        time.sleep(random.uniform(0.5, 1.5))
        process.kill()
        process.wait()
        done.append(opened(settings, title))
    return done


def reloader_killed(team: Team, settings: Settings, times: int) -> list[bool]:
    """kill -9 of kb sync, at any moment: the commit before it is served or the new one, and the new one by the next sync."""
    sync(settings)
    before, done = "Late", []
    for number in range(times):
        title = f"Late {number}"
        team.merge(LATE, source_file(title=title))
        process = subprocess.Popen([*KB, "sync"], cwd=ROOT, env=environment(settings), stdout=subprocess.DEVNULL)
        time.sleep(random.uniform(0.5, 2.5))
        process.kill()
        process.wait()
        whole = opened(settings, before) or opened(settings, title)
        sync(settings)
        done.append(whole and opened(settings, title) and len(list((settings.data / "releases").iterdir())) <= 2)
        before = title
    return done


def worker_killed(team: Team, settings: Settings, times: int) -> list[bool]:
    """kill -9 of one of two workers while four clients ask: another takes its place, and all that is answered is right."""
    port, done = free_port(), []
    command = [*KB, "serve", "--port", str(port), "--workers", "2"]
    with served(command, settings.content, settings.data) as process:
        ready(port, process)
        while len(living(settings.data)) < 2:
            time.sleep(0.1)
        with Asking(port).running() as asking:
            for _ in range(times):
                pids = {worker.pid for worker in living(settings.data)}
                os.kill(random.choice(sorted(pids)), signal.SIGKILL)
                deadline = time.monotonic() + 60
                while (len({w.pid for w in living(settings.data)} - pids) < 1) and time.monotonic() < deadline:
                    time.sleep(0.1)
                done.append(len(living(settings.data)) == 2 and process.poll() is None)
                time.sleep(6)  # two deaths in the same place within 5.5 seconds end the server; systemd starts it again
        wrong = [text for _, text in asking.versions if "Hello." not in text]
        print(f"    {asking.answered} answers, {len(asking.lost)} lost with the worker that was killed, {len(wrong)} wrong")
    return [*done[:-1], done[-1] and not wrong]


def disk_full(team: Team, settings: Settings, times: int) -> list[bool]:
    """A full disk under KB_DATA: a sync fails and says so, what is served stays; with room all is well. Needs root."""
    settings.data.mkdir(parents=True, mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(settings.data)], check=True)
    done = []
    try:
        sync(settings)
        kb, title = open_kb(settings), "Late"
        for number in range(times):
            filler = settings.data / "filler"
            with suppress(OSError), filler.open("wb") as file:
                while True:
                    file.write(b"0" * 4096)
            team.merge(LATE, source_file(title=f"Late {number}"))
            refused = False
            try:
                sync(settings)
            except (KbError, OSError):
                refused = True
            kept = right(kb, title)
            filler.unlink()
            sync(settings)
            kb.refresh()
            title = f"Late {number}"
            done.append(refused and kept and right(kb, title))
        kb.close()
    finally:
        subprocess.run(["umount", "-l", str(settings.data)], check=True)
    return done


def folder_replaced(team: Team, settings: Settings, times: int) -> list[bool]:
    """The content folder is gone for a moment, half written, or full of noise; then another stands in its place."""
    kb, done, title = open_kb(settings), [], "Late"
    aside = team.content.with_name("aside")
    for number in range(times):
        team.content.rename(aside)
        gone = _held(kb, title)
        shutil.copytree(aside, team.content)
        text = source_file(title=f"Late {number}")
        (team.content / LATE).write_text(text[: len(text) // 3])
        half = _held(kb, title)
        (team.content / LATE).write_bytes(random.randbytes(4096))
        unreadable = _held(kb, title)
        title = f"Late {number}"
        (team.content / LATE).write_text(source_file(title=title))
        kb.refresh()
        done.append(gone and half and unreadable and right(kb, title))
        shutil.rmtree(aside)
    kb.close()
    return done


def _held(kb: KnowledgeBase, title: str) -> bool:
    with suppress(KbError):
        kb.refresh()
    return right(kb, title)


def clock_set_back(team: Team, settings: Settings, times: int) -> list[bool]:
    """The clock is set back by up to a month between two syncs; the later commit is served all the same. Needs faketime."""
    sync(settings)
    done = []
    for number in range(times):
        commit = team.merge(LATE, source_file(title=f"Late {number}"))
        back = ["faketime", "-f", f"-{random.randint(1, 30)}d"]
        subprocess.run([*back, *KB, "sync"], cwd=ROOT, env=environment(settings), capture_output=True, check=True)
        found = Releases(settings.data).state().served
        done.append(found is not None and found.commit == commit and opened(settings, f"Late {number}"))
    return done


def database_gone(team: Team, settings: Settings, times: int) -> list[bool]:
    """PostgreSQL stops at once and starts again: search goes on, what needs the database says so, and finds it again."""
    cluster = Cluster()
    done = []
    try:
        cluster.create("faults")
        settings = replace(settings, database_url=cluster.url("faults").replace("+psycopg", ""))
        subprocess.run([*KB, "db", "upgrade"], cwd=ROOT, env=environment(settings), capture_output=True, check=True)
        kb = open_kb(settings)
        for _ in range(times):
            kb.store.people.have_accounts()
            cluster.stop("immediate")
            told = False
            try:
                kb.store.people.have_accounts()
            except StoreError:
                told = True
            searched = right(kb, "Late")
            cluster.start()
            done.append(told and searched and _found_again(kb))
        kb.close()
    finally:
        cluster.remove()
    return done


def _found_again(kb: KnowledgeBase) -> bool:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with suppress(StoreError):
            kb.store.people.have_accounts()
            return True
        time.sleep(0.2)
    return False


Fault = Callable[[Team, Settings, int], list[bool]]
FAULTS: dict[str, Fault] = {
    "writer": writer_killed,
    "reloader": reloader_killed,
    "database": database_gone,
    "worker": worker_killed,
    "disk": disk_full,
    "folder": folder_replaced,
    "clock": clock_set_back,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FAULTS, []], default=[])
    parser.add_argument("--times", type=int, default=20)
    given = parser.parse_args()
    failed = False
    for name in given.names or FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            team = Team(Path(folder) / "team")
            started = time.monotonic()
            done = FAULTS[name](team, Settings(content=team.content, data=Path(folder) / "data"), given.times)
        took = time.monotonic() - started
        print(f"{name:9} tried {len(done)} times, ended well {sum(done)} times, {took:.0f} s", flush=True)
        failed = failed or not all(done)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
