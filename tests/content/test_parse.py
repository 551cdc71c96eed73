from __future__ import annotations

import pytest

from kb.content.model import Facets, File, Stamp
from kb.content.parse import Parsed, parse_file
from kb.content.problems import Problem, Problems
from tests.small_content import FACETS, ID, real_vocabulary, source_file, translation_file


def parse(text: str, id: str = ID, lang: str = "en", locale: str = "") -> tuple[Parsed | None, list[Problem]]:
    problems = Problems(f"{lang}/{id}.md")
    file = File(problems.path, "blob")
    parsed = parse_file(text, id=id, lang=lang, locale=locale, file=file, vocabulary=real_vocabulary(), problems=problems)
    return parsed, list(problems)


def good(text: str, id: str = ID, lang: str = "en", locale: str = "") -> Parsed:
    parsed, problems = parse(text, id, lang, locale)
    assert parsed is not None, problems
    assert problems == []
    return parsed


def test_a_template_is_read_whole() -> None:
    text = """\
---
title: Apology
summary: Use it when late.
keywords: [late delivery, where is my order]
intent: apology
subtype: refusal
issues: [late-delivery, partner-delay]
channels: [email, social-dm]
platforms: [own-shop, x]
not_on: [mercadolibre]
review_kind: product
partner: templates/acknowledgement/first-reply
next: [templates/offer/refund-or-reshipment]
related: [articles/reply-process]
sources: [S0, V1]
subject: Order {{ order.number }}
---
## formal

Dear {{ customer.name }},

{{ due.date }}

## firm

No.
"""

    parsed = good(text)

    assert (parsed.title, parsed.summary, parsed.lang) == ("Apology", "Use it when late.", "en")
    assert parsed.keywords == ("late delivery", "where is my order")
    assert parsed.facets == Facets(
        intent="apology",
        subtype="refusal",
        issues=("late-delivery", "partner-delay"),
        channels=("email", "social-dm"),
        platforms=("own-shop", "x"),
        not_on=("mercadolibre",),
        review_kind="product",
        partner="templates/acknowledgement/first-reply",
        next=("templates/offer/refund-or-reshipment",),
        related=("articles/reply-process",),
        sources=("S0", "V1"),
    )
    assert [(v.tone, v.locale, v.outline.paragraphs) for v in parsed.variants] == [("formal", "", 2), ("firm", "", 1)]
    assert parsed.subject is not None
    assert list(parsed.uses()) == ["order.number", "customer.name", "due.date"]
    assert parsed.page is None


def test_a_translation_leaves_the_facets_to_its_source_and_carries_a_stamp() -> None:
    parsed = good(translation_file(stamp="l10n: {source: abc, digest: def, state: machine}\n"), lang="ja")

    assert parsed.facets is None
    assert parsed.stamp == Stamp("abc", "def", "machine")


def test_an_article_is_a_page_and_needs_neither_intent_nor_channels() -> None:
    parsed = good("---\ntitle: A\nsummary: B\nissues: [refund]\n---\n## Head\n\nText.\n", id="articles/reply-process")

    assert parsed.page is not None
    assert parsed.page.text.split() == ["Head", "Text."]
    assert parsed.variants == ()
    assert parsed.facets == Facets(issues=("refund",))


def test_an_alternate_needs_no_title_and_its_sections_carry_its_locale() -> None:
    parsed = good("---\n---\n## formal\n\n您好\n".replace("---\n---", "---\nkeywords: []\n---"), lang="zh", locale="zh-Hant")

    assert [(v.tone, v.locale) for v in parsed.variants] == [("formal", "zh-Hant")]


def body(*lines: str) -> str:
    """A source file whose body begins in line 8."""
    return source_file("\n".join(lines) + "\n")


BROKEN: dict[str, tuple[str, list[tuple[int | None, int | None, str | None, str]]]] = {
    "no fences": ("title: A\n", [(1, 1, "front-matter", '"---"')]),
    "open fence": ("---\ntitle: A\n## formal\n", [(1, 1, "front-matter", "not closed")]),
    "bad YAML": ("---\ntitle: A: B\nsummary: x\n---\n## formal\n\nHi\n", [(2, None, "yaml", "quote a text")]),
    "open list": ("---\ntitle: A\nsummary: x\nkeywords: [a, b\n---\n## formal\n\nHi\n", [(None, None, "yaml", "not YAML")]),
    "a list as front matter": ("---\n- a\n---\n## formal\n\nHi\n", [(2, 1, "yaml", "title: ...")]),
    "duplicate key": (source_file(facets=FACETS + "title: Again\n"), [(7, 1, "yaml", '"title" is written twice')]),
    "unknown key": (source_file(facets=FACETS + "isues: [refund]\n"), [(7, 1, "unknown-key", 'did you mean "issues"?')]),
    "no title": (source_file(title='""'), [(2, 1, "missing-key", '"title" is empty')]),
    "no summary": ("---\ntitle: A\n" + FACETS + "---\n## formal\n\nHi\n", [(2, 1, "missing-key", '"summary" is missing')]),
    "unknown intent": (
        source_file(facets=FACETS.replace("apology", "apologgy")),
        [(4, 1, "unknown-id", 'did you mean "apology"?')],
    ),
    "unknown issue": (
        source_file(facets=FACETS.replace("late-delivery", "late-delivry")),
        [(5, 1, "unknown-id", 'did you mean "late-delivery"?')],
    ),
    "far-off channel": (
        source_file(facets=FACETS.replace("email", "fax")),
        [(6, 1, "unknown-id", "choose one of: marketplace-message")],
    ),
    "unknown platform": (source_file(facets=FACETS + "not_on: [amazn]\n"), [(7, 1, "unknown-id", 'did you mean "amazon"?')]),
    "facet twice": (
        source_file(facets=FACETS.replace("[late-delivery]", "[refund, refund]")),
        [(5, 1, "repeated-id", '"refund" stands twice')],
    ),
    "platforms as a text": (source_file(facets=FACETS + "platforms: amazon\n"), [(7, 1, "yaml", "must be a list")]),
    "some facets missing": (
        source_file(facets="intent: apology\n"),
        [(2, 1, "missing-key", '"issues"'), (2, 1, "missing-key", '"channels"')],
    ),
    "bad reference": (
        source_file(facets=FACETS + "next: [late-delivery]\n"),
        [(7, 1, "bad-id", "templates/apology/late-delivery")],
    ),
    "bad partner": (source_file(facets=FACETS + "partner: ../x\n"), [(7, 1, "bad-id", '"../x"')]),
    "unknown state": (
        translation_file(stamp="l10n: {source: a, digest: b, state: done}\n"),
        [(4, 1, "unknown-id", "choose one of: machine")],
    ),
    "half a stamp": (translation_file(stamp="l10n: {source: a, state: machine}\n"), [(4, 1, "missing-key", '"digest"')]),
    "unknown variable": (
        body("## formal", "", "Order {{ order.no }}"),
        [(10, 10, "variable", 'variable "order.no" is not in the vocabulary')],
    ),
    "near variable": (body("## formal", "", "{{ order.numbr }}"), [(10, 4, "variable", 'did you mean "order.number"?')]),
    "unknown variable in a condition": (
        body("## formal", "", "A{% if ordr.number %}B{% endif %}"),
        [(10, 8, "variable", '"ordr.number"')],
    ),
    "unknown variable in a subject": (
        source_file(facets=FACETS + 'subject: "{{ order.no }}"\n'),
        [(7, None, "variable", '"order.no"')],
    ),
    "wrong filter for a type": (
        body("## formal", "", "{{ order.number | money }}"),
        [(10, 4, "variable", 'the filter "money" takes a money; "order.number" is a text')],
    ),
    "date of a name": (
        body("## formal", "", "{{ customer.name | date }}"),
        [(10, 4, "variable", '"customer.name" is a person')],
    ),
    "filter after a filter": (
        body("## formal", "", "{{ due.date | date | datetime }}"),
        [(10, 4, "variable", '"datetime"')],
    ),
    "unknown style of a name": (
        body("## formal", "", '{{ customer.name | name: "formall" }}'),
        [(10, 4, "variable", "greeting, formal, friendly, full")],
    ),
    "wrong word of a list": (
        body("## formal", "", '{{ evidence.list | list: "xor" }}'),
        [(10, 4, "variable", '"and" or "or"')],
    ),
    "plural without words": (body("## formal", "", "{{ refund.days | plural }}"), [(10, 4, "variable", "plural")]),
    "default without words": (body("## formal", "", "{{ product.name | default }}"), [(10, 4, "variable", "default")]),
    "default of a number": (
        body("## formal", "", "{{ product.name | default: 5 }}"),
        [(10, None, None, "default")],
    ),
    "default of a truth": (
        body("## formal", "", "{{ product.name | default: true }}"),
        [(10, None, None, "default")],
    ),
    "date with a pattern": (
        body("## formal", "", '{{ order.date | date: "%d" }}'),
        [(10, 4, "variable", 'the filter "date" takes nothing')],
    ),
    "named argument": (
        body("## formal", "", '{{ order.date | date: format: "%d" }}'),
        [(10, 4, "variable", 'the filter "date" takes nothing')],
    ),
    "a fact printed": (body("## formal", "", "On {{ channel }}"), [(10, 7, "variable", "not printed")]),
    "unknown filter": (body("## formal", "", "{{ product.name | upcase }}"), [(10, 19, "liquid-syntax", '"upcase"')]),
    "unclosed output": (body("## formal", "", "Hello {{ order.number"), [(10, None, "liquid-syntax", "")]),
    "unclosed tag": (body("## formal", "", "Hello", "", "{% if order.number %}x"), [(12, None, "liquid-syntax", "endif")]),
    "disallowed tag": (
        body("## formal", "", 'A {% include "x" %}'),
        [(10, None, "liquid-syntax", '"include" is not allowed')],
    ),
    "full-width braces": (
        body("## formal", "", "番号：｛｛ order.number ｝｝"),
        [(10, 4, "fullwidth-liquid", "half width")],
    ),
    "private-use character": (body("## formal", "", "A\ue010B", "C\ue00eD"), [(11, 2, "invisible", "private-use")]),
    "empty tone": (body("## formal", "", "## firm", "", "Hi"), [(8, 1, "tone", '"formal" has no text')]),
    "empty last tone": (body("## formal", "", "Hi", "", "## firm", ""), [(12, 1, "tone", '"firm" has no text')]),
    "unknown tone": (body("## formal", "", "Hi", "", "## frim", "", "Ho"), [(12, 1, "tone", "formal, friendly, firm")]),
    "tone twice": (body("## formal", "", "Hi", "", "## formal", "", "Ho"), [(12, 1, "tone", "twice")]),
    "no tone at all": (body("", "Hi"), [(8, 1, "tone", "first tone")]),
    "empty body": (body(""), [(8, 1, "tone", "## formal")]),
    "text before the first tone": (body("", "Hi", "", "## formal", "", "Ho"), [(8, 1, "tone", "first tone")]),
    "heading in a reply": (body("## formal", "", "Hi", "", "### Part"), [(12, 1, "reply-markup", "###")]),
    "top heading in a reply": (body("## formal", "", "Hi", "# Part"), [(11, 1, "reply-markup", "#")]),
    "second heading like words above it": (
        body("## formal", "", "See # Part", "", "# Part"),
        [(12, 1, "reply-markup", "#")],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_told_with_line_column_and_remedy(case: str) -> None:
    text, expected = BROKEN[case]

    parsed, problems = parse(text)

    assert parsed is None
    assert len(problems) == len(expected)
    for problem, (line, column, code, words) in zip(problems, expected, strict=True):
        assert code is None or problem.code == code
        assert line is None or problem.line == line
        assert column is None or problem.column == column
        assert words in problem.message


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    text = """\
---
title: ""
sumary: x
intent: apolgy
issues: [refnd]
channels: [email, phone]
subject: "{{ order.no }}"
---
## formal

{{ order.no }} {{ product.name | money }}
{{ ordr.total }}

## fiendly

Hi

## firm

# Heading
"""

    parsed, problems = parse(text)

    assert parsed is None
    assert sorted((p.line, p.code) for p in problems) == [
        (2, "missing-key"),
        (2, "missing-key"),
        (3, "unknown-key"),
        (4, "unknown-id"),
        (5, "unknown-id"),
        (6, "unknown-id"),
        (7, "variable"),
        (11, "variable"),
        (11, "variable"),
        (12, "variable"),
        (14, "tone"),
        (20, "reply-markup"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{{ offer.options.size }} {{ offer.options.first }}",
        '{{ offer.options | list: "or" }}',
        "{% for option in offer.options %}{{ option }}{% endfor %}",
        '{% if channel == "email" %}a{% endif %}',
        '{% if platform == "x" or market == "US" %}a{% endif %}',
        '{{ customer.name | name: "greeting" | default: "Hello" }}',
        '{{ refund.days }} {{ refund.days | plural: "day", "days" }}',
        "{{ due.date | date }} {{ due.date | datetime }}",
        '{% assign who = customer.name | name: "full" %}{{ who }}',
        "{{ order.total | money }} {{ discount.percent | number }}",
        '{% case return.cost_bearer %}{% when "seller" %}a{% endcase %}',
        "{{ product.name | default: product.sku }}",
    ],
)
def test_what_the_vocabulary_and_the_filters_offer_may_be_used(line: str) -> None:
    good(body("## formal", "", line))


@pytest.mark.parametrize("name", ["order.number.size", "product.first", "offer.options.last.size", "size"])
def test_a_part_that_a_value_does_not_have_is_an_unknown_variable(name: str) -> None:
    _, problems = parse(body("## formal", "", f"{{{{ {name} }}}}"))

    assert [p.code for p in problems] == ["variable"]


def test_the_digest_is_of_title_summary_and_body_and_not_of_facets_or_layout() -> None:
    base = good(source_file("## formal\n\nHello.\n")).digest

    assert good(source_file("## formal\n\n\n  Hello.\n")).digest == base
    assert good(source_file("## formal\n\nHello.\n", FACETS.replace("email, ", ""))).digest == base
    assert good(source_file("## formal\n\nHello!\n")).digest != base
    assert good(source_file("## formal\n\nHello.\n", title="Later")).digest != base


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntitle: A\nsummary: B\nissues: [refund]\n---\n", 6, "empty"),
        ("---\ntitle: A\nsummary: B\nissues: [refund]\n---\n\n# A\n", 6, "front matter"),
        ("---\ntitle: A\nsummary: B\nissues: [refund]\n---\n" + "[" * 301, 6, "markup"),
    ],
)
def test_a_broken_article_is_told(text: str, line: int, words: str) -> None:
    parsed, problems = parse(text, id="articles/reply-process")

    assert parsed is None
    assert [(p.line, p.code, words in p.message) for p in problems] == [(line, "article-body", True)]
