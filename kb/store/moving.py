"""Everything in a database to a file, and back: from SQLite to PostgreSQL, the other way, or as a copy to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, MetaData, Table, Text, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from kb.errors import CopyRefused, StoreOutdated
from kb.store.database import Database
from kb.store.lines import Count, Row, Tally, created, head_line, last_line, row_line, rows_of, verify
from kb.store.schema import changing, current, make_file, migrated, version_of
from kb.store.sqlite_backup import Progress, keep
from kb.store.versions import LATEST, NONE

_ROWS = 1000
"""How many rows are read or written at once."""


def export_to(database: Database, file: Path, progress: Progress | None = None) -> Tally:
    """Write everything in the database, as it is at one moment, to a file; others may write to the database meanwhile.

    An older file of that name stays until the new one is whole. Raises CopyRefused when the file cannot be written, and
    StoreOutdated where there are no tables.
    """
    if current(database) == NONE:
        raise StoreOutdated(
            f"the database {database.where} has no tables, so there is nothing to copy; run kb db upgrade for empty ones"
        )
    aside = file.with_name(f"{file.name}.part")
    try:
        with database.reading(snapshot=True) as session:
            tally = _write(session.connection(), aside, progress)
        keep(aside, file)
    except OSError as error:
        raise CopyRefused(f"{file} cannot be written ({error.strerror}); name another file, or make room") from error
    finally:
        aside.unlink(missing_ok=True)
    return tally


def import_from(database: Database, file: Path, *, replace: bool = False, progress: Progress | None = None) -> Tally:
    """Read a file of `export_to` into the database, whose tables are made, and brought up to date afterwards.

    What was read in is read back and compared with the file: all of it is kept, or nothing. Raises CopyRefused when the file
    is damaged, cut or of a newer program, and when the database is not empty and shall not be replaced.
    """
    told = verify(file)
    make_file(database)
    try:
        _read_in(database, file, told, replace, progress)
    except (SQLAlchemyError, KeyError, TypeError, ValueError, OverflowError) as error:
        message = f"{file} holds rows that the tables do not take ({type(error).__name__}); take a copy that kb export wrote"
        raise CopyRefused(message) from error
    return told


def _read_in(database: Database, file: Path, told: Tally, replace: bool, progress: Progress | None) -> None:
    with changing(database) as connection:
        if not replace:
            refuse_filled(connection, database.where)
        migrated(connection, NONE)
        migrated(connection, told.version)
        tables = {table.name: table for table in _tables(connection)}
        done = 0
        for name, rows in rows_of(file, _ROWS):
            connection.execute(insert(tables[name]), [_taken(tables[name], row, database.kind) for row in rows])
            done += len(rows)
            if progress:
                progress(done, told.total)
        if _count(connection, Count(told.version, list(tables)), tables.values()) != told:
            raise CopyRefused(f"{file} was not read in as it is: the database held other rows then; nothing was kept")
        if database.kind == "postgresql":
            _number_on(connection, tables.values())
        migrated(connection, LATEST)


def refuse_filled(connection: Connection, where: str) -> None:
    """Raises CopyRefused when any table has a row."""
    for table in _tables(connection):
        if connection.execute(select(table).limit(1)).first():
            raise CopyRefused(f"the database {where} is not empty ({table.name} has rows); say --replace to give them up")


def _write(connection: Connection, file: Path, progress: Progress | None) -> Tally:
    version = version_of(connection)
    tables = _tables(connection)
    of = sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    done = 0
    with created(file) as out:

        def write(line: bytes) -> None:
            nonlocal done
            out.write(line)
            done += 1
            if progress and (done % _ROWS == 0 or done == of):
                progress(done, of)

        head = head_line(version, [table.name for table in tables])
        out.write(head)
        tally = _count(connection, Count(version, [table.name for table in tables], head), tables, write)
        out.write(last_line(tally))
    return tally


def _count(
    connection: Connection, count: Count, tables: Iterable[Table], write: Callable[[bytes], None] | None = None
) -> Tally:
    """Look at every row, and write it where it shall be written."""
    for table in tables:
        for row in _rows(connection, table):
            line = row_line(table.name, row)
            count.add(table.name, line)
            if write:
                write(line)
    return count.tally()


def _tables(connection: Connection) -> Sequence[Table]:
    """The tables as they are, whichever version they have, each after those that it refers to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    """The rows by their primary key; texts by their code points, which either database can."""
    byte = "C" if connection.dialect.name == "postgresql" else "BINARY"
    keys = [column.collate(byte) if isinstance(column.type, Text) else column for column in table.primary_key]
    question = select(table).order_by(*keys).execution_options(yield_per=_ROWS)
    with connection.execute(question) as found:
        for row in found.mappings():
            yield {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """A time as an ISO text, everything else as it is."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    return value


def _taken(table: Table, row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The row as this kind of database takes it."""
    values = dict(row)
    for column in table.columns:
        if isinstance(column.type, DateTime) and values[column.name] is not None:
            at = datetime.fromisoformat(values[column.name])
            values[column.name] = at.replace(tzinfo=None) if kind == "sqlite" else at
    return values


def _number_on(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL number new rows after those that were read in."""
    for name in (table.name for table in tables if "id" in table.columns):
        highest = f"SELECT max(id) FROM {name} HAVING max(id) > 0"
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), ({highest})) WHERE EXISTS ({highest})")
        )
