"""Signing in by the company's OpenID Connect provider, where one is configured."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue

from kb.accounts.keys import signature
from kb.accounts.providers import person_of
from kb.errors import SettingsError
from kb.service import KnowledgeBase
from kb.web.gate import Gate
from kb.web.identity import open_to_all
from kb.web.sign_in import signed_in, within

log = logging.getLogger("kb.web")


class _ForOneSignIn(SecureCookieSessionInterface):
    """The signed cookie that holds state, nonce and verifier between leaving for the provider and coming back."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def install(app: Flask, kb: KnowledgeBase, gate: Gate) -> None:
    """The two addresses of the sign-in; nothing where no provider is configured.

    Raises SettingsError when one is configured and Authlib is not installed.
    """
    if not kb.settings.oidc_issuer:
        return
    app.secret_key = signature(gate.key, "oidc", "state")
    app.session_interface = _ForOneSignIn()
    app.config.update(SESSION_COOKIE_NAME="kotae_oidc", SESSION_COOKIE_SAMESITE="Lax")
    app.register_blueprint(_blueprint(kb, gate, _client(app, kb)))


def _client(app: Flask, kb: KnowledgeBase) -> Any:
    try:
        from authlib.integrations.flask_client import OAuth
    except ImportError as error:
        raise SettingsError("KB_OIDC_ISSUER needs Authlib: install it with pip install 'kotae[oidc]'") from error
    settings = kb.settings
    return OAuth(app).register(  # type: ignore[no-untyped-call]
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": 10},
    )


def _blueprint(kb: KnowledgeBase, gate: Gate, client: Any) -> Blueprint:
    pages = Blueprint("oidc", __name__, url_prefix="/sign-in/provider")

    @pages.get("")
    @open_to_all
    def begin() -> ResponseReturnValue:
        session.clear()
        session["next"] = within(request.args.get("next", ""))
        try:
            answer: ResponseReturnValue = client.authorize_redirect(url_for("oidc.back", _external=True))
        except _failures() as error:
            return _failed(error)
        return answer

    @pages.get("/back")
    @open_to_all
    def back() -> ResponseReturnValue:
        address = within(session.get("next", ""))
        try:
            claims = client.authorize_access_token()["userinfo"]
        except _failures() as error:
            return _failed(error)
        finally:
            session.clear()
        person = person_of(kb.store, claims, kb.settings.oidc_role, now=datetime.now(UTC))
        return signed_in(gate, person.id, address) if person.active else _failed("this account was removed")

    return pages


def _failures() -> tuple[type[Exception], ...]:
    """What happens when a provider is away, says no, or says what cannot be believed."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    return AuthlibBaseError, JoseError, RequestException, ValueError, KeyError


def _failed(reason: object) -> ResponseReturnValue:
    """The sign-in page again. What the provider said may name a person: only its kind is logged."""
    log.warning("a sign-in by OpenID Connect failed: %s", reason if isinstance(reason, str) else type(reason).__name__)
    return render_template("sign_in.html", failed=True, login="", next="", oidc=True, wrong=False, minutes=0), 403
