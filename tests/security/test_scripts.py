"""Nothing that is written, asked, filled in or named becomes a script of a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from kb.content import markdown
from kb.service import KnowledgeBase
from kb.web import create_app
from tests.web.test_hostile import HOSTILE, LATE, assert_inert

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "</title></textarea></script><script>alert(1)</script>",
    '" autofocus onfocus="alert(1)',
    "'-alert(1)-'",
    "{{ 7 }}{% raw %}<b>",
]
PAGES = [
    "/?q=%s",
    "/?kind=%s",
    "/?issue=%s",
    "/?reply_tone=%s",
    "/templates/apology/late-delivery?q=%s",
    "/articles/%s",
    "/%s",
]


SCHEME = re.compile(r"[\x00-\x20]*(?!(?:https?|mailto):)[A-Za-z][A-Za-z0-9+.\x00-\x20-]*:", re.IGNORECASE)
"""What a browser takes for a scheme, and is none that an address may have."""


class Page(HTMLParser):
    """Gathers what a page runs, or would if somebody clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inline = tag in ("script", "style") and "src" not in given and given.get("type") != "application/json"
        self.wrong += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        self.wrong += [
            f"{tag} {name}={given[name]}"
            for name in ("href", "src", "action", "formaction")
            if SCHEME.match(given.get(name) or "")
        ]
        if tag in ("iframe", "object", "embed", "base"):
            self.wrong.append(tag)
        if tag == "script" and not (given.get("src") or "/static/").startswith("/static/"):
            self.wrong.append(f"script of {given['src']}")

    def handle_endtag(self, tag: str) -> None:
        self._inline = False

    def handle_data(self, data: str) -> None:
        if self._inline and data.strip():
            self.wrong.append(f"inline {data[:40]}")


def assert_harmless(page: str) -> None:
    reader = Page()
    reader.feed(page)
    assert reader.wrong == []


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("path", PAGES)
def test_what_is_asked_runs_nothing(path: str, attack: str, client: FlaskClient) -> None:
    assert_harmless(client.get(path % quote(attack, safe="")).get_data(as_text=True))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_message_that_is_pasted_runs_nothing(attack: str, client: FlaskClient) -> None:
    message = f"My parcel is late, refund please. {attack} " * 3
    assert_harmless(client.post("/", data={"q": message}).get_data(as_text=True))
    assert_inert(re.sub(r"</?(?!mark)\w[^>]*>", "", client.post("/results", data={"q": attack}).get_data(as_text=True)))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_value_runs_nothing(attack: str, client: FlaskClient) -> None:
    values = {"customer.name": {"family": attack}, "product.name": attack, "order.number": attack}
    answer = client.post(LATE, json={"lang": "en", "preview": True, "values": values})

    if answer.status_code == 200:
        assert_inert(answer.get_json()["html"])


@pytest.mark.parametrize("attack", ATTACKS)
def test_content_runs_nothing(attack: str, content: Path, changing: KnowledgeBase) -> None:
    article = f"---\ntitle: {attack!r}\nsummary: {attack!r}\nkeywords: [{attack!r}]\n---\n\n## {attack}\n\n{attack}\n\n"
    article = article.replace("'\"", '"').replace("\"'", '"') + f"[a](<{attack}>) ![b]({attack})\n"
    (content / "en/articles").mkdir()
    (content / "en/articles/hostile.md").write_text(article, "utf-8")
    template = f"{ZEBRA_HEAD}\n\n## formal\n\nHello {attack.replace('{', '')} [a](https://x.example/{quote(attack)}) end.\n"
    (content / "en/templates/offer/hostile.md").write_text(template, "utf-8")
    changing.refresh()
    client = create_app(changing).test_client()

    for path in ("/articles/hostile", "/templates/offer/hostile", "/?kind=article", "/", "/status", "/coverage"):
        assert_harmless(client.get(path).get_data(as_text=True))


ZEBRA_HEAD = "---\ntitle: x\nsummary: x\nkeywords: [x]\nintent: offer\nissues: [refund]\nchannels: [email]\n---"


def test_the_name_of_a_file_runs_nothing(content: Path, changing: KnowledgeBase) -> None:
    for number, name in enumerate(
        ["<img src=x onerror=alert(1)>", '" onload="alert(1)', "a\nb<script>", "javascript:alert(1)"]
    ):
        (content / "en/templates/offer" / f"{name}{number}.md").write_text("broken", "utf-8")
    changing.refresh()
    client = create_app(changing).test_client()

    page = client.get("/status").get_data(as_text=True)

    assert_harmless(page)
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize("attack", [*ATTACKS, *(text for name, text in HOSTILE.items() if name != "lone surrogate")])
def test_an_article_keeps_no_markup_but_its_own(attack: str) -> None:
    body = f"{attack[:3000]}\n\n[a]({attack[:200]})\n\n> {attack[:200]}\n\n    {attack[:200]}\n"
    if markdown.too_heavy(body):
        return

    assert_harmless(page := markdown.render(body).html)
    assert not re.search("<(script|img|svg|object|style|link|meta|form|input)", page)
