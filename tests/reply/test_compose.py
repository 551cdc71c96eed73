from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kb.content.library import load_library
from kb.content.model import Template
from kb.content.variables import TYPES
from kb.errors import InvalidValues, LocaleNotFound, ToneNotFound
from kb.reply.compose import Choices, Reply, compose
from kb.reply.findings import Finding
from kb.reply.paragraphs import Kind
from kb.reply.writing import shown_text
from tests.small_content import (
    EVERYWHERE,
    FACETS,
    ID,
    real_vocabulary,
    source_file,
    template_of,
    translation_file,
    write_content,
)

ANA: dict[str, object] = {"family": "Ruiz", "given": "Ana", "title": "ms"}


def reply(
    source: str | Mapping[str, str],
    values: Mapping[str, object] | None = None,
    lang: str = "en",
    *,
    preview: bool = False,
    **more: str,
) -> Reply:
    """The reply of a template with this text; `more` are choices."""
    return chosen(source, more, values, lang, preview=preview)


def chosen(
    source: str | Mapping[str, str],
    choices: Mapping[str, str],
    values: Mapping[str, object] | None = None,
    lang: str = "en",
    *,
    preview: bool = False,
) -> Reply:
    """The same, with the choices in one piece."""
    return compose(template_of(source, lang), Choices(lang, **choices), values or {}, real_vocabulary(), preview=preview)


def rules(found: Reply) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity) for finding in found.findings]


class Page(HTMLParser):
    """What a browser makes of some HTML: its words line by line, its tags, the addresses it links."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag in ("br", "p", "li"):
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.split("\n") if line]


# --- values that are missing, wrong or too many


def test_every_required_value_that_is_missing_is_named_in_the_order_of_the_text() -> None:
    with pytest.raises(InvalidValues) as error:
        reply("Order {{ order.number }} by {{ due.date }}, {{ order.number }}, {{ agent.name }}")

    assert [(p.name, p.code) for p in error.value.problems] == [
        ("order.number", "missing"),
        ("due.date", "missing"),
        ("agent.name", "missing"),
    ]


def test_a_value_that_the_subject_needs_is_required_where_there_is_a_subject() -> None:
    template = template_of("Hello", subject="Order {{ order.number }}")

    with pytest.raises(InvalidValues) as error:
        compose(template, Choices("en", channel="email"), {}, real_vocabulary())
    chat = compose(template, Choices("en", channel="live-chat"), {}, real_vocabulary())

    assert [p.name for p in error.value.problems] == ["order.number"]
    assert (chat.text, chat.subject) == ("Hello", "")


def test_only_the_branch_that_is_taken_requires_its_values() -> None:
    source = '{% if return.cost_bearer == "buyer" %}Pay {{ share.amount }}.{% else %}We pay.{% endif %}'

    assert reply(source, {"return.cost_bearer": "seller"}).text == "We pay."
    with pytest.raises(InvalidValues) as error:
        reply(source, {"return.cost_bearer": "buyer"})
    assert [p.name for p in error.value.problems] == ["share.amount"]


def test_an_empty_field_is_the_same_as_a_missing_one() -> None:
    with pytest.raises(InvalidValues, match="order.number"):
        reply("{{ order.number }}", {"order.number": "  "})


def test_an_unknown_variable_is_refused_with_a_proposal() -> None:
    with pytest.raises(InvalidValues) as error:
        reply("Hello", {"order.numbr": "A-1"})

    assert [(p.name, p.code) for p in error.value.problems] == [("order.numbr", "unknown-variable")]
    assert 'did you mean "order.number"?' in error.value.problems[0].message


def test_a_value_of_the_vocabulary_that_the_template_does_not_need_is_accepted() -> None:
    assert reply("Hello", {"order.number": "A-1"}).text == "Hello"


@pytest.mark.parametrize("preview", [False, True])
def test_a_wrong_value_is_refused_even_in_a_preview(preview: bool) -> None:
    with pytest.raises(InvalidValues) as error:
        reply("Hello", {"order.date": "03/05/2026", "order.total": "12"}, preview=preview)

    assert [p.name for p in error.value.problems] == ["order.date", "order.total"]


# --- previews


def test_a_preview_marks_its_gaps_and_names_them() -> None:
    found = reply("Order {{ order.number }} for {{ product.name }}.", {"product.name": "lamp"}, preview=True)

    assert found.missing == ("order.number",)
    assert not found.copyable
    assert found.text == "Order [Order number] for lamp."
    assert found.html == (
        '<p>Order <mark class="gap" lang="en" data-name="order.number">Order number</mark>'
        ' for <span class="value" data-name="product.name">lamp</span>.</p>'
    )
    assert [(p.kind, p.name) for p in found.paragraphs[0].lines[0].pieces] == [
        (Kind.TEXT, ""),
        (Kind.GAP, "order.number"),
        (Kind.TEXT, ""),
        (Kind.VALUE, "product.name"),
        (Kind.TEXT, ""),
    ]


@pytest.mark.parametrize(
    ("labels", "word"),
    [("", "ご注文"), ("ja", "注文番号"), ("en", "Order number"), ("es", "Número de pedido"), ("zh", "订单号")],
)
def test_gaps_are_named_in_the_language_of_the_reader(labels: str, word: str) -> None:
    found = reply("{{ order.number }}", lang="ja", preview=True, labels=labels)

    expected = word if labels else "注文番号"
    assert found.text == f"[{expected}]"


def test_a_complete_preview_is_copyable_and_says_the_same_as_the_reply() -> None:
    values = {"order.number": "A-1"}
    preview, final = (reply("Order {{ order.number }}.", values, preview=preview) for preview in (True, False))

    assert (preview.text, preview.missing, preview.copyable) == (final.text, (), True)
    assert "span" not in final.html


@pytest.mark.parametrize(
    "source",
    [
        'Hello,\n\n{% if return.cost_bearer == "seller" %}We pay.{% else %}You pay.{% endif %}\n\nBye',
        'Hello,\n\n{% if return.cost_bearer == "seller" %}\nWe pay.\n{% else %}\nYou pay.\n{% endif %}\n\nBye',
    ],
    ids=["tags in the line", "tags on lines of their own"],
)
def test_a_choice_that_cannot_be_made_shows_its_gap_where_the_text_would_stand(source: str) -> None:
    found = reply(source, preview=True)

    assert found.missing == ("return.cost_bearer",)
    assert found.text == "Hello,\n\n[Who pays the return]\n\nBye"


def test_a_choice_that_cannot_be_made_shows_its_gap_at_the_very_beginning_too() -> None:
    found = reply('{% if return.cost_bearer == "seller" %}\nWe pay.\n{% endif %}\n\nBye', preview=True)

    assert found.text == "[Who pays the return]\n\nBye"


# --- tones, locales, facts


def test_no_tone_asked_means_the_first_section() -> None:
    source = {"friendly": "Hi", "formal": "Dear"}

    assert (reply(source).tone, reply(source).text) == ("friendly", "Hi")
    assert reply(source, tone="formal").text == "Dear"


@pytest.mark.parametrize("tone", ["firm", "Formal", "x"])
def test_a_tone_that_is_not_written_is_refused_with_those_that_are(tone: str) -> None:
    with pytest.raises(ToneNotFound) as error:
        reply({"formal": "Dear", "friendly": "Hi"}, tone=tone)

    assert error.value.tones == ("formal", "friendly")


@pytest.mark.parametrize(
    ("lang", "market", "locale", "named"),
    [
        ("en", "", "", "en-US"),
        ("en", "GB", "", "en-GB"),
        ("en", "JP", "", "en-US"),
        ("es", "", "", "es-ES"),
        ("es", "MX", "", "es-MX"),
        ("es", "US", "", "es-US"),
        ("es", "MX", "es-AR", "es-AR"),
        ("ja", "US", "", "ja-JP"),
        ("zh", "CN", "", "zh-CN"),
        ("zh", "JP", "", "zh-CN"),
        ("zh", "TW", "zh-Hans-CN", "zh-CN"),
    ],
)
def test_the_locale_is_the_one_asked_for_or_the_markets_or_the_languages_own(
    lang: str, market: str, locale: str, named: str
) -> None:
    assert reply("x", lang=lang, market=market, locale=locale).locale == named


@pytest.mark.parametrize("choice", [{"locale": "zh-TW"}, {"locale": "zh-Hant"}, {"locale": "zh-HK"}, {"market": "TW"}])
def test_who_needs_traditional_chinese_never_gets_simplified(choice: dict[str, str]) -> None:
    with pytest.raises(LocaleNotFound) as error:
        chosen("您好", choice, lang="zh")

    assert error.value.locales == ("zh-CN",)


def test_values_follow_locale_and_market() -> None:
    source = "{{ order.total }} {{ order.date }} {{ due.date }}"
    values = {
        "order.total": {"amount": "1234.50", "currency": "USD"},
        "order.date": "2026-03-05",
        "due.date": {"at": "2026-03-06T09:00", "zone": "Asia/Tokyo"},
    }

    american = reply(source, values, market="US").text

    assert american.startswith("$1,234.50 March 5, 2026 March 5, 2026, 7:00 PM")
    assert reply(source, values, locale="en-GB").text.startswith("US$1,234.50 5 March 2026 6 March 2026, 09:00")


@pytest.mark.parametrize(
    ("source", "choice", "text"),
    [
        ('{% if channel == "email" %}A{% else %}B{% endif %}', {"channel": "email"}, "A"),
        ('{% if channel == "email" %}A{% else %}B{% endif %}', {"channel": "live-chat"}, "B"),
        ('{% if platform == "x" %}A{% else %}B{% endif %}', {"platform": "x"}, "A"),
        ('{% if market == "MX" %}A{% else %}B{% endif %}', {"market": "MX"}, "A"),
        ('{% if locale == "en-GB" %}A{% else %}B{% endif %}', {"market": "GB"}, "A"),
        ('{% if tone == "formal" %}A{% else %}B{% endif %}', {}, "A"),
        ("{% if platform %}A{% else %}B{% endif %}", {}, "B"),
        ('{% if channel == "email" %}A{% else %}B{% endif %}', {}, "B"),
        ('{% unless market == "MX" %}A{% endunless %}', {}, "A"),
    ],
)
def test_a_text_may_ask_where_it_is_sent_and_nobody_has_to_fill_that(source: str, choice: dict[str, str], text: str) -> None:
    assert chosen(source, choice).text == text


def alternates(folder: Path) -> Mapping[str, Template]:
    """A document with a text of its own for Mexico and for Traditional Chinese, the latter in one tone only."""
    own = "---\nkeywords: []\n---\n"
    files: dict[str, str | bytes] = {
        f"en/{ID}.md": source_file("## formal\n\nHello.\n\n## friendly\n\nHi.\n", f"{FACETS}subject: Quality\n"),
        f"es/{ID}.md": translation_file("## formal\n\nBuenos días.\n\n## friendly\n\nHola.\n", "subject: Calidad\n"),
        f"es/{ID}.es-MX.md": own + "## formal\n\nBuen día.\n",
        f"zh/{ID}.md": translation_file("## formal\n\n您好，质量。\n\n## friendly\n\n您好～\n", "subject: 质量\n"),
        f"zh/{ID}.zh-Hant.md": "---\nkeywords: []\nsubject: 品質\n---\n## formal\n\n您好，品質。\n",
    }
    library = load_library(write_content(folder, files))
    assert library.problems == ()
    found = {lang: library.get(ID, lang) for lang in ("es", "zh")}
    return {lang: document for lang, document in found.items() if isinstance(document, Template)}


@pytest.mark.parametrize(
    ("lang", "choice", "locale", "text"),
    [
        ("es", {}, "es-ES", "Buenos días."),
        ("es", {"locale": "es-MX"}, "es-MX", "Buen día."),
        ("es", {"market": "MX"}, "es-MX", "Buen día."),
        ("es", {"market": "AR"}, "es-AR", "Buenos días."),
        ("es", {"locale": "es-MX", "tone": "friendly"}, "es-MX", "Hola."),
        ("zh", {}, "zh-CN", "您好，质量。"),
        ("zh", {"locale": "zh-TW"}, "zh-TW", "您好，品質。"),
        ("zh", {"locale": "zh-Hant"}, "zh-TW", "您好，品質。"),
        ("zh", {"locale": "zh-HK"}, "zh-HK", "您好，品質。"),
        ("zh", {"market": "TW"}, "zh-TW", "您好，品質。"),
        ("zh", {"market": "CN"}, "zh-CN", "您好，质量。"),
    ],
)
def test_an_alternate_is_given_to_those_it_is_written_for(
    lang: str, choice: dict[str, str], locale: str, text: str, tmp_path: Path
) -> None:
    found = compose(alternates(tmp_path)[lang], Choices(lang, **choice), {}, real_vocabulary())

    assert (found.locale, found.text) == (locale, text)


@pytest.mark.parametrize(
    ("lang", "locale", "subject"),
    [
        ("es", "", "Calidad"),
        ("es", "es-MX", "Calidad"),
        ("zh", "", "质量"),
        ("zh", "zh-CN", "质量"),
        ("zh", "zh-TW", "品質"),
        ("zh", "zh-HK", "品質"),
    ],
)
def test_a_subject_is_of_the_script_of_its_text(lang: str, locale: str, subject: str, tmp_path: Path) -> None:
    choices = Choices(lang, locale=locale, channel="email")

    assert compose(alternates(tmp_path)[lang], choices, {}, real_vocabulary()).subject == subject


def test_spanish_falls_back_to_its_base_and_chinese_to_no_other_script(tmp_path: Path) -> None:
    written = alternates(tmp_path)

    assert compose(written["es"], Choices("es", locale="es-MX", tone="friendly"), {}, real_vocabulary()).text == "Hola."
    with pytest.raises(LocaleNotFound):
        compose(written["zh"], Choices("zh", locale="zh-TW", tone="friendly"), {}, real_vocabulary())


# --- paragraphs, lines, lists


@pytest.mark.parametrize(
    ("source", "values", "text"),
    [
        ("Hello,\nagain\n\nBye", {}, "Hello,\nagain\n\nBye"),
        ("A. {% if product.name %}B {{ product.name }}. {% endif %}C.", {}, "A. C."),
        ("A.{% if product.name %} B.{% endif %} C.", {}, "A. C."),
        ("Hi\n\n{% if product.name %}It: {{ product.name }}{% endif %}\n\nBye", {}, "Hi\n\nBye"),
        ("Hi\n\n{% if product.name %}\n\nIt\n\n{% endif %}\n\nBye", {"product.name": "x"}, "Hi\n\nIt\n\nBye"),
        ("{{ product.name | default: 'Item' }} is late", {}, "Item is late"),
        ("Send:\n- a\n{% if product.name %}\n- {{ product.name }}\n{% endif %}\n- c", {}, "Send:\n- a\n- c"),
        ("Send:\n\n{% if product.name %}\n- {{ product.name }}\n{% endif %}\n- c", {}, "Send:\n\n- c"),
        ("1. a\n{% if product.name %}\n2. b\n{% endif %}\n3. c", {}, "1. a\n2. c"),
        ("1. a\n\n2. b", {}, "1. a\n\n2. b"),
        ("1. Refund\nwithin five days\n2. New parcel", {}, "1. Refund\nwithin five days\n2. New parcel"),
        ("**Bold** and *soft*", {}, "Bold and soft"),
        ("See [our policy](https://shop.example/p).", {}, "See our policy (https://shop.example/p)."),
        ("[https://shop.example/p](https://shop.example/p)", {}, "https://shop.example/p"),
        (
            "See [**our** policy]({{ policy.url }}).",
            {"policy.url": "https://shop.example/p"},
            "See our policy (https://shop.example/p).",
        ),
        ("{{ return.address }}", {"return.address": "Desk\n12 Road"}, "Desk\n12 Road"),
        ("{% raw %}{{ order.number }}{% endraw %}", {}, "{{ order.number }}"),
        (
            "{% for o in offer.options %}\n- {{ o }}\n{% endfor %}",
            {"offer.options": ["full-refund", "tea"]},
            "- a full refund\n- tea",
        ),
        (
            "Pick {{ offer.options | list: 'or' }}.",
            {"offer.options": ["full-refund", "exchange"]},
            "Pick a full refund or an exchange.",
        ),
        ("{% if offer.options.size > 1 %}Choose{% else %}We do{% endif %}", {"offer.options": ["a", "b"]}, "Choose"),
        ("Within {{ refund.days }} {{ refund.days | plural: 'day', 'days' }}", {"refund.days": "1"}, "Within 1 day"),
        ("{{ return.cost_bearer }}", {"return.cost_bearer": "seller"}, "we pay"),
        ("{{ offer.options.size }} options", {"offer.options": ["a", "b"]}, "2 options"),
        ("{{ offer.options.first }}", {"offer.options": ["full-refund", "b"]}, "a full refund"),
        (
            "{% for o in offer.options %}{{ forloop.index }}) {{ o }} {% endfor %}",
            {"offer.options": ["full-refund", "b"]},
            "1) a full refund 2) b",
        ),
    ],
)
def test_a_reply_reads_as_its_template_is_written(source: str, values: dict[str, object], text: str) -> None:
    assert reply(source, values).text == text


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "- a\n1. b"), ("ja", "・a\n1. b"), ("es", "- a\n1. b"), ("zh", "- a\n1. b")]
)
def test_an_item_begins_with_the_sign_of_its_language(lang: str, text: str) -> None:
    assert reply("- a\n1. b", lang=lang).text == text


@pytest.mark.parametrize(
    ("values", "indexes"),
    [({"product.name": "x"}, [0, 1, 2]), ({}, [0, 2])],
)
@pytest.mark.parametrize(
    "source",
    [
        "Hi\n\n{% if product.name %}Yes{% endif %}\n\nBye",
        "Hi\n\n{% if product.name %}\nYes\n{% endif %}\n\nBye",
        "Hi\n\n{% if product.name %}\n\nYes\n\n{% endif %}\n\nBye",
    ],
    ids=["in the line", "around the line", "around the paragraph"],
)
def test_the_index_of_a_paragraph_is_the_same_whatever_is_left_out(
    source: str, values: dict[str, object], indexes: list[int]
) -> None:
    assert [paragraph.index for paragraph in reply(source, values).paragraphs] == indexes


EVERYTHING = (
    "Dear **{{ customer.name }}**,\nsecond *line*\n\n"
    "Options:\n1. **{{ product.name }}**\n2. x < y & z\n\n"
    "- one\n- two\nSee [policy]({{ policy.url }}) now"
)
VALUES = {"customer.name": ANA, "product.name": '<b>Lamp</b> & "co"', "policy.url": "https://shop.example/?a=1&b=2"}


@pytest.mark.parametrize("lang", ["en", "ja", "es", "zh"])
def test_text_html_and_paragraphs_say_the_same(lang: str) -> None:
    found = reply(EVERYTHING, VALUES, lang)

    def bare(line: str) -> str:
        return re.sub(r"^(?:[-・] ?|\d+\. )", "", line).replace(" (https://shop.example/?a=1&b=2)", "")

    lines = [line for line in found.text.split("\n") if line]
    pieces = ["".join(piece.text for piece in line.pieces) for p in found.paragraphs for line in p.lines]
    assert Page(found.html).lines == pieces == [bare(line) for line in lines]
    assert len(found.text.split("\n\n")) == len(found.paragraphs) == 3
    assert found.length.count == len(found.text)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_shown_text_is_the_plain_text_line_for_line(lang: str) -> None:
    found = reply(EVERYTHING, VALUES, lang)

    shown = "\n\n".join("\n".join(Page(shown_text(paragraph, lang, lang)).lines) for paragraph in found.paragraphs)

    assert shown == found.text


def test_html_carries_lists_bold_and_links() -> None:
    page = Page(reply(EVERYTHING, VALUES).html)

    assert {"p", "ol", "ul", "li", "strong", "em", "a", "br"} <= page.tags
    assert page.links == ["https://shop.example/?a=1&b=2"]


def test_html_numbers_a_list_as_the_text_does() -> None:
    found = reply("1. a\n\n2. b")

    assert re.search(r'<ol start="2">|<li value="2">', found.html) or found.html.count("<ol>") == 1


# --- hostile values

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "</p><iframe src=//shop.example>",
    "[click](javascript:alert(1))",
    "javascript:alert(1)",
    "**bold** _soft_ `code` # head",
    "- item",
    "1. item",
    "{{ order.number }}{% if x %}",
    "{{ config }}{% raw %}{# x #}",
    "${7*7} #{7*7} <%= 7 %>",
    "&lt;b&gt; &amp;",
    "a\\*b\\_c",
    "klzzwxh:0000",
    "｛｛ order.number ｝｝",
]
TEXT_SOURCE = "Item **{{ product.name }}** here"


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_value_is_its_own_letters_and_nothing_else(value: str, lang: str) -> None:
    found = reply(TEXT_SOURCE, {"product.name": value}, lang)
    page = Page(found.html)

    assert found.text == f"Item {value} here"
    assert page.text.strip() == f"Item {value} here"
    assert page.tags == {"p", "strong"}
    assert html.escape(value) in found.html


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_of_any_type_is_refused_or_escaped(type: str, value: str) -> None:
    name, given = {
        "text": ("product.name", value),
        "person": ("customer.name", {"family": value, "given": value}),
        "money": ("order.total", {"amount": value, "currency": value}),
        "number": ("refund.days", value),
        "percent": ("discount.percent", value),
        "date": ("order.date", value),
        "datetime": ("due.date", {"at": value, "zone": value}),
        "url": ("policy.url", value),
        "choice": ("return.cost_bearer", value),
        "list": ("evidence.list", [value, value]),
    }[type]
    source = f"Value {{{{ {name} }}}} and [link]({{{{ {name} }}}})"

    if type not in ("text", "person", "list"):
        with pytest.raises(InvalidValues):
            reply(source, {name: given})
        return
    for preview in (False, True):
        page = Page(reply(source, {name: given}, preview=preview).html)
        assert page.tags <= {"p", "span"}
        assert page.links == []


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("[x](javascript:alert(1))", []),
        ("[x](data:text/html,x)", []),
        ("[x](mailto:help@shop.example)", ["mailto:help@shop.example"]),
    ],
)
def test_an_unsafe_address_of_a_template_is_no_link(source: str, links: list[str]) -> None:
    assert Page(reply(source).html).links == links


@pytest.mark.parametrize("sign", ["\u202e", "\u202a", "\u2066", "\u200f", "\ufeff", "\ue000", "\ue00e", "\ue00f", "\ue008"])
def test_signs_that_reorder_or_fake_marks_do_not_come_out(sign: str) -> None:
    found = reply(TEXT_SOURCE, {"product.name": f"La{sign}mp{sign}1{sign}"})

    assert found.text == "Item Lamp1 here"
    assert sign not in found.html


@pytest.mark.parametrize("value", ["a\x00b", "a\x02klzzwxh:0\x03b", "x" * 100_000])
def test_control_characters_and_overlong_values_are_refused(value: str) -> None:
    with pytest.raises(InvalidValues):
        reply(TEXT_SOURCE, {"product.name": value})


def test_a_subject_is_one_line_of_plain_text() -> None:
    template = template_of("Hello", subject="Order {{ order.number }}")
    values = {"order.number": "A\r\nBcc: x@shop.example"}

    found = compose(template, Choices("en", channel="email"), values, real_vocabulary())

    assert found.subject == "Order A Bcc: x@shop.example"


# --- channels


@pytest.mark.parametrize(
    ("channel", "platform", "length", "found"),
    [
        ("social-public", "", 280, []),
        ("social-public", "", 281, [("R3", "block")]),
        ("social-public", "x", 281, [("R3", "block")]),
        ("social-public", "instagram", 2201, [("R3", "block")]),
        ("social-public", "facebook", 1500, []),
        ("live-chat", "", 301, [("R3", "warn")]),
        ("marketplace-message", "", 1500, []),
        ("marketplace-message", "mercadolibre", 351, [("R3", "block")]),
        ("marketplace-message", "mercadolibre", 350, []),
        ("marketplace-message", "amazon", 1500, []),
        ("social-dm", "instagram", 1001, [("R3", "block")]),
        ("review-reply", "ebay", 501, [("R3", "block")]),
        ("email", "", 1500, []),
        ("", "", 1500, []),
    ],
)
def test_a_text_over_a_verified_limit_is_blocked_and_over_a_believed_one_is_warned_of(
    channel: str, platform: str, length: int, found: list[tuple[str, str]]
) -> None:
    # Lines of words, because one line of a template may not be longer than its own limit.
    result = reply(
        "x" * (length % 1000 or 1000) + ("\n" + "x" * 999) * ((length - 1) // 1000), channel=channel, platform=platform
    )

    assert len(result.text) == length
    assert rules(result) == found
    assert result.copyable is (("R3", "block") not in found)


def test_a_finding_about_length_tells_count_limit_and_unit() -> None:
    found = reply("漢" * 141, channel="social-public", lang="zh")

    assert found.findings == (Finding("R3", "block", params={"count": "282", "limit": "280", "unit": "x-weighted"}),)
    assert (found.length.count, found.length.limit, found.length.unit) == (282, 280, "x-weighted")


def test_bytes_are_what_instagram_counts() -> None:
    assert rules(reply("漢" * 334, channel="social-dm", platform="instagram", lang="zh")) == [("R3", "block")]
    assert rules(reply("漢" * 333, channel="social-dm", platform="instagram", lang="zh")) == []


def test_a_long_subject_is_warned_of() -> None:
    template = template_of("Hello", subject="x" * 61)

    found = compose(template, Choices("en", channel="email"), {}, real_vocabulary())

    assert rules(found) == [("R3", "warn")]
    assert found.copyable


@pytest.mark.parametrize(
    ("source", "values", "name"),
    [
        ("Hello {{ customer.name }}", {"customer.name": ANA}, "customer.name"),
        ("{{ customer.name | name: 'greeting' | default: 'Hello' }}", {"customer.name": ANA}, "customer.name"),
        ("Order {{ order.number }}", {"order.number": "A-1"}, "order.number"),
        ("{% assign n = order.number %}Order {{ n }}", {"order.number": "A-1"}, "order.number"),
        ("{% assign who = customer.name %}Hello {{ who }}", {"customer.name": ANA}, "customer.name"),
        ("{% assign who = customer.name | name: 'greeting' %}{{ who }}", {"customer.name": ANA}, "customer.name"),
        ("Re: {{ issue.summary }}", {"issue.summary": "order A-1", "order.number": "A-1"}, "order.number"),
        ("See [it]({{ tracking.url }})", {"tracking.url": "https://carrier.example/t"}, "tracking.url"),
    ],
)
@pytest.mark.parametrize("channel", ["social-public", "review-reply"])
def test_a_persons_data_in_public_is_blocked(channel: str, source: str, values: dict[str, object], name: str) -> None:
    found = reply(source, values, channel=channel)

    assert found.findings == (Finding("pii-in-public", "block", part="value", params={"name": name}),)
    assert not found.copyable


def test_a_persons_data_in_private_and_other_data_in_public_are_fine() -> None:
    assert reply("Order {{ order.number }}", {"order.number": "A-1"}, channel="social-dm").findings == ()
    assert (
        reply("Item {{ product.name }}", {"product.name": "lamp", "order.number": "A-1"}, channel="social-public").findings
        == ()
    )
    assert reply("{{ customer.handle }} hello", {"customer.handle": "@ana"}, channel="social-public").findings == ()


@pytest.mark.parametrize("channel", EVERYWHERE)
def test_a_channel_that_the_template_is_not_offered_for_is_blocked(channel: str) -> None:
    template = template_of("Hello", channels=[other for other in EVERYWHERE if other != channel])

    found = compose(template, Choices("en", channel=channel), {}, real_vocabulary())

    assert found.findings == (Finding("channel-not-offered", "block", params={"channel": channel}),)
    assert not found.copyable


@pytest.mark.parametrize(
    ("platforms", "not_on", "platform", "blocked"),
    [
        ((), (), "amazon", False),
        ((), ("amazon",), "amazon", True),
        ((), ("amazon",), "ebay", False),
        (("ebay",), (), "amazon", True),
        (("ebay",), (), "ebay", False),
        (("ebay",), (), "", False),
        ((), ("amazon",), "", False),
    ],
)
def test_a_platform_that_the_template_does_not_allow_is_blocked(
    platforms: tuple[str, ...], not_on: tuple[str, ...], platform: str, blocked: bool
) -> None:
    template = template_of("Hello", platforms=platforms, not_on=not_on)

    found = compose(template, Choices("en", platform=platform), {}, real_vocabulary())

    assert rules(found) == ([("platform-forbidden", "block")] if blocked else [])
    assert found.copyable is not blocked


def test_a_subject_stands_on_rich_channels_and_where_none_is_chosen() -> None:
    template = template_of("Hello", subject="About your order")

    subjects = {
        channel: compose(template, Choices("en", channel=channel), {}, real_vocabulary()).subject
        for channel in ("", "email", "social-dm", "live-chat")
    }

    assert subjects == {"": "About your order", "email": "About your order", "social-dm": "", "live-chat": ""}


def test_a_reply_tells_how_fresh_its_text_is() -> None:
    found = reply("Hello")

    assert (found.freshness, found.lang, found.locale, found.tone) == ("source", "en", "en-US", "formal")
