"""Backups: taken while the site runs, and put back, the database before it being kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import CopyRefused, StoreOutdated, StoreUnavailable
from kb.store.database import Database
from kb.store.moving import export_to, import_from, refuse_filled
from kb.store.schema import changing, current, make_file, migrated
from kb.store.sqlite_backup import Progress, backup_file, is_damaged, move, remove, restore_file
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
    when the database is not empty and shall not be replaced. Whatever is raised, nothing has changed then.
    """
    if not _is_sqlite(file):
        import_from(database, file, replace=replace, progress=progress)
        return
    if database.file is None:
        raise CopyRefused(
            f"{file} is an SQLite database and {database.where} is not: read it in with kb export and kb import"
        )
    version = _look_at(file)
    if not replace and current(database) != NONE:
        with database.reading() as session:
            refuse_filled(session.connection(), database.where)
    with _up_to_date(file, version, database.file) as copy:
        database.close()
        make_file(database)
        try:
            restore_file(copy, database.file, progress)
        except (OSError, sqlite3.Error) as error:
            raise CopyRefused(
                f"{file} cannot be put into {database.file} ({error}); stop what uses it, and try again"
            ) from error


@dataclass(frozen=True, slots=True)
class Kept:
    """What was replaced: a copy of it, or, where it was `damaged`, the file itself under another name."""

    file: Path
    damaged: bool = False


@contextmanager
def keeping(database: Database, folder: Path) -> Iterator[Kept | None]:
    """A block that replaces what is in the database, and what is kept of that: None where nothing was there.

    A copy is kept in the folder; an SQLite file that is damaged makes room, and stays beside the new one. When the block
    raises, everything is as it was. Raises StoreUnavailable, or CopyRefused where nothing could be kept.
    """
    file = database.file
    if file is not None and file.exists() and _is_damaged(file):
        with _made_room(database, file) as aside:
            yield Kept(aside, damaged=True)
    elif current(database) == NONE:
        yield None
    else:
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"replaced-{_now()}"
        backup(database, copy)
        try:
            yield Kept(copy)
        except BaseException:
            copy.unlink()
            raise


def _is_damaged(file: Path) -> bool:
    try:
        return is_damaged(file)
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"the database {file} cannot be looked at ({error}); let this user read it and write its folder"
        ) from error


@contextmanager
def _made_room(database: Database, file: Path) -> Iterator[Path]:
    aside = file.with_name(f"{file.name}.damaged-{_now()}")
    database.close()
    try:
        move(file, aside)
    except OSError as error:
        raise CopyRefused(
            f"{file} is damaged and cannot be put aside ({error.strerror}); let this user write its folder"
        ) from error
    try:
        yield aside
    except BaseException:
        database.close()
        remove(file)
        move(aside, file)
        raise


@contextmanager
def _up_to_date(copy: Path, version: str, target: Path) -> Iterator[Path]:
    """The copy with this program's tables: itself, or one of an older program brought up to date beside the target."""
    if version == LATEST:
        yield copy
        return
    made = Database(f"sqlite:///{target.with_name(f'{target.name}.restoring')}")
    assert made.file is not None
    make_file(made)
    try:
        try:
            backup_file(copy, made.file)
        except (OSError, sqlite3.Error) as error:
            raise CopyRefused(f"{copy} cannot be brought up to date beside {target} ({error}); make room") from error
        with changing(made) as connection:
            migrated(connection, LATEST)
        made.close()
        yield made.file
    finally:
        made.close()
        remove(made.file)


def _now() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"


def _is_sqlite(file: Path) -> bool:
    try:
        with file.open("rb") as start:
            return start.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise CopyRefused(
            f"{file} cannot be read ({error.strerror}); name a file that kb backup or kb export wrote"
        ) from error


def _look_at(file: Path) -> str:
    """The version of its tables. Raises CopyRefused when the file is damaged, or no database of this or an older program."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            whole = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            version: tuple[str] | None = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise CopyRefused(f"{file} is damaged, or no database of Kotae ({error}); take another copy") from error
    if not whole:
        raise CopyRefused(f"{file} is damaged; take another copy")
    if version is None or version[0] > LATEST:
        raise CopyRefused(f"{file} has tables of another program than version {LATEST}; use the newer program")
    return version[0]
