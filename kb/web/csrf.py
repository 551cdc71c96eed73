"""Another site cannot act through a browser that is signed in here: what changes something proves that it comes from a page
of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, after_this_request, g, request

from kb.accounts.keys import digest, random_name, same, signature
from kb.web.errors import Denied

FIELD, HEADER = "csrf", "X-CSRF-Token"
VISIT = "kotae_visit"
SAFE = ("GET", "HEAD", "OPTIONS")
_LOCAL = "local"


def token(key: bytes) -> str:
    """What the forms of this page, and the requests it makes, must bring back."""
    return signature(key, "csrf", _subject(make=True))


def check_origin() -> None:
    """Raises Denied when the browser says that another site asks to change something."""
    if request.method in SAFE:
        return
    came_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if came_from not in ("same-origin", "none") or (origin is not None and urlsplit(origin).netloc != request.host):
        raise Denied(403, "cross-site", "another site asked for this; open the page here and try again")


def check_token(key: bytes) -> None:
    """Raises Denied when a request that changes something does not come from a page that was made for its browser.

    A request without our cookie needs no token when no other site could make a browser send it unasked.
    """
    if request.method in SAFE or (_unforgeable() and g.get("signed_in") is None and "signing_in" not in g):
        return
    brought = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not same(brought, signature(key, "csrf", _subject(make=False))):
        raise Denied(403, "csrf", "this page is too old or was not made for you; load it again and repeat what you did")


def _unforgeable() -> bool:
    """Whether a browser asks us first before another site's page may send this: other than what a plain form sends."""
    return request.method != "POST" or request.is_json


def _subject(*, make: bool) -> str:
    """For whom a token is: this signed-in browser, this visit of the sign-in page, or the local person."""
    if name := g.get("session_name"):
        return digest(name)
    if g.get("member") is not None:
        return _LOCAL
    visit = request.cookies.get(VISIT, "") or str(g.get("visit", ""))
    if not visit and make:
        g.visit = visit = random_name()

        @after_this_request
        def keep(response: Response) -> Response:
            response.set_cookie(VISIT, visit, max_age=3600, samesite="Lax", httponly=True, secure=request.is_secure)
            return response

    return digest(visit) if visit else random_name()  # a name that no token was made for
