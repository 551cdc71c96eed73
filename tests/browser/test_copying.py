"""What may be copied, what is said when it may not, and what lands on the clipboard."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PLAIN_HOST, Visit, Watch
from tests.browser.desk import Given, blank, choose, clipboard, fill, held, open_template, reply_shown, set_clipboard

pytestmark = pytest.mark.browser

COMPLETE: Mapping[str, Given] = {
    "customer.name": {"family": "Lee", "given": "Hannah", "title": "ms"},
    "refund.amount": {"amount": "24.90", "currency": "USD"},
    "due.date": {"at": "2026-03-06T17:00", "zone": "America/New_York"},
    "agent.name": "Mei",
    "brand.name": "Northlight & <Sons>",
}


def open_offer(visit: Visit, *, host: str = "", channel: str = "marketplace-message") -> Page:
    page = visit(f"/templates/offer/refund-or-reshipment?reply_lang=en&reply_channel={channel}", host=host)
    open_template(page, "templates/offer/refund-or-reshipment")
    return page


@pytest.mark.parametrize(
    ("values", "first"),
    [
        ({}, ("refund.amount", "amount")),
        ({"refund.amount": {"amount": "24.90"}}, ("due.date", "at")),
        ({"refund.amount": {"amount": "24.90"}, "due.date": {"at": "2026-03-06T17:00"}}, ("agent.name", "")),
    ],
    ids=["nothing filled", "the first filled", "two filled"],
)
def test_copying_an_incomplete_reply_focuses_the_first_missing_blank_and_copies_nothing(
    values: Mapping[str, Given], first: tuple[str, str], visit: Visit
) -> None:
    page = open_offer(visit)
    fill(page, values)
    set_clipboard(page, "what was copied before")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast")).to_contain_text("Fill in the marked blanks first.")
    name, part = first
    expect(blank(page, name).locator(f'[data-part="{part}"]' if part else "input")).to_be_focused()
    assert clipboard(page).text == "what was copied before"


def test_the_first_missing_list_is_focused_at_its_first_box(visit: Visit) -> None:
    page = visit("/templates/evidence-request/damaged-or-defective?reply_lang=en")
    open_template(page, "templates/evidence-request/damaged-or-defective")
    page.keyboard.press("Control+Enter")
    expect(blank(page, "evidence.list").locator("input[type=checkbox]").first).to_be_focused()


@pytest.mark.parametrize(
    ("template", "values", "name", "message"),
    [
        (
            "offer/refund-or-reshipment",
            {"refund.amount": {"amount": "1.234,50", "currency": "EUR"}},
            "refund.amount",
            "Write digits with a point before decimals, like 1234.50.",
        ),
        (
            "offer/refund-or-reshipment",
            {"refund.amount": {"amount": "2980.50", "currency": "JPY"}},
            "refund.amount",
            "JPY has 0 decimals. Correct the amount.",
        ),
        (
            "offer/refund-or-reshipment",
            {"due.date": {"at": "2026-03-08T02:30", "zone": "America/New_York"}},
            "due.date",
            "Choose a day and a time that exist.",
        ),
        (
            "follow-up/refund-issued",
            {"refund.days": "five"},
            "refund.days",
            "Write digits with a point before decimals, like 1234.50.",
        ),
    ],
    ids=["grouped digits", "surplus decimals", "an hour that the clocks skip", "a word for a number"],
)
def test_a_wrong_value_shows_its_message_beside_the_field_and_is_not_copied(
    template: str, values: Mapping[str, Given], name: str, message: str, visit: Visit, watch: Watch
) -> None:
    watch.expect_status(422)
    page = visit(f"/templates/{template}?reply_lang=en")
    open_template(page, f"templates/{template}")
    set_clipboard(page, "what was copied before")

    fill(page, {"agent.name": "Mei", **values})

    error = blank(page, name).locator(".error")
    expect(error).to_have_text(message)
    expect(error).to_be_visible()
    expect(blank(page, name).locator("[aria-invalid=true]").first).to_be_visible()
    expect(page.locator(".row .theirs").last, "the other values are still shown").to_contain_text("Mei")
    page.locator("button.copy").click()
    expect(blank(page, name).locator("input").first).to_be_focused()
    assert clipboard(page).text == "what was copied before"

    for control, right in {"amount": "2980", "at": "2026-03-08T03:30", "": "5"}.items():
        place = blank(page, name).locator(f'[data-part="{control}"]' if control else "input:not([data-part])")
        if place.count():
            place.fill(right)
    expect(error).to_be_hidden()


def test_a_decimal_comma_is_taken_as_a_point(visit: Visit) -> None:
    page = open_offer(visit)
    fill(page, {"refund.amount": {"amount": "24,90", "currency": "USD"}})
    expect(page.locator(".row .theirs").nth(1)).to_contain_text("we refund $24.90 to")
    expect(blank(page, "refund.amount").locator(".error")).to_be_hidden()


def test_a_copy_with_formatting_holds_clean_html_and_plain_text(visit: Visit) -> None:
    page = open_offer(visit, channel="email")
    fill(page, {**COMPLETE, "order.number": "250-1234567"})
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "ready")
    page.locator("button.copy-rich").click()
    expect(page.locator(".toast")).to_contain_text("Copied with formatting")

    copied = clipboard(page)
    assert copied.text == reply_shown(page)
    assert "Northlight & <Sons>" in copied.text
    assert "Northlight &amp; &lt;Sons&gt;" in copied.html
    assert re.search(r"<li\b[^>]*><strong\b[^>]*>Refund</strong>: we refund \$24\.90 to", copied.html)
    assert not re.search(r"<mark|<span|data-name|class=", copied.html)


def test_the_subject_of_an_email_is_copied_by_itself(visit: Visit) -> None:
    page = open_offer(visit, channel="email")
    fill(page, {**COMPLETE, "order.number": "250-1234567"})
    expect(page.locator(".subject-text")).to_have_text("Two options for your order 250-1234567")
    page.locator("button.copy-subject").click()
    expect(page.locator(".toast")).to_contain_text("Copied")
    assert clipboard(page).text == "Two options for your order 250-1234567"


def test_a_subject_with_a_gap_is_not_copied(visit: Visit) -> None:
    page = open_offer(visit, channel="email")
    fill(page, COMPLETE)
    set_clipboard(page, "what was copied before")
    page.locator("button.copy-subject").click()
    expect(page.locator(".toast")).to_contain_text("Fill in the marked blanks first.")
    assert clipboard(page).text == "what was copied before"


@pytest.mark.parametrize("rich", [False, True], ids=["plain", "with formatting"])
def test_copying_works_where_the_page_is_not_in_a_secure_context(rich: bool, visit: Visit) -> None:
    page = open_offer(visit, host=PLAIN_HOST)
    assert page.evaluate("() => [isSecureContext, Boolean(navigator.clipboard)]") == [False, False]
    fill(page, COMPLETE)
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "ready")
    if rich:
        page.locator("button.copy-rich").click()
    else:
        page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_have_class("toast shown")

    copied = clipboard(page)
    assert copied.text == reply_shown(page)
    assert copied.text.startswith("Dear Ms Lee,\n\nThank you for your patience.")
    assert ("<strong>Refund</strong>" in copied.html) is rich


def test_a_reply_over_the_limit_of_its_platform_says_so_and_is_not_copied(visit: Visit) -> None:
    page = open_offer(visit)
    fill(page, {**COMPLETE, "return.address": "A" * 1990})
    page.locator(".controls select[name=platform]").select_option("amazon")
    expect(page.locator(".findings .block")).to_contain_text("The reply is too long:")
    expect(page.locator(".length")).to_have_class("length over")
    set_clipboard(page, "what was copied before")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Cannot be copied like this")
    assert clipboard(page).text == "what was copied before"


@pytest.mark.parametrize(("answers", "offered"), [("zh", False), ("en", True)])
def test_a_market_is_offered_only_where_its_script_is_written(answers: str, offered: bool, visit: Visit) -> None:
    page = visit(f"/templates/acknowledgement/out-of-hours?reply_lang={answers}&reply_market=TW")
    open_template(page, "templates/acknowledgement/out-of-hours")
    markets = page.locator(".controls select[name=market] option").evaluate_all("found => found.map(each => each.value)")
    assert ("TW" in markets) is offered
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "waiting")


def test_clearing_empties_every_blank_of_the_customer_and_undo_brings_them_back(visit: Visit) -> None:
    page = open_offer(visit)
    fill(page, COMPLETE)
    page.locator("button.clear-values").click()
    expect(blank(page, "customer.name").locator('[data-part="family"]')).to_have_value("")
    assert held(page, "customer.name") == {"title": "", "family": "", "given": ""}
    assert held(page, "refund.amount")["amount"] == ""
    assert held(page, "agent.name") == {"": "Mei"}, "what is the team's own stays"

    page.locator(".toast button").click()
    expect(blank(page, "customer.name").locator('[data-part="family"]')).to_have_value("Lee")
    assert held(page, "customer.name") == {"title": "ms", "family": "Lee", "given": "Hannah"}


def test_another_tone_keeps_every_value_and_is_ready_at_once(visit: Visit) -> None:
    page = open_offer(visit)
    fill(page, COMPLETE)
    choose(page, "tone", "firm")
    expect(page.locator(".row .theirs").first).to_have_text("Dear Ms Lee,")
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "ready")
    assert held(page, "agent.name") == {"": "Mei"}
