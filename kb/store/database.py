"""The database, whichever it is: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from kb.errors import SettingsError, StoreReadOnly, StoreUnavailable
from kb.store.failures import explained
from kb.store.models import Base
from kb.store.versions import NO_DRIVER

BUSY_SECONDS = 15
"""How long a writer waits for another one."""

CONNECT_SECONDS = 3
"""How long a PostgreSQL server may take to be reached."""

AWAY_SECONDS = 2.0
"""How long a server that was not reached is not asked again, so that pages do not wait for it one after another."""


class Database:
    """A database that is connected to when first asked. Threads may share it; each process makes its own.

    What a `transaction` wrote is on the disk when it ends: kill -9, a restart or a power cut lose nothing of it.
    Raises SettingsError when the address cannot be used.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.kind = self._url.get_backend_name()
        self.where = self._url.database or "" if self.kind == "sqlite" else self._url.render_as_string(hide_password=True)
        self.engine = self._sqlite() if self.kind == "sqlite" else self._postgresql()
        self._reader = self.engine.execution_options(kb_reading=True)
        self._away_until = 0.0

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database, None for PostgreSQL."""
        return Path(self.where) if self.kind == "sqlite" else None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction that writes: kept when the block ends, undone when it raises. Keep it short: SQLite has one writer.

        Raises StoreUnavailable, StoreReadOnly or StoreOutdated.
        """
        with self.explaining(), Session(self.engine, expire_on_commit=False) as session:
            with session.begin():
                written = self.file and session.connection().info[_OPENED]
                yield session
            if self.file and _file_of(self.file) != written:
                raise StoreUnavailable(f"the database {self.where} was taken away while it was written; put it back")

    @contextmanager
    def reading(self, *, snapshot: bool = False) -> Iterator[Session]:
        """A transaction that reads, beside any writer. With `snapshot` all its questions are of one moment.

        Raises StoreUnavailable or StoreOutdated.
        """
        reader = self._reader
        if snapshot and self.kind == "postgresql":  # SQLite's transactions are snapshots anyway
            reader = reader.execution_options(isolation_level="REPEATABLE READ")
        with self.explaining(), Session(reader) as session, session.begin():
            yield session

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """A `reading` for questions that make no objects: a page that waits for one pays for no session.

        Raises StoreUnavailable or StoreOutdated.
        """
        with self.explaining(), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """A block whose failures of the database are told in the product's words."""
        if time.monotonic() < self._away_until:
            raise StoreUnavailable(f"the database {self.where} was not reached a moment ago; start it, or wait")
        try:
            yield
        except NoConnectionFree as error:
            raise StoreUnavailable(f"the database {self.where} is too busy: every connection is taken; try again") from error
        except DBAPIError as error:
            told = explained(error, self.where)
            if told is None:
                raise
            if error.statement is None and self.kind == "postgresql":
                self._away_until = time.monotonic() + AWAY_SECONDS
            raise told from error

    def check_writing(self) -> None:
        """Raises what a transaction would that writes something now: StoreUnavailable or StoreReadOnly."""
        with self.transaction() as session:
            if self.kind == "sqlite":
                session.execute(text("UPDATE alembic_version SET version_num = version_num"))
                session.rollback()
            elif session.scalar(text("SHOW transaction_read_only")) == "on":
                raise StoreReadOnly(f"the database {self.where} can only be read; let it take writes")

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _sqlite(self) -> Engine:
        file = Path(self.where).absolute()
        # Never made by being asked: a file that is away for a moment must not be found empty.
        address = f"{file.as_uri()}?mode=rw"

        def opened() -> sqlite3.Connection:
            return sqlite3.connect(address, BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True)

        def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
            record.info[_OPENED] = _file_of(file)
            _prepare_sqlite(connection)

        def check(_connection: object, record: ConnectionPoolEntry, _given: object) -> None:
            if record.info[_OPENED] != _file_of(file):
                raise DisconnectionError  # what it would write went away with the file: connect to the one that is there

        engine = create_engine(self._url, creator=opened, pool_size=8, max_overflow=24)
        event.listen(engine, "connect", prepare)
        event.listen(engine, "checkout", check)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgresql(self) -> Engine:
        given = {} if "connect_timeout" in self._url.query else {"connect_timeout": CONNECT_SECONDS}
        try:
            return create_engine(
                self._url,
                connect_args={"application_name": "kotae", **given},
                pool_pre_ping=True,
                pool_size=8,
                max_overflow=8,
            )
        except ImportError as error:
            raise SettingsError(NO_DRIVER) from error


_OPENED = "kb-file"
"""What a connection notes: which file it has opened."""


def _file_of(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path, whatever its name was before; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare_sqlite(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY):
            raise  # a file that can only be read, or is being switched by another, is read as it is


def _begin_sqlite(connection: Connection) -> None:
    # A writer asks for the lock at once: one that reads first and writes later is refused whenever another was quicker.
    reading = connection.get_execution_options().get("kb_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def add_new(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Add the rows that are not there yet by any unique column; how many that were. A retried one changes nothing."""
    statement = _insert(session)(table.__table__).values([_by_column(table, row) for row in rows])
    result = session.connection().execute(statement.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True})
    return result.rowcount


def put(session: Session, table: type[Base], row: Mapping[str, Any]) -> None:
    """Add a row, or bring the one with the same primary key in line with it."""
    values = _by_column(table, row)
    statement = _insert(session)(table.__table__).values(values)
    changed = {column.name: statement.excluded[column.name] for column in values if not column.primary_key}
    keys = [column.name for column in table.__table__.primary_key]
    session.connection().execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def _insert(session: Session) -> Callable[[Any], Any]:
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert


def _by_column(table: type[Base], row: Mapping[str, Any]) -> dict[ColumnElement[Any], Any]:
    columns = table.__mapper__.columns
    return {columns[name]: value for name, value in row.items()}
