"""Which version the tables must have, told without loading SQLAlchemy: `kb serve` asks at every start."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kb.errors import SettingsError, StoreUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"

LATEST = "0002"
"""The version that this program reads and writes: the last file in `migrations/versions`."""

NONE = "0000"
"""The version of a database without tables."""

NO_DRIVER = "PostgreSQL needs its driver: install it with pip install 'kotae[postgres]'"


def version_at(url: str) -> str:
    """The version of the tables of a PostgreSQL database. Raises StoreUnavailable, or SettingsError without its driver."""
    try:
        import psycopg
    except ImportError as error:
        raise SettingsError(NO_DRIVER) from error
    try:
        with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=3) as connection:
            there = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone() if there == (True,) else None
            return str(found[0]) if found else NONE
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise StoreUnavailable(
            f"the database of KB_DATABASE_URL was not reached ({reason}); start it, or check its address"
        ) from error


def is_current(file: Path) -> bool:
    """Whether an SQLite file is there and has the tables of this program."""
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(LATEST,)]
    except sqlite3.Error:
        return False  # whoever opens it in earnest says what is wrong
