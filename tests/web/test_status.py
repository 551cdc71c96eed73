"""What operators and editors are told of the content that is served."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.content.releases import Attempt, Release, Releases, State
from kb.languages import LANGUAGES
from kb.service import KnowledgeBase
from kb.web import create_app
from kb.workers import Presence
from tests.web.conftest import ZEBRA

LINE = "en/templates/offer/zebra.md:3:1: error: it is broken [example]"


@pytest.fixture
def client(changing: KnowledgeBase) -> FlaskClient:
    return create_app(changing).test_client()


def test_the_state_is_told_as_json(changing: KnowledgeBase, client: FlaskClient) -> None:
    found = client.get("/status.json").json

    assert found is not None
    assert found["version"] == changing.library.version
    assert found["documents"] == {"en": 1, "ja": 0, "es": 0, "zh": 0}
    assert (found["problems"], found["not_served"], found["commit"]) == ([], [], "")
    assert found["index_entries"] == 1
    assert found["sync"]["result"] == ""


def test_a_broken_file_is_told_with_its_place(changing: KnowledgeBase, client: FlaskClient, content: Path) -> None:
    (content / "en/templates/offer/zebra.md").write_text(ZEBRA.replace("brand.name", "brand.nme"), "utf-8")
    changing.refresh()

    found = client.get("/status.json").json

    assert found is not None
    assert [(p["path"], p["severity"]) for p in found["problems"]] == [("en/templates/offer/zebra.md", "error")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refused_sync_is_told_with_its_reasons_in_every_language(
    lang: str, changing: KnowledgeBase, client: FlaskClient
) -> None:
    attempt = Attempt("2026-11-22T10:00:00+00:00", "refused", "", "1a2b3c is not served: kb check finds 1 error", (LINE,))
    served = Release("9f8e7d6c5b4a39281706", "releases/x", "0123456789ab", "2026-11-21T10:00:00+00:00", (LINE,))
    Releases(changing.settings.data).write(State(served, last=attempt, synced=True))

    page = client.get(f"/status?ui={lang}").get_data(as_text=True)

    assert page.count(LINE) == 2
    assert "1a2b3c is not served" in page
    assert "9f8e7d6c5b4a" in page


def test_the_workers_are_named_as_long_as_they_live(changing: KnowledgeBase, client: FlaskClient) -> None:
    presence = Presence(changing.settings.data)
    presence.tell("0123456789ab")
    one = client.get("/status.json").json
    presence.end()
    none = client.get("/status.json").json

    assert one is not None and [worker["version"] for worker in one["workers"]] == ["0123456789ab"]
    assert none is not None and none["workers"] == []


def test_a_state_that_cannot_be_read_is_told_and_the_page_still_stands(changing: KnowledgeBase, client: FlaskClient) -> None:
    file = Releases(changing.settings.data).file
    file.parent.mkdir(parents=True)
    file.write_text("{", "utf-8")

    assert "delete it and run kb sync" in client.get("/status").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/status", "/api/v1/taxonomy", "/healthz", "/nothing", "/templates/offer/zebra"])
def test_every_answer_names_the_version_it_is_from(path: str, changing: KnowledgeBase, client: FlaskClient) -> None:
    answer = client.get(path)

    assert answer.headers["Library-Version"] == changing.library.version
    if answer.mimetype == "text/html":
        assert f'<meta name="library-version" content="{changing.library.version}">' in answer.get_data(as_text=True)


def test_an_answer_is_from_one_version_whatever_is_taken_in_meanwhile(changing: KnowledgeBase, content: Path) -> None:
    before = changing.library.version
    with changing.held():
        (content / "en/templates/offer/zebra.md").write_text(ZEBRA.replace("Hello", "Good day"), "utf-8")
        assert changing.refresh()

        assert changing.library.version == before
        assert "Hello" in str(changing.document("templates/offer/zebra", "en"))

    assert changing.library.version != before
