"""How the database is: whether there are accounts, and what does not work now. Asked now and then, never by each request."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from kb.errors import SettingsError, StoreError, StoreReadOnly
from kb.service import KnowledgeBase

log = logging.getLogger("kb.web")

LOOK_SECONDS = 1.0
"""For how long an answer holds: a first account is noticed within this time."""

WRITING_SECONDS = 10.0
"""How often it is tried whether something could be written."""

Trouble = Literal["", "away", "read-only"]


@dataclass(frozen=True, slots=True)
class Known:
    """What the database said last. `accounts` is None while it never said; `local_id` is 0 while it is not known."""

    accounts: bool | None
    local_id: int
    trouble: Trouble


class State:
    """What is known of the database. Safe to use from many threads: one of them asks, the others take what was known."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._looking = threading.Lock()
        self._known = Known(None, 0, "")
        self._until = self._writing_until = 0.0

    def now(self) -> Known:
        """What is known, at most a second old."""
        if time.monotonic() < self._until:
            return self._known
        first = self._until == 0.0
        if self._looking.acquire(blocking=first):  # the very first answer is waited for: nothing is known before it
            try:
                if time.monotonic() >= self._until:
                    self._known = self._asked()
                    self._until = time.monotonic() + LOOK_SECONDS
            finally:
                self._looking.release()
        return self._known

    def failed(self, error: StoreError) -> None:
        """Note that something could not be read or written."""
        self._known = replace(self._known, trouble=_trouble(error, self._known.accounts))

    def look_again(self) -> None:
        """Ask anew with the next request: something has just changed."""
        self._until = 0.0

    def _asked(self) -> Known:
        accounts, local_id = self._known.accounts, 0
        try:
            store = self._kb.store
            accounts = bool(self._kb.settings.oidc_issuer) or store.people.have_accounts()
            local_id = 0 if accounts else store.people.local(datetime.now(UTC)).id
            if time.monotonic() >= self._writing_until:
                store.database.check_writing()
                self._writing_until = time.monotonic() + WRITING_SECONDS
                return Known(accounts, local_id, "")
            return Known(accounts, local_id, self._known.trouble)
        except (StoreError, SettingsError) as error:
            if not self._known.trouble:
                log.error("%s", error)
            return Known(accounts, local_id, _trouble(error, accounts))


def _trouble(error: Exception, accounts: bool | None) -> Trouble:
    """What does not work; a database that never answered is away, whatever it said."""
    return "read-only" if isinstance(error, StoreReadOnly) and accounts is not None else "away"
