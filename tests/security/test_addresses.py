"""No name of a document, a file or a host leads out of the content, to another host, or into another's cache."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.service import KnowledgeBase
from kb.web import create_app

SECRET = "the secret beside the content"
OUTSIDE = [
    "../secret",
    "../../secret",
    "..%2fsecret",
    "%2e%2e/secret",
    "..%252fsecret",
    "....//secret",
    "..\\secret",
    "/etc/passwd",
    "//etc/passwd",
    "en/../../secret",
    "late-delivery%00.md",
    "late-delivery.md",
    "./late-delivery",
    "late-delivery/.",
    "~root",
    "C:/secret",
]


def followed(client: FlaskClient, path: str) -> TestResponse:
    """What this host answers at a path, after its redirects; a client would take `//etc` for the name of a host."""
    for _ in range(5):
        answer = client.get("/", environ_overrides={"PATH_INFO": unquote(path), "REQUEST_URI": path})
        location = answer.headers.get("Location", "")
        if not location:
            return answer
        assert urlsplit(location).netloc in ("", "localhost")
        path = urlsplit(location).path
    raise AssertionError("redirected for ever")


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_id_leads_out_of_the_content(name: str, content: Path, changing: KnowledgeBase) -> None:
    for place in (content, content.parent, content / "en"):
        (place / "secret.md").write_text(SECRET, "utf-8")
    client = create_app(changing).test_client()

    for prefix in ("/templates/", "/articles/", "/api/v1/templates/", "/api/v1/articles/", "/static/x/", "/"):
        answer = followed(client, prefix + name)
        assert answer.status_code in (404, 400)
        assert SECRET not in answer.get_data(as_text=True)
    answer = client.post(f"/api/v1/templates/{name}/render", json={"lang": "en", "preview": True}, follow_redirects=True)
    assert answer.status_code in (400, 404, 405)


def test_a_link_in_the_content_folder_that_leads_out_is_not_followed(content: Path, changing: KnowledgeBase) -> None:
    outside = content.parent / "outside"
    outside.mkdir()
    text = (content / "en/templates/offer/zebra.md").read_text("utf-8")
    (outside / "stolen.md").write_text(text.replace("Hello", SECRET), "utf-8")
    (content / "en/templates/stolen").symlink_to(outside, target_is_directory=True)
    (content / "en/templates/offer/stolen.md").symlink_to(outside / "stolen.md")
    changing.refresh()
    client = create_app(changing).test_client()

    for id in ("stolen/stolen", "offer/stolen"):
        assert SECRET not in client.get(f"/api/v1/templates/{id}").get_data(as_text=True)


HOSTS = ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost@evil.example", 'a"><script>']
FORGED = ("Host", "X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL")
PATHS = [
    "/",
    "/status",
    "/templates/apology/late-delivery",
    "/nothing",
    "/api/v1",
    "/api/v1/openapi.json",
    "/favicon.ico",
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", FORGED)
def test_no_answer_repeats_a_host_that_a_request_names(name: str, host: str, client: FlaskClient) -> None:
    for path in PATHS:
        answer = client.get(path, headers={name: f"host={host}" if name == "Forwarded" else host})

        assert "evil.example" not in answer.get_data(as_text=True)
        assert "evil.example" not in str(answer.headers)
        assert "<script>" not in str(answer.headers)


@pytest.mark.parametrize("host", HOSTS)
def test_the_page_that_shows_its_own_address_shows_it_to_the_asker_alone_and_as_text(host: str, client: FlaskClient) -> None:
    answer = client.get("/api/v1/docs", headers={"Host": host})

    assert 'a"><script>' not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "private, no-cache"


CLAIMS = {"X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil", "X-Script-Name": "/evil"}


def test_who_names_another_scheme_or_prefix_is_not_believed(changing: KnowledgeBase) -> None:
    changing.store.people.add("mei", "Mei", "admin", now=datetime.now(UTC))
    answer = create_app(changing).test_client().get("/sign-in", headers=CLAIMS)

    assert answer.status_code == 200
    assert "/evil" not in answer.get_data(as_text=True)
    assert "Strict-Transport-Security" not in answer.headers


def test_while_nobody_has_an_account_whoever_names_another_scheme_is_refused(client: FlaskClient) -> None:
    answer = client.get("/", headers=CLAIMS)

    assert answer.status_code == 403
    assert "/evil" not in answer.get_data(as_text=True)
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("path", ["/?q=a%0d%0aSet-Cookie:%20x=y", "/?ui=ja%0d%0aX:%20y", "/api/v1/%0d%0aX:%20y"])
def test_no_line_end_of_a_request_reaches_a_header(path: str, client: FlaskClient) -> None:
    answer = client.get(path)

    assert "X" not in answer.headers
    assert not [value for _, value in answer.headers if "\r" in value or "\n" in value]
    posted = client.post("/", data={"q": "refund\r\nSet-Cookie: x=y"})
    assert not [value for _, value in posted.headers if "\r" in value or "\n" in value or "x=y" in value]


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example", "//evil.example/%2e%2e"])
def test_no_redirect_leads_to_another_host(address: str, client: FlaskClient) -> None:
    for path in (f"/{quote(address)}", f"/api/v1{address}", f"/templates/{address}", f"//x/..{address}"):
        location = client.get(path, base_url="http://evil.example").headers.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


KEPT: list[tuple[str, str, dict[str, object], str, bool]] = [
    ("GET", "/", {}, "private, no-cache", True),
    ("GET", "/?ui=ja", {}, "private, no-cache", True),
    ("GET", "/templates/apology/late-delivery", {}, "private, no-cache", True),
    ("GET", "/nothing", {}, "private, no-cache", True),
    ("GET", "/api/v1/search?q=refund", {}, "private, no-cache", True),
    ("GET", "/api/v1/taxonomy", {}, "private, no-cache", True),
    ("GET", "/healthz", {}, "private, no-cache", True),
    ("POST", "/results", {"data": {"q": "refund"}}, "no-store", True),
    ("POST", "/api/v1/search", {"json": {"q": "refund"}}, "no-store", True),
    ("POST", "/api/v1/intake", {"json": {"text": "refund"}}, "no-store", True),
    ("POST", "/api/v1/check", {"json": {"text": "x", "lang": "en", "channel": "email"}}, "no-store", True),
    ("POST", "/api/v1/templates/apology/late-delivery/render", {"json": {"lang": "en"}}, "no-store", True),
    ("GET", "/metrics", {}, "no-store", True),
    ("GET", "/static/none/kotae.css", {}, "no-cache", False),
]


@pytest.mark.parametrize(("method", "path", "sent", "kept", "varies"), KEPT)
def test_each_kind_of_answer_says_who_may_keep_it(
    method: str, path: str, sent: dict[str, Any], kept: str, varies: bool, client: FlaskClient
) -> None:
    answer = client.open(path, method=method, **sent)
    answer.close()

    assert answer.headers["Cache-Control"] == kept
    assert ({"accept-language", "cookie"} <= {name.lower() for name in answer.vary}) is varies


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
def test_a_page_is_the_same_for_all_that_it_says_it_varies_by(lang: str, client: FlaskClient) -> None:
    pages = {
        client.get("/status", headers={"Accept-Language": lang, "User-Agent": agent, "Accept": accept}).get_data()
        for agent in ("a", "b")
        for accept in ("*/*", "text/html", "application/json")
    }

    assert len(pages) == 1
