"""The processes that serve from a data folder: each says here which version it serves, for as long as it lives."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

FOLDER = "workers"
_LENGTH = 400
"""Of what a worker says, whatever it says: so that it is written over in one piece."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that answers requests."""

    pid: int
    parent: int
    """The process that started it and reloads it."""
    version: str
    """The version of the content that it serves."""
    since: str


class Presence:
    """This process among the workers. A lock that the system lets go of when the process dies proves that it lives."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER
        self._lock = threading.Lock()
        self._file: IO[str] | None = None
        self._path = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}.json"

    def tell(self, version: str) -> None:
        """Say which version is served from now on. Raises OSError when it cannot be written."""
        worker = Worker(os.getpid(), os.getppid(), version, datetime.now(UTC).isoformat(timespec="seconds"))
        with self._lock:
            if self._file is None:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                aside = self._path.with_suffix(".new")  # nobody sees it before it is locked
                self._file = aside.open("w", encoding="utf-8")
                fcntl.flock(self._file, fcntl.LOCK_EX)
                aside.rename(self._path)
            self._file.seek(0)
            self._file.write(json.dumps(asdict(worker)).ljust(_LENGTH) + "\n")
            self._file.flush()

    def end(self) -> None:
        """Say nothing more."""
        with self._lock:
            if self._file is not None:
                self._path.unlink(missing_ok=True)
                self._file.close()
                self._file = None


def living(data: Path) -> tuple[Worker, ...]:
    """The workers that serve from a data folder now; what dead ones left is cleared away."""
    return tuple(sorted(_living(data / FOLDER), key=lambda worker: worker.pid))


def _living(folder: Path) -> Iterator[Worker]:
    for path in folder.glob("*.json"):
        with suppress(OSError, ValueError, TypeError), path.open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                yield Worker(**json.loads(file.read()))
            else:
                path.unlink(missing_ok=True)
