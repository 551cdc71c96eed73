"""`kb doctor`: whatever keeps a site from being served well, each with what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kb.content.library import Library, load_library
from kb.content.problems import Severity
from kb.content.releases import RELEASES, Releases, served_folder
from kb.content.remembered import remembered
from kb.content.repository import Repository
from kb.errors import KbError
from kb.search.entries import entry_of
from kb.search.index import Index
from kb.settings import Settings
from kb.workers import living

Result = Literal["ok", "warn", "fail"]

NEEDED = 200_000_000
"""Bytes that should be free in KB_DATA: a second checkout and a second index of a large content."""

EARLIEST = 1_767_225_600
"""The first second of 2026: a clock that shows an earlier one is wrong."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at. A failure keeps the site from being served, a warning from being served well."""

    name: str
    result: Result
    message: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Line]:
    """Look at everything a site stands on; nothing is changed or made but an empty KB_DATA."""
    looks: tuple[Callable[[Settings], Iterator[Line]], ...] = (
        _serving,
        _permissions,
        _disk,
        _clock,
        _content,
        _database,
        _repository,
        _sync,
        _webhook,
        _workers,
    )
    for look in looks:
        try:
            yield from look(settings)
        except (KbError, OSError) as error:
            yield Line(look.__name__.strip("_"), "fail", str(error), "mend what it says, then run kb doctor again")


def _serving(settings: Settings) -> Iterator[Line]:
    public = settings.host not in ("127.0.0.1", "localhost", "::1")
    message = f"{settings.workers} workers at {settings.host}:{settings.port}, {settings.proxies} proxies in front"
    if public and not settings.proxies:
        remedy = "put a proxy that speaks TLS in front, listen on 127.0.0.1 and set KB_PROXIES=1"
        yield Line("settings", "warn", f"{message}: other machines reach it without TLS", remedy)
    elif settings.workers == 1:
        yield Line("settings", "warn", f"{message}: while its only worker starts anew, nobody answers", "set KB_WORKERS=2")
    else:
        yield Line("settings", "ok", message)


def _permissions(settings: Settings) -> Iterator[Line]:
    data = settings.data
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=data) as file:
        file.write(b"0" * 4096)
        file.flush()
    stat = data.stat()
    if stat.st_mode & 0o022:
        yield Line("permissions", "fail", f"others may write in {data}", f"chmod 700 {data}")
    elif stat.st_uid != os.geteuid():
        yield Line("permissions", "warn", f"{data} belongs to another user", "run kb doctor as the user of the server")
    elif stat.st_mode & 0o077:
        yield Line("permissions", "warn", f"others may read in {data}", f"chmod 700 {data}")
    else:
        yield Line("permissions", "ok", f"{data} can be written, and by its owner only")


def _disk(settings: Settings) -> Iterator[Line]:
    free = shutil.disk_usage(settings.data).free
    words = f"{free // 1_000_000:,} MB are free in {settings.data}"
    if free < NEEDED // 10:
        yield Line("disk", "fail", words, "make room, or move KB_DATA")
    elif free < NEEDED:
        yield Line("disk", "warn", words, f"make room: {NEEDED // 1_000_000} MB should be free")
    else:
        yield Line("disk", "ok", words)


def _clock(settings: Settings) -> Iterator[Line]:
    now, newest = time.time(), 0.0
    for path in (settings.data, settings.content):
        if path.exists():
            newest = max(newest, path.stat().st_mtime)
    remedy = "set the clock, and keep it by a time service (timedatectl set-ntp true)"
    if now < EARLIEST:
        yield Line("clock", "fail", "the clock shows a time before 2026", remedy)
    elif newest > now + 60:
        yield Line("clock", "warn", f"folders were changed {newest - now:,.0f} s after now: the clock was set back", remedy)
    else:
        yield Line("clock", "ok", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now)))


def _content(settings: Settings) -> Iterator[Line]:
    folder = served_folder(settings.data, settings.content)
    library = load_library(folder, remembered(settings.data, settings.content))
    counted = Counter(document.lang for document in library)
    words = f"{folder}: version {library.version}, " + ", ".join(f"{n} {lang}" for lang, n in sorted(counted.items()))
    errors = [problem for problem in library.problems if problem.severity is Severity.ERROR]
    if not library.documents:
        yield Line("content", "fail", f"there is no document in {folder}", "set KB_CONTENT to the folder of the content")
    elif errors:
        yield Line("content", "warn", f"{words}; {len(errors)} errors, the first: {errors[0]}", "run kb check")
    else:
        yield Line("content", "ok", words)
    yield _index(settings, library)


def _index(settings: Settings, library: Library) -> Line:
    if not any(settings.data.glob("index-*")):
        return Line("index", "warn", f"there is none in {settings.data} yet", "run kb index, or let kb serve build it")
    if aside := [path.name for path in settings.data.glob("*.damaged-*")]:
        return Line(
            "index", "warn", f"{aside[0]} was damaged and set aside", f"look at its reason.json, then delete {aside[0]}"
        )
    missing = Index(settings.data).differences(entry_of(document, library.vocabulary) for document in library)
    if missing:
        return Line("index", "warn", f"{missing} entries are not as the content says", "run kb index")
    return Line("index", "ok", "it says what the content says")


def _database(settings: Settings) -> Iterator[Line]:
    from kb.store.database import Database
    from kb.store.schema import current
    from kb.store.versions import LATEST

    url = settings.database
    if url.startswith("sqlite") and not Path(url.partition(":///")[2]).exists():
        yield Line("database", "warn", "there is none yet", "kb serve makes it")
        return
    with closing(Database(url)) as opened:
        version = current(opened)
    if version != LATEST:
        remedy = "run kb db upgrade" if version < LATEST else "use the newer program"
        yield Line("database", "fail", f"its tables have version {version}, not {LATEST}", remedy)
        return
    if url.startswith("sqlite"):
        file = Path(url.partition(":///")[2]).absolute()
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            found = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
        if found != "ok":
            yield Line("database", "fail", f"it is damaged: {found}", "stop the site and run kb restore with a copy of it")
            return
    yield Line("database", "ok", f"its tables have version {version}")


def _repository(settings: Settings) -> Iterator[Line]:
    try:
        repository = Repository(settings.content)
        upstream = repository.upstream()
    except KbError as error:
        yield Line("git", "warn", str(error), "kb sync needs a clone whose branch follows one of its remote")
        return
    served = Releases(settings.data).state().served
    if served and served.commit != upstream:
        message = f"{served.commit[:12]} is served, {upstream[:12]} is the newest that was fetched"
        yield Line("git", "warn", message, "run kb sync, unless it was rolled back on purpose")
    else:
        yield Line("git", "ok", f"{repository.root} stands at {repository.head()[:12]}")


def _sync(settings: Settings) -> Iterator[Line]:
    state = Releases(settings.data).state()
    if state.last is None:
        yield Line("sync", "ok", "none yet: the content folder is served as it stands")
    elif state.last.result in ("refused", "failed"):
        yield Line("sync", "warn", f"{state.last.at}: {state.last.message}", "mend that, then run kb sync")
    elif state.served and state.served.problems:
        message = f"{len(state.served.problems)} mistakes keep files as they were, the first: {state.served.problems[0]}"
        yield Line("sync", "warn", message, "mend them and merge that")
    else:
        kept = len(list((settings.data / RELEASES).glob("*")))
        yield Line("sync", "ok", f"{state.last.at}: {state.last.message}; {kept} checkouts are kept")


def _webhook(settings: Settings) -> Iterator[Line]:
    if settings.hook_secret:
        yield Line("webhook", "ok", "KB_HOOK_SECRET is set; the forge posts to /hooks/content")
    else:
        yield Line("webhook", "ok", "there is none: KB_HOOK_SECRET is not set, and kb sync has to be run")


def _workers(settings: Settings) -> Iterator[Line]:
    workers = living(settings.data)
    versions = {worker.version for worker in workers}
    if not workers:
        yield Line("workers", "ok", "none runs now")
    elif len(versions) > 1:
        remedy = "look again in a few seconds; if it stays so, look at the log and run kb reload"
        yield Line("workers", "warn", f"they serve {len(versions)} versions: {', '.join(sorted(versions))}", remedy)
    else:
        yield Line("workers", "ok", f"{len(workers)} serve content {versions.pop()}")
