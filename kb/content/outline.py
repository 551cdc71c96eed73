"""A reply's text as paragraphs: Markdown and Liquid read once, so that rendering is one pass.

A section of a template is compiled to one Liquid text in which marks (private-use characters) say where a
paragraph, a line, a list item, an emphasis or a link begins and ends. Rendering that text with values and
reading the marks gives the paragraphs (`kb.reply.compose`). Values are marks themselves, so nothing in a
value is ever read as Markdown.

What a reply may hold: paragraphs of lines, lists, **bold**, *emphasis* and [links](address). A line that
holds only tags leaves no line behind; tags may stand around whole paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from kb import liquid
from kb.errors import TemplateSyntaxError

PARAGRAPH, LINE, BULLET, NUMBER = "\ue000", "\ue001", "\ue002", "\ue003"
BOLD, BOLD_END, EMPHASIS, EMPHASIS_END = "\ue004", "\ue005", "\ue006", "\ue007"
LINK, LINK_ADDRESS, LINK_END = "\ue008", "\ue009", "\ue00a"
_HOLD, _HOLD_END, POINT = "\ue00b", "\ue00c", "\ue00d"
MARKS = re.compile("[\ue000-\ue00f]")

MAX_LINE = 2000
MAX_LINE_MARKUP = 200
"""Python-Markdown's time grows with the square of unclosed brackets; so many in a line cost it some 5 ms."""

_LIQUID = re.compile(r"\{%-?\s*(raw|comment)\b.*?\{%-?\s*end\1\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_HELD = re.compile(f"{_HOLD}(\\d+){_HOLD_END}")
_TAG_LINE = re.compile(f"\\s*(?:{_HOLD}\\d+{_HOLD_END}\\s*)+")
_PRINTS = re.compile(r"\{\{|\{%-?\s*raw\b")
_TAG_WORD = re.compile(r"\{%-?\s*(\w+)")
_BRANCHES = ("else", "elsif", "when")
_ITEM = re.compile(f"((?:{_HOLD}\\d+{_HOLD_END})*)(?:([-*+])|(\\d{{1,2}})[.)])\\s+")
_FOREIGN = re.compile(r"\s{0,3}(#{1,6}\s|>|```|~~~|\||!\[|(?:[-*_]\s*){3,}$)")
_FULL_WIDTH = re.compile("[｛｝][｛｝%％]|[{｛][％%][^{}%]*％|\\{｛|｛\\{|｝\\}|\\}｝|｛％")


class Outline(NamedTuple):
    """A text that is ready to be rendered: `paragraphs` counts those it may have."""

    template: liquid.Template
    paragraphs: int
    names: tuple[str, ...]
    """The variables that it uses, in order, each once."""
    assigned: frozenset[str]
    """Those of them that an `assign` takes, so that they print under another name."""
    compiled: str

    def words(self, labels: Mapping[str, str]) -> str:
        """All that the text may say, in every branch, with each variable's label in its place."""

        def written(match: re.Match[str]) -> str:
            name = re.match(r"\{\{-?\s*([\w.]+)", match.group())
            return f"[{labels.get(name[1], name[1])}]" if name else ""

        text = re.sub(f"{PARAGRAPH}\\d+|{NUMBER}\\d*{POINT}|[{LINE}-{NUMBER}]", "\n", _LIQUID.sub(written, self.compiled))
        return MARKS.sub("", text).strip()


Report = Callable[[int, str, str], None]
"""Takes the place in the source (code points from its start), a code and a message."""


class Compiled(NamedTuple):
    """An outline, and where the source that it was made of uses variables and compares them."""

    outline: Outline
    uses: tuple[liquid.Use, ...]
    comparisons: tuple[liquid.Comparison, ...]


def compile_outline(source: str, report: Report) -> Compiled | None:
    """What a section's source is compiled to, or None after reporting all that is wrong."""
    if MARKS.search(source):
        report(MARKS.search(source).start(), "invisible", "there is a private-use character here; delete it")  # type: ignore[union-attr]
        return None
    if wide := _FULL_WIDTH.search(source):
        report(wide.start(), "fullwidth-liquid", f'"{wide.group()}" is full-width; type {{{{ }}}} or {{% %}} in half width')
        return None
    wrong: list[tuple[int, str, str]] = []
    try:
        liquid.check_closed(source)
        compiler = _Compiler(source, lambda *problem: wrong.append(problem))
        read = _read(compiler, source, wrong)
    except TemplateSyntaxError as error:
        report(error.index, "liquid-syntax", str(error))
        return None
    for problem in wrong:
        report(*problem)
    if read is None:
        return None
    template, uses, comparisons = read
    names, assigned = dict.fromkeys(use.name for use in uses), frozenset(use.name for use in uses if use.assigned)
    return Compiled(Outline(template, compiler.paragraphs, tuple(names), assigned, compiler.text), uses, comparisons)


def _read(
    compiler: _Compiler, source: str, wrong: list[tuple[int, str, str]]
) -> tuple[liquid.Template, tuple[liquid.Use, ...], tuple[liquid.Comparison, ...]] | None:
    """What a source is compiled to, read once, and the uses of variables and the comparisons in the source itself.

    None after noting what is wrong. Raises TemplateSyntaxError where the source itself cannot be read.
    """
    if not compiler.compile():
        liquid.uses_of(source)
        return None
    try:
        template = liquid.Template(compiler.text)
    except TemplateSyntaxError as error:
        liquid.uses_of(source)
        wrong.append((0, "liquid-syntax", f"the text is too long or its tags do not fit the paragraphs: {error}"))
        return None
    stood = compiler.places()
    if stood is None:
        return template, liquid.uses_of(source), liquid.comparisons_of(source)
    uses = tuple(replace(use, index=stood(use.index)) for use in template.uses)
    return template, uses, tuple(replace(one, index=stood(one.index)) for one in template.comparisons)


class _Compiler:
    def __init__(self, source: str, report: Report) -> None:
        self._source, self._report = source, report
        self._held: list[str] = []
        self._stood: list[int] = []
        self._failed = False
        self._numbered = False
        self.paragraphs = 0
        self.text = ""

    def compile(self) -> bool:
        """Make `text` of the source; False after reporting what no reply can carry."""
        masked = _LIQUID.sub(self._hold, self._source)
        blocks = re.split(r"\n[ \t]*\n", masked.strip("\n"))
        out = [self._block([line.strip() for line in block.split("\n") if line.strip()]) for block in blocks]
        self._masked = "".join(out)
        self.text = _HELD.sub(lambda match: self._held[int(match[1])], self._masked)
        return not self._failed

    def places(self) -> Callable[[int], int] | None:
        """Where in the source a place in a tag of `text` stands; None where not every tag of it was kept."""
        order, starts, shift = [], [], 0
        for match in _HELD.finditer(self._masked):
            order.append(int(match[1]))
            starts.append(match.start() + shift)
            shift += len(self._held[order[-1]]) - len(match.group())
        if order != list(range(len(self._held))):
            return None

        def stood(index: int) -> int:
            tag = bisect_right(starts, index) - 1
            return index - starts[tag] + self._stood[tag]

        return stood

    def _hold(self, match: re.Match[str]) -> str:
        self._held.append(match.group())
        self._stood.append(match.start())
        return f"{_HOLD}{len(self._held) - 1}{_HOLD_END}"

    def _block(self, lines: list[str]) -> str:
        text = "\n".join(lines)
        if not lines or _TAG_LINE.fullmatch(text) and all(map(self._only_tags, lines)):
            return "".join(lines)
        before, lines = self._outer_tags(text)
        self.paragraphs += 1
        self._numbered = False
        mark = f"{PARAGRAPH}{self.paragraphs - 1}"
        return before + mark + "".join(self._line(line) for line in lines)

    def _outer_tags(self, text: str) -> tuple[str, list[str]]:
        """The tags at the head of a block that end what an earlier block began, and the lines after them.

        They stand before the paragraph's mark, so that the paragraph does not vanish with what they end.
        """
        depth, head = 0, 0
        for match in _HELD.finditer(text):
            word = _TAG_WORD.match(self._held[int(match[1])])
            if not word or word[1] in ("raw", "comment", "assign"):
                continue
            if word[1] in _BRANCHES or word[1].startswith("end"):
                if depth == 0:
                    if _TAG_LINE.fullmatch(text[: match.end()]):
                        head = match.end()
                    elif text[match.end() :].strip() and not _TAG_LINE.fullmatch(text[match.end() :]):
                        shown = self._held[int(match[1])]
                        self._fail(text, f"{shown} ends what an earlier paragraph began; put it on a line of its own")
                elif word[1].startswith("end"):
                    depth -= 1
            else:
                depth += 1
        rest = [line.strip() for line in text[head:].split("\n") if line.strip()]
        return text[:head].replace("\n", ""), rest

    def _only_tags(self, line: str) -> bool:
        if not _TAG_LINE.fullmatch(line):
            return False
        return not any(_PRINTS.match(self._held[int(index)]) for index in _HELD.findall(line))

    def _line(self, line: str) -> str:
        if self._only_tags(line):
            return line
        self._check(line)
        item = _ITEM.match(line)
        if not item:
            return LINE + _inline(line)
        return self._item_mark(item) + item[1] + _inline(line[item.end() :])

    def _check(self, line: str) -> None:
        if foreign := _FOREIGN.match(line):
            self._fail(line, f'"{foreign.group(1).strip()}" begins something that a reply cannot carry; write plain lines')
        elif len(line) > MAX_LINE or sum(line.count(sign) for sign in "[*_\\") > MAX_LINE_MARKUP:
            self._fail(line, f"the line is too long or too full of markup; keep it under {MAX_LINE} characters")

    def _item_mark(self, item: re.Match[str]) -> str:
        """A bullet, or a number: the first of a paragraph says where to begin, the others count on."""
        if item[2]:
            return BULLET
        start = "" if self._numbered else item[3]
        self._numbered = True
        return f"{NUMBER}{start}{POINT}"

    def _fail(self, text: str, message: str) -> None:
        self._failed = True
        written = _HELD.sub(lambda match: self._held[int(match[1])], text)
        first = written.split("\n")[0]
        place = re.search(rf"^[ \t]*{re.escape(first)}", self._source, re.MULTILINE)
        self._report(place.end() - len(first) if place else 0, "reply-markup", message)


_INLINE_PATTERNS = (
    *("backtick", "escape", "reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref"),
    *("autolink", "automail", "linebreak", "html", "entity", "not_strong", "em_strong", "em_strong2"),
)


@cache
def _inline_processor() -> Callable[[str], Element]:
    from markdown import Markdown

    reader = Markdown()
    kept = {"escape", "link", "em_strong", "em_strong2"}
    for name in _INLINE_PATTERNS:
        if name not in kept:
            reader.inlinePatterns.deregister(name, strict=False)

    def process(text: str) -> Element:
        root = Element("div")
        SubElement(root, "p").text = text
        for name in ("inline", "unescape"):
            reader.treeprocessors[name].run(root)
        return root[0]

    return process


def _inline(text: str) -> str:
    if not any(sign in text for sign in "*_[\\"):
        return text
    return _marked(_inline_processor()(text))


_SPANS = {"strong": (BOLD, BOLD_END), "em": (EMPHASIS, EMPHASIS_END)}


def _marked(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        inner = _marked(child)
        if child.tag == "a":
            inner = f"{LINK}{inner}{LINK_ADDRESS}{child.get('href', '')}{LINK_END}"
        else:
            start, end = _SPANS[child.tag]
            inner = f"{start}{inner}{end}"
        parts += [inner, child.tail or ""]
    return "".join(parts)
