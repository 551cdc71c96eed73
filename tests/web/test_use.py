"""What was copied and asked is counted once, without anything of a customer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.store import models
from kb.web import create_app
from kb.web.use import harmless
from tests.web.conftest import ZEBRA as ZEBRA_TEXT

ZEBRA = "templates/offer/zebra"
COPY = {
    "key": "a" * 32,
    "document": ZEBRA,
    "version": "abc",
    "lang": "en",
    "tone": "formal",
    "channel": "email",
    "query": "refund",
}


@pytest.fixture
def desk(changing: KnowledgeBase) -> FlaskClient:
    return create_app(changing).test_client()


def tell(desk: FlaskClient, **events: object) -> dict[str, Any]:
    answer = desk.post("/api/v1/events", json=events)
    found: dict[str, Any] = answer.get_json()
    return found


def copies(kb: KnowledgeBase) -> list[models.Copy]:
    with kb.store.database.reading() as session:
        found = list(session.scalars(select(models.Copy)))
        session.expunge_all()
        return found


def test_a_copy_that_is_told_twice_counts_once(desk: FlaskClient, changing: KnowledgeBase) -> None:
    assert [tell(desk, copies=[COPY]), tell(desk, copies=[COPY, {**COPY, "key": "b" * 32}])] == [{"kept": 1}, {"kept": 1}]
    first = copies(changing)[0]
    assert (first.document, first.version, first.tone, first.channel, first.query) == (
        ZEBRA,
        "abc",
        "formal",
        "email",
        "refund",
    )


def test_what_was_copied_stands_among_what_was_used(desk: FlaskClient) -> None:
    tell(desk, copies=[COPY])

    assert desk.get("/api/v1/me").get_json()["recents"] == [ZEBRA]


HARMLESS = ["refund", "late parcel", "返金", "配送が遅い", "退款", "paquete dañado"]
PERSONAL = [
    "mei@shop.example",
    "order 302-5551234-99",
    "@tanaka refund",
    "call 090 1234 5678",
    "tracking 1Z999AA10123456784",
    "I ordered a coat three weeks ago and it has never come",
    "",
    "   ",
]


@pytest.mark.parametrize("query", HARMLESS)
def test_a_short_question_about_nobody_is_kept(query: str) -> None:
    assert harmless(query, "en") == query


@pytest.mark.parametrize("query", PERSONAL)
def test_a_question_that_may_tell_of_somebody_is_not_kept(query: str) -> None:
    assert harmless(query, "en") is None


def test_a_search_is_counted_without_its_words_when_they_are_personal(desk: FlaskClient, changing: KnowledgeBase) -> None:
    asked = {"key": "c" * 32, "query": "mei@shop.example", "lang": "en", "results": 0}

    assert tell(desk, searches=[asked]) == {"kept": 1}
    with changing.store.database.reading() as session:
        assert session.scalars(select(models.Search.query)).all() == [None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": {"customer.name": "Mei"}},
        {"text": "Dear Mei"},
        {"key": "short"},
        {"document": "../../etc"},
        {"lang": "fr"},
    ],
)
def test_an_event_with_more_than_what_is_counted_is_refused(desk: FlaskClient, wrong: dict[str, object]) -> None:
    assert desk.post("/api/v1/events", json={"copies": [{**COPY, **wrong}]}).status_code == 422


def test_a_document_that_is_gone_meanwhile_is_not_counted(desk: FlaskClient) -> None:
    assert tell(desk, copies=[{**COPY, "document": "templates/offer/gone"}]) == {"kept": 0}


def test_nothing_is_counted_where_the_site_has_it_switched_off(changing: KnowledgeBase) -> None:
    changing.settings = replace(changing.settings, recording=False)
    desk = create_app(changing).test_client()

    assert tell(desk, copies=[COPY]) == {"kept": 0}
    assert "data-events" not in desk.get("/").text


def test_nothing_is_counted_of_who_has_switched_it_off(desk: FlaskClient) -> None:
    desk.put("/api/v1/me/choices", json={"recording": "off"})

    assert tell(desk, copies=[COPY]) == {"kept": 0}


def test_a_thumb_and_its_note_are_kept_with_the_version_they_speak_of(desk: FlaskClient, changing: KnowledgeBase) -> None:
    said = {"key": "d" * 32, "document": ZEBRA, "lang": "en", "helpful": False, "note": "Too stiff."}
    desk.post("/api/v1/feedback", json=said)
    desk.post("/api/v1/feedback", json=said)
    kept = changing.store.usage.feedback()

    assert [(one.opinion.note, one.opinion.helpful) for one in kept] == [("Too stiff.", False)]
    assert kept[0].opinion.version == changing.document(ZEBRA, "en").file.blob


@pytest.mark.parametrize("popularity", [True, False])
def test_of_two_that_answer_alike_the_one_that_is_copied_stands_first_where_that_is_wanted(
    popularity: bool, content: Path, tmp_path: Path
) -> None:
    for name in ("gnu", "okapi"):
        (content / f"en/templates/offer/{name}.md").write_text(ZEBRA_TEXT.replace("zebra", name), "utf-8")
    kb = open_kb(Settings(content=content, data=tmp_path / "twins", popularity=popularity))
    desk = create_app(kb).test_client()

    def order() -> list[str]:
        return [hit["id"].split("/")[-1] for hit in desk.get("/api/v1/search?q=refund").get_json()["results"]]

    before = order()
    last = before[-1]
    tell(desk, copies=[{**COPY, "document": f"templates/offer/{last}"}])
    kb.popularity.refresh()

    assert order() == ([last, *before[:-1]] if popularity else before)
    kb.close()
