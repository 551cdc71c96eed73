"""Failed sign-ins by name: an address, or a login that nobody has. All workers of a machine share one small file of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from kb.errors import StoreUnavailable


class Attempts:
    """How often each name has failed. Names come hashed; one that is left alone is forgotten."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def failed(self, name: str, *, now: datetime, limit: int, lock_for: timedelta) -> datetime | None:
        """Count a failure; until when the name was locked before this one, None if it was not.

        At every `limit` of them nobody may try for `lock_for`; after that long without any the count begins anew.
        """
        when, seconds = now.timestamp(), lock_for.total_seconds()
        with closing(self._opened()) as database, database:
            database.execute("DELETE FROM attempts WHERE at < ? AND locked_until < ?", (when - seconds, when))
            found = database.execute("SELECT count, locked_until FROM attempts WHERE name = ?", (name,)).fetchone()
            count, locked = found or (0, 0.0)
            if locked > when:
                return datetime.fromtimestamp(locked, now.tzinfo)
            until = when + seconds if (count + 1) % limit == 0 else 0.0
            row = (name, count + 1, when, until)
            database.execute("REPLACE INTO attempts (name, count, at, locked_until) VALUES (?, ?, ?, ?)", row)
            return None

    def forgive(self, name: str) -> None:
        """Count one less: this try was right. Those before stay counted, or an own account would be a way to try others."""
        with closing(self._opened()) as database, database:
            database.execute("UPDATE attempts SET count = max(count - 1, 0), locked_until = 0 WHERE name = ?", (name,))

    def _opened(self) -> sqlite3.Connection:
        """The file, with a transaction begun that no other process can come between."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._file, timeout=5, isolation_level=None)
            database.execute(
                "CREATE TABLE IF NOT EXISTS attempts (name TEXT PRIMARY KEY, count INTEGER, at REAL, locked_until REAL)"
            )
            database.execute("BEGIN IMMEDIATE")
        except (sqlite3.Error, OSError) as error:
            raise StoreUnavailable(f"{self._file} cannot be written ({error}); nobody can sign in until it can") from error
        return database
