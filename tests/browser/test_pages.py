"""Every page as it is seen: aligned, no wider than a phone, accessible, readable without scripts."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW, Visit, Watch
from tests.browser.desk import fill, open_template

pytestmark = pytest.mark.browser

LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1440, "light"), (360, "dark"))
"""How a page is looked at: each width and each set of colours once, and in a soak all four together."""
if SLOW:
    LOOKS = (*LOOKS, (1440, "dark"), (360, "light"))
SNAPSHOTS = Path(__file__).parent / "snapshots"
MESSAGE = (
    "The parcel of my order 250-1234567-1234567 is late. Nobody answers me, and the tracking page has not moved for weeks."
)
PAGES = {
    "home": "/",
    "results": "/?q=refund",
    "empty": "/?q=zzzzqqqq",
    "template": "/templates/apology/late-delivery?reply_lang=ja",
    "article": "/articles/customs-and-duties",
    "missing": "/templates/nothing/here",
    "status": "/status",
    "coverage": "/coverage?kind=article",  # test_translations.py looks at the whole of it
    "problems": "/coverage/problems",
    "feedback": "/feedback",  # test_accounts.py looks at it with opinions
    "change": "/coverage/templates/apology/late-delivery?lang=ja",
}


def open_page(visit: Visit, watch: Watch, name: str, lang: str, *, width: int = 1440, height: int = 900) -> Page:
    if name == "missing":
        watch.expect_status(404)
    page = visit(PAGES[name], lang=lang, width=width, height=height)
    if name == "template":
        open_template(page, "templates/apology/late-delivery")
    return page


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_phone_in_any_language(name: str, visit: Visit, watch: Watch) -> None:
    page = open_page(visit, watch, name, "en", width=360, height=740)
    for lang in ("en", "ja", "es", "zh"):
        page.goto(f"{page.url.split('ui=')[0].rstrip('?&')}{'&' if '?' in PAGES[name] else '?'}ui={lang}")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        widths = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert widths == [360, 360], lang


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1440, 900), (1440, 500)])
def test_the_copy_button_is_in_sight_as_soon_as_a_reply_opens(width: int, height: int, visit: Visit) -> None:
    page = visit(PAGES["template"], width=width, height=height)
    open_template(page, "templates/apology/late-delivery")
    expect(page.locator("button.copy")).to_be_in_viewport(ratio=1)
    page.locator(".after").scroll_into_view_if_needed()
    page.locator("form.values").scroll_into_view_if_needed()
    expect(page.locator("button.copy")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("colors", ["light", "dark"])
def test_each_paragraph_stands_beside_its_gloss(colors: Literal["light", "dark"], visit: Visit) -> None:
    page = visit("/templates/offer/refund-or-reshipment?reply_lang=ja", colors=colors)
    open_template(page, "templates/offer/refund-or-reshipment")
    fill(page, {"brand.name": "Northlight"})
    expect(page.locator(".row .theirs").last).to_contain_text("Northlight")
    rows = page.locator(".row").evaluate_all(
        """rows => rows.map(row => [".theirs", ".ours"].map(side => {
             const box = row.querySelector(side).getBoundingClientRect();
             const words = row.querySelector(side).querySelector("p").getBoundingClientRect();
             return { left: box.left, top: words.top, bottom: words.bottom };
           }))"""
    )
    assert len(rows) == 5
    assert len({theirs["left"] for theirs, _ in rows}) == 1
    assert len({ours["left"] for _, ours in rows}) == 1
    for theirs, ours in rows:
        assert ours["left"] > theirs["left"]
        assert abs(ours["top"] - theirs["top"]) < 4
    for above, below in zip(rows, rows[1:], strict=False):
        assert min(side["top"] for side in below) >= max(side["bottom"] for side in above)


@pytest.mark.parametrize(
    ("ui", "answers", "locale"), [("zh", "ja", "ja-JP"), ("ja", "zh", "zh-CN"), ("en", "es", "es-ES"), ("es", "en", "en-US")]
)
def test_every_text_of_a_reply_is_marked_with_its_language(ui: str, answers: str, locale: str, visit: Visit) -> None:
    page = visit(f"/templates/apology/late-delivery?reply_lang={answers}", lang=ui)
    open_template(page, "templates/apology/late-delivery")
    language = "element => element.closest('[lang]').lang"
    for selector, lang in (
        ("h1", ui),
        (".summary", ui),
        (".row .theirs", locale),
        (".row .ours", ui),
        (".gap", ui),  # a gap is named for the agent: Japanese glyphs for a Chinese label would be the wrong ones
        (".values .field", ui),
        (".hit strong", ui),
        (".hit .theirs", answers),
        (".after a", ui),
    ):
        found = page.locator(selector).evaluate_all(f"elements => elements.map({language})")
        assert found, selector
        assert set(found) == {lang}, selector


def test_japanese_and_chinese_are_never_set_in_each_others_fonts(visit: Visit) -> None:
    page = visit("/templates/apology/late-delivery?reply_lang=ja", lang="zh")
    open_template(page, "templates/apology/late-delivery")
    font = "element => getComputedStyle(element).fontFamily"
    theirs = page.locator(".row .theirs p").first.evaluate(font)
    ours = page.locator(".row .ours p").first.evaluate(font)
    assert "JP" in theirs and "SC" not in theirs
    assert "SC" in ours and "JP" not in ours


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def violations_by_look(page: Page) -> dict[str, list[str]]:
    """What axe finds on a wide screen and on a phone, in light and in dark."""
    found = {}
    for width, colors in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colors)
        if broken := violations(page):
            found[f"{width} {colors}"] = broken
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "template"])
def test_axe_finds_nothing_on_any_page(name: str, lang: str, visit: Visit, watch: Watch) -> None:
    assert violations_by_look(open_page(visit, watch, name, lang)) == {}


@pytest.mark.parametrize(("state", "lang"), [("waiting", "es"), ("ready", "en"), ("wrong", "ja")])
def test_axe_finds_nothing_on_a_reply(state: str, lang: str, visit: Visit, watch: Watch) -> None:
    watch.expect_status(422)
    page = visit("/templates/offer/refund-or-reshipment?reply_lang=zh&reply_channel=email", lang=lang)
    open_template(page, "templates/offer/refund-or-reshipment")
    if state != "waiting":
        fill(
            page,
            {
                "order.number": "250-1234567",
                "refund.amount": {"amount": "2980" if state == "ready" else "2980.50", "currency": "JPY"},
                "due.date": {"at": "2026-03-06T17:00", "zone": "Asia/Tokyo"},
                "agent.name": "Mei",
                "brand.name": "Northlight",
            },
        )
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "ready" if state == "ready" else "waiting")
    expect(page.locator(".error:visible")).to_have_count(1 if state == "wrong" else 0)
    assert violations_by_look(page) == {}


@pytest.mark.parametrize(
    ("name", "path"),
    [("search", "/?q=where+is+my+package&reply_lang=ja"), ("template", "/templates/apology/late-delivery?reply_lang=ja")],
)
def test_what_a_screen_reader_finds_is_what_was_agreed(name: str, path: str, visit: Visit) -> None:
    page = visit(path)
    if name == "template":
        open_template(page, "templates/apology/late-delivery")
    found = page.locator("body").aria_snapshot() + "\n"
    agreed = SNAPSHOTS / f"{name}.yml"
    if os.environ.get("KB_UPDATE_SNAPSHOTS") == "1":
        agreed.write_text(found, encoding="utf-8")
    assert found == agreed.read_text(encoding="utf-8"), "meant? then write it anew with KB_UPDATE_SNAPSHOTS=1"


def test_the_page_of_the_api_renders_and_asks_no_other_host(visit: Visit) -> None:
    page = visit("/api/v1/docs")
    expect(page.get_by_role("heading", name="POST /templates/{name}/render")).to_be_visible()
    expect(page.get_by_role("heading", name="RenderRequest")).to_be_visible()


def test_without_scripts_the_search_works_and_every_page_is_readable(visit: Visit) -> None:
    page = visit("/", scripts=False)
    page.locator("#q").fill("where is my package")
    page.locator('form.search input[name="reply_lang"][value="es"]').check(force=True)
    page.get_by_role("button", name="Search").press("Enter")
    assert "q=where" in page.url
    expect(page.locator(".hit").first).to_have_attribute("data-id", re.compile("late-delivery"))
    page.locator('.hit[data-id="templates/apology/late-delivery"]').click()
    expect(page.locator("h1")).to_have_text("Apology for a late delivery")
    expect(page.locator(".row .theirs").nth(1)).to_contain_text("su pedido todavía no le ha")
    expect(page.locator(".row .ours").nth(1)).to_contain_text("your order")
    expect(page.locator("#q")).to_have_value("where is my package")
    page.locator('.after a[href*="/articles/"]').first.click()
    expect(page.locator(".prose h2").first).to_be_visible()


def test_without_scripts_a_pasted_message_is_answered_without_standing_in_the_address(visit: Visit, watch: Watch) -> None:
    page = visit("/", scripts=False)
    page.locator("#q").fill(MESSAGE)
    page.get_by_role("button", name="Search").press("Enter")
    expect(page.locator(".hit").first).to_have_attribute("data-id", "templates/apology/late-delivery")
    expect(page.locator("#q")).to_have_value(MESSAGE)
    assert [address for address in [*watch.addresses, page.url] if "250-1234567" in address] == []


def test_without_scripts_the_search_has_a_button_that_can_be_seen(visit: Visit) -> None:
    page = visit("/", scripts=False)
    box = page.get_by_role("button", name="Search").bounding_box()
    assert box and box["width"] > 20 and box["height"] > 20


def test_a_server_that_does_not_answer_is_told_and_nothing_typed_is_lost(visit: Visit, watch: Watch) -> None:
    page = visit("/templates/acknowledgement/out-of-hours?reply_lang=ja")
    open_template(page, "templates/acknowledgement/out-of-hours")
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    fill(page, {"brand.name": "Northlight"})
    expect(page.locator(".bar .state")).to_contain_text("The server does not answer.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("The server does not answer.")
    page.context.set_offline(False)
    fill(page, {"brand.name": "Northlight Home"})
    expect(page.locator(".row .theirs").last).to_contain_text("Northlight Home")


def test_a_page_that_is_not_ours_leaves_the_reply_as_it_was(visit: Visit, watch: Watch) -> None:
    page = visit("/templates/acknowledgement/out-of-hours?q=refund&reply_lang=en")
    open_template(page, "templates/acknowledgement/out-of-hours")
    watch.expect("502")
    page.route("**/templates/**", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    address = page.url
    page.locator(".hit:not([aria-current])").first.click()

    expect(page.locator(".toast")).to_contain_text("The server does not answer.")
    expect(page.locator(".reply-page .copy")).to_be_visible()
    assert page.url == address


def test_a_search_that_gets_no_answer_says_so(visit: Visit, watch: Watch) -> None:
    page = visit("/?q=refund")
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.locator("#q").fill("late")
    expect(page.locator(".find").get_by_text("The server does not answer", exact=False)).to_be_visible()
    expect(page.locator(".hit").first).to_be_visible()
    page.context.set_offline(False)
    page.locator("#q").fill("late delivery")
    expect(page.locator(".find").get_by_text("The server does not answer", exact=False)).to_be_hidden()
