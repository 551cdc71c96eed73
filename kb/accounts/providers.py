"""Whom an OpenID Connect provider means: a person is known by its subject, never by a name or an address that may change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from kb.errors import Taken

if TYPE_CHECKING:
    from kb.store.opening import Store
    from kb.store.people import Person, Role

LONGEST = 200


def person_of(store: Store, claims: Mapping[str, object], role: Role, *, now: datetime) -> Person:
    """The person whom these claims, already verified, speak of; somebody new gets an account with this role.

    An account that somebody has with the same login stays hers: the new one is called by its subject then.
    """
    subject = f"{claims['iss']} {claims['sub']}"
    known = store.people.by_subject(subject)
    if known:
        return known
    login = _text(claims, "preferred_username") or _text(claims, "email") or subject
    name = _text(claims, "name") or login
    try:
        return store.people.add(login, name, role, now=now, oidc_subject=subject)
    except Taken:
        again = store.people.by_subject(subject)  # two windows of hers at once
        return again or store.people.add(subject, name, role, now=now, oidc_subject=subject)


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    text = "".join(sign for sign in value if sign.isprintable()).strip()[:LONGEST] if isinstance(value, str) else ""
    return "" if text.casefold() == "local" else text
