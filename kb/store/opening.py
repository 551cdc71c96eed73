"""Everything the team keeps, opened."""

from __future__ import annotations

from dataclasses import dataclass

from kb.store.archive import Archive
from kb.store.cases import Cases
from kb.store.database import Database
from kb.store.insights import Insights
from kb.store.people import People
from kb.store.schema import upgrade
from kb.store.signins import Sessions, Tokens
from kb.store.things import Things
from kb.store.usage import Usage


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


def open_store(url: str) -> Store:
    """The store at this address (`Settings.database`), its tables brought up to date where that is SQLite.

    Opening takes about a second and a half, for it loads SQLAlchemy: do it once, before somebody waits for it. A PostgreSQL
    server is first asked when something of it is needed. Raises SettingsError, StoreUnavailable or StoreReadOnly.
    """
    database = Database(url)
    if database.kind == "sqlite":
        upgrade(database)
    return store_of(database)


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
