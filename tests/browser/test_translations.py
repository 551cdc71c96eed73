"""What translators see, and what agents see of it: in a real browser, over content that has drifted."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from kb.service import open_kb
from kb.settings import Settings
from kb.web import create_app
from tests.browser.conftest import LOCALES
from tests.browser.desk import open_template
from tests.browser.test_pages import SNAPSHOTS, violations_by_look
from tests.drifted import LATE, LOST, drifted

pytestmark = pytest.mark.browser

FORGE = "https://forge.example/edit/{path}"
PATHS = {
    "coverage": "/coverage",
    "filtered": "/coverage?state=stale&lang=ja",
    "nothing": "/coverage?state=stale&lang=zh",
    "change": f"/coverage/{LATE}?lang=ja",
    "unwritten": f"/coverage/{LATE}?lang=zh",
    "stale": f"/{LATE}?reply_lang=ja",
    "taiwan": f"/{LOST}?reply_lang=zh",
}


class Go(Protocol):
    """Opens one of these pages in a new browser profile."""

    def __call__(self, name: str, lang: str = "en", width: int = 1440, scripts: bool = True) -> Page: ...


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site whose content has drifted."""
    content = drifted(tmp_path_factory.mktemp("drifted") / "content")
    kb = open_kb(Settings(content=content, data=tmp_path_factory.mktemp("data"), forge=FORGE))
    server = make_server("127.0.0.1", 0, create_app(kb), threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="moved")
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
    kb.close()


@pytest.fixture
def go(moved: str, chromium: Browser) -> Iterator[Go]:
    contexts: list[BrowserContext] = []

    def go(name: str, lang: str = "en", width: int = 1440, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=moved,
            locale=LOCALES[lang],
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(PATHS[name])
        if name == "stale" and scripts:
            open_template(page, LATE)
            expect(page.locator("details.changed ins").first).to_be_visible()
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("name", "lang"), [*((name, "en") for name in PATHS), ("coverage", "ja"), ("change", "zh"), ("stale", "es")]
)
def test_axe_finds_nothing(name: str, lang: str, go: Go) -> None:
    assert violations_by_look(go(name, lang)) == {}


@pytest.mark.parametrize("name", PATHS)
def test_nothing_scrolls_sideways_on_a_phone_in_any_language(name: str, go: Go) -> None:
    page = go(name, width=360)
    for lang in LOCALES:
        page.goto(f"{PATHS[name]}{'&' if '?' in PATHS[name] else '?'}ui={lang}")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        assert page.evaluate("() => document.documentElement.scrollWidth") == 360, lang


@pytest.mark.parametrize("name", ["coverage", "change"])
def test_what_a_screen_reader_finds_is_what_was_agreed(name: str, go: Go) -> None:
    found = _undated(go(name).locator("main").aria_snapshot()) + "\n"
    agreed = SNAPSHOTS / f"{name}.yml"
    if os.environ.get("KB_UPDATE_SNAPSHOTS") == "1":
        agreed.write_text(found, encoding="utf-8")
    assert found == agreed.read_text(encoding="utf-8"), "meant? then write it anew with KB_UPDATE_SNAPSHOTS=1"


def test_without_scripts_the_filters_work(go: Go) -> None:
    page = go("coverage", scripts=False)
    page.get_by_role("combobox", name="State").select_option("machine")
    page.get_by_role("combobox", name="Language").select_option("ja")
    page.get_by_role("button", name="Show").click()
    assert "state=machine" in page.url and "lang=ja" in page.url
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody .mark-machine")).to_be_visible()


def test_a_text_of_another_market_says_how_fresh_it_is_as_soon_as_that_is_chosen(go: Go) -> None:
    page = go("taiwan")
    expect(page.locator("details.changed")).to_have_count(0)
    page.get_by_role("combobox", name="Market").select_option("TW")
    expect(page.locator("details.changed ins").first).to_have_text(re.compile("实"))
    page.get_by_role("combobox", name="Market").select_option("CN")
    expect(page.locator("details.changed")).to_have_count(0)


def test_without_scripts_a_stale_reply_leads_to_what_changed(go: Go) -> None:
    page = go("stale", scripts=False)
    page.locator("details.changed a").click()
    expect(page.locator("ins").first).to_have_text("call")


def test_an_agent_sees_what_changed_before_she_can_copy(go: Go) -> None:
    page = go("stale", width=360)
    expect(page.locator("details.changed ins").first).to_have_text("call")
    expect(page.locator("details.changed .words").first).to_have_attribute("lang", "en")
    expect(page.locator("button.copy")).to_be_in_viewport(ratio=1)


def _undated(snapshot: str) -> str:
    """The snapshot without the day on which the test made its history."""
    return re.sub(r"\d{4}-\d\d-\d\d", "2026-01-01", snapshot)
