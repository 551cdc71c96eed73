"""The headers of every answer, and the static files with addresses that change with their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request, send_file, url_for
from werkzeug.routing import RequestRedirect

from kb.web.identity import open_to_all

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), clipboard-write=(self)",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Hosts where a browser obeys Cross-Origin-Opener-Policy without TLS; elsewhere it only complains."""

STATIC = Path(str(resources.files("kb.web") / "static"))
_YEAR = 31_536_000


def install(app: Flask) -> None:
    """Put the headers on every answer, and serve the static files."""

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.extend(HEADERS)
        if request.is_secure or request.host.startswith(LOOPBACK):
            response.headers.add("Cross-Origin-Opener-Policy", "same-origin")
        if request.is_secure:
            response.headers.add("Strict-Transport-Security", f"max-age={_YEAR}")
        if isinstance(request.routing_exception, RequestRedirect):
            stay_here(response)
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", _keeping())
            response.headers.add("Vary", "Accept-Language, Cookie")
        return response

    @app.get("/static/<version>/<path:name>", endpoint="static")
    @open_to_all
    def static(version: str, name: str) -> Response:
        found = _files().get(name)
        if found is None:
            abort(404)
        response = send_file(BytesIO(found.content), download_name=name, etag=found.digest)
        if version == _version():
            response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return response

    app.jinja_env.globals["static"] = static_url


def stay_here(response: Response) -> None:
    """Lead a redirect that routing made to a path: it names the host that the request named, whoever wrote that."""
    target = urlsplit(response.location or "")
    path = "/" + target.path.lstrip("/\\")
    response.location = f"{path}?{target.query}" if target.query else path
    response.set_data(b"")


def _keeping() -> str:
    """Who may keep an answer: a page's own browser, which asks again; nobody, where it was made of what somebody sent."""
    sent = request.method == "POST" and request.endpoint != "site.ask"  # the browser goes back to that page
    return "no-store" if sent else "private, no-cache"


def static_url(name: str) -> str:
    """The address of a static file, another one whenever any of them changes: a script names others beside it."""
    return url_for("static", version=_version(), name=name)


class _File(NamedTuple):
    content: bytes
    digest: str


@cache
def _files() -> Mapping[str, _File]:
    """The static files by their names, kept in memory: no request names a path of the disk."""
    contents = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.is_file()}
    return {name: _File(content, hashlib.sha256(content).hexdigest()[:10]) for name, content in contents.items()}


@cache
def _version() -> str:
    digests = "".join(file.digest for _, file in sorted(_files().items()))
    return hashlib.sha256(digests.encode()).hexdigest()[:10]
