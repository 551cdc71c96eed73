"""The headers of every answer, and the static files."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.web import headers
from kb.web.headers import STATIC

PAGES = [
    ("GET", "/", {}),
    ("GET", "/?q=refund&reply_lang=ja", {}),
    ("GET", "/templates/apology/late-delivery", {}),
    ("GET", "/articles/customs-and-duties", {}),
    ("GET", "/status", {}),
    ("GET", "/healthz", {}),
    ("GET", "/readyz", {}),
    ("GET", "/favicon.ico", {}),
    ("GET", "/nothing", {}),
    ("POST", "/", {"data": {"q": "refund"}}),
    ("POST", "/results", {"data": {"q": "refund"}}),
    ("DELETE", "/", {}),
    ("GET", "/static/none/kotae.css", {}),
    ("GET", "/static/none/nothing.css", {}),
    ("GET", "/api/v1/", {}),
    ("GET", "/api/v1", {}),
    ("GET", "/api/v1/docs", {}),
    ("GET", "/api/v1/search?q=refund", {}),
    ("GET", "/api/v1/taxonomy", {}),
    ("GET", "/api/v1/openapi.json", {}),
    ("GET", "/api/v1/nothing", {}),
    ("POST", "/api/v1/search", {"data": "{"}),
    ("OPTIONS", "/api/v1/search", {}),
]


@pytest.mark.parametrize(("method", "path", "given"), PAGES)
def test_every_answer_tells_the_browser_to_trust_nothing_else(
    method: str, path: str, given: dict[str, Any], client: FlaskClient
) -> None:
    answer = client.open(path, method=method, **given)
    headers = answer.headers
    answer.close()

    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Server" not in headers


@pytest.mark.parametrize(("scheme", "sent"), [("https", True), ("http", False)])
def test_only_a_secure_answer_asks_to_stay_secure(scheme: str, sent: bool, client: FlaskClient) -> None:
    answer = client.get("/?ui=ja", base_url=f"{scheme}://localhost")

    assert ("Strict-Transport-Security" in answer.headers) is sent
    cookie = answer.headers["Set-Cookie"]
    assert ("Secure" in cookie) is sent
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("path", ["/", "/templates/apology/late-delivery", "/api/v1/search?q=refund", "/api/v1/taxonomy"])
def test_an_answer_that_may_change_is_asked_for_again(path: str, client: FlaskClient) -> None:
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


def _versioned(client: FlaskClient) -> dict[str, str]:
    pages = [client.get(path).get_data(as_text=True) for path in ("/", "/api/v1/docs")]
    return {name: version for page in pages for version, name in re.findall(r'"/static/([^/"]+)/([^"]+)"', page)}


def test_a_static_file_and_those_it_loads_stay_for_ever(client: FlaskClient) -> None:
    files = _versioned(client)

    assert {"kotae.css", "app.js", "icon.svg"} <= set(files)
    for name, version in files.items():
        text = (STATIC / name).read_text("utf-8") if name.endswith(".js") else ""
        for each in (name, *re.findall(r'from "\./([\w-]+\.js)"', text)):
            with client.get(f"/static/{version}/{each}") as answer:
                assert answer.get_data() == (STATIC / each).read_bytes()
                assert "immutable" in answer.headers["Cache-Control"]
                assert "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("changed", ["kotae.css", "search.js"])
def test_every_static_file_has_another_address_when_one_of_them_changes(
    changed: str, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`app.js` loads `./search.js` from its own folder: the address must change when that file does."""
    before = _versioned(client)
    copy = shutil.copytree(STATIC, tmp_path / "static")
    with (copy / changed).open("a") as file:
        file.write("\n")
    with monkeypatch.context() as patch:
        patch.setattr(headers, "STATIC", copy)
        for kept in (headers._files, headers._version):
            patch.setattr(headers, kept.__name__, cache(kept.__wrapped__))
        after = _versioned(client)

    assert after.keys() == before.keys()
    assert all(len(after[name]) >= 8 and after[name] != before[name] for name in before)


def test_a_static_file_of_another_version_is_not_kept(client: FlaskClient) -> None:
    with client.get("/static/0000000000/kotae.css") as answer:
        assert answer.status_code == 200
        assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/../../headers.py",
        "/static/x/%2e%2e/headers.py",
        "/static/x/..%2fheaders.py",
        "/static/x//etc/passwd",
        "/static/x/",
    ],
)
def test_nothing_outside_the_static_folder_is_served(path: str, client: FlaskClient) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"), [("kotae.css", "text/css"), ("app.js", "text/javascript"), ("icon.svg", "image/svg+xml")]
)
def test_a_static_file_says_what_it_is(name: str, kind: str, client: FlaskClient) -> None:
    with client.get(f"/static/x/{name}") as answer:
        assert answer.mimetype == kind
