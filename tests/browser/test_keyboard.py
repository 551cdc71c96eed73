"""Everything by the keyboard, and a keyboard on which words are composed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.desk import found, open_template, search

pytestmark = pytest.mark.browser


def at(page: Page) -> str:
    return page.url.split("?")[0].rsplit("/", 1)[-1]


def test_a_slash_focuses_the_search_from_anywhere_but_a_field(visit: Visit) -> None:
    page = visit("/templates/apology/late-delivery?reply_lang=en")
    open_template(page, "templates/apology/late-delivery")
    page.locator('[data-name="brand.name"] input').fill("A")
    page.keyboard.press("End")
    page.keyboard.press("/")
    expect(page.locator('[data-name="brand.name"] input')).to_have_value("A/")
    page.locator("#document").focus()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")


@pytest.mark.parametrize(
    ("ui", "typed", "expected"),
    [("en", "dam", "dam"), ("ja", "破", "破"), ("es", "paquete d", "paquete d"), ("zh", "退", "退")],
)
def test_the_arrow_to_the_right_takes_the_first_completion(ui: str, typed: str, expected: str, visit: Visit) -> None:
    page = visit(f"/?ui={ui}")
    box = page.locator("#q")
    box.press_sequentially(typed)
    first = page.locator(".chip").first
    expect(first).to_contain_text(expected)
    text = first.text_content() or ""
    assert text.lower() != typed
    box.press("ArrowRight")
    expect(box).to_have_value(text)
    expect(box).to_be_focused()
    expect(page.locator(".hit").first).to_be_visible()


def test_tab_leads_to_the_completions_and_escape_back(visit: Visit) -> None:
    page = visit("/")
    page.locator("#q").press_sequentially("ref")
    expect(page.locator(".chip").first).to_be_visible()
    page.locator("#q").focus()
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.className") != "chip":
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator(".chip")).to_have_count(0)


def test_completions_stand_within_the_search_on_every_width(visit: Visit) -> None:
    page = visit("/")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 700})
        page.locator("#q").fill("")
        page.locator("#q").press_sequentially("dam")
        expect(page.locator(".chip").first).to_be_visible()
        page.wait_for_timeout(200)
        panel, chips = page.locator(".find").bounding_box(), [chip.bounding_box() for chip in page.locator(".chip").all()]
        assert panel
        assert all(chip and chip["x"] + chip["width"] <= panel["x"] + panel["width"] for chip in chips)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_filters_say_how_many_replies_they_leave(visit: Visit) -> None:
    page = visit("/")
    search(page, "refund")
    option = page.locator('select[name="intent"] option[value="offer"]')
    count = int((option.text_content() or "").rsplit("(", 1)[1].rstrip(")"))
    page.locator("details.filters summary").click()
    page.locator('select[name="intent"]').select_option("offer")
    expect(page.locator(".tabs [aria-current] .count")).to_have_text(str(count))


def test_arrows_move_through_the_results_and_back_into_the_box(visit: Visit) -> None:
    page = visit("/")
    search(page, "refund")
    box, hits = page.locator("#q"), page.locator(".hit")
    last = hits.count() - 1
    assert last > 1
    box.press("ArrowDown")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(hits.nth(last)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(last)).to_be_focused()
    page.keyboard.press("Home")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()


def test_enter_opens_a_result_and_escape_comes_back_to_it(visit: Visit) -> None:
    page = visit("/")
    search(page, "refund")
    second = page.locator(".hit").nth(1)
    id = second.get_attribute("data-id") or ""
    page.locator("#q").press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    open_template(page, id)
    expect(page.locator("#document")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f'.hit[data-id="{id}"]')).to_be_focused()


def test_enter_in_the_search_box_opens_the_first_result(visit: Visit) -> None:
    page = visit("/")
    page.locator("#q").press_sequentially("where is my package")
    page.keyboard.press("Enter")
    expect(page.locator(".reply-page[data-state]")).to_be_visible()
    open_template(page, found(page)[0])


def test_the_whole_page_is_reached_with_tab_and_the_focus_is_always_seen(visit: Visit) -> None:
    page = visit("/templates/acknowledgement/out-of-hours?q=hours&reply_lang=ja")
    open_template(page, "templates/acknowledgement/out-of-hours")
    page.locator("body").evaluate("body => { document.activeElement.blur(); }")
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        # In the picker button of a date the browser draws the ring itself: the field then does not match :focus.
        name, seen = page.evaluate(
            """() => {
                 const on = document.activeElement;
                 const ring = getComputedStyle(on.matches(".segments input") ? on.nextElementSibling : on);
                 const drawn = ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) > 0;
                 return [on.id || on.className || on.dataset.part || on.name || on.tagName, drawn || !on.matches(":focus")];
               }"""
        )
        if name == "BODY":
            break
        reached.append(name)
        assert seen, f"no ring around {name}"
    assert {"skip", "brand", "q", "hit", "primary copy", "quiet copy-rich", "at", "zone"} <= set(reached)
    assert reached[0] == "skip"


def test_the_skip_link_leads_to_the_reply(visit: Visit) -> None:
    page = visit("/templates/acknowledgement/out-of-hours?reply_lang=ja")
    open_template(page, "templates/acknowledgement/out-of-hours")
    page.locator("body").evaluate("body => { document.activeElement.blur(); }")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#document")).to_be_focused()


def test_an_enter_that_ends_a_composition_submits_nothing(visit: Visit) -> None:
    page = visit("/", lang="ja")
    box = page.locator("#q")
    box.focus()
    before = page.url
    ime = page.context.new_cdp_session(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    ime.send("Input.imeSetComposition", {"text": "おくれ", "selectionStart": 3, "selectionEnd": 3})
    ime.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229})
    untouched = box.evaluate(
        """box => box.dispatchEvent(
             new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""
    )
    assert untouched, "the composition's own key was taken away from it"
    expect(box).to_have_value("おくれ")
    assert (page.url, asked) == (before, []), "searched, or opened a result, in the middle of a word"

    with page.expect_response(lambda response: response.url.endswith("/results")):
        ime.send("Input.insertText", {"text": "遅れ"})
    expect(box).to_have_value("遅れ")
    expect(page.locator(".results")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".reply-page")).to_have_count(0)
    first = found(page)[0]
    box.press("Enter")
    open_template(page, first)


def test_keys_of_a_composition_in_a_blank_neither_copy_nor_leave(visit: Visit) -> None:
    page = visit("/templates/acknowledgement/out-of-hours?reply_lang=ja")
    open_template(page, "templates/acknowledgement/out-of-hours")
    name = page.locator('[data-name="brand.name"] input')
    name.focus()
    for key, ctrl in (("Escape", False), ("Enter", True)):
        name.evaluate(
            """(name, [key, ctrlKey]) => name.dispatchEvent(
                 new KeyboardEvent("keydown", { key, ctrlKey, isComposing: true, bubbles: true, cancelable: true }))""",
            [key, ctrl],
        )
    expect(name).to_be_focused()
    expect(page.locator(".toast")).to_have_text("")


def test_the_arrows_go_through_all_languages_of_the_reply(visit: Visit) -> None:
    page = visit("/templates/acknowledgement/out-of-hours?q=hours&reply_lang=en")
    open_template(page, "templates/acknowledgement/out-of-hours")
    page.locator('.answer-in input[value="en"]').focus()
    for _ in range(2):
        before = page.url
        page.keyboard.press("ArrowRight")
        page.wait_for_function("before => location.href !== before", arg=before)
        open_template(page, "templates/acknowledgement/out-of-hours")
    chosen = page.locator(".answer-in input:checked")

    expect(chosen).to_be_focused()
    assert f"reply_lang={chosen.get_attribute('value')}" in page.url


def test_a_word_at_the_foot_that_was_read_leaves_no_button_behind(visit: Visit) -> None:
    page = visit("/templates/acknowledgement/out-of-hours?reply_lang=en")
    open_template(page, "templates/acknowledgement/out-of-hours")
    page.clock.install()
    page.locator("button.clear-values").click()
    expect(page.locator(".toast button")).to_be_visible()
    page.locator("#document").focus()
    page.mouse.move(0, 0)
    page.clock.fast_forward(20_000)
    expect(page.locator(".toast button")).to_have_count(0)
