"""Every request passes here first: who asks is found out, and whether she may."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, g, request

from kb.errors import StoreError
from kb.service import KnowledgeBase
from kb.web.errors import Denied
from kb.web.identity import MAY, Member, action_of
from kb.web.loopback import strangeness

LOOK_SECONDS = 1.0
"""For how long an answer to "are there accounts?" holds: a first account is noticed within this time."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database said last of who there is; `accounts` is None while it never said."""

    accounts: bool | None
    local_id: int
    until: float


class Gate:
    """Who asks, told from a request."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._looking = threading.Lock()
        self._known = _Known(None, 0, 0.0)

    def accounts(self) -> bool:
        """Whether signing in is needed."""
        return bool(self._look().accounts)

    def member(self) -> Member:
        """Who asks. Raises Denied with the remedy."""
        known = self._look()
        strange = strangeness(request)
        if strange:
            raise Denied(403, "accounts-needed", REMEDY.format(reason=strange))
        return Member(known.local_id, "local", "admin", "", local=True)

    def _look(self) -> _Known:
        """What the database says, at most a second old; while it is away, what it said last."""
        known = self._known
        if time.monotonic() < known.until:
            return known
        with self._looking:
            accounts, local_id = known.accounts, 0
            try:
                people = self._kb.store.people
                accounts = people.have_accounts()
                local_id = 0 if accounts else people.local(datetime.now(UTC)).id
            except StoreError:
                g.store_trouble = True
            self._known = _Known(accounts, local_id, time.monotonic() + LOOK_SECONDS)
            return self._known


REMEDY = (
    "nobody has an account yet, so only this machine itself is answered, and of this request {reason}; "
    "make an account with: kb user add NAME --role admin"
)


def install(app: Flask, kb: KnowledgeBase) -> Gate:
    """Let nobody pass who may not."""
    gate = Gate(kb)

    @app.before_request
    def admit() -> None:
        action = action_of(app, request.endpoint)
        if action is None:
            return
        g.member = gate.member()
        if not g.member.may(action):
            raise Denied(403, "not-allowed", f"this needs the role {MAY[action].role}, and you have {g.member.role}")

    @app.context_processor
    def who() -> dict[str, object]:
        return {"member": g.get("member")}

    return gate
