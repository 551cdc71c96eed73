"""The page of one's own things: favourites, texts, where one is signed in, tokens, the password."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.accounts import passwords, tokens
from kb.accounts.signing_in import SignInLocked, SignInRefused
from kb.errors import InvalidValues, StoreError
from kb.service import KnowledgeBase
from kb.web import i18n
from kb.web.gate import Gate
from kb.web.identity import SCOPES, current, may
from kb.web.mine import at_hand, shown
from kb.web.sign_in import signed_in

DAYS = (30, 90, 366)


def blueprint(kb: KnowledgeBase, gate: Gate) -> Blueprint:
    """The page, and what its forms do."""
    pages = Blueprint("me", __name__, url_prefix="/me")

    @pages.context_processor
    def choices() -> dict[str, object]:
        return {"scopes": SCOPES, "days": DAYS}

    @pages.get("")
    @may("keep")
    def page() -> ResponseReturnValue:
        return _page(kb)

    @pages.post("/password")
    @may("account")
    def password() -> ResponseReturnValue:
        person = kb.store.people.get(current().id)
        try:
            gate.signing_in.confirm(person, request.form.get("present", ""), now=_now())
        except SignInLocked as error:
            return _page(kb, minutes=error.minutes), 429, {"Retry-After": str(error.minutes * 60)}
        except SignInRefused:
            return _page(kb, wrong="present"), 403
        try:
            hashed = passwords.hashed(request.form.get("new", ""), person.login)
        except InvalidValues:
            return _page(kb, wrong="new"), 422
        kb.store.people.change(person.id, password=hashed)
        return signed_in(gate, person.id, url_for("me.page", done="password"))

    @pages.post("/sessions/<int:number>/end")
    @may("account")
    def end(number: int) -> ResponseReturnValue:
        kb.store.sessions.end(current().id, number, now=_now())
        return redirect(url_for("me.page", done="session"), 303)

    @pages.post("/sessions/end-all")
    @may("account")
    def end_all() -> ResponseReturnValue:
        here = g.signed_in.session.id if "signed_in" in g else None
        kb.store.sessions.end_all(current().id, now=_now(), but=here)
        return redirect(url_for("me.page", done="sessions"), 303)

    @pages.post("/tokens")
    @may("account")
    def make_token() -> ResponseReturnValue:
        days = request.form.get("days", type=int) or 0
        asked = request.form.get("name", ""), request.form.getlist("scope"), days
        try:
            made = tokens.make(kb.store, current().id, *asked, now=_now())
        except InvalidValues:
            return _page(kb, wrong="token"), 422
        return _page(kb, made=made)

    @pages.post("/tokens/<int:number>/revoke")
    @may("account")
    def revoke(number: int) -> ResponseReturnValue:
        kb.store.tokens.revoke(current().id, number, now=_now())
        return redirect(url_for("me.page", done="token"), 303)

    return pages


def _page(kb: KnowledgeBase, *, wrong: str = "", minutes: int = 0, made: tokens.New | None = None) -> str:
    mine = at_hand(kb)
    account: dict[str, object] = {"sessions": (), "tokens": ()}
    if not current().local:
        with suppress(StoreError):  # the page says above all that the database is away
            account = {
                "sessions": kb.store.sessions.of(current().id, now=_now()),
                "tokens": [token for token in kb.store.tokens.of(current().id) if not token.revoked_at],
            }
    return render_template(
        "me.html",
        favourites=shown(kb, mine.favourites, i18n.ui_lang()),
        wrong=wrong,
        minutes=minutes,
        made=made,
        done=request.args.get("done", ""),
        here=g.signed_in.session.id if "signed_in" in g else None,
        now=_now(),
        **account,
    )


def _now() -> datetime:
    return datetime.now(UTC)
