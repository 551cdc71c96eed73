"""Browsers that are signed in: what their cookie holds, and for how long it counts."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kb.accounts.keys import digest, random_name
from kb.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.store.opening import Store
    from kb.store.people import Person
    from kb.store.signins import Session

IDLE = timedelta(hours=12)
"""A browser that was not used for so long is signed out."""

LONGEST = timedelta(days=7)
"""So long after signing in a browser is signed out, however much it is used."""

NOTED_EVERY = timedelta(minutes=1)

REMEMBERED_FOR = timedelta(hours=8)
"""While the database is away, whoever was seen within this time is still known: a shift goes on."""

_MOST = 5000


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser and whose it is."""

    session: Session
    person: Person


class Browsers:
    """The signed-in browsers. What the cookie holds is never kept, only its hash."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._remembering = threading.Lock()
        self._remembered: OrderedDict[str, tuple[datetime, SignedIn]] = OrderedDict()

    def start(self, person_id: int, *, now: datetime) -> str:
        """What the cookie of a browser that just signed in holds."""
        name = random_name()
        self._store().sessions.start(person_id, digest(name), now=now, expires_at=now + IDLE)
        return name

    def find(self, name: str, *, now: datetime) -> SignedIn | None:
        """Whose browser it is. Raises StoreError when the database is away and the browser was not seen lately."""
        hashed = digest(name)
        try:
            found = self._store().sessions.find(hashed, now=now)
        except StoreError:
            seen, known = self._remembered.get(hashed, (None, None))
            if seen is None or known is None or now - seen > REMEMBERED_FOR or known.session.expires_at < now:
                raise
            return known
        signed_in = SignedIn(*found) if found else None
        if signed_in and now - signed_in.session.last_seen_at > NOTED_EVERY:
            self._note(signed_in.session, now)
        self._remember(hashed, signed_in, now)
        return signed_in

    def end(self, name: str, *, now: datetime) -> None:
        """Sign a browser out by its cookie; one that is not signed in stays so."""
        found = self._store().sessions.find(digest(name), now=now)
        if found:
            self._store().sessions.end(found[1].id, found[0].id, now=now)
        self._remember(digest(name), None, now)

    def _note(self, session: Session, now: datetime) -> None:
        until = min(now + IDLE, session.created_at + LONGEST)
        try:
            self._store().sessions.seen(session.id, now=now, expires_at=until)
        except StoreError:
            return  # it can be read and not written: the browser stays signed in until it would have ended

    def _remember(self, hashed: str, found: SignedIn | None, now: datetime) -> None:
        with self._remembering:
            self._remembered.pop(hashed, None)
            if found:
                self._remembered[hashed] = (now, found)
            while len(self._remembered) > _MOST:
                self._remembered.popitem(last=False)
