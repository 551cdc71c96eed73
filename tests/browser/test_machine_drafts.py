"""A reply that a machine has drafted is copied only by somebody who was asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, serving
from tests.browser.desk import clipboard, fill, open_template, set_clipboard
from tests.small_content import ID, source_file, write_content

pytestmark = pytest.mark.browser

STAMP = "l10n: {{source: {0}, digest: {0}, state: {1}}}\n"
BODY = "subject: Su pedido\n{}---\n## formal\n\nLamentamos el retraso.\n\nAtentamente,\n{{{{ agent.name }}}}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A site with one template: in Spanish by a machine, and its source has changed since."""
    folder = tmp_path_factory.mktemp("drafts")
    spanish = "---\ntitle: Retraso\nsummary: Para un paquete que tarda.\n" + BODY.format(STAMP.format("0" * 40, "machine"))
    files = {
        f"en/{ID}.md": source_file("## formal\n\nWe apologize for the delay.\n", "subject: Your order\n" + FACETS),
        f"es/{ID}.md": spanish,
    }
    with serving(write_content(folder / "content", files), folder / "data") as port:
        yield port


FACETS = "intent: apology\nissues: [late-delivery]\nchannels: [email]\n"

ASKED = {
    "en": "A machine has translated this and nobody has reviewed it. Read it, then press again to copy.",
    "ja": "機械翻訳のままで、まだ誰も確認していません。内容を読み、もう一度押すとコピーします。",
    "es": "Lo ha traducido una máquina y nadie lo ha revisado. Léalo y pulse otra vez para copiar.",
    "zh": "本文为机器翻译，尚无人审核。请通读后再按一次复制。",
}


@pytest.mark.parametrize("lang", ASKED)
def test_the_first_press_asks_and_the_second_copies(lang: str, visit: Visit) -> None:
    page = visit(f"/templates/{ID.removeprefix('templates/')}?reply_lang=es", lang=lang)
    open_template(page, ID)
    fill(page, {"agent.name": "Mei"})
    expect(page.locator(".bar .state")).to_have_text(ASKED[lang])
    set_clipboard(page, "what was copied before")

    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text(ASKED[lang])
    assert clipboard(page).text == "what was copied before"

    page.keyboard.press("Control+Enter")
    expect(page.locator(".reply-page.copied")).to_be_visible()
    assert clipboard(page).text == "Lamentamos el retraso.\n\nAtentamente,\nMei"


def test_its_subject_asks_too(visit: Visit) -> None:
    page = visit(f"/templates/{ID.removeprefix('templates/')}?reply_lang=es")
    open_template(page, ID)
    fill(page, {"agent.name": "Mei"})
    set_clipboard(page, "what was copied before")

    page.locator("button.copy-subject").click()
    expect(page.locator(".toast")).to_contain_text(ASKED["en"])
    assert clipboard(page).text == "what was copied before"

    page.locator("button.copy-subject").click()
    expect(page.locator(".toast")).to_contain_text("Copied")
    assert clipboard(page).text == "Su pedido"


def test_what_people_wrote_asks_nothing(visit: Visit) -> None:
    page = visit(f"/templates/{ID.removeprefix('templates/')}?reply_lang=en")
    open_template(page, ID)

    page.keyboard.press("Control+Enter")

    expect(page.locator(".reply-page.copied")).to_be_visible()
    assert clipboard(page).text == "We apologize for the delay."
