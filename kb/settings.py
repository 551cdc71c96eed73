"""Where the content and the data are, and how the site is served. Read once, from the environment."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, TypeVar

from kb.errors import SettingsError

log = logging.getLogger("kb")

FORMATS = ("json", "text")
"""How the log may be written."""

RUNNING = 2
"""Requests that a worker computes at once: more only take the interpreter's lock from one another."""

READERS = 8
"""Bodies that a worker reads at once: a client that sends slowly holds one of these, never a turn to be computed."""

SPARE = 4
"""Threads of a worker that are left when its queue is full: to say so, and to tell how it is."""

MIN_TOKEN = 16
"""Characters of a token: fewer could be guessed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides."""

    content: Path = Path("content")
    """KB_CONTENT: the folder of the Markdown files and their vocabulary."""

    data: Path = Path("var")
    """KB_DATA: the private folder of what a running site keeps; made when it is missing. docs/operators.md lists it."""

    database_url: str = field(default="", repr=False)
    """KB_DATABASE_URL: where what the team does is kept, sqlite:///file or postgresql://user@host/name. See `database`."""

    host: str = "127.0.0.1"
    """KB_HOST: the address that `kb serve` listens on."""

    port: int = 8000
    """KB_PORT: the port that `kb serve` listens on, 1 to 65535."""

    workers: int = 1
    """KB_WORKERS: how many processes `kb serve` starts, 1 to 64."""

    log: str = ""
    """KB_LOG: json for an object a line, text for a person; text on a terminal and json elsewhere if empty."""

    metrics_token: str = field(default="", repr=False)
    """KB_METRICS_TOKEN: what whoever asks for /metrics from another machine sends as a bearer token."""

    rate_limit: int = 6000
    """KB_RATE_LIMIT: how many requests a minute a client may make, over all workers; 0 for any number."""

    queue: int = 64
    """KB_QUEUE: how many requests may wait in a worker before others are told to come back, 1 to 1000."""

    forge: str = ""
    """KB_FORGE: the address where a file of the content folder is edited, `{path}` standing for the file; none if empty."""

    proxies: int = 0
    """KB_PROXIES: how many proxies stand in front, 0 to 9: so many of the addresses they hand on are believed."""

    sync: Literal["refuse", "serve-good"] = "refuse"
    """KB_SYNC: whether `kb sync` will refuse a commit that has errors, or serve-good: all but its broken files."""

    hook_secret: str = field(default="", repr=False)
    """KB_HOOK_SECRET: what the forge proves itself with at /hooks/content, 16 characters or more; no webhook if empty."""

    secret_key: str = field(default="", repr=False)
    """KB_SECRET_KEY: what the site signs with, 32 characters or more; kept in KB_DATA when none is given. Several machines
    that serve the same team need the same one."""

    oidc_issuer: str = ""
    """KB_OIDC_ISSUER: the https address of the OpenID Connect provider by which people sign in; none if empty."""

    oidc_client_id: str = ""
    """KB_OIDC_CLIENT_ID: how the provider knows this site."""

    oidc_client_secret: str = field(default="", repr=False)
    """KB_OIDC_CLIENT_SECRET: what the provider gave this site to prove itself."""

    oidc_role: Literal["reader", "agent", "editor", "admin"] = "reader"
    """KB_OIDC_ROLE: the role of somebody who signs in by the provider for the first time: reader, agent, editor or admin."""

    recording: bool = True
    """KB_RECORDING: whether copies and questions are counted; off counts none."""

    popularity: bool = False
    """KB_POPULARITY: whether what is copied often stands before what answers a question just as well."""

    case_retention: int = 0
    """KB_CASE_RETENTION: days after which `kb purge` anonymises a closed case, deleting it after twice as many; 0: never."""

    usage_retention: int = 0
    """KB_USAGE_RETENTION: days after which `kb purge` deletes what was counted of copies and questions; 0: never."""

    libretranslate_url: str = "http://127.0.0.1:5000"
    """KB_LIBRETRANSLATE_URL: the LibreTranslate server that `kb draft` asks."""

    libretranslate_key: str = field(default="", repr=False)
    """KB_LIBRETRANSLATE_KEY: its key, where it wants one."""

    mymemory_email: str = field(default="", repr=False)
    """KB_MYMEMORY_EMAIL: an address that `kb draft` gives to MyMemory, which then translates more in a day."""

    deepl_key: str = field(default="", repr=False)
    """KB_DEEPL_KEY: the key of `kb draft` for DeepL."""

    @property
    def database(self) -> str:
        """The address of the database: KB_DATABASE_URL, or that of the SQLite file `kotae.sqlite3` in KB_DATA."""
        return self.database_url or f"sqlite:///{(self.data / 'kotae.sqlite3').absolute()}"

    @property
    def threads(self) -> int:
        """How many threads a worker needs, so that whoever finds its queue full is told so at once."""
        return RUNNING + self.queue + READERS + SPARE

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """The settings that the environment names, each checked.

        A name that is nearly one of a setting is told in the log. Raises SettingsError naming the variable, its value and
        what it accepts.
        """
        env = os.environ if environ is None else environ
        known = [f"KB_{setting.name.upper()}" for setting in fields(cls)]
        for name in sorted(name for name in env if name.startswith("KB_") and name not in known):
            if meant := get_close_matches(name, known, n=1, cutoff=0.85):
                log.warning("%s is no setting and does nothing; did you mean %s?", name, meant[0])
        return cls(
            content=Path(env.get("KB_CONTENT") or "content"),
            data=Path(env.get("KB_DATA") or "var"),
            database_url=_database(env),
            host=env.get("KB_HOST") or "127.0.0.1",
            port=_whole_number(env, "KB_PORT", 8000, 1, 65535),
            workers=_whole_number(env, "KB_WORKERS", 1, 1, 64),
            log=_one_of(env, "KB_LOG", ("", *FORMATS)),
            metrics_token=_token(env, "KB_METRICS_TOKEN"),
            rate_limit=_whole_number(env, "KB_RATE_LIMIT", 6000, 0, 1_000_000),
            queue=_whole_number(env, "KB_QUEUE", 64, 1, 1000),
            forge=_pattern(env, "KB_FORGE"),
            sync=_one_of(env, "KB_SYNC", ("refuse", "serve-good")),
            hook_secret=_hook_secret(env),
            case_retention=_whole_number(env, "KB_CASE_RETENTION", 0, 0, 36500),
            usage_retention=_whole_number(env, "KB_USAGE_RETENTION", 0, 0, 36500),
            proxies=_whole_number(env, "KB_PROXIES", 0, 0, 9),
            secret_key=_secret(env),
            oidc_issuer=_issuer(env),
            oidc_client_id=env.get("KB_OIDC_CLIENT_ID") or "",
            oidc_client_secret=env.get("KB_OIDC_CLIENT_SECRET") or "",
            oidc_role=_one_of(env, "KB_OIDC_ROLE", ("reader", "agent", "editor", "admin")),
            recording=_switch(env, "KB_RECORDING", default=True),
            popularity=_switch(env, "KB_POPULARITY", default=False),
            libretranslate_url=env.get("KB_LIBRETRANSLATE_URL") or "http://127.0.0.1:5000",
            libretranslate_key=env.get("KB_LIBRETRANSLATE_KEY") or "",
            mymemory_email=env.get("KB_MYMEMORY_EMAIL") or "",
            deepl_key=env.get("KB_DEEPL_KEY") or "",
        )

    def make_data(self) -> None:
        """Make the data folder, for its owner only. Raises SettingsError when there can be none."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            reason = f"{error.strerror}; check KB_DATA and its permissions"
            raise SettingsError(f'the data folder "{self.data}" cannot be made: {reason}') from error


def _whole_number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingsError(f'{name} is "{text}"; give a whole number from {low} to {high}')
    return int(text)


def _hook_secret(env: Mapping[str, str]) -> str:
    """What the forge and this site share; an error never shows it."""
    text = env.get("KB_HOOK_SECRET", "").strip()
    if text and len(text) < 16:
        raise SettingsError(
            f"KB_HOOK_SECRET has {len(text)} characters; give at least 16, like those of: openssl rand -hex 32"
        )
    return text


def _token(env: Mapping[str, str], name: str) -> str:
    """A secret that others send in a header; an error does not show it."""
    text = env.get(name, "").strip()
    if text and (len(text) < MIN_TOKEN or not text.isascii() or not text.isprintable() or " " in text):
        raise SettingsError(f"{name} cannot be used; give at least {MIN_TOKEN} letters, digits and signs without spaces")
    return text


def _switch(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    return _one_of(env, name, ("on", "off") if default else ("off", "on")) == "on"


_Word = TypeVar("_Word", bound=str)


def _one_of(env: Mapping[str, str], name: str, accepted: Sequence[_Word]) -> _Word:
    """One of what is accepted; the first when none is given."""
    text = env.get(name, "").strip() or accepted[0]
    found = next((word for word in accepted if word == text), None)
    if found is None:
        raise SettingsError(f'{name} is "{text}"; give one of: {", ".join(word for word in accepted if word)}')
    return found


def _secret(env: Mapping[str, str]) -> str:
    text = env.get("KB_SECRET_KEY", "").strip()
    if text and len(text) < 32:
        raise SettingsError(f"KB_SECRET_KEY has {len(text)} characters; give 32 or more that nobody can guess")
    return text


def _issuer(env: Mapping[str, str]) -> str:
    """The address of a provider; http only where it is on this machine, for tokens must not travel in the open."""
    text = env.get("KB_OIDC_ISSUER", "").strip().rstrip("/")
    if text and not text.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise SettingsError(f'KB_OIDC_ISSUER is "{text}"; give an address that begins with https://')
    missing = [name for name in ("KB_OIDC_CLIENT_ID", "KB_OIDC_CLIENT_SECRET") if text and not env.get(name)]
    if missing:
        raise SettingsError(f"KB_OIDC_ISSUER is given without {' and '.join(missing)}; the provider tells what to set")
    return text


def _pattern(env: Mapping[str, str], name: str) -> str:
    text = env.get(name, "").strip()
    if text and not (text.startswith(("https://", "http://")) and text.count("{path}") == 1):
        raise SettingsError(f'{name} is "{text}"; give an address that begins with https:// and holds {{path}} once')
    return text


def _database(env: Mapping[str, str]) -> str:
    """The address of a database; an error never shows it whole, for a password may stand in it."""
    text = env.get("KB_DATABASE_URL", "").strip()
    scheme, found, rest = text.partition("://")
    if not text:
        return text
    if not found or scheme not in ("sqlite", "postgresql", "postgresql+psycopg"):
        given = f'begins with "{scheme}://"' if found else "has no ://"
        raise SettingsError(f"KB_DATABASE_URL {given}; give sqlite:///path/to/file or postgresql://user@host:5432/name")
    if scheme == "sqlite" and (not rest.startswith("/") or rest.strip("/") in ("", ":memory:") or "?" in rest):
        raise SettingsError("KB_DATABASE_URL names no file; give sqlite:///relative/path or sqlite:////absolute/path")
    if scheme != "sqlite" and not rest.partition("/")[2].partition("?")[0]:
        raise SettingsError("KB_DATABASE_URL names no database; give postgresql://user@host:5432/name")
    return text


@lru_cache(maxsize=256)
def is_loopback(name: str) -> bool:
    """Whether an address or a host name means this machine."""
    if name.lower() == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
