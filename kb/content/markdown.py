"""An article's Markdown as HTML that is safe to show, its table of contents, and its plain text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kb.content.model import Heading

if TYPE_CHECKING:
    from markdown import Markdown

MAX_BYTES = 65_536
MAX_BLOCK_MARKUP = 300
"""Signs that may open markup in one block: Python-Markdown's time grows with the square of unclosed ones."""

MAX_LINES = 3000
"""Lines of one article: each row of a table and each point of a list is an element of the tree."""

MAX_HEADINGS = 200
"""Headings of one article: finding each a name of its own takes the square of their number where they are equal."""

_TAGS = {"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "blockquote", "hr"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_HEADING = re.compile(r"^(?:#|[=-]+[ \t]*$)", re.MULTILINE)
MAX_DEPTH = 10
"""Lists and quotations inside one another: Python-Markdown calls itself for each."""

_DEEP = re.compile(rf"^[ \t]*(?:>[ \t]*|(?:[-*+]|\d{{1,9}}\.)[ \t]+){{{MAX_DEPTH + 1}}}", re.MULTILINE)
_TOP_HEADING = re.compile(r"^# ", re.MULTILINE)
_BLOCK_END = re.compile(r"</(?:p|h2|h3|li|td|th|pre|blockquote)>|<br>|<hr>")


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered article; `links` are the addresses it points to, as written."""

    html: str
    text: str
    headings: tuple[Heading, ...]
    links: tuple[str, ...]


def too_heavy(body: str) -> str:
    """Why this Markdown is refused before it is read, or nothing."""
    if len(body.encode()) > MAX_BYTES:
        return f"the article is over {MAX_BYTES // 1024} kB; split it"
    if body.count("\n") + body.count("\r") > MAX_LINES:
        return f"the article has over {MAX_LINES} lines; split it"
    for block in re.split(r"\n\s*\n", body):
        if sum(block.count(sign) for sign in "[*_`<!\\") > MAX_BLOCK_MARKUP:
            return f'a block beginning "{block.strip()[:30]}" has over {MAX_BLOCK_MARKUP} signs of markup; split it'
    if sum(1 for _ in _HEADING.finditer(body)) > MAX_HEADINGS:
        return f"the article has over {MAX_HEADINGS} headings; split it"
    if _DEEP.search(body):
        return f"a line opens over {MAX_DEPTH} lists or quotations inside one another; write them flat"
    if _TOP_HEADING.search(body):
        return 'the title stands in the front matter; begin headings with "## "'
    return ""


def render(body: str) -> Page:
    """The page that an article's Markdown makes. HTML in it is shown as text, never obeyed."""
    import nh3

    reader = _reader()
    reader.reset()
    raw = reader.convert(body)
    clean = nh3.clean(
        raw,
        tags=_TAGS,
        attributes={"a": {"href"}, "h2": {"id"}, "h3": {"id"}, "th": {"scope"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    tokens: list[dict[str, Any]] = reader.toc_tokens  # type: ignore[attr-defined]
    return Page(
        html=clean,
        text=html.unescape(re.sub(r"<[^>]+>", "", _BLOCK_END.sub("\n", clean))).strip(),
        headings=tuple(_headings(tokens)),
        links=tuple(html.unescape(href) for href in re.findall(r'<a href="([^"]*)"', clean)),
    )


@cache
def _reader() -> Markdown:
    from markdown import Markdown
    from markdown.extensions.toc import TocExtension, slugify_unicode

    reader = Markdown(extensions=["tables", "sane_lists", TocExtension(slugify=slugify_unicode, toc_depth="2-3")])
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    return reader


def _headings(tokens: list[dict[str, Any]]) -> list[Heading]:
    found = []
    for token in tokens:
        found.append(Heading(token["level"], token["id"], html.unescape(token["name"])))
        found += _headings(token["children"])
    return found
