from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.desk import Clipboard, Given, clipboard, fill, open_template, search, settle

LATE = "templates/apology/late-delivery"


def filled(page: Page) -> None:
    """Fill every blank that the reply asks for."""
    for name in page.locator("form.values .field.missing").evaluate_all("fields => fields.map(f => f.dataset.name)"):
        kind = page.locator(f'.field[data-name="{name}"]').get_attribute("data-type")
        given: dict[str, Given] = {
            "person": {"family": "Ruiz"},
            "date": "2026-12-24",
            "datetime": {"at": "2026-12-24T10:00", "zone": "UTC"},
            "money": {"amount": "12.50", "currency": "USD"},
            "number": "3",
            "percent": "10",
            "url": "https://acme.example/",
        }
        fill(page, {name: given.get(kind or "", "Lamp")})


def test_a_case_from_its_opening_to_its_closing(visit: Visit) -> None:
    page = visit(f"/{LATE}?reply_lang=en&reply_channel=email", width=1280)
    open_template(page, LATE)

    page.get_by_role("button", name="Open a case").click()
    expect(page.get_by_role("complementary", name="Case at work")).to_be_visible()
    assert "case=" in page.url
    open_template(page, LATE)
    filled(page)
    copied = copy(page)
    assert "Kind regards" in copied.text

    page.get_by_role("complementary", name="Case at work").get_by_role("link").first.click()
    expect(page.get_by_role("list").filter(has_text="Reply copied").first).to_be_visible()
    expect(page.get_by_text("in time")).to_be_visible()

    page.get_by_label("Day and time").first.fill("2031-03-06T09:00")
    page.get_by_role("button", name="Remind me").click()
    expect(page.get_by_role("status").filter(has_text="reminded")).to_be_visible()

    page.get_by_text("Close the case", exact=True).first.click()
    page.get_by_label("Cause").select_option("carrier-delay")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("The case is closed.")).to_be_visible()

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("open again, as it was")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("Promised")


def copy(page: Page) -> Clipboard:
    """Copy the reply, past a warning if there is one, and wait until the case has it."""
    settle(page)
    asked = page.locator(".reply-page").get_attribute("data-state") == "warned"
    with page.expect_response(lambda response: response.url.endswith("/replies")):
        page.keyboard.press("Control+Enter")
        if asked:
            expect(page.locator(".toast")).to_be_visible()
            page.keyboard.press("Control+Enter")
    return clipboard(page)


def test_the_same_reply_is_asked_about_before_it_goes_to_the_case_again(visit: Visit) -> None:
    page = visit(f"/{LATE}?reply_lang=en&reply_channel=email", width=1280)
    open_template(page, LATE)
    with page.expect_navigation():
        page.get_by_role("button", name="Open a case").click()
    open_template(page, LATE)
    filled(page)
    copy(page)

    expect(page.locator(".bar .state")).to_contain_text("went to this case already")
    page.reload()
    open_template(page, LATE)

    expect(page.get_by_text("This reply went to this case on")).to_be_visible()
    expect(page.locator(".bar .state")).to_contain_text("went to this case already")


def test_a_pasted_message_becomes_a_case_and_stays_in_the_box(visit: Visit) -> None:
    page = visit("/", width=1280)
    message = "Hello, my parcel is very late, it has not been delivered and I have waited three weeks."
    search(page, message)

    page.get_by_role("button", name="Open a case").click()

    expect(page.get_by_role("heading", name="Open a case")).to_be_visible()
    expect(page.get_by_label("Problem")).to_have_value("late-delivery")
    page.get_by_label("Channel").select_option("email")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", name="Next step")).to_be_visible()


def test_the_board_and_a_case_work_by_the_keyboard_alone_and_without_scripts(visit: Visit) -> None:
    page = visit("/cases/new", scripts=False)

    page.get_by_label("Reference").focus()
    page.keyboard.type("K-1")
    page.keyboard.press("Tab")
    page.keyboard.type("Email")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Open the case").press("Enter")

    expect(page.get_by_role("heading", name="K-1")).to_be_visible()
    page.get_by_role("link", name="Cases").first.press("Enter")
    expect(page.get_by_role("link", name="K-1")).to_be_visible()


@pytest.mark.parametrize("path", ["/cases", "/cases/new", "/insights", "/insights/answers"])
def test_the_pages_fit_their_width_in_every_language(visit: Visit, path: str) -> None:
    page = visit(path)
    for lang in ("en", "ja", "es", "zh"):
        page.goto(f"{path}?ui={lang}")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (lang, width)


def test_a_file_of_figures_is_downloaded_without_scripts(visit: Visit) -> None:
    page = visit("/insights/writing", scripts=False)

    expect(page.get_by_role("heading", name="Insights")).to_be_visible()
    page.get_by_role("link", name="Cases").last.click()
    page.get_by_role("link", name="Market").click()
    expect(page.get_by_role("link", name="Market")).to_have_attribute("aria-current", "page")
