"""Signing in with a password: who it is, or until when nobody may try. It never tells whether a login exists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kb.accounts import passwords
from kb.accounts.attempts import Attempts
from kb.accounts.keys import signature
from kb.errors import KbError

if TYPE_CHECKING:
    from kb.store.opening import Store
    from kb.store.people import Person

LIMIT = 5
"""Wrong passwords in a row after which an account rests."""

ADDRESS_LIMIT = 30
"""Failed sign-ins from one address, whoever they were for: a whole office may share one."""

LOCK_FOR = timedelta(minutes=15)


class SignInRefused(KbError):
    """Login and password do not belong together; which of them is wrong is not told."""

    code = "sign-in-refused"


class SignInLocked(KbError):
    """Too many have failed: nobody may try again for so many minutes."""

    code = "sign-in-locked"

    def __init__(self, minutes: int) -> None:
        super().__init__(f"too many failed sign-ins; try again in {minutes} minutes")
        self.minutes = minutes


class SigningIn:
    """Asks for passwords. Every try is counted before its password is looked at, so that many at once gain nothing."""

    def __init__(self, store: Store, attempts: Attempts, key: bytes) -> None:
        self._store, self._attempts, self._key = store, attempts, key

    def person(self, login: str, password: str, address: str, *, now: datetime) -> Person:
        """Whose login and password these are. Raises SignInRefused or SignInLocked."""
        known = self._store.people.by_login(login)
        self._count(self._name("address", address), ADDRESS_LIMIT, now)
        if known is None:
            from kb.store.people import folded

            self._count(self._name("login", folded(login)), LIMIT, now)
        else:
            self._count_known(known, now)
        right = passwords.matches(known.password if known else None, password)
        if known is None or not right or not known.active:
            raise SignInRefused("the login or the password is wrong")
        self._welcome(known, password, address)
        return known

    def confirm(self, person: Person, password: str, *, now: datetime) -> None:
        """Make sure that it is still she who asks, before what only she may do: her browser may stand open.

        Raises SignInRefused or SignInLocked; the tries count with those of signing in.
        """
        self._count_known(person, now)
        if not passwords.matches(person.password, password):
            raise SignInRefused("the present password is another one")
        self._store.people.signed_in(person.id)

    def _welcome(self, known: Person, password: str, address: str) -> None:
        self._store.people.signed_in(known.id)
        self._attempts.forgive(self._name("address", address))
        if known.password and passwords.outdated(known.password):
            self._store.people.change(known.id, password=passwords.hashed(password))

    def _count_known(self, known: Person, now: datetime) -> None:
        if known.locked_until and known.locked_until > now:
            raise _locked(known.locked_until, now)
        counted = self._store.people.failed(known.id, now=now, limit=LIMIT, lock_for=LOCK_FOR)
        begun = counted.failed_sign_ins % LIMIT == 0  # this very try is the last that is still looked at
        if counted.locked_until and counted.locked_until > now and not begun:
            raise _locked(counted.locked_until, now)

    def _count(self, name: str, limit: int, now: datetime) -> None:
        until = self._attempts.failed(name, now=now, limit=limit, lock_for=LOCK_FOR)
        if until:
            raise _locked(until, now)

    def _name(self, kind: str, text: str) -> str:
        return signature(self._key, f"attempts-{kind}", text)


def _locked(until: datetime, now: datetime) -> SignInLocked:
    return SignInLocked(max(1, -int(-(until - now).total_seconds() // 60)))
