"""The people of the team: who they are, what they may do, and how often they have failed to sign in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypedDict, Unpack

from sqlalchemy import case, delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from kb.errors import PersonNotFound, Taken
from kb.store import models
from kb.store.database import Database, add_new

Role = Literal["reader", "agent", "editor", "admin"]

LOCAL = "local"
"""The login of the one person there is while nobody has an account."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team."""

    id: int
    login: str
    name: str
    role: Role
    group: str
    active: bool
    created_at: datetime
    password: str | None = field(repr=False)
    failed_sign_ins: int
    locked_until: datetime | None
    oidc_subject: str | None


class Changes(TypedDict, total=False):
    """What may be changed of a person."""

    name: str
    role: Role
    group: str
    active: bool
    password: str | None
    oidc_subject: str | None


class People:
    """The people of the team. A login is the same in any case and width: `Mei@Example.com` is `mei@example.com`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        login: str,
        name: str,
        role: Role,
        *,
        now: datetime,
        group: str = "",
        password: str | None = None,
        oidc_subject: str | None = None,
    ) -> Person:
        """A new person; `password` is a hash. Raises Taken when login or subject are somebody's already."""
        person = models.Person(
            login=folded(login),
            name=name,
            role=role,
            group=group,
            active=True,
            created_at=now,
            password=password,
            failed_sign_ins=0,
            oidc_subject=oidc_subject,
        )
        try:
            with self._database.transaction() as session:
                session.add(person)
                session.flush()
                return person_of(person)
        except IntegrityError as error:
            raise Taken(f'"{folded(login)}" has an account already; choose another login') from error

    def local(self, now: datetime) -> Person:
        """The one person of a site without accounts, an admin, made when first asked for."""
        found = self.by_login(LOCAL)
        if found is None:
            row = {"login": LOCAL, "name": LOCAL, "role": "admin", "group": "", "active": True, "failed_sign_ins": 0}
            with self._database.transaction() as session:
                add_new(session, models.Person, [{**row, "created_at": now}])
            found = self.by_login(LOCAL)
        assert found is not None
        return found

    def have_accounts(self) -> bool:
        """Whether anybody but the local person has an account, active or not: from then on signing in is needed."""
        with self._database.reading() as session:
            return bool(session.scalar(select(exists().where(models.Person.login != LOCAL))))

    def all(self) -> tuple[Person, ...]:
        """Everybody but the local person, by login."""
        question = select(models.Person).where(models.Person.login != LOCAL)
        with self._database.reading() as session:
            return tuple(sorted(map(person_of, session.scalars(question)), key=lambda person: person.login))

    def get(self, id: int) -> Person:
        """A person. Raises PersonNotFound."""
        with self._database.reading() as session:
            found = session.get(models.Person, id)
            if found is None:
                raise PersonNotFound(id)
            return person_of(found)

    def by_login(self, login: str) -> Person | None:
        """Who has this login."""
        with self._database.reading() as session:
            found = session.scalar(select(models.Person).where(models.Person.login == folded(login)))
            return person_of(found) if found else None

    def by_subject(self, subject: str) -> Person | None:
        """Whom the OpenID Connect provider means by this subject."""
        with self._database.reading() as session:
            found = session.scalar(select(models.Person).where(models.Person.oidc_subject == subject))
            return person_of(found) if found else None

    def change(self, id: int, **changes: Unpack[Changes]) -> Person:
        """The person with these changes. A new password, and an end of being active, end every session of hers;
        the latter her tokens too. Raises PersonNotFound, or Taken when the subject is somebody else's."""
        try:
            with self._database.transaction() as session:
                found = session.get(models.Person, id)
                if found is None:
                    raise PersonNotFound(id)
                for name, value in changes.items():
                    setattr(found, name, value)
                if "password" in changes or changes.get("active") is False:
                    session.execute(delete(models.Session).where(models.Session.person_id == id))
                if changes.get("active") is False:
                    session.execute(delete(models.Token).where(models.Token.person_id == id))
                if "password" in changes:
                    found.failed_sign_ins, found.locked_until = 0, None
                session.flush()
                return person_of(found)
        except IntegrityError as error:
            raise Taken("this OpenID Connect subject belongs to somebody else's account") from error

    def remove(self, id: int) -> None:
        """Delete a person with all that is hers; what was used and which cases there were stays, without her. Raises
        PersonNotFound."""
        with self._database.transaction() as session:
            found = session.get(models.Person, id)
            if found is None:
                raise PersonNotFound(id)
            session.delete(found)

    def failed(self, id: int, *, now: datetime, limit: int, lock_for: timedelta) -> Person:
        """Count a failed sign-in; at every `limit` of them in a row nobody may try again for `lock_for`.

        Two that fail at once are both counted. Raises PersonNotFound.
        """
        counted = models.Person.failed_sign_ins + 1
        question = (
            update(models.Person)
            .where(models.Person.id == id)
            .values(
                failed_sign_ins=counted,
                locked_until=case((func.mod(counted, limit) == 0, now + lock_for), else_=models.Person.locked_until),
            )
        )
        with self._database.transaction() as session:
            session.execute(question)
            found = session.get(models.Person, id, populate_existing=True)
            if found is None:
                raise PersonNotFound(id)
            return person_of(found)

    def signed_in(self, id: int) -> None:
        """Forget the failed sign-ins: this one was right."""
        with self._database.transaction() as session:
            session.execute(
                update(models.Person)
                .where(models.Person.id == id, models.Person.failed_sign_ins > 0)
                .values(failed_sign_ins=0, locked_until=None)
            )


def folded(login: str) -> str:
    """A login as it is compared and kept."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def person_of(row: models.Person) -> Person:
    """What a row of the table says."""
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        role=row.role,  # type: ignore[arg-type]  # the table has a constraint that says the same
        group=row.group,
        active=row.active,
        created_at=row.created_at,
        password=row.password,
        failed_sign_ins=row.failed_sign_ins,
        locked_until=row.locked_until,
        oidc_subject=row.oidc_subject,
    )
