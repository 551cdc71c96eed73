"""Faults, each tried many times while clients ask two workers: what is served stays right, and it recovers by itself.

`python -m benchmarks.faults [NAME ...] [--times 20]` prints two lines for each fault: what the clients were answered, and
how often the fault was tried and ended well. An answer is wrong when it mixes two versions of the content or is none that
anybody foresaw, and every copy that was acknowledged must be in the database in the end. Some faults need root (a small
disk, rights that are given up) or faketime (Debian: apt-get install faketime).
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg

from benchmarks.asking import Clients
from kb.content.releases import Releases
from kb.settings import Settings
from kb.workers import living
from tests.cli.test_serving import Server, free_port, ready, served
from tests.conftest import ROOT
from tests.postgresql import Cluster
from tests.repository import LATE, Team
from tests.small_content import source_file

KB = [sys.executable, "-m", "kb"]
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
RECOVERS_SECONDS = 90.0
"""On a machine that does nothing else it takes a few seconds; a loaded one takes longer to start a worker."""

RESPAWN_SECONDS = 6.0
"""When a worker dies twice within this time, the server ends; systemd would start it again."""


def numbered(number: int) -> str:
    """The template whose title and text say its number."""
    return source_file(f"## formal\n\nHello {number}.\n", title=f"Late {number}")


@dataclass
class Site:
    """A team's content, a data folder, and two workers that serve it."""

    team: Team
    settings: Settings
    environment: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    number: int = 0

    @contextmanager
    def serving(self) -> Iterator[Clients]:
        """Clients of the site, which is served until the block ends."""
        self.team.merge(LATE, numbered(0))
        self.port = free_port()
        command = [*self.command, *KB, "serve", "--port", str(self.port), "--workers", "2"]
        with served(command, self.settings.content, self.settings.data, **self.variables()) as self.process:
            ready(self.port, self.process)
            self.wait(lambda: len(living(self.settings.data)) == 2)
            with Clients(self.port).running() as self.clients:
                yield self.clients
            self._tell()

    process: Server = field(init=False)
    clients: Clients = field(init=False)
    port: int = field(init=False)

    def variables(self) -> dict[str, str]:
        return {
            "KB_DATABASE_URL": self.settings.database_url,
            "KB_RATE_LIMIT": "1000000",
            "KB_LOG": "text",
            **self.environment,
        }

    def kb(self, *arguments: str) -> subprocess.Popen[bytes]:
        own = {"KB_DATA": str(self.settings.data), "KB_CONTENT": str(self.settings.content)} | self.variables()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([*KB, *arguments], cwd=ROOT, env=os.environ | own, **quiet)  # type: ignore[call-overload, no-any-return]

    def merge(self) -> str:
        """Have the next number in the repository; its commit."""
        self.number += 1
        return self.team.merge(LATE, numbered(self.number))

    def write(self) -> None:
        """Have the next number in the content folder itself."""
        self.number += 1
        (self.settings.content / LATE).write_text(numbered(self.number))

    def wait(self, holds: Callable[[], bool]) -> bool:
        """Whether something comes to hold while the site recovers."""
        deadline = time.monotonic() + RECOVERS_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if holds():
                return True
            time.sleep(0.1)
        return False

    def recovered(self) -> bool:
        """Whether both workers come to serve the newest number, and everything is answered again."""
        return self.wait(lambda: self._serves(self.number)) and self.wait(self.clients.ask)

    def goes_on(self, seconds: float = 1.0) -> bool:
        """Whether the newest number is served for some time, whatever is wrong."""
        time.sleep(seconds)
        return self._serves(self.number)

    def _serves(self, number: int) -> bool:
        self.clients.ask()
        workers = living(self.settings.data)
        return len(workers) == 2 and all(self.clients.said.get(worker.version) == {str(number)} for worker in workers)

    def _tell(self) -> None:
        statuses = ", ".join(
            f"{count} of {status or 'no answer'}" for status, count in sorted(self.clients.statuses.items())
        )
        lost = self.clients.acknowledged - kept(self.settings.database)
        wrong = self.clients.wrong()
        print(f"    {statuses}; {len(self.clients.acknowledged)} copies acknowledged, {len(lost)} lost; {len(wrong)} wrong")
        for one in wrong[:5]:
            print(f"    wrong: {one}")
        if lost or wrong:
            raise SystemExit("what was answered is not right")


def kept(database: str) -> set[str]:
    """The copies in the database."""
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
            return {row[0] for row in connection.execute("SELECT key FROM copies")}
    with psycopg.connect(database.replace("+psycopg", "")) as postgresql:
        return {row[0] for row in postgresql.execute("SELECT key FROM copies")}


def worker_killed(site: Site, times: int) -> Iterator[bool]:
    """kill -9 of one of two workers: another takes its place."""
    with site.serving():
        for _ in range(times):
            pids = {worker.pid for worker in living(site.settings.data)}
            killed = random.choice(sorted(pids))
            os.kill(killed, signal.SIGKILL)
            site.wait(lambda killed=killed: killed not in {worker.pid for worker in living(site.settings.data)})  # type: ignore[misc]
            yield site.recovered()
            time.sleep(RESPAWN_SECONDS)


def reloader_killed(site: Site, times: int) -> Iterator[bool]:
    """kill -9 of kb sync, at any moment: the commit before it is served or the new one, and the new one by the next sync."""
    with site.serving():
        site.kb("sync").wait()
        for _ in range(times):
            site.merge()
            process = site.kb("sync")
            time.sleep(random.uniform(0.5, 4.0))
            process.kill()
            process.wait()
            synced = site.kb("sync").wait() == 0
            yield synced and site.recovered() and len(list((site.settings.data / "releases").iterdir())) <= 2


def writer_killed(site: Site, times: int) -> Iterator[bool]:
    """kill -9 of who holds the lock of the index, a worker or kb index, while 400 entries are written."""
    with site.serving():
        for attempt in range(times):
            site.number += 1
            for name in range(400):
                path = site.settings.content / f"en/templates/other/n{name}.md"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(source_file(f"## formal\n\nWords {attempt} and more of them.\n", title=f"Something {name}"))
            (site.settings.content / LATE).write_text(numbered(site.number))
            process = site.kb("index")
            writer = _writer(site.settings.data)
            time.sleep(random.uniform(0, 0.5))
            with suppress(ProcessLookupError):
                os.kill(writer, signal.SIGKILL)
            process.wait()
            yield site.recovered()
            time.sleep(RESPAWN_SECONDS)


def _writer(data: Path) -> int:
    """The process that holds the index's lock, once one does."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        locks = {path.stat().st_ino for path in data.glob("index-*/*WRITELOCK*")}
        for line in Path("/proc/locks").read_text().splitlines():
            part = line.split()
            if part[1] == "FLOCK" and int(part[5].rpartition(":")[2]) in locks:
                return int(part[4])
        time.sleep(0.01)
    raise SystemExit("nobody wrote the index within 30 seconds")


def disk_full(site: Site, times: int) -> Iterator[bool]:
    """A full disk under KB_DATA, with a worker killed meanwhile in every other try: what is served stays. Needs root."""
    data = site.settings.data
    data.mkdir(parents=True, mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(data)], check=True)
    try:
        with site.serving():
            site.kb("sync").wait()
            for attempt in range(times):
                filler = data / "filler"
                with suppress(OSError), filler.open("wb", buffering=0) as file:
                    while True:
                        file.write(b"0" * 512)
                served = site.number
                if attempt % 2:
                    os.kill(random.choice(living(data)).pid, signal.SIGKILL)
                    site.wait(lambda: site.clients.statuses.total() > 0 and len(living(data)) == 2)
                site.merge()
                refused = site.kb("sync").wait() != 0
                time.sleep(1)
                stays = all(site.clients.said.get(worker.version) == {str(served)} for worker in living(data))
                filler.unlink()
                synced = site.kb("sync").wait() == 0
                yield refused and stays and synced and site.recovered()
                time.sleep(RESPAWN_SECONDS if attempt % 2 else 0)
    finally:
        subprocess.run(["umount", "-l", str(data)], check=True)


def folder_replaced(site: Site, times: int) -> Iterator[bool]:
    """The content folder is gone for a moment; another, half written, stands in its place; then it is whole."""
    content = site.settings.content
    aside = content.with_name("aside")
    with site.serving():
        for _ in range(times):
            content.rename(aside)
            gone = site.goes_on()
            shutil.copytree(aside, content)
            text = numbered(site.number + 1)
            (content / LATE).write_text(text[: len(text) // 3])
            half = site.goes_on()
            (content / LATE).write_bytes(random.randbytes(4096))
            noise = site.goes_on()
            site.write()
            yield gone and half and noise and site.recovered()
            shutil.rmtree(aside)


def folder_unreadable(site: Site, times: int) -> Iterator[bool]:
    """The content folder, a folder in it or a file may not be read; root serves without its right to read everything."""
    content = site.settings.content
    site.command = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
    with site.serving():
        for attempt in range(times):
            closed = (content, content / "en", content / LATE, content / "taxonomy.yml")[attempt % 4]
            mode = closed.stat().st_mode & 0o777
            closed.chmod(0)
            stays = site.goes_on(1.5)
            closed.chmod(mode)
            site.write()
            yield stays and site.recovered()


def folder_large(site: Site, times: int) -> Iterator[bool]:
    """10,000 files come at once and go again at once, with a change each time."""
    content, many = site.settings.content, site.settings.content.with_name("many")
    for number in range(10_000):
        path = many / f"f{number // 500}/n{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source_file("## formal\n\nOther words.\n", title=f"Something {number}"))
    with site.serving():
        for attempt in range(times):
            if attempt % 2 == 0:
                many.rename(content / "en/templates/many")
            else:
                (content / "en/templates/many").rename(many)
            site.write()
            yield site.recovered()


def clock_set_back(site: Site, times: int) -> Iterator[bool]:
    """The clock is set back by up to a month each time, for kb sync and for every worker that starts, one of which is killed
    in every other try; the later commit is served. Needs faketime."""
    clock, back = site.settings.data.with_name("clock"), 0
    clock.write_text("+0d")
    site.environment = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "100000",
    }
    with site.serving():
        for attempt in range(times):
            back += random.randint(1, 30)
            clock.write_text(f"-{back}d")  # read once by each process: the library would set back its monotonic clock too
            commit = site.merge()
            synced = site.kb("sync").wait() == 0
            found = Releases(site.settings.data).state().served
            if attempt % 2:
                os.kill(random.choice(living(site.settings.data)).pid, signal.SIGKILL)
            yield synced and found is not None and found.commit == commit and site.recovered()
            time.sleep(RESPAWN_SECONDS if attempt % 2 else 0)


def sqlite_gone(site: Site, times: int) -> Iterator[bool]:
    """The folder of the database is away for a moment: it is not made anew, nothing is acknowledged meanwhile."""
    base = site.settings.data.with_name("base")
    base.mkdir()
    site.settings = replace(site.settings, database_url=f"sqlite:///{base / 'kotae.sqlite3'}")
    with site.serving():
        for _ in range(times):
            base.rename(base.with_name("away"))
            stays = site.goes_on(random.uniform(0.5, 3)) and not base.exists()
            base.with_name("away").rename(base)
            yield stays and site.recovered()


def postgresql_gone(site: Site, times: int) -> Iterator[bool]:
    """PostgreSQL stops at once and starts again: search goes on, what needs the database says so, and finds it again."""
    cluster = Cluster()
    try:
        cluster.create("faults")
        site.settings = replace(site.settings, database_url=cluster.url("faults").replace("+psycopg", ""))
        site.kb("db", "upgrade").wait()
        with site.serving():
            for _ in range(times):
                cluster.stop("immediate")
                stays = site.goes_on(random.uniform(0.5, 3))
                cluster.start()
                yield stays and site.recovered()
    finally:
        cluster.remove()


Fault = Callable[[Site, int], Iterator[bool]]
FAULTS: dict[str, Fault] = {
    "writer": writer_killed,
    "reloader": reloader_killed,
    "worker": worker_killed,
    "disk": disk_full,
    "folder": folder_replaced,
    "unreadable": folder_unreadable,
    "large": folder_large,
    "clock": clock_set_back,
    "sqlite": sqlite_gone,
    "postgresql": postgresql_gone,
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
            (team.content / LATE).write_text(numbered(0))
            site = Site(team, Settings(content=team.content, data=Path(folder) / "data"))
            done = list(FAULTS[name](site, given.times))
        took = time.monotonic() - started
        print(f"{name:10} tried {len(done)} times, ended well {sum(done)} times, {took:.0f} s", flush=True)
        failed = failed or not all(done)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
