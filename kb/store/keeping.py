"""Backups: taken while the site runs, and put back, the database before it being kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kb.errors import CopyRefused, StoreOutdated
from kb.store.database import Database
from kb.store.moving import export_to, import_from, refuse_filled
from kb.store.schema import current, make_file, upgrade
from kb.store.sqlite_backup import Progress, backup_file, restore_file
from kb.store.versions import LATEST, NONE

_SQLITE = b"SQLite format 3\0"


def backup(database: Database, file: Path, progress: Progress | None = None) -> None:
    """Write a copy of the database as it is at this moment: of SQLite a database file, of PostgreSQL lines of JSON.

    Raises CopyRefused when the file cannot be written, and StoreOutdated where there are no tables.
    """
    if database.file is None:
        export_to(database, file, progress)
        return
    if current(database) == NONE:
        raise StoreOutdated(f"the database {database.where} has no tables, so there is nothing to copy")
    if file.exists() and file.samefile(database.file):
        raise CopyRefused(f"{file} is the database itself; name another file")
    try:
        backup_file(database.file, file, progress)
    except (OSError, sqlite3.Error) as error:
        raise CopyRefused(f"{file} cannot be written ({error}); name another file, or make room") from error


def restore(database: Database, file: Path, *, replace: bool = False, progress: Progress | None = None) -> None:
    """Make the database what a copy of `backup` or `export_to` holds, its tables up to date; a running site sees it at once.

    Raises CopyRefused when the copy is damaged or of a newer program, when it is an SQLite file and the database is not, and
    when the database is not empty and shall not be replaced. Then nothing has changed.
    """
    if not _is_sqlite(file):
        import_from(database, file, replace=replace, progress=progress)
        return
    if database.file is None:
        raise CopyRefused(
            f"{file} is an SQLite database and {database.where} is not: read it in with kb export and kb import"
        )
    _look_at(file)
    if not replace and current(database) != NONE:
        with database.reading() as session:
            refuse_filled(session.connection(), database.where)
    database.close()
    make_file(database)
    try:
        restore_file(file, database.file, progress)
    except (OSError, sqlite3.Error) as error:
        raise CopyRefused(
            f"{file} cannot be put into {database.file} ({error}); stop what uses it, and try again"
        ) from error
    upgrade(database)


def _is_sqlite(file: Path) -> bool:
    try:
        with file.open("rb") as start:
            return start.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise CopyRefused(
            f"{file} cannot be read ({error.strerror}); name a file that kb backup or kb export wrote"
        ) from error


def _look_at(file: Path) -> None:
    """Raises CopyRefused when the file is damaged, or no database of this program or an older one."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            whole = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            version = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise CopyRefused(f"{file} is damaged, or no database of Kotae ({error}); take another copy") from error
    if not whole:
        raise CopyRefused(f"{file} is damaged; take another copy")
    if version is None or version[0] > LATEST:
        raise CopyRefused(f"{file} has tables of another program than version {LATEST}; use the newer program")
