"""The webhook: the forge says that the content's repository has changed, and proves that it is the forge.

What a delivery says is never used, only that it came: a sync serves what the repository holds. So a delivery that is sent
again, by the forge or by somebody who saw it, could do no harm; all the same each one counts once, for all workers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.content.releases import FOLDER
from kb.service import KnowledgeBase
from kb.web.errors import BadRequest
from kb.web.identity import open_to_all

MAX_HOOK = 1_000_000
"""Bytes of a delivery: what a forge sends of a push is far smaller."""

TOLERANCE = 300
"""Seconds by which the clock of who signs with a time may differ from ours."""

REMEMBERED = 90 * 86_400
"""Seconds for which a delivery is remembered."""


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """The webhook of a knowledge base; it is not there without a secret."""
    hooks = Blueprint("hooks", __name__, url_prefix="/hooks")

    @hooks.post("/content")
    @open_to_all  # the forge has no account: it signs
    def content() -> ResponseReturnValue:
        secret = kb.settings.hook_secret
        if not secret:
            raise BadRequest("there is no webhook here; set KB_HOOK_SECRET to have one", [], 404)
        request.max_content_length = MAX_HOOK
        body = request.get_data()
        delivery = identity(dict(request.headers), body, secret.encode(), time.time())
        if not delivery:
            raise BadRequest("the signature of this delivery is missing, wrong or too old; compare the secrets", [], 401)
        if not is_first(kb.settings.data / FOLDER / "deliveries", delivery):
            return {"status": "known"}, 200
        from kb.sync import ask  # loads the checks, which no start needs

        ask(kb.settings)
        return {"status": "accepted"}, 202

    return hooks


def identity(headers: Mapping[str, str], body: bytes, secret: bytes, now: float) -> str:
    """What tells a delivery from every other one; empty when it does not come from who knows the secret.

    Understood are Standard Webhooks (id and time are signed with the body), the `X-Hub-Signature-256` over the body of
    GitHub, Gitea and Forgejo, and GitLab's token.
    """
    given = {name.lower(): value for name, value in headers.items()}
    if signatures := given.get("webhook-signature"):
        name, at = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
        fresh = at.isascii() and at.isdigit() and len(at) < 12 and abs(now - int(at)) <= TOLERANCE
        wanted = hmac.digest(_key(secret), f"{name}.{at}.".encode() + body, "sha256")
        signed = any(hmac.compare_digest(wanted, found) for found in _signatures(signatures))
        return f"id {name}" if fresh and name and signed else ""
    if signature := given.get("x-hub-signature-256"):
        wanted_text = f"sha256={hmac.new(secret, body, 'sha256').hexdigest()}"
        # Only the body is signed: the delivery's id beside it could be changed by whoever sends it again.
        return f"body {hashlib.sha256(body).hexdigest()}" if _same(wanted_text, signature) else ""
    if (token := given.get("x-gitlab-token")) is not None:
        name = given.get("idempotency-key") or given.get("x-gitlab-event-uuid") or hashlib.sha256(body).hexdigest()
        return f"id {name}" if _same(secret.decode(), token) else ""
    return ""


def _key(secret: bytes) -> bytes:
    """The key of Standard Webhooks: what follows `whsec_` is base64, any other secret stands for itself."""
    if secret.startswith(b"whsec_"):
        try:
            return base64.b64decode(secret.removeprefix(b"whsec_"), validate=True)
        except binascii.Error:
            return secret
    return secret


def _signatures(given: str) -> list[bytes]:
    found = []
    for one in given.split()[:8]:
        version, _, text = one.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(text, validate=True))
            except (binascii.Error, ValueError):
                continue
    return found


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def is_first(folder: Path, delivery: str) -> bool:
    """Whether a delivery is seen for the first time, by whichever worker; of several at once exactly one hears so."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        (folder / hashlib.sha256(delivery.encode("utf-8", "replace")).hexdigest()).touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return False
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > REMEMBERED:
            old.unlink(missing_ok=True)
    return True
