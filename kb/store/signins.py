"""Signed-in browsers and the tokens of programs. The store sees hashes alone; the caller makes them and compares nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from kb.errors import NotFound
from kb.store import models
from kb.store.database import Database
from kb.store.people import Person, person_of


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    id: int
    person_id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A program's right to act for a person. `prefix` is what of it may be shown."""

    id: int
    person_id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class Sessions:
    """Who is signed in where. A session that has expired or was revoked, or whose person is not active, is none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, person_id: int, hashed: str, *, now: datetime, expires_at: datetime) -> Session:
        """A new session; `hashed` is the hash of what the cookie holds."""
        with self._database.transaction() as session:
            row = models.Session(hashed=hashed, person_id=person_id, created_at=now, last_seen_at=now, expires_at=expires_at)
            session.add(row)
            session.flush()
            return _session_of(row)

    def find(self, hashed: str, *, now: datetime) -> tuple[Session, Person] | None:
        """The session of this cookie and whose it is, or None when it is none."""
        question = (
            select(models.Session, models.Person)
            .join(models.Person, models.Person.id == models.Session.person_id)
            .where(
                models.Session.hashed == hashed,
                models.Session.revoked_at.is_(None),
                models.Session.expires_at > now,
                models.Person.active,
            )
        )
        with self._database.reading() as session:
            found = session.execute(question).first()
            return (_session_of(found[0]), person_of(found[1])) if found else None

    def of(self, person_id: int, *, now: datetime) -> tuple[Session, ...]:
        """A person's sessions, the last seen first."""
        question = (
            select(models.Session)
            .where(
                models.Session.person_id == person_id, models.Session.revoked_at.is_(None), models.Session.expires_at > now
            )
            .order_by(models.Session.last_seen_at.desc())
        )
        with self._database.reading() as session:
            return tuple(map(_session_of, session.scalars(question)))

    def seen(self, id: int, *, now: datetime, expires_at: datetime) -> None:
        """Note that a session is in use, and until when it lasts. Call it now and then, not at every request."""
        with self._database.transaction() as session:
            session.execute(
                update(models.Session).where(models.Session.id == id).values(last_seen_at=now, expires_at=expires_at)
            )

    def end(self, person_id: int, id: int, *, now: datetime) -> None:
        """Sign a person's browser out, for good."""
        with self._database.transaction() as session:
            session.execute(
                update(models.Session)
                .where(models.Session.id == id, models.Session.person_id == person_id, models.Session.revoked_at.is_(None))
                .values(revoked_at=now)
            )

    def end_all(self, person_id: int, *, now: datetime, but: int | None = None) -> int:
        """Sign a person out everywhere, `but` in one session; how many were ended."""
        with self._database.transaction() as session:
            ended = session.connection().execute(
                update(models.Session)
                .where(
                    models.Session.person_id == person_id,
                    models.Session.id != (but or 0),
                    models.Session.revoked_at.is_(None),
                )
                .values(revoked_at=now)
            )
            return ended.rowcount

    def over(self, before: datetime) -> int:
        """How many sessions ended before."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).where(_ended(before))) or 0

    def forget(self, before: datetime) -> int:
        """Delete the sessions that ended before; how many those were."""
        with self._database.transaction() as session:
            return session.connection().execute(delete(models.Session).where(_ended(before))).rowcount


class Tokens:
    """Which programs act for whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        person_id: int,
        name: str,
        *,
        hashed: str,
        prefix: str,
        scopes: Sequence[str],
        now: datetime,
        expires_at: datetime | None = None,
    ) -> Token:
        """A new token; a scope holds no space."""
        with self._database.transaction() as session:
            row = models.Token(
                hashed=hashed,
                prefix=prefix,
                person_id=person_id,
                name=name,
                scopes=" ".join(scopes),
                created_at=now,
                expires_at=expires_at,
            )
            session.add(row)
            session.flush()
            return _token_of(row)

    def find(self, hashed: str, *, now: datetime) -> tuple[Token, Person] | None:
        """The token and for whom it acts, or None when it has expired or was revoked, or its person is not active."""
        question = (
            select(models.Token, models.Person)
            .join(models.Person, models.Person.id == models.Token.person_id)
            .where(
                models.Token.hashed == hashed,
                models.Token.revoked_at.is_(None),
                or_(models.Token.expires_at.is_(None), models.Token.expires_at > now),
                models.Person.active,
            )
        )
        with self._database.reading() as session:
            found = session.execute(question).first()
            return (_token_of(found[0]), person_of(found[1])) if found else None

    def of(self, person_id: int) -> tuple[Token, ...]:
        """A person's tokens, the newest first, with those that were revoked."""
        question = select(models.Token).where(models.Token.person_id == person_id).order_by(models.Token.id.desc())
        with self._database.reading() as session:
            return tuple(map(_token_of, session.scalars(question)))

    def used(self, id: int, *, now: datetime) -> None:
        """Note that a token was used. Call it now and then, not at every request."""
        with self._database.transaction() as session:
            session.execute(update(models.Token).where(models.Token.id == id).values(last_used_at=now))

    def revoke(self, person_id: int, id: int, *, now: datetime) -> Token:
        """A person's token, of no use from now on. Raises NotFound when she has none such."""
        with self._database.transaction() as session:
            row = session.get(models.Token, id)
            if row is None or row.person_id != person_id:
                raise NotFound(f"there is no token {id} of this person")
            row.revoked_at = row.revoked_at or now
            return _token_of(row)


def _ended(before: datetime) -> ColumnElement[bool]:
    return or_(models.Session.expires_at < before, models.Session.revoked_at < before)


def _session_of(row: models.Session) -> Session:
    return Session(row.id, row.person_id, row.created_at, row.last_seen_at, row.expires_at)


def _token_of(row: models.Token) -> Token:
    return Token(
        id=row.id,
        person_id=row.person_id,
        name=row.name,
        prefix=row.prefix,
        scopes=tuple(row.scopes.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
