"""The webhook: only who knows the secret is heard, each delivery once, and the work is done elsewhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.content.releases import Releases
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.web import create_app
from kb.web.hooks import MAX_HOOK, identity, is_first
from tests.repository import LATE, Team
from tests.small_content import source_file

SECRET = "a secret of thirty-two characters"
BODY = b'{"ref": "refs/heads/main"}'
NOW = 1_780_000_000


def github(body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def standard(body: bytes = BODY, secret: str = SECRET, name: str = "msg_1", at: int = NOW) -> dict[str, str]:
    signed = hmac.digest(secret.encode(), f"{name}.{at}.".encode() + body, "sha256")
    signature = f"v1,{base64.b64encode(signed).decode()}"
    return {"webhook-id": name, "webhook-timestamp": str(at), "webhook-signature": signature}


GOOD = {
    "github": github(),
    "gitlab": {"X-Gitlab-Token": SECRET, "X-Gitlab-Event-UUID": "5f0c"},
    "standard": standard(),
    "standard, a second key": standard() | {"webhook-signature": "v1,AAAA " + standard()["webhook-signature"]},
    "standard, a clock that is late": standard(at=NOW - 290),
}
BAD = {
    "nothing": {},
    "another secret": github(secret="another secret of the same size!"),
    "another body": github(body=b"{}"),
    "no digest": {"X-Hub-Signature-256": "sha256="},
    "letters that are no ASCII": {"X-Hub-Signature-256": "sha256=é"},
    "the old digest alone": {"X-Hub-Signature": "sha1=" + hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest()},
    "another token": {"X-Gitlab-Token": "guess"},
    "an empty token": {"X-Gitlab-Token": ""},
    "too old": standard(at=NOW - 310),
    "from the future": standard(at=NOW + 310),
    "another time": standard() | {"webhook-timestamp": str(NOW + 1)},
    "another id": standard() | {"webhook-id": "msg_2"},
    "no id": standard(name=""),
    "no time": standard() | {"webhook-timestamp": ""},
    "a time that is none": standard() | {"webhook-timestamp": "١٢٣"},
    "no base64": standard() | {"webhook-signature": "v1,é v1, v2,x"},
}


@pytest.mark.parametrize("headers", GOOD.values(), ids=GOOD)
def test_who_knows_the_secret_is_heard(headers: dict[str, str]) -> None:
    assert identity(headers, BODY, SECRET.encode(), NOW)


@pytest.mark.parametrize("headers", BAD.values(), ids=BAD)
def test_nobody_else_is(headers: dict[str, str]) -> None:
    assert identity(headers, BODY, SECRET.encode(), NOW) == ""


def test_a_delivery_of_github_is_the_same_whatever_id_it_is_sent_with() -> None:
    one = identity(github() | {"X-GitHub-Delivery": "1"}, BODY, SECRET.encode(), NOW)

    assert one == identity(github() | {"X-GitHub-Delivery": "2"}, BODY, SECRET.encode(), NOW)


def test_a_delivery_counts_once_among_all_workers(tmp_path: Path) -> None:
    assert [is_first(tmp_path / "seen", one) for one in ("id 1", "id 2", "id 1")] == [True, True, False]


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "team")


@pytest.fixture
def hooked(team: Team, tmp_path: Path) -> Iterator[KnowledgeBase]:
    opened = open_kb(Settings(content=team.content, data=tmp_path / "data", hook_secret=SECRET))
    yield opened
    opened.close()


@pytest.fixture
def client(hooked: KnowledgeBase) -> FlaskClient:
    return create_app(hooked).test_client()


def test_a_delivery_is_answered_at_once_and_leads_to_one_sync(
    team: Team, hooked: KnowledgeBase, client: FlaskClient
) -> None:
    commit = team.merge(LATE, source_file(title="Very late"))

    first = client.post("/hooks/content", data=BODY, headers=github())
    again = client.post("/hooks/content", data=BODY, headers=github())

    assert (first.status_code, again.status_code) == (202, 200)
    releases, deadline = Releases(hooked.settings.data), time.monotonic() + 60
    while releases.state().served is None:
        assert time.monotonic() < deadline, "nothing is served within a minute"
        time.sleep(0.05)
    served = releases.state().served
    assert served is not None and served.commit == commit
    assert hooked.refresh()


def test_a_delivery_that_is_not_signed_is_refused_and_leaves_nothing(hooked: KnowledgeBase, client: FlaskClient) -> None:
    answer = client.post("/hooks/content", data=BODY)

    assert answer.status_code == 401
    assert not (hooked.settings.data / "sync/deliveries").exists()


def test_a_delivery_that_is_too_large_is_not_read(client: FlaskClient) -> None:
    body = b"x" * (MAX_HOOK + 1)

    assert client.post("/hooks/content", data=body, headers=github(body)).status_code == 413


def test_without_a_secret_there_is_no_webhook(hooked: KnowledgeBase, client: FlaskClient) -> None:
    hooked.settings = replace(hooked.settings, hook_secret="")

    assert client.post("/hooks/content", data=BODY, headers=github(secret="")).status_code == 404


def test_the_webhook_is_only_posted_to(client: FlaskClient) -> None:
    assert client.get("/hooks/content").status_code == 405
