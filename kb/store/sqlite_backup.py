"""A copy of an SQLite database, taken while others write to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Progress = Callable[[int, int], None]
"""Takes how much is done, and of how much."""

_PAGES = 2000

_FILES = ("", "-journal", "-wal", "-shm")
"""What the names of a database's files end in."""


def backup_file(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Write a copy of the database as it is at this moment; an older copy of that name stays until the new one is whole.

    Raises sqlite3.Error or OSError, and then leaves nothing behind.
    """
    aside = target.with_name(f"{target.name}.part")
    try:
        with (
            closing(sqlite3.connect(source.absolute().as_uri() + "?mode=ro", uri=True)) as read,
            closing(_private(aside)) as copy,
        ):
            read.execute("BEGIN")
            read.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it is this moment's
            read.backup(copy, pages=_PAGES, progress=lambda _, left, all: progress(all - left, all) if progress else None)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole by itself
        keep(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def restore_file(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Make a database, whose file is there, what the copy holds, in one transaction: others see the old one, then the new.

    Raises sqlite3.Error, and then the database is as it was.
    """
    with (
        closing(sqlite3.connect(source.absolute().as_uri() + "?mode=ro", uri=True)) as copy,
        closing(sqlite3.connect(target)) as database,
    ):
        database.execute("PRAGMA synchronous=FULL")
        copy.backup(database, pages=_PAGES, progress=lambda _, left, all: progress(all - left, all) if progress else None)


def is_damaged(file: Path) -> bool:
    """Whether a file is no SQLite database, or a broken one. Raises sqlite3.Error where that cannot be told."""
    try:
        with closing(sqlite3.connect(file.absolute().as_uri() + "?mode=ro", uri=True)) as database:
            found: list[tuple[str]] = database.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        return True
    return found != [("ok",)]


def move(source: Path, target: Path) -> None:
    """Give a database another name, with the files that belong to it."""
    for suffix in reversed(_FILES):
        if _beside(source, suffix).exists():
            _beside(source, suffix).replace(_beside(target, suffix))


def remove(file: Path) -> None:
    """Take a database away, with the files that belong to it."""
    for suffix in _FILES:
        _beside(file, suffix).unlink(missing_ok=True)


def keep(aside: Path, target: Path) -> None:
    """Put a finished file in its place: on the disk first, so that a power cut leaves the old one or the new one."""
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    aside.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _beside(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


def _private(file: Path) -> sqlite3.Connection:
    """A new database that only this user may read."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    return sqlite3.connect(file)
