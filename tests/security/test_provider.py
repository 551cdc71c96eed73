"""Signing in by an OpenID Connect provider, and what a false one gets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from kb.errors import SettingsError
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.web import create_app
from tests.security.provider import CLIENT, SECRET, Provider, providing


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.forge, running.signing = {}, running.key
    running.claims = {"sub": "person-1", "name": "Mei Tanaka", "email": "mei@shop.example"}
    return running


@pytest.fixture
def kb(small: Path, tmp_path: Path, provider: Provider) -> Iterator[KnowledgeBase]:
    named = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    kb = open_kb(Settings(content=small, data=tmp_path / "data", **named))  # type: ignore[arg-type]
    yield kb
    kb.close()


@pytest.fixture
def client(kb: KnowledgeBase) -> FlaskClient:
    return create_app(kb).test_client()


def leave(client: FlaskClient, address: str = "/") -> str:
    """The provider's answer to a browser that was sent to it: the address it sends back to."""
    away = client.get("/sign-in/provider", query_string={"next": address}).location
    return str(requests.get(away, allow_redirects=False, timeout=10).headers["Location"])


def come_back(client: FlaskClient, address: str = "/") -> TestResponse:
    return client.get(leave(client, address))


def test_somebody_new_gets_an_account_with_the_lowest_role(client: FlaskClient, kb: KnowledgeBase) -> None:
    assert come_back(client, "/me").location == "/me"
    assert [(p.login, p.name, p.role, p.password) for p in kb.store.people.all()] == [
        ("mei@shop.example", "Mei Tanaka", "reader", None)
    ]
    assert client.get("/api/v1/me").get_json()["name"] == "Mei Tanaka"


def test_a_person_is_known_by_her_subject_whatever_she_is_called_now(
    client: FlaskClient, kb: KnowledgeBase, provider: Provider
) -> None:
    come_back(client)
    provider.claims |= {"email": "mei.ruiz@shop.example", "name": "Mei Ruiz"}
    come_back(client)

    assert len(kb.store.people.all()) == 1


def test_an_account_with_the_same_login_is_not_taken_over(client: FlaskClient, kb: KnowledgeBase) -> None:
    admin = kb.store.people.add("mei@shop.example", "Admin", "admin", now=datetime.now(UTC))
    come_back(client)

    assert client.get("/api/v1/me").get_json()["role"] == "reader"
    assert kb.store.people.get(admin.id).oidc_subject is None


def test_somebody_who_was_removed_does_not_come_back(client: FlaskClient, kb: KnowledgeBase) -> None:
    come_back(client)
    kb.store.people.change(kb.store.people.all()[0].id, active=False)

    assert come_back(client).status_code == 403


@pytest.mark.parametrize(
    "forged",
    [{"iss": "https://evil.example"}, {"aud": "another-site"}, {"nonce": "another"}, {"exp": 1}],
    ids=["issuer", "audience", "nonce", "expired"],
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    client: FlaskClient, kb: KnowledgeBase, provider: Provider, forged: dict[str, object]
) -> None:
    provider.forge = forged

    assert come_back(client).status_code == 403
    assert kb.store.people.all() == ()


def test_an_id_token_signed_by_another_key_is_refused(client: FlaskClient, provider: Provider) -> None:
    provider.signing = RSAKey.generate_key(2048, {"kid": "one"})

    assert come_back(client).status_code == 403


def test_an_answer_that_another_browser_asked_for_is_refused(client: FlaskClient, kb: KnowledgeBase) -> None:
    stolen = leave(client)
    other = create_app(kb).test_client()

    assert other.get(stolen).status_code == 403
    assert other.get("/api/v1/me").status_code == 401


def test_an_answer_is_of_use_once(client: FlaskClient) -> None:
    back = leave(client)

    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 403


def test_the_way_to_the_provider_names_state_nonce_and_challenge(client: FlaskClient) -> None:
    asked = parse_qs(urlsplit(client.get("/sign-in/provider").location).query)

    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["code_challenge_method"] == ["S256"]
    assert SECRET not in str(asked)


def test_the_sign_in_leads_to_a_page_of_this_site(client: FlaskClient) -> None:
    assert come_back(client, "https://evil.example").location == "/"


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"KB_OIDC_ISSUER": "http://login.example"}, "begins with https://"),
        ({"KB_OIDC_ISSUER": "https://login.example"}, "KB_OIDC_CLIENT_ID and KB_OIDC_CLIENT_SECRET"),
        ({"KB_OIDC_ROLE": "boss"}, "reader, agent, editor, admin"),
        ({"KB_SECRET_KEY": "short"}, "32 or more"),
        ({"KB_POPULARITY": "yes"}, "off, on"),
    ],
)
def test_a_setting_that_cannot_be_is_told_with_what_it_accepts(env: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.from_env(env)
