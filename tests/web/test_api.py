"""The JSON API answers what its contract promises: every field, filter and tag of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.content.model import Article, Template
from kb.languages import LANGUAGES
from kb.service import KnowledgeBase
from kb.web import create_app

LATE = "templates/apology/late-delivery"
PUBLIC = "templates/acknowledgement/public-complaint"
GUIDE = "articles/customs-and-duties"


def get(client: FlaskClient, path: str, **query: object) -> Any:
    answer = client.get(f"/api/v1/{path}", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.mimetype == "application/json"
    return answer.get_json()


def post(client: FlaskClient, path: str, **body: object) -> Any:
    answer = client.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.mimetype == "application/json"
    return answer.get_json()


VALUES: dict[str, object] = {
    "customer.name": {"family": "Lee", "given": "Hannah", "title": "ms"},
    "order.number": "250-1234567",
    "due.date": {"at": "2026-03-06T17:00", "zone": "America/New_York"},
    "agent.name": "Mei",
    "brand.name": "Northlight Home",
}


def test_a_search_answers_every_field_of_the_contract(client: FlaskClient, kb: KnowledgeBase) -> None:
    found = get(client, "search", q="包裹还没到", lang="zh", reply_lang="ja", limit=100)

    assert found.keys() >= {"query", "total", "took_ms", "suggestion", "results"}
    assert found["query"] == "包裹还没到"
    assert found["total"] == len(found["results"]) > 0
    assert found["took_ms"] >= 0
    hit = next(hit for hit in found["results"] if hit["id"] == LATE)
    document = kb.document(LATE, "zh")
    assert hit["kind"] == "template"
    assert hit["intent"] == "apology"
    assert hit["issues"] == ["late-delivery", "partner-delay"]
    assert hit["channels"] == ["marketplace-message", "email", "social-dm"]
    assert hit["tones"] == ["formal", "friendly", "firm"]
    assert hit["lang"] == "zh"
    assert hit["title"] == document.title
    assert hit["titles"] == {lang: kb.document(LATE, lang).title for lang in LANGUAGES}
    assert hit["languages"] == list(LANGUAGES)
    assert hit["score"] > 0
    assert re.search("<mark>.+?</mark>", hit["snippet"])


def test_an_article_is_found_with_the_fields_that_it_has(client: FlaskClient, kb: KnowledgeBase) -> None:
    hits = get(client, "search", q="customs", kind="article")["results"]

    hit = next(hit for hit in hits if hit["id"] == GUIDE)
    assert (hit["kind"], hit["tones"], hit["intent"]) == ("article", [], kb.document(GUIDE, "en").facets.intent)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "refund"},
        {"q": "退款", "lang": "zh", "reply_lang": "es"},
        {"kind": "article"},
        {"intent": "apology", "issue": "late-delivery", "channel": "email", "tone": "firm", "platform": "amazon"},
        {"q": "refund", "limit": 3, "offset": 2},
        {"q": "", "limit": 100, "reply_lang": ""},
    ],
)
def test_a_search_by_body_answers_what_a_search_by_address_does(asked: dict[str, Any], client: FlaskClient) -> None:
    by_address, by_body = get(client, "search", **asked), post(client, "search", **asked)

    assert by_address | {"took_ms": 0} == by_body | {"took_ms": 0}
    assert by_address["total"] > 0


def whole_list(client: FlaskClient, **asked: str) -> list[dict[str, Any]]:
    """All the documents, page by page."""
    hits: list[dict[str, Any]] = []
    while more := get(client, "search", limit=100, offset=len(hits), **asked)["results"]:
        hits += more
    return hits


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("kind", "article", "kind"),
        ("intent", "offer", "intent"),
        ("issue", "refund", "issues"),
        ("channel", "email", "channels"),
        ("tone", "firm", "tones"),
    ],
)
def test_each_filter_of_a_search_holds(name: str, value: str, field: str, client: FlaskClient) -> None:
    everything = whole_list(client)

    kept = whole_list(client, **{name: value})

    assert {hit["id"] for hit in kept} == {hit["id"] for hit in everything if value in (hit[field], *hit[field])}
    assert 0 < len(kept) < len(everything)


def test_a_page_of_results_is_a_part_of_all(client: FlaskClient) -> None:
    everything = get(client, "search", q="refund", limit=100)

    page = get(client, "search", q="refund", limit=2, offset=1)

    assert page["total"] == everything["total"]
    assert page["results"] == everything["results"][1:3]


def test_facets_count_what_each_value_would_leave(client: FlaskClient) -> None:
    everything = get(client, "search", limit=100)
    offers = get(client, "search", limit=100, intent="offer")
    assert everything["facets"]["intent"]["offer"] == offers["total"] > 0
    assert offers["facets"]["intent"] == everything["facets"]["intent"]
    by_issue = {hit["id"] for hit in offers["results"] if "refund" in hit["issues"]}
    assert offers["facets"]["issue"]["refund"] == len(by_issue)


@pytest.mark.parametrize(
    ("typed", "lang", "expected"),
    [("dam", "en", "damaged"), ("破", "ja", "破損"), ("paquete d", "es", "paquete d"), ("退", "zh", "退")],
)
def test_what_is_typed_is_completed_in_its_language(typed: str, lang: str, expected: str, client: FlaskClient) -> None:
    found = get(client, "suggest", q=typed, lang=lang, limit=3)
    assert found["query"] == typed
    assert 0 < len(found["suggestions"]) <= 3
    assert expected in found["suggestions"][0]["text"].lower()
    assert found["suggestions"][0]["lang"] == lang
    assert post(client, "suggest", q=typed, lang=lang, limit=3) == found


def test_a_title_among_the_completions_names_its_document(client: FlaskClient) -> None:
    found = get(client, "suggest", q="apology for", limit=20)["suggestions"]
    titles = [line for line in found if line["kind"] == "title"]
    assert titles
    assert all(line["id"].startswith("templates/") for line in titles)


def test_a_whole_message_is_searched_and_given_back(client: FlaskClient) -> None:
    message = "Hello, my parcel was due two weeks ago and it has not arrived. " * 60

    found = post(client, "search", q=message)

    assert found["query"] == message
    assert LATE in [hit["id"] for hit in found["results"][:3]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_template_is_answered_in_each_language(lang: str, client: FlaskClient, kb: KnowledgeBase) -> None:
    found = get(client, LATE, lang=lang)

    document = kb.document(LATE, lang)
    assert isinstance(document, Template)
    assert (found["id"], found["kind"], found["lang"]) == (LATE, "template", lang)
    assert (found["title"], found["summary"]) == (document.title, document.summary)
    assert found["languages"] == list(LANGUAGES)
    assert found["state"] == document.freshness
    assert found["next"] == ["templates/follow-up/parcel-investigation", "templates/offer/refund-or-reshipment"]
    assert found["not_on"] == ["mercadolibre", "instagram"]
    own = {"zh": ["zh-Hant"], "es": ["es-MX"]}.get(lang, [])
    assert found["tones"] == ["formal", "friendly", "firm"]
    assert [(v["locale"], v["tone"]) for v in found["variants"]] == [
        (locale, tone) for locale in ["", *own] for tone in found["tones"]
    ]
    blanks = {blank["name"]: blank for blank in found["variables"]}
    assert set(blanks) >= {"customer.name", "order.number", "due.date"}
    assert blanks["order.number"] == {
        "name": "order.number",
        "type": "text",
        "label": kb.library.vocabulary.variables["order.number"].labels[lang],
        "personal": True,
        "choices": {},
    }
    assert all(f"[{blanks['due.date']['label']}]" in variant["text"] for variant in found["variants"])
    assert (found["html"], found["headings"]) == ("", [])


def test_a_public_template_names_its_private_partner(client: FlaskClient) -> None:
    assert get(client, PUBLIC)["partner"] == "templates/acknowledgement/first-reply"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_article_is_answered_in_each_language(lang: str, client: FlaskClient, kb: KnowledgeBase) -> None:
    found = get(client, GUIDE, lang=lang)

    document = kb.document(GUIDE, lang)
    assert isinstance(document, Article)
    assert (found["kind"], found["lang"], found["title"]) == ("article", lang, document.title)
    assert found["html"] == document.html
    assert [heading["title"] for heading in found["headings"]] == [heading.title for heading in document.headings]
    assert all(f'id="{heading["anchor"]}"' in found["html"] for heading in found["headings"])
    assert (found["variants"], found["variables"], found["tones"]) == ([], [], [])


def test_a_document_without_a_language_asked_is_english(client: FlaskClient) -> None:
    assert get(client, LATE)["lang"] == "en"


def test_the_taxonomy_gives_every_id_with_its_four_labels(client: FlaskClient, kb: KnowledgeBase) -> None:
    found = get(client, "taxonomy")

    assert found["version"] == kb.library.version
    assert found["languages"] == {code: language.name for code, language in LANGUAGES.items()}
    assert [intent["id"] for intent in found["intents"]] == list(kb.taxonomy.intents)
    for group in ("intents", "subtypes", "issues", "tones", "platforms", "channels", "markets"):
        assert all(set(entry["labels"]) == set(LANGUAGES) and all(entry["labels"].values()) for entry in found[group])
    channels = {channel["id"]: channel for channel in found["channels"]}
    assert channels["social-public"]["public"]
    assert not channels["email"]["public"]
    assert channels["email"]["rich"]
    markets = {market["id"]: market for market in found["markets"]}
    assert (markets["JP"]["currency"], markets["JP"]["zone"]) == ("JPY", "Asia/Tokyo")


def test_a_whole_reply_answers_every_field_of_the_contract(client: FlaskClient) -> None:
    reply = post(client, f"{LATE}/render", lang="en", tone="formal", channel="email", market="US", values=VALUES)

    assert reply.keys() >= {
        *("text", "html", "subject", "lang", "locale", "tone", "state"),
        *("missing", "length", "findings", "copyable"),
    }
    assert reply["subject"] == "Apology for the delay of order 250-1234567"
    assert reply["text"].startswith("Dear Ms Lee,\n\nWe apologize that your order has not reached you yet.")
    assert reply["text"].endswith("Kind regards,\nMei\nNorthlight Home")
    assert "March 6, 2026" in reply["text"]
    assert (reply["lang"], reply["locale"], reply["tone"], reply["state"]) == ("en", "en-US", "formal", "source")
    assert reply["missing"] == []
    assert reply["findings"] == []
    assert reply["copyable"] is True
    assert reply["length"] == {"count": len(reply["text"]), "limit": None, "unit": "characters"}
    assert "<mark" not in reply["html"]
    assert "data-name" not in reply["html"]
    assert "\n\n".join(paragraph["text"] for paragraph in reply["paragraphs"]) == reply["text"]
    assert [paragraph["index"] for paragraph in reply["paragraphs"]] == sorted(p["index"] for p in reply["paragraphs"])


@pytest.mark.parametrize(("lang", "locale"), [("en", "en-US"), ("ja", "ja-JP"), ("es", "es-ES"), ("zh", "zh-CN")])
def test_a_reply_comes_in_the_customers_language(lang: str, locale: str, client: FlaskClient) -> None:
    reply = post(client, f"{LATE}/render", lang=lang, channel="email", values=VALUES)

    assert (reply["lang"], reply["locale"], reply["copyable"]) == (lang, locale, True)
    assert "Northlight Home" in reply["text"]
    assert "250-1234567" in reply["subject"]
    assert "{{" not in reply["text"]


@pytest.mark.parametrize(
    ("lang", "market", "locale"),
    [("es", "MX", "es-MX"), ("en", "GB", "en-GB"), ("ja", "US", "ja-JP"), ("es", "US", "es-US")],
)
def test_the_market_decides_the_locale(lang: str, market: str, locale: str, client: FlaskClient) -> None:
    assert post(client, f"{LATE}/render", lang=lang, market=market, preview=True)["locale"] == locale


def test_a_preview_marks_its_gaps_in_the_agents_language(client: FlaskClient) -> None:
    reply = post(client, f"{LATE}/render", lang="ja", ui_lang="zh", channel="email", preview=True, values={})

    assert reply["missing"] == ["order.number", "due.date", "brand.name", "agent.name"]
    assert "[回复期限]" in reply["text"]
    assert '<mark class="gap" lang="zh" data-name="due.date">回复期限</mark>' in reply["html"]
    assert reply["copyable"] is False


def test_a_preview_marks_values_and_a_reply_does_not(client: FlaskClient) -> None:
    asked: dict[str, Any] = {"lang": "en", "channel": "email", "values": VALUES}

    preview, reply = (post(client, f"{LATE}/render", **asked, preview=preview) for preview in (True, False))

    assert '<span class="value" data-name="agent.name">Mei</span>' in preview["html"]
    assert "<span" not in reply["html"]
    assert preview["text"] == reply["text"]
    assert preview["missing"] == []


def test_no_tone_asked_is_the_first_that_is_written(client: FlaskClient) -> None:
    assert post(client, f"{LATE}/render", lang="en", preview=True)["tone"] == "formal"


@pytest.mark.parametrize(
    ("document", "asked", "rule", "severity"),
    [
        (LATE, {"channel": "social-public"}, "channel-not-offered", "block"),
        (LATE, {"channel": "marketplace-message", "platform": "mercadolibre"}, "platform-forbidden", "block"),
        (LATE, {"channel": "email", "values": VALUES | {"order.number": "X" * 60}}, "R3", "warn"),
        (
            LATE,
            {"channel": "marketplace-message", "platform": "amazon", "values": VALUES | {"brand.name": "x" * 1999}},
            "R3",
            "block",
        ),
        (
            PUBLIC,
            {
                "channel": "social-public",
                "values": {
                    "due.date": {"at": "2026-03-06T17:00", "zone": "Asia/Tokyo"},
                    "agent.initials": "250-1234567",
                    "order.number": "250-1234567",
                },
            },
            "pii-in-public",
            "block",
        ),
    ],
)
def test_what_forbids_or_warns_is_told_and_a_block_forbids_copying(
    document: str, asked: dict[str, Any], rule: str, severity: str, client: FlaskClient
) -> None:
    reply = post(client, f"{document}/render", **({"lang": "en", "values": VALUES} | asked))

    found = {finding["rule"]: finding for finding in reply["findings"]}
    assert found[rule]["severity"] == severity
    assert found[rule]["message"]
    assert reply["copyable"] is (severity == "warn")


def test_the_length_is_counted_as_the_channel_counts_it(client: FlaskClient) -> None:
    values = {"due.date": {"at": "2026-03-06T17:00", "zone": "Asia/Tokyo"}, "agent.initials": "佐"}

    reply = post(client, f"{PUBLIC}/render", lang="ja", channel="social-public", platform="x", values=values)

    assert reply["length"]["unit"] == "x-weighted"
    assert reply["length"]["limit"] == 280
    assert reply["length"]["count"] > len(reply["text"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_finding_is_told_in_the_agents_language(lang: str, client: FlaskClient) -> None:
    asked: dict[str, Any] = {"lang": "en", "channel": "social-public", "preview": True, "values": {}}
    english = post(client, f"{LATE}/render", **asked)["findings"][0]["message"]

    told = post(client, f"{LATE}/render", **asked, ui_lang=lang)["findings"][0]["message"]

    assert (told == english) == (lang == "en")


def test_a_value_that_is_empty_counts_as_not_given(client: FlaskClient) -> None:
    empty = {"customer.name": {"family": "", "given": " ", "title": "ms"}, "product.name": "", "tracking.number": None}

    filled, without = (
        post(client, f"{LATE}/render", lang="en", values=VALUES | empty),
        post(client, f"{LATE}/render", lang="en", values={k: v for k, v in VALUES.items() if k != "customer.name"}),
    )

    assert filled["text"] == without["text"]


TAGGED = ["search?q=refund", f"{LATE}?lang=ja", GUIDE, "taxonomy"]


@pytest.mark.parametrize("path", TAGGED)
def test_an_answer_that_the_asker_has_is_not_sent_again(path: str, client: FlaskClient) -> None:
    first = client.get(f"/api/v1/{path}")

    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.get_data() == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(f"/api/v1/{path}", headers={"If-None-Match": '"another"'}).status_code == 200


def test_each_request_has_a_tag_of_its_own(client: FlaskClient) -> None:
    paths = [*TAGGED, "search?q=parcel", "search?q=refund&lang=ja", LATE, f"{LATE}?lang=es", f"{GUIDE}?lang=zh"]

    tags = [client.get(f"/api/v1/{path}").headers["ETag"] for path in paths]

    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("path", ["search?q=refund", "templates/offer/zebra", "taxonomy"])
def test_a_tag_changes_with_the_content(path: str, changing: KnowledgeBase, content: Path) -> None:
    client = create_app(changing).test_client()
    before = client.get(f"/api/v1/{path}").headers["ETag"]
    file = content / "en/templates/offer/zebra.md"
    file.write_text(file.read_text("utf-8").replace("title: ", "title: New "), "utf-8")
    assert changing.refresh()

    answer = client.get(f"/api/v1/{path}", headers={"If-None-Match": before})

    assert answer.status_code == 200
    assert answer.headers["ETag"] != before


def test_head_answers_as_get_without_a_body(client: FlaskClient) -> None:
    answer = client.head(f"/api/v1/{LATE}")

    assert answer.status_code == 200
    assert answer.get_data() == b""
    assert answer.headers["ETag"] == client.get(f"/api/v1/{LATE}").headers["ETag"]


def test_the_root_of_the_api_leads_to_its_documentation(client: FlaskClient) -> None:
    assert client.get("/api/v1/").headers["Location"] == "/api/v1/docs"


def test_text_is_sent_as_it_is_written(client: FlaskClient) -> None:
    assert "配送遅延のお詫び" in client.get(f"/api/v1/{LATE}?lang=ja").get_data(as_text=True)


MESSAGES = [
    (
        "Hi, my order 250-1234567-1234567 arrived with a cracked lid. I paid $45.99.\nRegards,\nAnna Smith",
        ("en", "Latn"),
        "damaged-in-transit",
        {
            "order.number": "250-1234567-1234567",
            "order.total": {"amount": "45.99", "currency": "USD"},
            "customer.name": {"family": "Smith", "given": "Anna", "title": ""},
        },
    ),
    (
        "注文番号 123456-20260305-0123456789 の荷物が壊れて届きました。山田花子と申します。",
        ("ja", "Jpan"),
        "damaged-in-transit",
        {
            "order.number": "123456-20260305-0123456789",
            "customer.name": {"family": "山田", "given": "花子", "title": ""},
        },
    ),
    (
        "Mi paquete LX123456785CN no ha llegado, pagué 45,50 €. Soy Ana López",
        ("es", "Latn"),
        "late-delivery",
        {"tracking.number": "LX123456785CN", "order.total": {"amount": "45.50", "currency": "EUR"}},
    ),
    (
        "包裹三个星期了还没到，订单号 1234567890123456，我要退款299元。",
        ("zh", "Hans"),
        "late-delivery",
        {"order.number": "1234567890123456", "order.total": {"amount": "299", "currency": "CNY"}},
    ),
    ("我的包裹還沒收到，訂單編號A12345678", ("zh", "Hant"), "late-delivery", {"order.number": "A12345678"}),
]


@pytest.mark.parametrize(("message", "language", "issue", "values"), MESSAGES)
def test_a_customers_message_is_read(
    message: str, language: tuple[str, str], issue: str, values: dict[str, Any], client: FlaskClient
) -> None:
    found = post(client, "intake", text=message)
    assert (found["lang"], found["script"]) == language
    assert found["issues"][0]["id"] == issue
    assert all(message[s["start"] : s["end"]].strip() for guess in found["issues"] for s in guess["spans"])
    for name, value in values.items():
        assert value in [one["value"] for one in found["values"][name]], name
    assert found["results"], "templates follow"
    assert all(language[0] in hit["languages"] for hit in found["results"])
    assert issue in found["results"][0]["issues"]


def test_a_message_in_another_language_is_said_to_be_in_one(client: FlaskClient) -> None:
    found = post(client, "intake", text="Bonjour, mon colis est arrivé cassé, pouvez-vous me rembourser ?")
    assert (found["lang"], found["issues"]) == ("und", [])


def test_a_value_that_stands_twice_is_offered_once(client: FlaskClient) -> None:
    found = post(client, "intake", text="Order no. 250-1234567-1234567! Again: order 250-1234567-1234567.")
    assert [one["value"] for one in found["values"]["order.number"]] == ["250-1234567-1234567"]


@pytest.mark.parametrize("text", ["", " ", "\n", "?", "😀", "a" * 20_000, "1-" * 10_000, "破" * 20_000])
def test_no_message_is_too_odd_to_be_read(text: str, client: FlaskClient) -> None:
    found = post(client, "intake", text=text)
    assert set(found) == {"lang", "script", "issues", "values", "results"}
