"""Every request passes here first: who asks is found out, and whether she may."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import UTC, datetime

from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from kb.accounts import tokens
from kb.accounts.attempts import Attempts
from kb.accounts.browsers import Browsers, SignedIn
from kb.accounts.keys import site_key
from kb.accounts.signing_in import SigningIn
from kb.errors import StoreError
from kb.languages import LANGUAGES
from kb.service import KnowledgeBase
from kb.web import csrf, i18n
from kb.web.errors import Denied, answer
from kb.web.identity import MAY, Action, Member, Right, action_of
from kb.web.loopback import strangeness
from kb.web.state import State

log = logging.getLogger("kb.web")

REMEDY = (
    "nobody has an account yet, so only this machine itself is answered, and of this request {reason}; "
    "make an account with: kb user add NAME --role admin"
)


class Gate:
    """Who asks, told from a request, and whether she may."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.state = State(kb)
        self.browsers = Browsers(lambda: kb.store)
        self.key = site_key(kb.settings)
        self._attempts = Attempts(kb.settings.data / "attempts.sqlite3")

    @property
    def signing_in(self) -> SigningIn:
        """Asks for passwords."""
        return SigningIn(self._kb.store, self._attempts, self.key)

    def admit(self, action: Action) -> None:
        """Find out who asks, for `identity.current`. Raises Denied with what to do."""
        right = MAY[action]
        secret = _bearer()
        if not secret:
            csrf.check_origin()
        if not self.state.now().accounts:
            g.member = self._local()
        else:
            g.member = self._program(secret, right) if secret else self._browser()
        if not g.member.may(action):
            raise Denied(403, "not-allowed", f"this needs the role {right.role}, and yours is {g.member.role}")
        if right.changes and not secret:
            csrf.check_token(self.key)
        if not g.member.local and not secret:
            self._remember_languages(g.member)

    def _remember_languages(self, member: Member) -> None:
        """What is chosen in an address is kept with the account; a browser without a choice takes the account's."""
        named = {f"{name}_lang": request.args.get(name if name == "ui" else f"{name}_lang", "") for name in ("ui", "reply")}
        chosen = {name: lang for name, lang in named.items() if lang in LANGUAGES}
        with suppress(StoreError):  # the browser's cookie remembers too
            if chosen and any(request.cookies.get(name) != lang for name, lang in chosen.items()):
                self._kb.store.things.choose(member.id, chosen)
            elif not all(name in request.cookies for name in named):
                kept = self._kb.store.things.at_hand(member.id).choices
                i18n.prefer(
                    {name: kept[name] for name in named if name not in request.cookies and kept.get(name) in LANGUAGES}
                )

    def _local(self) -> Member:
        known = self.state.now()
        strange = strangeness(request)
        if strange and known.accounts is None:
            raise Denied(503, "store-unavailable", "the database is away, so nobody can be recognised; try again later")
        if strange:
            raise Denied(403, "accounts-needed", REMEDY.format(reason=strange))
        return Member(known.local_id, "local", "admin", "", local=True)

    def _browser(self) -> Member:
        name = request.cookies.get(cookie_name(), "")
        found = self.browsers.find(name, now=datetime.now(UTC)) if name else None
        if found is None:
            raise Denied(401, "sign-in-needed", "sign in first, or send a token: Authorization: Bearer kotae_...")
        g.session_name, g.signed_in = name, found
        return member_of(found)

    def _program(self, secret: str, right: Right) -> Member:
        found = tokens.find(self._kb.store, secret, now=datetime.now(UTC))
        if found is None:
            raise Denied(401, "token-refused", "this token is not known, has expired or was revoked; make another one")
        looks = request.method in csrf.SAFE and right.scope != "admin"
        needed = "read" if looks and right.scope else right.scope
        if needed is None or needed not in found[0].scopes:
            wanted = f"the scope {needed}" if needed else "a browser that is signed in"
            raise Denied(403, "scope-needed", f"this needs {wanted}; the token has: {', '.join(found[0].scopes)}")
        person = found[1]
        return Member(person.id, person.name, person.role, person.group, local=False)


def member_of(found: SignedIn) -> Member:
    """Whose browser it is."""
    person = found.person
    return Member(person.id, person.name, person.role, person.group, local=False)


def _bearer() -> str:
    """The token of a program; pages have none, and a name and password in the address are none either."""
    given = request.authorization
    return given.token or "" if given and given.type == "bearer" and request.path.startswith("/api/") else ""


def cookie_name() -> str:
    """The name of the session's cookie; over TLS one that no other host of the domain can set."""
    return "__Host-kotae" if request.is_secure else "kotae"


def install(app: Flask, kb: KnowledgeBase) -> Gate:
    """Let nobody pass who may not."""
    gate = Gate(kb)

    @app.before_request
    def admit() -> None:
        action = action_of(app, request.endpoint)
        if action is not None:
            gate.admit(action)

    @app.errorhandler(StoreError)
    def failed(error: StoreError) -> ResponseReturnValue:
        gate.state.failed(error)
        log.error("%s", error)
        return answer(503, error.code, str(error))

    @app.context_processor
    def who() -> dict[str, object]:
        return {
            "member": g.get("member"),
            "signed_in": g.get("signed_in") is not None,
            "csrf_token": lambda: csrf.token(gate.key),
            "store_trouble": gate.state.now().trouble,
        }

    return gate
