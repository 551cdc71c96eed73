"""Nothing typed is lost, nothing typed stands in an address, and every state has an address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit, Watch
from tests.browser.desk import Given, choose, fill, found, held, open_template, search

pytestmark = pytest.mark.browser

LATE = "templates/apology/late-delivery"
VALUES: Mapping[str, Given] = {
    "customer.name": {"family": "Ruiz", "given": "Ana", "title": "ms"},
    "tracking.number": "LX123456789CN",
    "due.date": {"at": "2026-03-06T17:00", "zone": "Europe/Madrid"},
    "agent.name": "Lucía",
}
HELD = {
    "customer.name": {"title": "ms", "family": "Ruiz", "given": "Ana"},
    "tracking.number": {"": "LX123456789CN"},
    "due.date": {"at": "2026-03-06T17:00", "zone": "Europe/Madrid"},
    "agent.name": {"": "Lucía"},
}
MESSAGE = (
    "Hola, hice el pedido 250-1234567-1234567 el 3 de febrero y todavía no me ha llegado nada. El seguimiento no avanza "
    "desde hace dos semanas. ¿Dónde está mi paquete? Pueden escribirme a ana.ruiz@mail.example."
)


def all_held(page: Page) -> dict[str, dict[str, str]]:
    return {name: held(page, name) for name in HELD}


def fill_late(visit: Visit, *, width: int = 1440) -> Page:
    page = visit(f"/{LATE}?q=late&reply_lang=es", width=width)
    open_template(page, LATE)
    fill(page, VALUES)
    expect(page.locator(".row .theirs").first).to_have_text("Estimada Sra. Ruiz:")
    return page


def test_switching_the_tone_loses_no_value_and_stands_in_the_address(visit: Visit) -> None:
    page = fill_late(visit)
    choose(page, "tone", "friendly")
    expect(page.locator(".row .theirs").first).to_have_text("Hola, Ana:")
    assert all_held(page) == HELD
    assert "tone=friendly" in page.url
    page.reload()
    expect(page.locator(".row .theirs").first).to_have_text("Hola, Ana:")


def test_switching_the_reply_language_loses_no_value(visit: Visit) -> None:
    page = fill_late(visit)
    choose(page, "reply_lang", "zh")
    expect(page.locator(".row .theirs").first).to_have_text("尊敬的Ruiz女士：")
    assert all_held(page) == HELD
    assert "reply_lang=zh" in page.url


def test_opening_another_template_loses_no_value(visit: Visit) -> None:
    page = fill_late(visit)
    page.locator('.after a[href*="parcel-investigation"]').click()
    open_template(page, "templates/follow-up/parcel-investigation")
    expect(page.locator(".row .theirs").first).to_have_text("Estimada Sra. Ruiz:")
    assert all_held(page) == HELD
    page.go_back()
    open_template(page, LATE)
    assert all_held(page) == HELD


def test_switching_the_interface_language_keeps_the_query_the_tone_and_the_values(visit: Visit) -> None:
    page = fill_late(visit)
    choose(page, "tone", "friendly")
    expect(page.locator(".row .theirs").first).to_have_text("Hola, Ana:")
    page.locator('.ui-langs a[lang="ja"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator(".row .theirs").first).to_have_text("Hola, Ana:")
    expect(page.locator("#q")).to_have_value("late")
    assert all_held(page) == HELD


def test_switching_the_interface_language_on_the_search_page_keeps_the_query(visit: Visit) -> None:
    page = visit("/")
    search(page, "refund or replacement")
    page.locator('.ui-langs a[lang="es"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#q")).to_have_value("refund or replacement")
    assert "templates/offer/refund-or-reshipment" in found(page)[:3]


@pytest.mark.parametrize("width", [1440, 360])
def test_a_reload_keeps_the_values_and_no_address_ever_holds_one(width: int, visit: Visit, watch: Watch) -> None:
    page = fill_late(visit, width=width)
    page.reload()
    expect(page.locator(".row .theirs").first).to_have_text("Estimada Sra. Ruiz:")
    assert all_held(page) == HELD
    page.locator(".controls select[name=market]").select_option("MX")
    expect(page.locator(".row .theirs").first).to_have_attribute("lang", "es-MX")
    told = ("Ruiz", "Ana", "LX123456789CN", "2026-03-06", "Lucía")
    assert [address for address in [*watch.addresses, unquote(page.url)] if any(value in address for value in told)] == []


def test_a_customers_values_end_with_the_tab_and_the_teams_own_stay(visit: Visit) -> None:
    page = fill_late(visit)
    other = page.context.new_page()
    other.goto(f"/{LATE}?reply_lang=es")
    open_template(other, LATE)
    assert held(other, "agent.name") == HELD["agent.name"]
    assert held(other, "tracking.number") == {"": ""}
    assert held(other, "customer.name") == {"title": "", "family": "", "given": ""}


def test_what_is_typed_before_the_scripts_have_come_is_asked_when_they_come(visit: Visit) -> None:
    page = visit("about:blank")
    scripts: list[Route] = []
    page.route("**/search.js", lambda route: scripts.append(route))
    with page.expect_request("**/search.js"):
        page.goto("/", wait_until="commit")
    page.locator("#q").fill("late parcel")
    with page.expect_response(lambda response: response.url.endswith("/results")):
        scripts[0].continue_()

    expect(page.locator(".results")).to_have_attribute("aria-busy", "false")
    assert "templates/apology/late-delivery" in found(page)


def test_the_query_and_the_results_survive_choosing_a_result(visit: Visit) -> None:
    page = visit("/")
    search(page, "refund")
    titles = page.locator(".hit strong").all_inner_texts()
    second = page.locator(".hit").nth(1)
    id = second.get_attribute("data-id") or ""
    second.click()
    open_template(page, id)
    expect(page.locator("#q")).to_have_value("refund")
    assert page.locator(".hit strong").all_inner_texts() == titles
    expect(page.locator(f'.hit[data-id="{id}"]')).to_have_attribute("aria-current", "page")
    assert "q=refund" in page.url
    page.reload()
    expect(page.locator("#q")).to_have_value("refund")
    assert page.locator(".hit strong").all_inner_texts() == titles


@pytest.mark.parametrize("width", [1440, 360])
def test_back_and_forward_go_through_what_was_opened(width: int, visit: Visit) -> None:
    page = visit("/", width=width)
    search(page, "late")
    page.locator(f'.hit[data-id="{LATE}"]').click()
    open_template(page, LATE)
    fill(page, {"agent.name": "Lucía"})
    page.locator('.after a[href*="parcel-investigation"]').click()
    open_template(page, "templates/follow-up/parcel-investigation")

    page.go_back()
    open_template(page, LATE)
    assert held(page, "agent.name") == {"": "Lucía"}
    page.go_back()
    expect(page.locator(".reply-page")).to_have_count(0)
    expect(page.locator("#q")).to_have_value("late")
    expect(page.locator(f'.hit[data-id="{LATE}"]')).to_be_visible()
    page.go_forward()
    open_template(page, LATE)
    assert held(page, "agent.name") == {"": "Lucía"}


def test_on_a_phone_the_way_back_leads_to_the_results_and_loses_nothing(visit: Visit) -> None:
    page = visit("/", width=360, height=740)
    search(page, "late")
    page.locator(f'.hit[data-id="{LATE}"]').click()
    open_template(page, LATE)
    expect(page.locator("#q")).to_be_hidden()
    fill(page, {"agent.name": "Lucía"})
    page.locator("a.back").click()
    expect(page.locator("#q")).to_have_value("late")
    expect(page.locator(".reply-page")).to_be_hidden()
    page.locator(f'.hit[data-id="{LATE}"]').click()
    open_template(page, LATE)
    assert held(page, "agent.name") == {"": "Lucía"}


def test_searching_again_beside_an_open_reply_keeps_the_replys_address(visit: Visit) -> None:
    page = fill_late(visit)
    page.locator("h1").click()
    page.keyboard.press("/")
    search(page, "refund")
    open_template(page, LATE)
    assert page.url.split("?")[0].endswith(f"/{LATE}")
    page.reload()
    open_template(page, LATE)
    expect(page.locator("#q"), "the newest query is the one that comes back").to_have_value("refund")


def test_choosing_a_tone_for_the_reply_does_not_filter_the_search(visit: Visit) -> None:
    page = visit("/")
    search(page, "late")
    listed = found(page)
    page.locator(f'.hit[data-id="{LATE}"]').click()
    open_template(page, LATE)
    choose(page, "tone", "firm")
    expect(page.locator(".row .theirs").nth(1)).to_contain_text("here is a clear answer")
    page.reload()
    open_template(page, LATE)
    assert found(page) == listed


@pytest.mark.parametrize("opened", [False, True], ids=["on the search page", "beside a reply"])
def test_a_pasted_message_survives_a_reload_and_never_stands_in_an_address(opened: bool, visit: Visit, watch: Watch) -> None:
    page = visit("/")
    search(page, MESSAGE)
    first = found(page)[0]
    if opened:
        page.locator(".hit").first.click()
        open_template(page, first)
    page.reload()
    expect(page.locator("#q")).to_have_value(MESSAGE)
    expect(page.locator(".hit").first).to_have_attribute("data-id", first)
    told = ("250-1234567", "ana.ruiz", "seguimiento", "paquete")
    assert [address for address in [*watch.addresses, unquote(page.url)] if any(word in address for word in told)] == []


@pytest.mark.parametrize("words", ["250-1234567-1234567", "ana.ruiz@mail.example"], ids=["order number", "mail address"])
def test_a_short_query_that_names_somebody_never_stands_in_an_address(words: str, visit: Visit, watch: Watch) -> None:
    page = visit("/")
    search(page, words)
    page.reload()
    expect(page.locator("#q")).to_have_value(words)
    assert [address for address in [*watch.addresses, unquote(page.url)] if words in address] == []


def test_a_heading_of_a_guide_is_reached_from_its_contents(visit: Visit) -> None:
    page = visit("/articles/customs-and-duties", width=1440, height=500)
    link = page.locator(".toc a").last
    target = (link.get_attribute("href") or "").removeprefix("#")
    link.click()
    heading = page.locator(f'[id="{target}"]')
    expect(heading).to_be_in_viewport()
    # What a late answer of the server would do to the place is only seen once it is there.
    page.wait_for_load_state("networkidle")
    expect(heading).to_be_in_viewport()
