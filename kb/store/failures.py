"""What a database says when it cannot, in the product's words: what is wrong, where, and what to do."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from kb.errors import StoreError, StoreOutdated, StoreReadOnly, StoreUnavailable

_SQLITE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_READONLY: (StoreReadOnly, "let this user write the file and its folder"),
    sqlite3.SQLITE_PERM: (StoreUnavailable, "let this user read and write the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: (
        StoreUnavailable,
        "put it back, or let this user write its folder",
    ),
    sqlite3.SQLITE_BUSY: (StoreUnavailable, "another process holds it; end that, or try again"),
    sqlite3.SQLITE_LOCKED: (StoreUnavailable, "another process holds it; end that, or try again"),
    sqlite3.SQLITE_FULL: (StoreUnavailable, "make room on the disk"),
    sqlite3.SQLITE_IOERR: (StoreUnavailable, "check the disk"),
    sqlite3.SQLITE_CORRUPT: (StoreUnavailable, "restore a backup with kb restore FILE --replace"),
    sqlite3.SQLITE_NOTADB: (
        StoreUnavailable,
        "name a database of Kotae with KB_DATABASE_URL, or restore a backup with kb restore FILE --replace",
    ),
}

_POSTGRESQL: dict[str, tuple[type[StoreError], str]] = {
    "25006": (StoreReadOnly, "point KB_DATABASE_URL at the server that takes writes"),
    "42501": (StoreReadOnly, "let this user write its tables"),
    "53100": (StoreUnavailable, "make room on its disk"),
    "53300": (StoreUnavailable, "allow it more connections, or serve with fewer workers"),
    "57": (StoreUnavailable, "start the server, or wait until it has started"),
    "08": (StoreUnavailable, "start the server, and check address, user, password and name in KB_DATABASE_URL"),
    "58": (StoreUnavailable, "check its disk"),
    "40": (StoreUnavailable, "two wrote the same at once; try again"),
}
"""By SQLSTATE, or by its class: its first two signs. A connection that is refused has none, and counts as 08."""

_NO_SUCH = ("no such table", "no such column", "has no column named")


def explained(error: DBAPIError, where: str) -> StoreError | None:
    """The error that a failure of the database is, or None where it is a mistake of this program."""
    cause = error.orig
    reason = " ".join(str(cause).split())
    if isinstance(cause, sqlite3.Error):
        number = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if number == sqlite3.SQLITE_ERROR and any(words in reason for words in _NO_SUCH):
            return outdated(where, reason)
        known = _SQLITE.get(number)
    else:
        state = getattr(cause, "sqlstate", None) or ("08" if error.connection_invalidated or error.statement is None else "")
        if state in ("42P01", "42703", "3F000"):
            return outdated(where, reason)
        known = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    if known is None:
        return None
    kind, remedy = known
    cannot = "can only be read" if kind is StoreReadOnly else "cannot be used now"
    return kind(f"the database {where} {cannot} ({reason}); {remedy}")


def outdated(where: str, reason: str) -> StoreOutdated:
    """The error of a database whose tables are not this program's."""
    return StoreOutdated(f"the tables of the database {where} are not those of this version ({reason}); run kb db upgrade")
