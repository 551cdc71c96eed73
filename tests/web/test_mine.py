"""My things and the team's pins, by the API and on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.service import KnowledgeBase
from kb.web import create_app
from tests.security.team import team_of

ZEBRA = "templates/offer/zebra"
SNIPPET = {"title": "Bye", "lang": "en", "text": "Kind regards", "signature": True}


@pytest.fixture
def desk(changing: KnowledgeBase) -> FlaskClient:
    """The browser of the local person."""
    return create_app(changing).test_client()


def mine(desk: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = desk.get("/api/v1/me").get_json()
    return found


def test_who_works_without_accounts_may_do_everything(desk: FlaskClient) -> None:
    assert (mine(desk)["role"], mine(desk)["local"]) == ("admin", True)


@pytest.mark.parametrize("name", ["favourites", "recents"])
def test_a_document_is_put_at_hand_and_taken_away(desk: FlaskClient, name: str) -> None:
    assert desk.put(f"/api/v1/me/{name}/{ZEBRA}").get_json()[name] == [ZEBRA]
    path = f"/api/v1/me/{name}/{ZEBRA}" if name == "favourites" else "/api/v1/me/recents"
    assert desk.delete(path).get_json()[name] == []


@pytest.mark.parametrize("path", ["me/favourites", "me/recents", "pins"])
def test_only_what_there_is_can_be_put_at_hand(desk: FlaskClient, path: str) -> None:
    answer = desk.put(f"/api/v1/{path}/templates/offer/zebro")

    assert (answer.status_code, answer.get_json()["code"]) == (404, "document-not-found")


def test_what_is_pinned_stands_on_the_start_page(desk: FlaskClient) -> None:
    desk.put(f"/api/v1/pins/{ZEBRA}")
    page = desk.get("/").text

    assert "Pinned for the team" in page
    assert mine(desk)["pins"] == [ZEBRA]
    assert desk.delete(f"/api/v1/pins/{ZEBRA}").get_json()["pins"] == []
    assert "Pinned for the team" not in desk.get("/").text


def test_own_texts_are_kept_changed_and_deleted(desk: FlaskClient) -> None:
    kept = desk.post("/api/v1/me/snippets", json=SNIPPET).get_json()["snippets"]
    number = kept[0].pop("id")
    changed = desk.put(f"/api/v1/me/snippets/{number}", json={**SNIPPET, "text": "Bye now"}).get_json()["snippets"]

    assert kept == [SNIPPET]
    assert changed[0]["text"] == "Bye now"
    assert desk.delete(f"/api/v1/me/snippets/{number}").get_json()["snippets"] == []


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"lang": "fr"}, {"text": ""}, {"text": "x" * 2001}, {"text": "a\0b"}, {"signature": "yes"}, {"more": 1}],
)
def test_an_own_text_that_cannot_be_is_refused_by_name(desk: FlaskClient, wrong: dict[str, object]) -> None:
    answer = desk.post("/api/v1/me/snippets", json={**SNIPPET, **wrong})

    assert answer.status_code == 422
    assert [error["name"] for error in answer.get_json()["errors"]] == list(wrong)


def test_choices_are_remembered_beside_each_other_and_forgotten_when_empty(desk: FlaskClient) -> None:
    desk.put("/api/v1/me/choices", json={"channel": "email", "market": "JP"})

    assert desk.put("/api/v1/me/choices", json={"market": ""}).get_json()["choices"] == {"channel": "email"}


def test_favourites_stand_in_ones_own_order_the_new_ones_first(client: FlaskClient) -> None:
    first, second, third = ("templates/apology/late-delivery", "articles/customs-and-duties", "articles/data-protection")
    try:
        for id in (first, second):
            client.put(f"/api/v1/me/favourites/{id}")
        client.put("/api/v1/me/order", json={"documents": [first, second]})

        assert client.put(f"/api/v1/me/favourites/{third}").get_json()["favourites"] == [third, first, second]
    finally:
        for id in (first, second, third):
            client.delete(f"/api/v1/me/favourites/{id}")


def test_a_form_of_a_page_needs_the_pages_token_without_accounts_too(desk: FlaskClient) -> None:
    assert desk.post("/me/sessions/end-all").status_code == 403


def test_languages_follow_a_person_to_another_browser(changing: KnowledgeBase) -> None:
    team = team_of(changing, create_app(changing))
    team.browser("agent").client.get("/?ui=ja&reply_lang=es")
    elsewhere = team.browser("agent").client

    assert '<html lang="ja">' in elsewhere.get("/").text
    assert {name: cookie.value for name in ("ui_lang", "reply_lang") if (cookie := elsewhere.get_cookie(name))} == {
        "ui_lang": "ja",
        "reply_lang": "es",
    }
    assert '<html lang="zh">' in elsewhere.get("/?ui=zh").text, "what an address asks for comes first"
