"""Signing in, and what a person keeps at hand, as she does it in her browser."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from werkzeug.serving import make_server

from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.store.usage import Opinion
from kb.web import create_app
from tests.browser.conftest import Visit, Watch
from tests.browser.desk import blank, fill, open_template, search
from tests.browser.test_pages import violations_by_look
from tests.conftest import CONTENT
from tests.security.team import PASSWORD, hashed

LATE = "templates/apology/late-delivery"
OFFER = "templates/offer/refund-or-reshipment"
WORDS = {"en": "Sign in", "ja": "サインイン", "es": "Iniciar sesión", "zh": "登录"}


@pytest.fixture(scope="module")
def team(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A site with an agent and an editor."""
    kb = open_kb(Settings(content=CONTENT, data=shutil.copytree(built, tmp_path_factory.mktemp("team") / "data")))
    for login in ("agent", "editor"):
        kb.store.people.add(login, login.title(), login, now=datetime.now(UTC), password=hashed())
    kb.warm()
    yield kb
    kb.close()


@pytest.fixture(scope="module")
def port(team: KnowledgeBase) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, create_app(team), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture
def address(port: int, watch: Watch) -> str:
    """The site with accounts; the browser may ask it."""
    watch.hosts |= {f"127.0.0.1:{port}"}
    return f"http://127.0.0.1:{port}"


def sign_in(page: Page, address: str, login: str, path: str = "/") -> None:
    page.goto(address + path)
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator(".entry button").click()
    expect(page.locator(".who summary")).to_be_visible()


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("width", [1280, 360])
def test_the_sign_in_page_speaks_the_readers_language_and_fits(visit: Visit, address: str, lang: str, width: int) -> None:
    page = visit("about:blank", lang=lang, width=width)
    page.goto(f"{address}/{LATE}")

    expect(page.locator("h1")).to_have_text(WORDS[lang])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).response["violations"] == []


def test_signing_in_leads_to_the_page_that_was_asked_for_and_signing_out_ends_it(
    visit: Visit, address: str, watch: Watch
) -> None:
    watch.expect_status(403)
    page = visit("about:blank")
    page.goto(f"{address}/{LATE}")
    page.locator("[name=login]").fill("agent")
    page.locator("[name=password]").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.locator(".refused")).to_contain_text("do not belong together")
    sign_in(page, address, "agent", f"/{LATE}")
    open_template(page, LATE)
    page.evaluate("sessionStorage.setItem('kotae:values', '{}')")

    page.locator(".who summary").click()
    page.locator("form.sign-out button").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    assert page.evaluate("sessionStorage.length") == 0
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Sign in")


def test_a_page_whose_session_ended_says_so_and_keeps_what_was_typed(
    visit: Visit, address: str, watch: Watch, team: KnowledgeBase
) -> None:
    watch.expect_status(401)
    page = visit("about:blank")
    sign_in(page, address, "agent", f"/{LATE}?reply_lang=en")
    open_template(page, LATE)
    page.locator('[data-name="brand.name"] input').fill("Northlight")
    person = team.store.people.by_login("agent")
    assert person
    team.store.sessions.end_all(person.id, now=datetime.now(UTC))
    page.locator(".hit").nth(3).click()

    expect(page.locator("h1")).to_have_text("You are signed out")
    assert "Northlight" in page.evaluate("JSON.stringify([localStorage, sessionStorage])")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_favourite_by_its_key_stands_on_the_start_page_and_comes_back_by_undo(
    visit: Visit, address: str, width: int
) -> None:
    page = visit("about:blank", width=width)
    sign_in(page, address, "editor", f"/{LATE}")
    open_template(page, LATE)
    star = page.locator("main button.star")
    page.locator("h1").click()
    page.keyboard.press("f")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".toast")).to_contain_text("Among your favourites")
    page.keyboard.press("f")
    expect(star).to_have_attribute("aria-pressed", "false")
    with page.expect_response(lambda response: "favourites" in response.url):
        page.locator(".toast button").click()
    expect(star).to_have_attribute("aria-pressed", "true")

    page.goto(f"{address}/")
    expect(page.locator(".at-hand a").first).to_have_text("Apology for a late delivery")
    page.goto(f"{address}/me")
    expect(page.locator(".favourites li")).to_have_count(1)
    assert Axe().run(page).response["violations"] == []
    page.locator(".favourites .drop").click()
    expect(page.locator(".favourites li")).to_have_count(0)


def test_a_star_in_the_results_is_set_without_opening_the_reply(visit: Visit, address: str) -> None:
    page = visit("about:blank")
    sign_in(page, address, "agent")
    search(page, "late parcel")
    page.locator(".hits .star").first.click()
    expect(page.locator(".toast")).to_contain_text("Among your favourites")
    search(page, "late parcels")

    expect(page.locator(".hits .star").first).to_have_attribute("aria-pressed", "true")
    assert page.url.startswith(f"{address}/?")


def test_a_signature_that_was_written_once_goes_into_the_reply_and_is_copied_with_it(visit: Visit, address: str) -> None:
    page = visit("about:blank")
    sign_in(page, address, "agent", "/me")
    page.locator("form.snippet [name=title]").fill("Signature")
    page.locator("form.snippet [name=text]").fill("Northlight support, every day from nine")
    page.locator("form.snippet [name=signature]").check()
    page.locator("form.snippet button.primary").click()
    expect(page.locator(".snippets li")).to_have_count(1)

    page.goto(f"{address}/{LATE}?reply_lang=en")
    open_template(page, LATE)
    page.locator("button.edit").click()
    page.locator("select.own-texts").select_option(label="Signature · Signature")
    page.locator("button.insert-text").click()
    last = page.locator(".rows textarea").last
    expect(last).to_have_value(re.compile("\nNorthlight support, every day from nine$"))
    expect(last).to_be_focused()


def test_what_one_person_typed_is_gone_when_another_signs_in_in_the_same_tab(
    visit: Visit, address: str, watch: Watch
) -> None:
    watch.expect("401")
    page = visit("about:blank")
    sign_in(page, address, "agent", f"/{OFFER}?reply_lang=en")
    open_template(page, OFFER)
    fill(page, {"customer.name": {"family": "Lee"}})
    page.context.clear_cookies()
    sign_in(page, address, "agent", f"/{OFFER}?reply_lang=en")
    open_template(page, OFFER)
    expect(blank(page, "customer.name").locator('[data-part="family"]')).to_have_value("Lee")
    page.context.clear_cookies()
    sign_in(page, address, "editor", f"/{OFFER}?reply_lang=en")
    open_template(page, OFFER)
    expect(blank(page, "customer.name").locator('[data-part="family"]')).to_have_value("")


def test_a_session_that_ended_is_told_in_the_readers_language(visit: Visit, address: str, watch: Watch) -> None:
    watch.expect("401")
    page = visit("about:blank", lang="es")
    sign_in(page, address, "agent", f"/{OFFER}?reply_lang=en&q=late")
    open_template(page, OFFER)
    page.context.clear_cookies()
    fill(page, {"customer.name": {"family": "Lee"}})
    expect(page.locator(".bar .state")).to_contain_text("Ha salido de la sesión")
    page.locator("#q").fill("late delivery")
    expect(page.locator(".find .trouble")).to_contain_text("Ha salido de la sesión")


def test_a_pin_of_an_editor_is_seen_by_an_agent_who_cannot_pin(visit: Visit, address: str) -> None:
    editor, agent = visit("about:blank"), visit("about:blank")
    sign_in(editor, address, "editor", f"/{LATE}")
    open_template(editor, LATE)
    with editor.expect_response(lambda response: "/pins/" in response.url):
        editor.locator("button.pin").click()
    sign_in(agent, address, "agent")

    expect(agent.locator(".at-hand").first).to_contain_text("Apology for a late delivery")
    agent.goto(f"{address}/{LATE}")
    expect(agent.locator("button.pin")).to_have_count(0)


def test_a_thumb_and_its_note_reach_the_translators(visit: Visit, address: str, team: KnowledgeBase) -> None:
    page = visit("about:blank")
    sign_in(page, address, "agent", f"/{LATE}?reply_lang=ja")
    open_template(page, LATE)
    page.locator(".opinion label", has_text="No").first.click()
    page.locator(".opinion textarea").fill("Too stiff in the second paragraph.")
    page.locator(".opinion button").click()
    expect(page.locator(".toast")).to_contain_text("Thank you")

    assert [(f.opinion.lang, f.opinion.note) for f in team.store.usage.feedback(LATE)] == [
        ("ja", "Too stiff in the second paragraph.")
    ]


def opine(page: Page, address: str, note: str) -> None:
    """Sign in as the agent and say that a reply reads badly."""
    sign_in(page, address, "agent", f"/{OFFER}?reply_lang=ja")
    open_template(page, OFFER)
    page.locator(".opinion label", has_text="No").first.click()
    page.locator(".opinion textarea").fill(note)
    page.locator(".opinion button").click()
    expect(page.locator(".toast")).to_contain_text("Thank you")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_opinion_is_read_by_an_editor_marked_as_done_and_opened_again(visit: Visit, address: str, scripts: bool) -> None:
    agent, editor = visit("about:blank"), visit("about:blank", scripts=scripts)
    note = f"Too stiff, {'with' if scripts else 'without'} <b>scripts</b>."
    opine(agent, address, note)
    expect(agent.locator("main").get_by_role("link", name="to read")).to_have_count(0)
    sign_in(editor, address, "editor", f"/{OFFER}?reply_lang=ja")
    editor.get_by_role("link", name="to read").click()
    line = editor.locator(".opinions li", has_text=note)
    expect(line).to_contain_text("Agent")
    expect(line).to_contain_text("Not helpful")
    expect(line.get_by_role("link")).to_have_text("Offer of a refund or a new shipment")
    expect(line.locator("blockquote")).to_have_text(note)

    line.get_by_role("button", name="Done").press("Enter")
    expect(editor.get_by_role("status").filter(has_text="still listed")).to_be_visible()
    expect(editor.locator(".opinions li", has_text=note)).to_have_count(0)
    editor.get_by_role("button", name="Undo").press("Enter")
    expect(editor.get_by_role("status").filter(has_text="to be read again")).to_be_visible()
    expect(line).to_be_visible()

    line.get_by_role("button", name="Done").press("Enter")
    editor.get_by_role("link", name="All").click()
    expect(line).to_contain_text("Editor")
    line.get_by_role("button", name="Open again").press("Enter")
    expect(editor.locator(".opinions li", has_text=note).get_by_role("button", name="Done")).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
def test_what_people_think_fits_a_phone_and_axe_finds_nothing(
    visit: Visit, address: str, lang: str, team: KnowledgeBase
) -> None:
    for number, note in enumerate(["", "a" * 300, "短い。\n" * 4, "https://example.com/" + "path/" * 40]):
        for document in (OFFER, "templates/gone/long-gone-and-with-a-very-long-name-that-nobody-knows-any-more"):
            key = f"fits-{number}-{document[10:14]}"
            team.store.usage.said(Opinion(key, datetime.now(UTC), document, "v", "ja", number % 2 == 0, note))
    page = visit("about:blank", lang=lang, width=360, height=740)
    sign_in(page, address, "editor", f"/feedback?show=all&ui={lang}")

    expect(page.locator(".opinions li").nth(3)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert violations_by_look(page) == {}


def copy_a_reply(page: Page) -> None:
    page.evaluate(
        """() => document.dispatchEvent(new CustomEvent("kotae:copied", {detail: {
            document: document.querySelector(".reply-page").dataset.id, version: "abc", lang: "en", locale: "en-US",
            tone: "formal", channel: "email", platform: "", market: "", edited: false}}))"""
    )


def test_a_copy_waits_in_the_browser_while_the_server_is_away_and_counts_once(
    visit: Visit, address: str, watch: Watch, team: KnowledgeBase
) -> None:
    watch.expect("net::ERR_FAILED")
    page = visit("about:blank")
    sign_in(page, address, "editor", f"/{LATE}?reply_lang=en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    open_template(page, LATE)
    page.route("**/api/v1/events", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/events")):
        copy_a_reply(page)
    page.wait_for_function("() => JSON.parse(localStorage.getItem('kotae:events')).events.length === 1")
    page.unroute("**/api/v1/events")
    with page.expect_response(lambda response: response.url.endswith("/events") and response.ok):
        page.reload()
    page.wait_for_function("() => JSON.parse(localStorage.getItem('kotae:events')).events.length === 0")

    assert team.store.usage.popularity(datetime(2020, 1, 1, tzinfo=UTC))[LATE] == 1


def test_a_line_that_comes_back_while_a_request_still_fails_sends_what_waits_at_once(
    visit: Visit, address: str, watch: Watch, team: KnowledgeBase
) -> None:
    watch.expect("net::ERR_FAILED")
    page = visit("about:blank")
    sign_in(page, address, "editor", f"/{OFFER}?reply_lang=en")
    open_template(page, OFFER)
    held: list[Route] = []
    page.route("**/api/v1/events", lambda route: held.append(route), times=1)
    with page.expect_request("**/api/v1/events"):
        copy_a_reply(page)
    page.evaluate("() => dispatchEvent(new Event('online'))")

    with page.expect_response(lambda response: response.url.endswith("/events") and response.ok):
        held[0].abort()
    page.wait_for_function("() => JSON.parse(localStorage.getItem('kotae:events')).events.length === 0")

    assert team.store.usage.popularity(datetime(2020, 1, 1, tzinfo=UTC))[OFFER] == 1
