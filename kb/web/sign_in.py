"""Signing in and out. The page says the same of a wrong login as of a wrong password."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.accounts.browsers import LONGEST
from kb.accounts.signing_in import SignInLocked, SignInRefused
from kb.service import KnowledgeBase
from kb.web import csrf
from kb.web.gate import Gate, cookie_name
from kb.web.identity import may, open_to_all

MAX_LOGIN = 200


def blueprint(kb: KnowledgeBase, gate: Gate) -> Blueprint:
    """The pages by which people come in and leave."""
    pages = Blueprint("sign_in", __name__)

    @pages.get("/sign-in")
    @open_to_all
    def form() -> ResponseReturnValue:
        if not gate.state.now().accounts:
            return redirect(url_for("site.home"))
        return _page(kb)

    @pages.post("/sign-in")
    @open_to_all
    def enter() -> ResponseReturnValue:
        _must_come_from_here(gate)
        login, password = request.form.get("login", "")[:MAX_LOGIN], request.form.get("password", "")
        address = request.environ.get("REMOTE_ADDR", "")
        try:
            person = gate.signing_in.person(login, password, address, now=datetime.now(UTC))
        except SignInLocked as error:
            return _page(kb, login, minutes=error.minutes), 429, {"Retry-After": str(error.minutes * 60)}
        except SignInRefused:
            return _page(kb, login, wrong=True), 403
        return signed_in(gate, person.id, within(request.form.get("next", "")))

    @pages.post("/sign-out")
    @may("account")
    def out() -> ResponseReturnValue:
        gate.browsers.end(g.get("session_name", ""), now=datetime.now(UTC))
        return _without_cookie(url_for("sign_in.form"))

    return pages


def signed_in(gate: Gate, person_id: int, address: str) -> ResponseReturnValue:
    """Send a person on to a page, her browser signed in anew: what its cookie held before is of no use any more."""
    now = datetime.now(UTC)
    if before := request.cookies.get(cookie_name(), ""):
        gate.browsers.end(before, now=now)
    name = gate.browsers.start(person_id, now=now)
    response = make_response(redirect(address, 303))
    age = int(LONGEST.total_seconds())
    response.set_cookie(cookie_name(), name, max_age=age, httponly=True, samesite="Lax", secure=request.is_secure)
    response.delete_cookie(csrf.VISIT)
    return response


def within(address: str) -> str:
    """An address of this site to go on to; any other is the start page."""
    home = url_for("site.home")
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if plain and address.startswith(request.script_root + "/") else home


def _must_come_from_here(gate: Gate) -> None:
    g.signing_in = True
    csrf.check_origin()
    csrf.check_token(gate.key)


def _page(kb: KnowledgeBase, login: str = "", *, wrong: bool = False, minutes: int = 0) -> str:
    return render_template(
        "sign_in.html",
        login=login,
        wrong=wrong,
        minutes=minutes,
        next=request.values.get("next", ""),
        oidc=bool(kb.settings.oidc_issuer),
    )


def _without_cookie(address: str) -> ResponseReturnValue:
    response = make_response(redirect(address, 303))
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=request.is_secure)
    return response
