"""What an agent does at the desk, by the keys and fields that she has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

Given = str | Mapping[str, str] | Sequence[str]
"""What is typed into a blank: its text, its parts by name, or the ids of the boxes that are ticked."""


@dataclass(frozen=True)
class Clipboard:
    """What another application gets when it pastes: the text, and the HTML if there is any."""

    text: str
    html: str


def search(page: Page, words: str) -> None:
    """Type into the search box and wait for these words' results."""
    box = page.locator("#q")
    with page.expect_response(lambda response: response.url.endswith("/results")):
        box.fill(words)
    expect(page.locator(".results")).to_have_attribute("aria-busy", "false")


def found(page: Page) -> list[str]:
    """The ids of the results, the best first."""
    ids: list[str] = page.locator(".hit").evaluate_all("hits => hits.map(hit => hit.dataset.id)")
    return ids


def open_template(page: Page, id: str) -> None:
    """Wait until a template's page shows its first preview."""
    expect(page.locator(f'.reply-page[data-id="{id}"][data-state]')).to_be_visible()


def settle(page: Page) -> None:
    """Wait until the reply shows, and was judged by, what was typed."""
    expect(page.locator(".rows")).to_have_attribute("aria-busy", "false")


def blank(page: Page, name: str) -> Locator:
    return page.locator(f'form.values .field[data-name="{name}"]')


def fill(page: Page, values: Mapping[str, Given]) -> None:
    """Fill blanks, opening the optional ones when they are needed."""
    for name, given in values.items():
        place = blank(page, name)
        if not place.is_visible():
            page.locator("details.optional > summary").click()
        if isinstance(given, str):
            _put(place.locator("input, select"), given)
        elif isinstance(given, Mapping):
            for part in sorted(given, key=("amount", "at").__contains__):  # an amount is judged by its currency
                text = given[part]
                _put(place.locator(f'[data-part="{part}"]'), text)
        else:
            for id in given:
                place.locator(f'input[value="{id}"]').check()


def _put(control: Locator, text: str) -> None:
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(text)
    else:
        control.fill(text)


def held(page: Page, name: str) -> dict[str, str]:
    """What a blank's controls hold, by part; a blank of one control has the part ""."""
    found: dict[str, str] = blank(page, name).evaluate(
        """field => Object.fromEntries([...field.querySelectorAll("input:not([type=checkbox]), select")]
           .map(control => [control.dataset.part ?? "", control.value]))"""
    )
    return found


def reply_shown(page: Page) -> str:
    """The reply as the eye reads it: the lines of each paragraph, an empty line between paragraphs."""
    return "\n\n".join(page.locator(".row .theirs").all_inner_texts())


def choose(page: Page, name: str, value: str) -> None:
    """Tick one of a row of choices, by its words' place as a hand does."""
    page.locator(f'label:has(input[name="{name}"][value="{value}"])').locator("visible=true").first.click()


def set_clipboard(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


def clipboard(page: Page) -> Clipboard:
    """What is pasted into a new page, which also works where no page may read the clipboard."""
    target = page.context.new_page()
    target.set_content("<textarea></textarea>")
    target.evaluate(
        """() => document.addEventListener("paste", event => {
             window.pasted = ["text/plain", "text/html"].map(type => event.clipboardData.getData(type));
           })"""
    )
    target.locator("textarea").focus()
    target.keyboard.press("Control+v")
    target.wait_for_function("() => window.pasted")
    text, html = target.evaluate("() => window.pasted")
    target.close()
    page.bring_to_front()
    return Clipboard(text, html)
