"""Whatever stands in a field comes out inert, or is refused with a clear error; nothing breaks."""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

LATE = "/api/v1/templates/apology/late-delivery/render"

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "svg": "<svg/onload=alert(1)>",
    "closed tag": "</p></article><iframe src=//evil.example>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "entity": "&lt;script&gt;&#x3c;b&#x3e;",
    "javascript link": "javascript:alert(document.cookie)",
    "javascript link in capitals": "JaVaScRiPt:alert(1)",
    "data link": "data:text/html;base64,PHNjcmlwdD4=",
    "markdown link": "[click](javascript:alert(1)) ![x](//evil.example/x.png)",
    "markdown": "# h **b** _i_ `c`\n\n> q\n---",
    "address": "https://evil.example/?a=<b>&c=\"d'",
    "liquid": "{{ 7 | times: 6 }}{% assign x = 1 %}{% if true %}IF{% endif %}",
    "liquid variable": "{{ agent.name }} {{ order.number | upcase }}",
    "unclosed liquid": "{{ {% {{{ %}",
    "jinja": "{{ config.items() }}{% for c in [].__class__.__base__.__subclasses__() %}{% endfor %}",
    "format": "%(limit)s %s {0} {limit.__class__} ${7*6}",
    "sql": "'; DROP TABLE templates; --",
    "path": "../../../../etc/passwd\x00.md",
    "header": "x\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "right to left": "\u202eevil\u202c \u2066x\u2069 \u200f\u061c",
    "zero width": "a\u200bb\u200cc\u2060d\ufeffe\u00ad",
    "marks of the template language": "\ue000\ue00e0\ue00f\ue008\ue009\ue00a",
    "NUL": "a\x00b",
    "other controls": "\x07\x1b[31m\x7f\x85",
    "lone surrogate": "a\ud800b\udfff",
    "combining marks": "e" + "\u0301" * 5000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 20,
    "100 kB": "x" * 100_000,
    "100 kB of Chinese": "退" * 33_000,
    "only spaces": " \t\n\u3000\u2003",
    "large number": "9" * 4000,
    "small number": "1e-999",
    "not a number": "NaN",
}
ODD: dict[str, object] = {
    "null": None,
    "true": True,
    "zero": 0,
    "large integer": 10**400,
    "negative": -1,
    "fraction": 1.5,
    "infinite": float("inf"),
    "no number": float("nan"),
    "list": ["x", ["y"], {}],
    "object": {"x": {"y": []}},
    "surrogate key": {"\ud800": 1},
    "script key": {"<script>": "</script>"},
}
EVERYTHING: dict[str, object] = {**HOSTILE, **ODD}

SEARCH_FIELDS = ("q", "lang", "reply_lang", "kind", "intent", "issue", "channel", "tone", "platform", "limit", "offset")
RENDER_FIELDS = ("lang", "locale", "tone", "channel", "platform", "market", "values", "preview", "ui_lang")

ALLOWED = {
    "p": set[str](),
    "br": set[str](),
    "ul": set[str](),
    "ol": set[str](),
    "li": set[str](),
    "strong": set[str](),
    "em": set[str](),
    "a": {"href"},
    "mark": {"class", "data-name", "lang"},
    "span": {"class", "data-name"},
}


class Reader(HTMLParser):
    """Gathers what an HTML fragment would make a browser do."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.wrong.append(tag)
        for name, value in attrs:
            if name not in ALLOWED.get(tag, ()):
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not (value or "").lower().startswith(("https://", "http://", "mailto:")):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("declaration")


def assert_inert(fragment: str) -> None:
    reader = Reader()
    reader.feed(fragment)
    reader.close()
    assert reader.wrong == []


def assert_answered_or_refused(answer: TestResponse) -> dict[str, Any]:
    body: dict[str, Any] = answer.get_json()
    if answer.status_code == 200:
        assert answer.content_type == "application/json"
        for result in body.get("results", ()):
            assert_inert(result["snippet"])
        for fragment in (body.get("html", ""), *(paragraph["html"] for paragraph in body.get("paragraphs", ()))):
            assert_inert(fragment)
    else:
        assert answer.status_code in (400, 404, 413, 422), body
        assert answer.content_type == "application/problem+json"
        assert body["code"]
        assert body["detail"]
    return body


def send(client: FlaskClient, path: str, body: object) -> TestResponse:
    return client.post(path, data=json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("value", EVERYTHING.values(), ids=EVERYTHING.keys())
def test_every_field_of_a_search_by_body_stands_it(value: object, client: FlaskClient) -> None:
    for field in SEARCH_FIELDS:
        assert_answered_or_refused(send(client, "/api/v1/search", {"q": "refund", field: value}))
    assert_answered_or_refused(send(client, "/api/v1/search", {str(value): value}))
    assert_answered_or_refused(send(client, "/api/v1/search", value))


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_field_of_a_search_by_address_stands_it(value: str, client: FlaskClient) -> None:
    value = value[:5000].encode("utf-8", "replace").decode()
    for field in SEARCH_FIELDS:
        assert_answered_or_refused(client.get("/api/v1/search", query_string={"q": "refund", field: value}))
    assert_answered_or_refused(client.get("/api/v1/search", query_string={value: value}))


@pytest.mark.parametrize("value", EVERYTHING.values(), ids=EVERYTHING.keys())
def test_every_field_of_a_reply_stands_it(value: object, client: FlaskClient) -> None:
    for field in RENDER_FIELDS:
        assert_answered_or_refused(send(client, LATE, {"lang": "en", "preview": True, field: value}))
    assert_answered_or_refused(send(client, LATE, {"lang": "en", "preview": True, str(value): value}))
    assert_answered_or_refused(send(client, LATE, value))


def shapes(value: object) -> Iterator[tuple[str, object]]:
    """A value in every place where a value of a reply may hold it."""
    yield "agent.name", value
    yield "customer.name", value
    yield "customer.name", {"family": value}
    yield "customer.name", {"family": "Lee", "title": value}
    yield "customer.name", {"family": "Lee", str(value): "x"}
    yield "refund.amount", value
    yield "refund.amount", {"amount": value, "currency": "USD"}
    yield "refund.amount", {"amount": "5", "currency": value}
    yield "refund.days", value
    yield "discount.percent", value
    yield "delivery.estimated", value
    yield "due.date", value
    yield "due.date", {"at": value, "zone": "UTC"}
    yield "due.date", {"at": "2026-03-06T17:00", "zone": value}
    yield "policy.url", value
    yield "policy.url", f"https://{value}"
    yield "return.cost_bearer", value
    yield "evidence.list", value
    yield "evidence.list", [value]
    yield str(value), "x"


@pytest.mark.parametrize("value", EVERYTHING.values(), ids=EVERYTHING.keys())
def test_every_shape_of_a_value_stands_it(value: object, client: FlaskClient) -> None:
    for name, shaped in shapes(value):
        for preview in (True, False):
            body = {"lang": "en", "channel": "email", "preview": preview, "values": {name: shaped}}
            assert_answered_or_refused(send(client, LATE, body))


REQUIRED = {
    "order.number": "1",
    "due.date": {"at": "2026-03-06T17:00", "zone": "UTC"},
    "agent.name": "Mei",
    "brand.name": "Shop",
    "tracking.number": "2",
}
# What nobody types is taken out of a value, a control character refuses it, and layout is made plain.
SEEN = [
    name for name in HOSTILE if name not in ("100 kB", "100 kB of Chinese", "only spaces", "combining marks", "large number")
]


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
@pytest.mark.parametrize("name", SEEN)
def test_a_text_comes_out_as_it_was_typed_and_does_nothing(name: str, lang: str, client: FlaskClient) -> None:
    value = HOSTILE[name]
    body = {"lang": lang, "channel": "email", "values": REQUIRED | {"product.name": value}}

    answer = send(client, LATE, body)

    reply = assert_answered_or_refused(answer)
    hidden = any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\r\n\t" for sign in value)
    if hidden or not value.strip("\ue000\ue00e\ue00f\ue008\ue009\ue00a\u202e\u202c"):
        assert answer.status_code == 422
        assert [error["name"] for error in reply["errors"]] == ["product.name"]
        return
    assert answer.status_code == 200, reply
    words = [word for word in value.split() if not any(unicodedata.category(s) in ("Cf", "Co") for s in word)]
    assert all(word in reply["text"] for word in words)
    assert all(word in html.unescape(reply["html"]) for word in words)
    assert not any(
        sign in reply["text"] for sign in "\u202e\u202c\u2066\u2069\u200f\u061c\u200b\u2060\ufeff\ue000\ue00e\ue00f"
    )


@pytest.mark.parametrize("depth", [10, 100, 300, 480, 600, 900, 3000, 50_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"family":', "}")])
@pytest.mark.parametrize("name", ["agent.name", "customer.name", "evidence.list", "due.date", "nothing"])
def test_deep_nesting_is_refused(name: str, opened: str, closed: str, depth: int, client: FlaskClient) -> None:
    body = f'{{"lang":"en","preview":true,"values":{{"{name}":{opened * depth}"x"{closed * depth}}}}}'

    answer = client.post(LATE, data=body, content_type="application/json")

    assert_answered_or_refused(answer)
    assert answer.status_code in (400, 413, 422)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 5000, "0." + "9" * 5000, "1E+999999999", "NaN", "Infinity"])
def test_a_number_of_any_size_is_answered_or_refused(number: str, client: FlaskClient) -> None:
    for body in (
        f'{{"q":"refund","limit":{number}}}',
        f'{{"q":"refund","offset":{number}}}',
    ):
        answer = client.post("/api/v1/search", data=body, content_type="application/json")
        assert answer.status_code in (400, 422)
        assert_answered_or_refused(answer)
    for value in (number, f'{{"amount":{number},"currency":"USD"}}', f'"{number}"'):
        body = f'{{"lang":"en","preview":true,"values":{{"refund.days":{value},"refund.amount":{value}}}}}'
        answer = client.post(LATE, data=body, content_type="application/json")
        assert answer.status_code in (400, 422)
        assert_answered_or_refused(answer)


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
def test_a_search_gives_the_question_back_as_it_was_asked(lang: str, client: FlaskClient) -> None:
    for value in ("<script>alert(1)</script>", "\u202eevil", "{{ 7 }}", "a\x00b", "x" * 5000):
        assert send(client, "/api/v1/search", {"q": value, "lang": lang}).get_json()["query"] == value


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_name_of_a_document_breaks_the_api(value: str, client: FlaskClient) -> None:
    name = value[:2000].encode("utf-8", "replace").decode().replace("?", "").replace("#", "")
    for path in (f"/api/v1/templates/{name}", f"/api/v1/articles/{name}", f"/api/v1/{name}"):
        answer = client.get(path.replace("%", "%25"))
        assert answer.status_code in (404, 308, 302), path
