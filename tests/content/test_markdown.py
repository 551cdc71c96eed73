from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest

from kb.content.markdown import MAX_BLOCK_MARKUP, MAX_BYTES, MAX_LINES, render, too_heavy


class Seen(HTMLParser):
    """What a browser would make of some HTML: its tags and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("**a** *b* `c`", "<p><strong>a</strong> <em>b</em> <code>c</code></p>"),
        ("これは**重要**です", "<p>これは<strong>重要</strong>です</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("## Stages", '<h2 id="stages">Stages</h2>'),
        ("## 返信の手順", '<h2 id="返信の手順">返信の手順</h2>'),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_markdown_becomes_html(source: str, html: str) -> None:
    assert render(source).html.strip() == html


def test_a_table_becomes_a_table() -> None:
    html = render("|Channel|Time|\n|-|-|\n|X|1 hour|\n").html

    assert "<th>Channel</th>" in html
    assert "<td>1 hour</td>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "a <script>alert(1)</script> b",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](JaVaScRiPt:alert(1))",
        "![x](http://shop.example/x.png)",
        "<javascript:alert(1)>",
        '[x](https://shop.example/"onmouseover=alert(1))',
        "<style>p{display:none}</style>",
        "<!-- comment --> <iframe src=x></iframe>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_html_and_unsafe_addresses_are_never_obeyed(hostile: str) -> None:
    seen = Seen()

    seen.feed(render(hostile).html)

    assert seen.tags <= {"p", "a", "h2", "code", "em", "strong"}
    assert {name for name, _ in seen.attributes} <= {"href", "rel", "id"}
    assert all(value.startswith(("https://", "http://", "/")) for name, value in seen.attributes if name == "href")


def test_html_is_shown_as_the_text_it_is() -> None:
    page = render("Use <b>bold</b> & <script>x</script>")

    assert page.text == "Use <b>bold</b> & <script>x</script>"


def test_headings_make_a_table_of_contents_with_anchors_of_their_own() -> None:
    page = render("## First\n\n### Inner\n\n## First\n\n## A & B\n")

    assert [(h.level, h.title) for h in page.headings] == [(2, "First"), (3, "Inner"), (2, "First"), (2, "A & B")]
    anchors = [h.anchor for h in page.headings]
    assert len(set(anchors)) == 4
    assert all(f'id="{anchor}"' in page.html for anchor in anchors)


def test_one_page_leaves_nothing_behind_for_the_next() -> None:
    render("## Left\n\n[ref]: https://shop.example/left\n")

    page = render("## Left\n\n[ref]")

    assert page.headings[0].anchor == "left"
    assert page.links == ()


def test_the_plain_text_holds_the_words_and_no_markup() -> None:
    page = render("## Head\n\nA **b** [link](/articles/x).\n\n- one\n- two &amp; three\n\n|a|b|\n|-|-|\n|c|d|\n")

    words = page.text.split()
    assert words == ["Head", "A", "b", "link.", "one", "two", "&", "three", "a", "b", "c", "d"]


def test_every_address_that_is_linked_is_listed_as_written() -> None:
    page = render("[a](/articles/x) [b](/templates/y#z) [c](https://shop.example/?a=1&b=2) [d](javascript:x)")

    assert page.links == ("/articles/x", "/templates/y#z", "https://shop.example/?a=1&b=2")


def test_a_link_to_another_site_tells_it_nothing() -> None:
    assert 'rel="noopener noreferrer"' in render("[a](https://shop.example/)").html


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("x" * (MAX_BYTES + 1), "64 kB"),
        ("漢" * (MAX_BYTES // 3 + 1), "64 kB"),
        ("ok\n\n" + "[" * (MAX_BLOCK_MARKUP + 1), "markup"),
        ("- a\n" * (MAX_LINES + 1), "lines"),
        ("text\n\n# Title\n", "front matter"),
    ],
)
def test_a_body_that_is_too_heavy_is_refused_before_it_is_read(body: str, words: str) -> None:
    assert words in too_heavy(body)


@pytest.mark.parametrize("body", ["", "## Head\n\ntext", "x" * MAX_BYTES, "[" * MAX_BLOCK_MARKUP, "#hashtag", "a # b"])
def test_an_ordinary_body_is_not_too_heavy(body: str) -> None:
    assert too_heavy(body) == ""


@pytest.mark.parametrize("block", ["[" * 300, "*a_" * 100, "`" * 300, "<" * 300, "![" * 150, "[a](" * 75, "**" * 150])
def test_the_heaviest_markup_that_is_read_costs_little_time(block: str) -> None:
    body = "\n\n".join([block] * 10)
    assert too_heavy(body) == ""
    started = time.process_time()

    render(body)

    assert time.process_time() - started < 1
