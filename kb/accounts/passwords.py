"""Passwords: kept as argon2 hashes, compared in the same time whether somebody has the login or not."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from kb.errors import InvalidValues, ValueProblem

SHORTEST = 10
LONGEST = 200
"""Characters of a password; argon2 reads every one, so that a text without end would hold a server up."""


def hashed(password: str, login: str = "") -> str:
    """The hash under which a new password is kept. Raises InvalidValues when it is too easily guessed."""
    text = _normal(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise _refused(f"has {len(text)} characters; choose one with {SHORTEST} to {LONGEST}")
    if len(set(text)) < 4 or text.casefold() == _normal(login).casefold():
        raise _refused("is too easily guessed; choose a few words that belong together only for you")
    return _hasher().hash(text)


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept; where none was, as much time goes by before the answer is no."""
    text = _normal(password[: LONGEST + 1])
    try:
        return _hasher().verify(kept or _nobodys(), text) and kept is not None and len(text) <= LONGEST
    except (Argon2Error, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than today's, and should be made anew at the next sign-in."""
    return _hasher().check_needs_rehash(kept)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)


@cache
def _nobodys() -> str:
    return _hasher().hash("the password of nobody")


def _normal(text: str) -> str:
    """The text as another keyboard would write it: NFC, for an é may be one character or two."""
    return unicodedata.normalize("NFC", text)


def _refused(message: str) -> InvalidValues:
    return InvalidValues([ValueProblem("password", "weak-password", message)])
