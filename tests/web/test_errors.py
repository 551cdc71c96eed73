"""Every error has one shape and a stable code; every problem of a request is named at once."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.service import KnowledgeBase
from kb.web import MAX_BODY, create_app
from kb.web.headers import HEADERS

LATE = "/api/v1/templates/apology/late-delivery"
PUBLIC = "/api/v1/templates/acknowledgement/public-complaint"
SIMPLIFIED = "/api/v1/templates/acknowledgement/out-of-hours"
"""A reply that is not written in Traditional Chinese."""

JSON = "application/json"


def asked(**body: object) -> dict[str, Any]:
    return {"json": {"lang": "en", **body}}


ERRORS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/api/v1/nothing", {}, 404, "not-found"),
    ("GET", "/api/v1/docs/other.js", {}, 404, "not-found"),
    ("GET", "/api/v1/templates/apology/nothing", {}, 404, "document-not-found"),
    ("GET", "/api/v1/articles/nothing", {}, 404, "document-not-found"),
    ("POST", "/api/v1/templates/apology/nothing/render", asked(), 404, "document-not-found"),
    ("POST", f"{PUBLIC}/render", asked(tone="firm", preview=True), 404, "tone-not-found"),
    ("POST", f"{LATE}/render", asked(locale="fr-FR"), 404, "locale-not-found"),
    ("POST", f"{LATE}/render", asked(locale="ja-JP"), 404, "locale-not-found"),
    ("POST", f"{LATE}/render", asked(locale="nonsense"), 404, "locale-not-found"),
    ("POST", f"{SIMPLIFIED}/render", {"json": {"lang": "zh", "locale": "zh-Hant"}}, 404, "locale-not-found"),
    ("DELETE", "/api/v1/search", {}, 405, "method-not-allowed"),
    ("POST", "/api/v1/taxonomy", {}, 405, "method-not-allowed"),
    ("PUT", LATE, {}, 405, "method-not-allowed"),
    ("GET", f"{LATE}/render", {}, 404, "document-not-found"),
    ("POST", "/api/v1/search", {"data": "{" * 10, "content_type": JSON}, 400, "bad-request"),
    ("POST", "/api/v1/search", {"data": "", "content_type": JSON}, 400, "bad-request"),
    ("POST", "/api/v1/search", {"data": b"\xff\xfe\x00", "content_type": JSON}, 400, "bad-request"),
    ("POST", "/api/v1/search", {"data": "[" * 100_000, "content_type": JSON}, 400, "bad-request"),
    ("POST", "/api/v1/search", {"data": "{}", "content_type": "text/plain"}, 415, "unsupported-media-type"),
    ("POST", "/api/v1/search", {"data": {"q": "refund"}}, 415, "unsupported-media-type"),
    ("POST", f"{LATE}/render", {"data": "{}"}, 415, "unsupported-media-type"),
    ("POST", "/api/v1/search", {"json": {"q": "x" * MAX_BODY}}, 413, "request-entity-too-large"),
    ("POST", f"{LATE}/render", asked(values={"agent.name": "x" * MAX_BODY}), 413, "request-entity-too-large"),
    ("GET", "/api/v1/search?q=a&q=b", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?colour=red", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?limit=0", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?limit=101", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?limit=ten", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?limit=1.5", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?offset=-1", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?lang=fr", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?reply_lang=xx", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?kind=page", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?intent=joy", {}, 422, "invalid-request"),
    ("GET", "/api/v1/search?q=" + "x" * 5001, {}, 422, "invalid-request"),
    ("GET", f"{LATE}?lang=fr", {}, 422, "invalid-request"),
    ("GET", f"{LATE}?colour=red", {}, 422, "invalid-request"),
    ("GET", "/api/v1/articles/customs-and-duties?lang=", {}, 422, "invalid-request"),
    ("POST", "/api/v1/search", {"json": []}, 422, "invalid-request"),
    ("POST", "/api/v1/search", {"json": "refund"}, 422, "invalid-request"),
    ("POST", "/api/v1/search", {"json": {"limit": "5"}}, 422, "invalid-request"),
    ("POST", "/api/v1/search", {"json": {"q": None}}, 422, "invalid-request"),
    ("POST", f"{LATE}/render", {"json": {}}, 422, "invalid-request"),
    ("POST", f"{LATE}/render", asked(tone="sarcastic"), 422, "invalid-request"),
    ("POST", f"{LATE}/render", asked(market="XX"), 422, "invalid-request"),
    ("POST", f"{LATE}/render", asked(preview="yes"), 422, "invalid-request"),
    ("POST", f"{LATE}/render", asked(values=[]), 422, "invalid-request"),
    ("POST", f"{LATE}/render", asked(values={str(n): "" for n in range(201)}), 422, "invalid-request"),
    ("POST", f"{LATE}/render", asked(), 422, "invalid-values"),
    ("POST", f"{LATE}/render", asked(values={"order.nmber": "1"}, preview=True), 422, "invalid-values"),
]


@pytest.mark.parametrize(
    ("method", "path", "given", "status", "code"), ERRORS, ids=[f"{n}-{row[4]}" for n, row in enumerate(ERRORS)]
)
def test_every_error_has_the_one_shape_and_its_stable_code(
    method: str, path: str, given: dict[str, Any], status: int, code: str, client: FlaskClient
) -> None:
    answer = client.open(path, method=method, **given)

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert list(body) == ["type", "title", "status", "detail", "code", "errors"]
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["code"] == code
    assert body["title"]
    assert body["detail"]
    for error in body["errors"]:
        assert list(error) == ["name", "code", "message"]
        assert error["code"]
        assert error["message"]
    assert HEADERS.items() <= dict(answer.headers).items()


def test_a_translation_that_is_not_written_is_not_found_and_the_others_named(changing: KnowledgeBase) -> None:
    client = create_app(changing).test_client()

    for answer in (
        client.get("/api/v1/templates/offer/zebra?lang=ja"),
        client.post("/api/v1/templates/offer/zebra/render", json={"lang": "ja"}),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (404, "translation-not-found")
        assert answer.get_json()["detail"].endswith("it is written in: en")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/search", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("POST", LATE, {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/api/v1/taxonomy", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/healthz", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/results", {"POST", "OPTIONS"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(method: str, path: str, allowed: set[str], client: FlaskClient) -> None:
    answer = client.open(path, method=method)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    ("method", "path", "given", "names"),
    [
        (
            "GET",
            "/api/v1/search?lang=fr&kind=page&limit=0&offset=x&colour=red",
            {},
            ["lang", "kind", "limit", "offset", "colour"],
        ),
        (
            "GET",
            "/api/v1/search?intent=a&issue=b&channel=c&tone=d&platform=e",
            {},
            ["intent", "issue", "channel", "tone", "platform"],
        ),
        ("GET", "/api/v1/search?q=1&q=2", {}, ["q"]),
        ("POST", "/api/v1/search", {"json": {"q": 1, "limit": "5", "offset": None}}, ["q", "limit", "offset"]),
        ("POST", f"{LATE}/render", {"json": {"lang": "fr", "ui_lang": "de", "preview": 1}}, ["lang", "preview", "ui_lang"]),
        ("POST", f"{LATE}/render", asked(channel="fax", platform="moon", market="XX"), ["channel", "platform", "market"]),
        (
            "POST",
            f"{LATE}/render",
            asked(values={"order.nmber": "1", "due.date": "tomorrow", "customer.name": "Lee"}, preview=True),
            ["order.nmber", "due.date", "customer.name"],
        ),
        ("POST", f"{LATE}/render", asked(channel="email"), ["order.number", "due.date", "agent.name", "brand.name"]),
        (
            "POST",
            f"{LATE}/render",
            asked(channel="email", values={"due.date": "tomorrow"}),
            ["due.date", "order.number", "agent.name", "brand.name"],
        ),
    ],
)
def test_every_problem_of_a_request_is_named(
    method: str, path: str, given: dict[str, Any], names: list[str], client: FlaskClient
) -> None:
    answer = client.open(path, method=method, **given)

    assert answer.status_code == 422
    assert sorted(error["name"] for error in answer.get_json()["errors"]) == sorted(names)


WRONG: list[tuple[str, object, str]] = [
    ("agent.name", 5, "not-text"),
    ("agent.name", ["x"], "not-text"),
    ("agent.name", "\u200b", "not-text"),
    ("agent.name", "x" * 2001, "too-long"),
    ("agent.name", "a\x00b", "control-character"),
    ("agent.name", "a\ud800b", "control-character"),
    ("customer.name", "Lee", "wrong-shape"),
    ("customer.name", {"family": "Lee", "nick": "L"}, "wrong-shape"),
    ("customer.name", {"family": "Lee", "title": "lord"}, "unknown-title"),
    ("customer.name", {"family": "Lee\nLi"}, "one-line"),
    ("order.total", {"amount": "1,234.50", "currency": "USD"}, "not-a-number"),
    ("order.total", {"amount": "-5", "currency": "USD"}, "not-a-number"),
    ("order.total", {"amount": 5, "currency": "USD"}, "not-a-number"),
    ("order.total", {"amount": "5.005", "currency": "USD"}, "surplus-decimals"),
    ("order.total", {"amount": "5.5", "currency": "JPY"}, "surplus-decimals"),
    ("order.total", {"amount": "5", "currency": "dollars"}, "unknown-currency"),
    ("order.total", {"amount": "5"}, "unknown-currency"),
    ("refund.days", "five", "not-a-number"),
    ("refund.days", 1.5, "not-a-number"),
    ("refund.days", True, "not-a-number"),
    ("discount.percent", "101", "not-a-percent"),
    ("order.date", "05/03/2026", "not-a-date"),
    ("order.date", "2026-02-30", "not-a-date"),
    ("due.date", {"at": "2026-03-06T17:00"}, "unknown-zone"),
    ("due.date", {"at": "2026-03-06T17:00", "zone": "Mars/Base"}, "unknown-zone"),
    ("due.date", {"at": "2026-03-06", "zone": "UTC"}, "not-a-datetime"),
    ("due.date", {"at": "2026-03-08T02:30", "zone": "America/New_York"}, "not-a-datetime"),
    ("policy.url", "javascript:alert(1)", "not-a-url"),
    ("policy.url", "https://user@shop.example/", "not-a-url"),
    ("policy.url", "shop.example", "not-a-url"),
    ("return.cost_bearer", "nobody", "unknown-choice"),
    ("evidence.list", "photo-item", "not-a-list"),
    ("evidence.list", ["x"] * 11, "not-a-list"),
    ("evidence.list", [5], "not-text"),
    ("order.nmber", "5", "unknown-variable"),
]


@pytest.mark.parametrize(("name", "value", "code"), WRONG)
@pytest.mark.parametrize("preview", [True, False])
def test_a_wrong_value_is_refused_with_its_code_in_a_preview_too(
    name: str, value: object, code: str, preview: bool, client: FlaskClient
) -> None:
    body = json.dumps({"lang": "en", "values": {name: value}, "preview": preview})

    answer = client.post(f"{LATE}/render", data=body, content_type=JSON)

    assert answer.status_code == 422
    errors = {error["name"]: error for error in answer.get_json()["errors"]}
    assert errors[name]["code"] == code
    assert errors[name]["message"]


def test_a_misspelt_blank_is_told_what_was_meant(client: FlaskClient) -> None:
    answer = client.post(f"{LATE}/render", json={"lang": "en", "values": {"order.nmber": "5"}})

    assert 'did you mean "order.number"?' in answer.get_json()["detail"]


def test_a_misspelt_document_is_told_what_was_meant(client: FlaskClient) -> None:
    answer = client.get("/api/v1/templates/apology/late-delivry")

    assert 'did you mean "templates/apology/late-delivery"?' in answer.get_json()["detail"]


def test_a_missing_value_is_told_in_the_agents_language(client: FlaskClient) -> None:
    told = {
        lang: client.post(f"{LATE}/render", json={"lang": "en", "ui_lang": lang}).get_json()["errors"][0]["message"]
        for lang in ("en", "ja", "es", "zh")
    }

    assert told["en"] == "Fill this in."
    assert len(set(told.values())) == 4


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/templates/apology/nothing", 404), ("/articles/nothing", 404), ("/api", 404), ("/results", 405)],
)
def test_a_page_that_fails_is_a_page_with_a_way_back(path: str, status: int, client: FlaskClient) -> None:
    answer = client.get(path)

    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert 'href="/"' in answer.get_data(as_text=True)
    assert HEADERS.items() <= dict(answer.headers).items()


def test_a_form_that_is_too_large_is_a_page_too(client: FlaskClient) -> None:
    answer = client.post("/", data={"q": "x" * MAX_BODY})

    assert (answer.status_code, answer.mimetype) == (413, "text/html")


def test_what_nobody_foresaw_is_logged_and_tells_nothing_of_itself(
    kb: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise ZeroDivisionError("a secret of the inside")

    app = create_app(kb)
    app.add_url_rule("/api/v1/broken", view_func=broken)
    app.add_url_rule("/broken", endpoint="page", view_func=broken)
    client = app.test_client()

    with caplog.at_level(logging.ERROR, logger="kb.web"):
        answer, page = client.get("/api/v1/broken"), client.get("/broken")

    assert (answer.status_code, answer.get_json()["code"]) == (500, "internal-error")
    assert (page.status_code, page.mimetype) == (500, "text/html")
    assert "secret" not in answer.get_data(as_text=True) + page.get_data(as_text=True)
    assert len([record for record in caplog.records if record.name == "kb.web"]) == 2
    assert HEADERS.items() <= dict(answer.headers).items()
