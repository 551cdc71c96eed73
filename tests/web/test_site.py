"""The pages: their languages, their links, and what never stands in an address or a log."""

from __future__ import annotations

import logging
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.content.model import Template
from kb.languages import LANGUAGES
from kb.service import KnowledgeBase
from kb.web import create_app
from kb.web.addresses import fits_address
from kb.web.headers import STATIC
from tests.web.test_hostile import HOSTILE

LATE = "/templates/apology/late-delivery"
PUBLIC = "/templates/acknowledgement/public-complaint"
GUIDE = "/articles/customs-and-duties"
PAGES = ["/", "/?q=refund", "/?q=xylophonquark", "/?kind=article", LATE, PUBLIC, GUIDE, "/status", "/nothing"]
ADDRESSES = {"href", "src", "action", "data-render", "data-results", "data-home", "data-openapi", "formaction", "poster"}


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, its text by language, its inline scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inline: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag not in ("meta", "link", "input", "br", "hr", "img"):
            self._open.append((tag, attributes.get("lang", self.lang)))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] in ("script", "style") and data.strip():
            self.inline.append(data)
        elif data.strip():
            self.texts.append((self.lang, data.strip()))

    @property
    def lang(self) -> str:
        return self._open[-1][1] if self._open else ""

    def addresses(self) -> list[str]:
        return [value for _, attrs in self.elements for name, value in attrs.items() if name in ADDRESSES]

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]


def page(client: FlaskClient, path: str, status: int | None = None, **given: Any) -> Page:
    answer = client.get(path, **given)
    assert answer.mimetype == "text/html"
    assert answer.status_code == (status or (404 if path.startswith("/nothing") else 200))
    return Page(answer.get_data(as_text=True))


SEARCH_LABEL = {"en": "Replies", "ja": "返信", "es": "Respuestas", "zh": "回复"}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_is_in_the_language_that_its_address_asks_for(lang: str, path: str, client: FlaskClient) -> None:
    separator = "&" if "?" in path else "?"

    found = page(client, f"{path}{separator}ui={lang}")

    assert found.all("html")[0]["lang"] == lang
    current = [a for a in found.all("a") if a.get("aria-current") == "true" and "ui=" in a.get("href", "")]
    assert current[0]["hreflang"] == lang


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("ja", "ja"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("es-MX,es;q=0.9", "es"),
        ("zh-CN,zh;q=0.9", "zh"),
        ("zh-TW", "zh"),
        ("fr-FR,fr;q=0.9", "en"),
        ("fr,es;q=0.5,en;q=0.3", "es"),
        ("", "en"),
        ("*", "en"),
        ("nonsense;;;q=x,,", "en"),
    ],
)
def test_without_a_choice_the_browsers_language_is_used(header: str, lang: str, client: FlaskClient) -> None:
    assert page(client, "/", headers={"Accept-Language": header}).all("html")[0]["lang"] == lang


def test_a_chosen_language_is_remembered_and_goes_before_the_browsers(client: FlaskClient) -> None:
    client.get("/?ui=ja")

    assert page(client, "/", headers={"Accept-Language": "es"}).all("html")[0]["lang"] == "ja"
    assert page(client, "/?ui=zh").all("html")[0]["lang"] == "zh"
    assert page(client, LATE).all("html")[0]["lang"] == "zh"


@pytest.mark.parametrize("named", ["fr", "", "EN", "<script>", "../ja"])
def test_a_language_that_is_none_of_ours_is_not_chosen(named: str, client: FlaskClient) -> None:
    client.set_cookie("ui_lang", named)

    answer = client.get("/", query_string={"ui": named}, headers={"Accept-Language": "es"})

    assert Page(answer.get_data(as_text=True)).all("html")[0]["lang"] == "es"
    assert "Set-Cookie" not in answer.headers


def test_the_interface_speaks_four_languages(client: FlaskClient) -> None:
    titles = {lang: page(client, f"/status?ui={lang}").texts for lang in LANGUAGES}

    shown = {lang: {text for where, text in texts if where == lang} for lang, texts in titles.items()}
    for lang in ("ja", "es", "zh"):
        assert not shown[lang] & {"State of the content", "To the search"}
    assert "State of the content" in shown["en"]


@pytest.mark.parametrize("ui", LANGUAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_in_the_customers_language_says_so(lang: str, ui: str, client: FlaskClient, kb: KnowledgeBase) -> None:
    found = page(client, f"{LATE}?ui={ui}&reply_lang={lang}")

    theirs = [attrs for _, attrs in found.elements if attrs.get("class") == "theirs"]
    ours = [attrs for _, attrs in found.elements if attrs.get("class") == "ours"]
    columns = [attrs["lang"] for attrs in theirs if attrs["lang"] == LANGUAGES[lang].locale]
    template = kb.document("templates/apology/late-delivery", lang)
    assert isinstance(template, Template)
    assert len(columns) >= 5
    assert [attrs["lang"] for attrs in ours] == ([ui] * len(ours))
    assert bool(ours) == (lang != ui)
    told = {"en": "Kind regards,", "ja": "担当：", "es": "Atentamente,", "zh": "客服"}[lang]
    assert LANGUAGES[lang].locale in [where for where, text in found.texts if text == told]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_result_shows_its_title_in_both_languages(lang: str, client: FlaskClient, kb: KnowledgeBase) -> None:
    found = page(client, f"/?ui=en&reply_lang={lang}&intent=apology")

    title = kb.document("templates/apology/late-delivery", lang).title
    assert (lang, title) in found.texts
    assert ("en", kb.document("templates/apology/late-delivery", "en").title) in found.texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_guide_is_shown_in_the_language_asked(lang: str, client: FlaskClient, kb: KnowledgeBase) -> None:
    found = page(client, f"{GUIDE}?lang={lang}")

    assert (lang, kb.document("articles/customs-and-duties", lang).title) in found.texts


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("ui", LANGUAGES)
def test_a_page_asks_no_other_host_and_holds_no_script_or_style(path: str, ui: str, client: FlaskClient) -> None:
    client.get(f"/?ui={ui}&reply_lang=ja")

    found = page(client, path)

    assert found.inline == []
    assert not [name for _, attrs in found.elements for name in attrs if name == "style" or name.startswith("on")]
    assert not [tag for tag, _ in found.elements if tag in ("iframe", "object", "embed", "base")]
    for address in found.addresses():
        assert not re.match(r"(?:[a-z]+:)?//|javascript:|data:", address, re.IGNORECASE), address


def test_a_guide_links_elsewhere_only_by_its_own_words(client: FlaskClient, kb: KnowledgeBase) -> None:
    for id in kb.library.documents:
        if id.startswith("articles/"):
            for link in page(client, f"/{id}").all("a"):
                assert link["href"].startswith(("/", "?", "#")) or "noopener" in link.get("rel", "")


def test_what_the_pages_load_asks_no_other_host() -> None:
    for file in STATIC.iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "").replace('"https://"', "")
        assert not re.search(r"https?://\w|[\"'(]//\w|@import|url\((?!#|\"?data:)", text), file.name


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("refund", True),
        ("包裹 破损", True),
        ("where is my parcel", True),
        ("order 250", True),
        ("x" * 80, True),
        ("x" * 81, False),
        ("250-1234567-1234567", False),
        ("order 250-1234567", False),
        ("LX123456789CN", False),
        ("mei@shop.example", False),
        ("@hannahlee", False),
        ("+81 90 1234 5678", False),
        ("注文番号２５０-１２３４５６７", False),
        ("ｍｅｉ＠ｓｈｏｐ．ｅｘａｍｐｌｅ", False),
    ],
)
def test_only_a_short_question_that_names_nobody_fits_an_address(text: str, fits: bool) -> None:
    assert fits_address(text) is fits


@pytest.mark.parametrize("text", ["refund", "包裹 破损", "届かない", "¿dónde está?", "a&b=c#d"])
def test_a_short_question_gets_an_address_of_its_own(text: str, client: FlaskClient) -> None:
    answer = client.post("/", data={"q": f" {text} ", "reply_lang": "ja", "intent": "apology"})

    assert answer.status_code == 303
    address = urlsplit(answer.headers["Location"])
    assert address.path == "/"
    assert parse_qs(address.query) == {"q": [text], "reply_lang": ["ja"], "intent": ["apology"]}


PERSONAL = [
    "My order 250-1234567-1234567 has not arrived",
    "write to hannah.lee@mail.example please",
    "tracking LX123456789CN",
    "The parcel should have been here two weeks ago and nobody answers me. " * 5,
    "お荷物番号は123456789012です",
    "手机号13800138000",
]


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize("path", ["/", "/results"])
def test_a_long_or_personal_question_is_answered_and_stands_in_no_address(
    path: str, text: str, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.post(path, data={"q": text, "reply_lang": "en"})

    assert answer.status_code == 200
    assert "Location" not in answer.headers
    found = Page(answer.get_data(as_text=True))
    assert found.all("a")
    for address in found.addresses():
        assert text not in parse_qs(urlsplit(address).query).get("q", [])
        assert not any(word in address for word in text.split() if re.search(r"\d{5}|@", word))
    assert text.strip() not in caplog.text
    assert "250-1234567" not in str(answer.headers) + caplog.text


def test_a_short_question_is_handed_on_to_every_result(client: FlaskClient) -> None:
    found = page(client, "/?q=refund&reply_lang=ja&channel=email")

    hits = [a["href"] for a in found.all("a") if a.get("class") == "hit"]
    assert hits
    for address in hits:
        query = parse_qs(urlsplit(address).query)
        assert query == {"q": ["refund"], "reply_lang": ["ja"], "channel": ["email"]}


def test_a_long_question_in_an_address_is_not_handed_on(client: FlaskClient) -> None:
    found = page(client, "/?q=order+250-1234567&reply_lang=ja")

    hits = [a["href"] for a in found.all("a") if a.get("class") == "hit"]
    assert hits
    # The page's own address is what it is; a link that begins with "?" leads to it again.
    assert not any("250" in address for address in found.addresses() if not address.startswith("?"))


VALUES = {
    "customer.name": {"family": "Zyxwvu", "given": "Hannah"},
    "order.number": "250-7654321",
    "agent.name": "Qwertz",
    "due.date": {"at": "2026-03-06T17:00", "zone": "UTC"},
}


def test_values_and_messages_never_stand_in_a_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    secret = ["Zyxwvu", "250-7654321", "Qwertz", "Secretmessage"]
    wrong = {**VALUES, "due.date": "Secretmessage", "order.nmbr": "Secretmessage"}

    with caplog.at_level(logging.DEBUG):
        for values in (VALUES, wrong, {"customer.name": "Zyxwvu"}):
            client.post(f"/api/v1{LATE}/render", json={"lang": "en", "preview": True, "values": values})
        client.post("/api/v1/search", json={"q": "Secretmessage 250-7654321"})
        client.post("/", data={"q": "Secretmessage 250-7654321"})
        client.post("/results", data={"q": "Secretmessage 250-7654321"})
        client.post("/api/v1/search", data="Secretmessage{", content_type="application/json")

    assert not [word for word in secret if word in caplog.text]


def test_a_value_in_the_address_of_a_page_is_not_taken_over(client: FlaskClient) -> None:
    text = client.get(f"{LATE}?order.number=250-7654321&agent.name=Qwertz&values=Qwertz").get_data(as_text=True)

    links = [address for address in Page(text).addresses() if not address.startswith("?")]
    assert not any("250-7654321" in link or "Qwertz" in link for link in links)


@pytest.mark.parametrize(
    "path", ["/nothing", "/templates/apology/nothing", "/articles/nothing", "/templates/", "/articles/x/"]
)
def test_a_page_that_does_not_exist_says_so_and_leads_back(path: str, client: FlaskClient) -> None:
    found = page(client, path, status=404)

    assert ("en", "There is no such page") in found.texts
    assert "/" in found.addresses()


def test_a_reply_that_is_not_written_in_the_customers_language_offers_those_that_are(changing: KnowledgeBase) -> None:
    client = create_app(changing).test_client()

    found = page(client, "/templates/offer/zebra?reply_lang=ja", status=404)

    assert ("en", "Not written in this language yet") in found.texts
    offered = [a["href"] for a in found.all("a") if "reply_lang" in a["href"] and "hreflang" not in a]
    assert offered == ["?reply_lang=en"]


def test_the_status_page_names_every_problem(changing: KnowledgeBase, content: Path) -> None:
    client = create_app(changing).test_client()
    assert ("en", "No problem in any file.") in page(client, "/status").texts
    (content / "en/templates/offer/zebra.md").write_text("---\ntitle: <b>x\n---\n## formal\n\n{{ nothing }}\n", "utf-8")
    changing.refresh()

    found = page(client, "/status")

    assert len(changing.library.problems) > 1
    for problem in changing.library.problems:
        assert ("en", f"{problem.path}:{problem.line}") in found.texts
        assert ("en", problem.message) in found.texts


def test_health_and_readiness_are_told(client: FlaskClient, kb: KnowledgeBase) -> None:
    health, ready = client.get("/healthz"), client.get("/readyz")

    assert (health.status_code, health.get_data(as_text=True)) == (200, "ok\n")
    assert ready.status_code == 200
    assert ready.get_json()["version"] == kb.library.version
    assert ready.get_json()["documents"] == len(kb.library.documents)


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/docs"])
def test_under_a_sub_path_every_link_keeps_the_prefix(path: str, app: Flask) -> None:
    client = app.test_client()
    environ = {"SCRIPT_NAME": "/support/kb"}

    found = page(client, path, environ_overrides=environ)

    for address in found.addresses():
        assert address.startswith(("/support/kb/", "?", "#")), address
        if address.startswith("/") and not address.startswith("/support/kb/api/v1/templates"):
            answer = client.get(address.removeprefix("/support/kb"), environ_overrides=environ)
            assert answer.status_code in (200, 302, 405), address
            answer.close()


def test_under_a_sub_path_redirects_keep_the_prefix(app: Flask) -> None:
    client = app.test_client()
    environ = {"SCRIPT_NAME": "/support/kb"}

    for answer in (
        client.post("/", data={"q": "refund"}, environ_overrides=environ),
        client.get("/favicon.ico", environ_overrides=environ),
        client.get("/api/v1/", environ_overrides=environ),
    ):
        assert urlsplit(answer.headers["Location"]).path.startswith("/support/kb/")


def test_under_a_sub_path_an_api_error_is_still_one(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/nothing", environ_overrides={"SCRIPT_NAME": "/support/kb"})

    assert answer.content_type == "application/problem+json"


def test_no_script_of_ours_knows_where_the_site_is_mounted() -> None:
    for file in STATIC.glob("*.js"):
        assert not re.search(r"""["'`]/(?:api|templates|articles|static|results)\b""", file.read_text("utf-8")), file.name


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_that_is_typed_becomes_a_part_of_a_page(value: str, client: FlaskClient) -> None:
    value = value[:1000].encode("utf-8", "replace").decode()
    facets = ("kind", "intent", "issue", "channel", "tone", "platform", "reply_lang", "ui", "lang")
    chosen = ("reply_tone", "reply_channel", "reply_platform", "reply_market")
    everywhere = dict.fromkeys(("q", *facets, *chosen), value)

    answers = [client.get(path, query_string=given) for path in ("/", LATE, GUIDE) for given in ({"q": value}, everywhere)]
    answers += [client.post(path, data=given) for path in ("/", "/results") for given in ({"q": value}, everywhere)]

    for answer in answers:
        assert answer.status_code in (200, 303), answer.status_code
        if answer.status_code == 200:
            found = Page(answer.get_data(as_text=True))
            assert found.inline == []
            assert all(re.fullmatch(r"/static/\w+/\w+\.js", attrs["src"]) for attrs in found.all("script"))
            assert not [tag for tag, _ in found.elements if tag in ("iframe", "img", "object", "b", "style", "base")]
            assert not [name for _, attrs in found.elements for name in attrs if name.startswith("on")]
            assert not [a for a in found.addresses() if not a.startswith(("/", "?", "#")) or a.startswith("//")]
        assert "a=b" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    "name",
    [
        "intent",
        "issue",
        "channel",
        "tone",
        "kind",
        "reply_lang",
        "reply_tone",
        "reply_channel",
        "reply_platform",
        "reply_market",
    ],
)
def test_an_old_bookmark_with_an_unknown_choice_still_opens(name: str, client: FlaskClient) -> None:
    for path in ("/", LATE, GUIDE):
        assert client.get(f"{path}?{name}=gone").status_code == 200


def test_the_form_of_a_reply_has_every_blank_once_the_required_first(client: FlaskClient, kb: KnowledgeBase) -> None:
    for id, translations in kb.library.documents.items():
        for lang, document in translations.items():
            if not isinstance(document, Template):
                continue
            found = page(client, f"/{id}?reply_lang={lang}&ui=en")
            names = [attrs["data-name"] for attrs in found.all("div") if attrs.get("class") == "field"]
            assert sorted(names) == sorted(document.variables)
            labels = [attrs.get("for") for attrs in found.all("label") if "for" in attrs]
            ids = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
            assert len(set(ids)) == len(ids)
            assert set(labels) <= set(ids)


def test_a_forms_currencies_and_zones_begin_with_those_of_the_market(client: FlaskClient) -> None:
    text = client.get("/templates/follow-up/refund-issued?reply_lang=en&reply_market=JP").get_data(as_text=True)

    assert re.search(r'data-part="currency"><option>JPY</option>', text)


def test_what_has_a_partner_or_a_next_step_leads_there(client: FlaskClient) -> None:
    links = {urlsplit(address).path for address in page(client, PUBLIC).addresses()}

    assert {"/templates/acknowledgement/first-reply", "/articles/public-and-private"} <= links
