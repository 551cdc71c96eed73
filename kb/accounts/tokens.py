"""Tokens, by which programs act for a person: shown once, kept as a hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kb.accounts.keys import digest, random_name
from kb.errors import InvalidValues, StoreError, ValueProblem

if TYPE_CHECKING:
    from kb.store.opening import Store
    from kb.store.people import Person
    from kb.store.signins import Token

MARK = "kotae_"
"""How every token begins, so that it is recognised where it should not stand, as in a file that is about to be shared."""

SCOPES = ("read", "render", "write", "admin")
LONGEST_DAYS = 366
NOTED_EVERY = timedelta(minutes=1)
_SHOWN = len(MARK) + 6


@dataclass(frozen=True, slots=True)
class New:
    """A token that was just made; `secret` is shown this once."""

    secret: str
    token: Token


def make(store: Store, person_id: int, name: str, scopes: Sequence[str], days: int, *, now: datetime) -> New:
    """A new token of a person's. Raises InvalidValues naming everything that is wrong with what was asked."""
    problems = []
    if not 1 <= len(name.strip()) <= 80:
        problems.append(ValueProblem("name", "missing", "give the token a name of 1 to 80 characters"))
    if not scopes or set(scopes) - set(SCOPES):
        problems.append(ValueProblem("scopes", "unknown-choice", f"choose one or more of: {', '.join(SCOPES)}"))
    if not 1 <= days <= LONGEST_DAYS:
        problems.append(ValueProblem("days", "not-a-number", f"give a whole number of days from 1 to {LONGEST_DAYS}"))
    if problems:
        raise InvalidValues(problems)
    secret = MARK + random_name()
    kept = [scope for scope in SCOPES if scope in scopes]
    token = store.tokens.add(
        person_id,
        name.strip(),
        hashed=digest(secret),
        prefix=secret[:_SHOWN],
        scopes=kept,
        now=now,
        expires_at=now + timedelta(days=days),
    )
    return New(secret, token)


def find(store: Store, secret: str, *, now: datetime) -> tuple[Token, Person] | None:
    """A token and for whom it acts, None where it is none, has expired or was revoked."""
    if not secret.startswith(MARK):
        return None
    found = store.tokens.find(digest(secret), now=now)
    if found and (found[0].last_used_at is None or now - found[0].last_used_at > NOTED_EVERY):
        try:
            store.tokens.used(found[0].id, now=now)
        except StoreError:
            return found  # it can be read and not written: the token works, its last use is not noted
    return found
