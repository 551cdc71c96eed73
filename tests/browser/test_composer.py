"""Writing into a reply before it is copied: judged while it is typed, marked, taken back, and never sent against a block."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Watch
from tests.browser.desk import Given, choose, clipboard, fill, open_template, reply_shown, set_clipboard, settle

pytestmark = pytest.mark.browser

OFFER = "templates/offer/refund-or-reshipment"
VALUES: Mapping[str, Given] = {
    "customer.name": {"family": "Lee", "given": "Hannah", "title": "ms"},
    "order.number": "250-1234567-1234567",
    "refund.amount": {"amount": "24.90", "currency": "USD"},
    "due.date": {"at": "2026-12-06T17:00", "zone": "America/New_York"},
    "agent.name": "Mei",
    "brand.name": "Northlight",
}
BREAKS = {
    "en": "We will refund you once you have changed your review.",
    "ja": "レビューを変更していただけましたら、全額返金いたします。",
    "es": "Le reembolsamos en cuanto cambie su reseña.",
    "zh": "只要您修改评价，我们就给您退款。",
}


def open_offer(visit: Visit, reply_lang: str = "en", lang: str = "en", channel: str = "email", width: int = 1440) -> Page:
    page = visit(f"/{OFFER}?reply_lang={reply_lang}&reply_channel={channel}", lang=lang, width=width)
    open_template(page, OFFER)
    fill(page, VALUES)
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "ready")
    return page


def write(page: Page, paragraph: int, text: str) -> None:
    """Write over one paragraph of the reply."""
    if not page.locator(".rows textarea").count():
        page.locator(".edit").click()
    box = page.locator(".rows textarea").nth(paragraph)
    with page.expect_response(lambda response: response.url.endswith("/check")):
        box.fill(text)
    settle(page)


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
def test_what_breaks_a_rule_is_told_in_the_agents_language_and_cannot_be_copied(lang: str, visit: Visit) -> None:
    page = open_offer(visit, reply_lang=lang, lang=lang)
    set_clipboard(page, "what was copied before")

    write(page, 1, BREAKS[lang])

    finding = page.locator('.findings li[data-rule="review-incentive"]')
    expect(finding).to_have_class("block")
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "blocked")
    page.keyboard.press("Control+Enter")
    assert clipboard(page).text == "what was copied before"


def test_the_words_that_were_found_are_selected_when_they_are_pressed(visit: Visit) -> None:
    page = open_offer(visit)
    write(page, 1, f"Hello. {BREAKS['en']}")

    page.locator('.findings li[data-rule="review-incentive"] .quote').click()

    selected = page.evaluate(
        "() => { const b = document.activeElement; return b.value.slice(b.selectionStart, b.selectionEnd) }"
    )
    assert "refund" in selected
    assert "review" in selected
    assert not selected.startswith("Hello")


def test_what_was_edited_is_marked_and_copied_and_the_way_back_can_itself_be_taken_back(visit: Visit) -> None:
    page = open_offer(visit)
    template = reply_shown(page)
    write(page, 1, "Two ways to settle it.\nPlease choose one.")
    page.locator(".edit").click()

    expect(page.locator(".row.edited")).to_have_count(1)
    page.locator(".copy").click()
    expect(page.locator(".toast")).to_contain_text("Copied")
    assert "\n\nTwo ways to settle it.\nPlease choose one.\n\n" in clipboard(page).text

    page.locator(".revert").click()
    expect(page.locator(".row.edited")).to_have_count(0)
    assert reply_shown(page) == template
    page.locator(".toast button").click()
    expect(page.locator(".row.edited")).to_have_count(1)


def test_edits_outlive_another_tone_and_a_reload(visit: Visit) -> None:
    page = open_offer(visit)
    write(page, 1, "Two ways to settle it.")
    choose(page, "tone", "friendly")
    expect(page.locator(".row.edited")).to_have_count(0)
    choose(page, "tone", "formal")
    expect(page.locator(".row.edited")).to_have_count(1)
    page.reload()
    expect(page.locator(".row.edited")).to_have_count(1)


def test_a_blank_in_a_paragraph_still_keeps_an_edited_reply_from_being_copied(visit: Visit) -> None:
    page = open_offer(visit)
    set_clipboard(page, "what was copied before")
    write(page, 1, "Two ways to settle it.")
    fill(page, {"due.date": {"at": ""}})
    settle(page)
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "waiting")
    expect(page.locator(".bar .state")).to_have_text("1 blank left")
    expect(page.locator(".findings li[data-rule=R1]")).to_have_count(0)
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast")).to_contain_text("Fill in the marked blanks first.")
    assert clipboard(page).text == "what was copied before"


def test_what_is_written_while_the_server_is_away_is_kept_and_judged_when_it_is_back(visit: Visit, watch: Watch) -> None:
    page = open_offer(visit)
    write(page, 1, "Two ways to settle it.")
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    fill(page, {"agent.name": "Mei Lin"})
    expect(page.locator(".bar .state")).to_contain_text("The server does not answer.")
    page.locator(".rows textarea").nth(1).fill("Two good ways to settle it.")
    expect(page.locator(".bar .state")).to_contain_text("The server does not answer.")
    page.context.set_offline(False)

    expect(page.locator(".reply-page")).to_have_attribute("data-state", "ready")
    page.locator(".copy").click()
    expect(page.locator(".toast")).to_contain_text("Copied")
    text = clipboard(page).text
    assert "\n\nTwo good ways to settle it.\n\n" in text
    assert "Mei Lin" in text


def test_clearing_takes_the_edited_paragraphs_of_the_customer_too_and_undo_brings_them_back(visit: Visit) -> None:
    page = open_offer(visit)
    write(page, 1, "Ms Lee, there are two ways to settle it.")
    page.locator(".edit").click()
    expect(page.locator(".row.edited")).to_have_count(1)
    page.locator("button.clear-values").click()
    expect(page.locator(".row.edited")).to_have_count(0)
    assert "Lee" not in reply_shown(page)

    page.locator(".toast button").click()
    expect(page.locator(".row.edited")).to_contain_text("Ms Lee, there are two ways to settle it.")
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "ready")


def test_an_answer_does_not_swallow_what_an_input_method_holds(visit: Visit) -> None:
    page = open_offer(visit, reply_lang="ja", lang="ja")
    page.locator(".edit").click()
    box = page.locator(".rows textarea").nth(1)
    box.evaluate("box => { box.focus(); box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true})); }")
    with page.expect_response(lambda response: response.url.endswith("/render")):
        page.evaluate("() => document.dispatchEvent(new Event('kotae:values'))")
    box.evaluate("box => { box.value = '二つの方法がございます。'; }")
    expect(box).to_have_value("二つの方法がございます。")
    box.evaluate("box => box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}))")
    settle(page)

    expect(page.locator(".rows textarea").nth(1)).to_have_value("二つの方法がございます。")
    expect(page.locator(".row.edited")).to_have_count(1)


def test_an_emptied_paragraph_is_left_out(visit: Visit) -> None:
    page = open_offer(visit)
    before = reply_shown(page).split("\n\n")
    write(page, 2, "")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast")).to_contain_text("Copied")
    assert clipboard(page).text.split("\n\n") == [*before[:2], *before[3:]]


def test_a_warning_is_read_first_and_then_may_be_overridden(visit: Visit) -> None:
    page = open_offer(visit)
    set_clipboard(page, "what was copied before")
    write(page, 1, "The courier is to blame for this.")
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "warned")

    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Press again")
    assert clipboard(page).text == "what was copied before"
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Copied")
    assert "The courier is to blame for this." in clipboard(page).text


def test_a_gap_that_was_written_over_is_no_longer_missing(visit: Visit) -> None:
    page = visit(f"/{OFFER}?reply_lang=en&reply_channel=marketplace-message")
    open_template(page, OFFER)
    fill(page, {name: value for name, value in VALUES.items() if name != "refund.amount"})
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "waiting")

    write(page, 1, "We give you back the full price by December 6, at our cost.")

    expect(page.locator(".reply-page")).to_have_attribute("data-state", "ready")


def test_nothing_is_judged_in_the_middle_of_a_composition(visit: Visit) -> None:
    page = open_offer(visit, reply_lang="ja", lang="ja")
    page.locator(".edit").click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/check") else None)
    page.locator(".rows textarea").nth(1).fill("")
    page.wait_for_timeout(400)
    asked.clear()
    ime = page.context.new_cdp_session(page)
    ime.send("Input.imeSetComposition", {"text": "おそくなり", "selectionStart": 5, "selectionEnd": 5})
    page.wait_for_timeout(400)
    assert asked == []
    with page.expect_response(lambda response: response.url.endswith("/check")):
        ime.send("Input.insertText", {"text": "遅くなり"})


def test_the_channel_and_the_market_are_chosen_once(visit: Visit) -> None:
    page = open_offer(visit)
    page.locator(".controls select[name=channel]").select_option("social-dm")
    page.locator(".controls select[name=market]").select_option("GB")

    page.goto(page.url.split("/templates/")[0] + "/templates/apology/late-delivery?reply_lang=en")
    open_template(page, "templates/apology/late-delivery")

    expect(page.locator(".controls select[name=channel]")).to_have_value("social-dm")
    expect(page.locator(".controls select[name=market]")).to_have_value("GB")


def test_a_public_reply_and_its_private_partner_lead_to_each_other_with_the_values_kept(visit: Visit) -> None:
    public, private = "templates/acknowledgement/public-complaint", "templates/acknowledgement/first-reply"
    page = visit(f"/{public}?reply_lang=en")
    open_template(page, public)
    page.locator(f'.after a[href*="{private}"]').first.click()
    open_template(page, private)
    fill(page, {"agent.name": "Mei"})
    page.locator(f'.after a[href*="{public}"]').first.click()
    open_template(page, public)
    page.go_back()
    open_template(page, private)
    expect(page.locator('.field[data-name="agent.name"] input')).to_have_value("Mei")


@pytest.mark.parametrize("width", [1440, 360])
def test_the_meter_follows_the_text_and_over_the_limit_nothing_is_copied(width: int, visit: Visit) -> None:
    page = visit("/templates/acknowledgement/public-complaint?reply_lang=en&reply_channel=social-public", width=width)
    open_template(page, "templates/acknowledgement/public-complaint")
    fill(page, {"customer.handle": "@ana", "agent.initials": "ML", "due.date": VALUES["due.date"]})
    meter = page.locator(".meter")
    expect(meter).to_be_visible()
    settle(page)
    before = float(meter.evaluate("meter => meter.value"))

    write(page, 0, "Thank you for telling us. " * 14)

    assert float(meter.evaluate("meter => meter.value")) > before
    expect(page.locator(".length")).to_have_class("length over")
    expect(page.locator(".reply-page")).to_have_attribute("data-state", "blocked")
