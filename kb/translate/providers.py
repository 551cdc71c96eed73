"""Who translates: one way to ask, whatever the service.

A service that is busy, slow or cut off is asked again (`Busy`); one that says no ends the work (ProviderUnavailable).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kb.errors import ProviderUnavailable
from kb.translate.masking import Form

MAX_WAIT = 120.0


class Busy(Exception):
    """No answer this time; `after` is how many seconds the service asked to be left alone."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Unanswered(Exception):
    """There was an answer, but no translation in it."""


class Provider(Protocol):
    """A service that translates one text."""

    name: str
    limit: int
    """How many characters it takes at once."""
    price: float
    """Euros for a million characters; 0 where it has no price."""
    forms: tuple[Form, ...]
    """How tokens are written for it, the best first."""

    def translate(self, text: str, source: str, target: str) -> str:
        """The translation. Raises Busy, Unanswered or ProviderUnavailable."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a service is waited for (`seconds`), how often it is asked, and how long the first pause is."""

    seconds: float = 20.0
    tries: int = 4
    pause: float = 1.0

    def ask(self, provider: Provider, text: str, source: str, target: str) -> str:
        """The answer, asked for again after growing pauses. Raises Busy when it never came."""
        for turn in range(self.tries):
            try:
                return in_time(lambda: provider.translate(text, source, target), self.seconds)
            except Busy as busy:
                if turn == self.tries - 1:
                    raise
                wait = self.pause * 2**turn
                time.sleep(min(max(wait, busy.after or 0), MAX_WAIT))
        raise AssertionError("tries is at least 1")


def in_time(call: Callable[[], str], seconds: float) -> str:
    """What a call returns. Raises Busy when it takes longer: also one that drips, or that knows no time-out."""
    results: list[str] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(call())
        except Exception as error:  # noqa: BLE001 - it is raised again, where somebody waits for it
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise Busy(f"no answer within {seconds:g} s")
    return results[0]


PROVIDERS = ("none", "libretranslate", "google", "mymemory", "deepl")


@dataclass(frozen=True, slots=True)
class Access:
    """Where a service is and what it wants to see; see Settings."""

    libretranslate_url: str = "http://127.0.0.1:5000"
    libretranslate_key: str = ""
    mymemory_email: str = ""
    deepl_key: str = ""


def open_provider(name: str, access: Access, seconds: float) -> Provider | None:
    """The provider of this name; None for `none`, which sends nothing anywhere. Raises ProviderUnavailable."""
    if name == "none":
        return None
    if name == "libretranslate":
        from kb.translate.libretranslate import LibreTranslate

        return LibreTranslate(access.libretranslate_url, access.libretranslate_key, seconds)
    from kb.translate import services

    if name == "google":
        return services.Google()
    if name == "mymemory":
        return services.MyMemory(access.mymemory_email)
    if name == "deepl":
        return services.DeepL(access.deepl_key)
    raise ProviderUnavailable(f'"{name}" is not a provider; choose one of: {", ".join(PROVIDERS)}')
