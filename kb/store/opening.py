"""Everything the team keeps, opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.errors import StoreUnavailable
from kb.store.archive import Archive
from kb.store.cases import Cases
from kb.store.database import Database
from kb.store.insights import Insights
from kb.store.people import People
from kb.store.schema import upgrade
from kb.store.signins import Sessions, Tokens
from kb.store.things import Things
from kb.store.usage import Usage

KNOWN = "database"
"""The file in KB_DATA that tells which SQLite file was last in use."""


@dataclass(frozen=True, slots=True)
class Store:
    """The repositories, on one database. Threads may share it; each process opens its own."""

    database: Database
    people: People
    sessions: Sessions
    tokens: Tokens
    things: Things
    usage: Usage
    cases: Cases
    archive: Archive
    insights: Insights

    def close(self) -> None:
        """Let go of every connection."""
        self.database.close()


def open_store(url: str, data: Path | None = None) -> Store:
    """The store at this address (`Settings.database`), its tables brought up to date where that is SQLite.

    Opening takes about a second and a half, for it loads SQLAlchemy: do it once, before somebody waits for it. A PostgreSQL
    server is first asked when something of it is needed. With KB_DATA an SQLite file that was in use and is gone is not made
    anew. Raises SettingsError, StoreUnavailable or StoreReadOnly.
    """
    database = Database(url)
    if database.kind == "sqlite":
        bring_up(database, data) if data else upgrade(database)
    return store_of(database)


def bring_up(database: Database, data: Path) -> Path | None:
    """Bring the tables of an SQLite file up to date as `upgrade` does, and make the file where there never was one.

    Raises StoreUnavailable when there was one and it is gone: what an empty one would take in meanwhile would be lost when
    the other is put back, and nobody would have an account.
    """
    known = data / KNOWN
    seen = known.read_text() if known.is_file() else ""
    if seen == database.where and not Path(seen).exists():
        raise StoreUnavailable(f"the database {seen} is gone; put it back, or run kb db upgrade for an empty one")
    kept = upgrade(database)
    if seen != database.where:
        known.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        known.write_text(database.where)
    return kept


def store_of(database: Database) -> Store:
    """The repositories on a database whose tables are up to date."""
    return Store(
        database,
        People(database),
        Sessions(database),
        Tokens(database),
        Things(database),
        Usage(database),
        Cases(database),
        Archive(database),
        Insights(database),
    )
