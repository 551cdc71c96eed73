"""While nobody has an account only this machine is answered, and everybody else is told the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.errors import SettingsError
from kb.service import KnowledgeBase
from kb.settings import Settings, is_loopback
from kb.web import create_app

FROM_HERE = [
    {},
    {"HTTP_HOST": "localhost:8000"},
    {"HTTP_HOST": "127.0.0.1:8000"},
    {"HTTP_HOST": "[::1]:8000", "REMOTE_ADDR": "::1"},
    {"REMOTE_ADDR": "127.8.8.8"},
    {"REMOTE_ADDR": "::ffff:127.0.0.1"},
]
FROM_ELSEWHERE = [
    {"REMOTE_ADDR": "192.168.1.7"},
    {"REMOTE_ADDR": "::ffff:10.0.0.1"},
    {"REMOTE_ADDR": ""},
    {"HTTP_HOST": "kb.example"},
    {"HTTP_HOST": "localhost.evil.example"},
    {"HTTP_HOST": "127.0.0.1.evil.example:8000"},
    {"HTTP_HOST": "0.0.0.0:8000"},
    {"HTTP_HOST": ""},
    {"HTTP_FORWARDED": "for=1.2.3.4"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_HOST": "localhost"},
    {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_X_FORWARDED_ANYTHING": "x"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_VIA": "1.1 proxy"},
]


@pytest.mark.parametrize("environ", FROM_HERE, ids=str)
def test_this_machine_is_answered(client: FlaskClient, environ: dict[str, str]) -> None:
    assert client.get("/", environ_overrides=environ).status_code == 200


@pytest.mark.parametrize("environ", FROM_ELSEWHERE, ids=str)
def test_anywhere_else_is_refused_with_the_remedy(client: FlaskClient, environ: dict[str, str]) -> None:
    page = client.get("/", environ_overrides=environ)
    answer = client.get("/api/v1/search?q=x", environ_overrides=environ)

    assert (page.status_code, answer.status_code) == (403, 403)
    assert "kb user add NAME --role admin" in page.text
    assert (answer.content_type, answer.get_json()["code"]) == ("application/problem+json", "accounts-needed")
    assert "kb user add" in answer.get_json()["detail"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_to_everybody(client: FlaskClient, path: str) -> None:
    assert client.get(path, environ_overrides={"REMOTE_ADDR": "10.0.0.1"}).status_code == 200


def test_no_page_and_no_static_file_is_missing_from_the_refusal(client: FlaskClient) -> None:
    paths = ["/templates/apology/late-delivery", "/articles/x", "/coverage", "/status", "/me", "/api/v1/docs", "/no-such"]

    assert {client.get(path, environ_overrides={"REMOTE_ADDR": "10.0.0.1"}).status_code for path in paths} == {403}


def test_proxies_that_are_counted_are_refused_all_the_same_without_accounts(kb: KnowledgeBase) -> None:
    from dataclasses import replace

    before, kb.settings = kb.settings, replace(kb.settings, proxies=1)
    try:
        client = create_app(kb).test_client()
    finally:
        kb.settings = before
    answer = client.get("/", environ_overrides={"HTTP_X_FORWARDED_FOR": "127.0.0.1"})

    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"])
def test_loopback_has_these_names(name: str) -> None:
    assert is_loopback(name)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7"])
def test_kb_serve_listens_on_no_other_address_without_accounts(tmp_path: Path, host: str) -> None:
    from kb.cli.serving import check_accounts

    with pytest.raises(SettingsError, match="nobody has an account yet.*kb user add NAME --role admin"):
        check_accounts(Settings(data=tmp_path, host=host))


def test_kb_serve_listens_anywhere_once_somebody_has_an_account(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from kb.cli.serving import check_accounts
    from kb.store.opening import open_store

    settings = Settings(data=tmp_path, host="0.0.0.0")
    store = open_store(settings.database, settings.data)
    store.people.add("mei", "Mei", "admin", now=datetime.now(UTC))
    store.close()

    check_accounts(settings)
