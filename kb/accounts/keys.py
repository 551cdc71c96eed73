"""What only this site knows: its key, random names, and what is signed with the key."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from kb.errors import SettingsError
from kb.settings import Settings

KEPT = "secret-key"


def site_key(settings: Settings) -> bytes:
    """KB_SECRET_KEY, or the key that is kept in KB_DATA, made when there is none yet.

    Raises SettingsError when it can be neither read nor made.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    file = settings.data / KEPT
    try:
        return _kept(file) or _made(file)
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be read or made ({error.strerror}); set KB_SECRET_KEY, or mend KB_DATA"
        ) from error


def _kept(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def _made(file: Path) -> bytes:
    """A new key, or the one that another process has made meanwhile. It appears whole: it is written beside, then linked."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{KEPT}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(secrets.token_urlsafe(48).encode())
        with suppress(FileExistsError):  # another process was quicker: its key is the one
            os.link(draft, file)
        return file.read_bytes()
    finally:
        draft.unlink(missing_ok=True)


def random_name() -> str:
    """A name of 256 random bits that nobody guesses."""
    return secrets.token_urlsafe(32)


def digest(name: str) -> str:
    """Under which a random name is kept: it cannot be turned back, and needs no salt, for nobody can try all names."""
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()


def signature(key: bytes, purpose: str, text: str) -> str:
    """What proves that this site has written a text, for one purpose alone."""
    return hmac.new(key, f"{purpose}\0{text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, told in a time that says nothing of where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
