"""Which version the tables must have, told without loading SQLAlchemy: `kb serve` asks at every start."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"

LATEST = "0002"
"""The version that this program reads and writes: the last file in `migrations/versions`."""

NONE = "0000"
"""The version of a database without tables."""


def is_current(file: Path) -> bool:
    """Whether an SQLite file is there and has the tables of this program."""
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(LATEST,)]
    except sqlite3.Error:
        return False  # whoever opens it in earnest says what is wrong
