"""From a template, an agent's choices and values to a reply: its paragraphs, its plain text, its HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kb.content import outline as marks
from kb.content.model import Template, Variant
from kb.content.outline import Outline
from kb.content.parse import Vocabulary
from kb.content.variables import Variable
from kb.errors import InvalidValues, LocaleNotFound, ToneNotFound, ValueProblem
from kb.languages import LANGUAGES, match_locale, script_of
from kb.liquid import VALUE_END, VALUE_START, Rendering
from kb.reply.channels import Length, measure
from kb.reply.formats import Formats
from kb.reply.values import read_values


@dataclass(frozen=True, slots=True)
class Choices:
    """What the agent has chosen for a reply. Empty means: not chosen."""

    lang: str
    tone: str = ""
    locale: str = ""
    channel: str = ""
    platform: str = ""
    market: str = ""
    labels: str = ""
    """The language in which a preview names its gaps; the reply's own when empty."""


class Kind(StrEnum):
    """What a piece of a line is: the template's own words, a filled value, or a gap."""

    TEXT = "text"
    VALUE = "value"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a line in one style. `name` is the variable of a value or a gap, `address` a link's."""

    kind: Kind
    text: str
    name: str = ""
    strong: bool = False
    emphasis: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the reply. `item` is "" for plain text, "-" for a bullet, else its number like "2."."""

    item: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that stand together. `index` is the same for what says the same in another language."""

    index: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the reply that its sender must know. `block` forbids copying."""

    rule: str
    severity: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """A rendered reply. `missing` names, in order, the values it cannot do without and does not have."""

    lang: str
    locale: str
    tone: str
    freshness: str
    paragraphs: tuple[Paragraph, ...]
    subject: str
    text: str
    html: str
    missing: tuple[str, ...]
    length: Length
    findings: tuple[Finding, ...]

    @property
    def copyable(self) -> bool:
        """Whether it may be sent: nothing missing, nothing that blocks."""
        return not self.missing and not any(finding.severity == "block" for finding in self.findings)


def compose(
    template: Template, choices: Choices, raw: Mapping[str, object], vocabulary: Vocabulary, *, preview: bool = False
) -> Reply:
    """The reply that a template makes of these choices and values.

    Raises InvalidValues naming every value that is wrong and, unless it is a preview, every required one
    that is missing; ToneNotFound and LocaleNotFound when the text does not exist.
    """
    locale = _locale(choices, vocabulary)
    variant = _variant(template, choices.tone, locale)
    values: dict[str, object] = dict(read_values(raw, vocabulary.variables))
    facts = {"channel": choices.channel, "platform": choices.platform, "market": choices.market}
    values |= {name: fact or None for name, fact in facts.items()} | {"locale": locale, "tone": variant.tone}
    market = vocabulary.taxonomy.markets.get(choices.market)
    formats = Formats(locale, variant.tone, market.zone if market else "")
    channel = vocabulary.taxonomy.channels.get(choices.channel)

    body = variant.outline.template.render(values, formats)
    headed = template.subject if channel is None or channel.rich else None
    head = headed.template.render(values, formats) if headed else None
    missing = tuple(dict.fromkeys([*(head.missing if head else ()), *body.missing]))
    if missing and not preview:
        raise InvalidValues([ValueProblem(name, "missing", "is required; fill it in") for name in missing])

    labels = _Labels(vocabulary.variables, choices.labels or choices.lang)
    paragraphs = tuple(_paragraphs(body, labels))
    text = plain_text(paragraphs, template.lang)
    length = measure(text, channel.limit(choices.platform) if channel else None)
    subject = _subject(head, headed, labels)
    findings = [
        *_fit(template, choices),
        *_too_long(length, "over-limit"),
        *(_too_long(measure(subject, channel.subject), "subject-over-limit") if channel else ()),
    ]
    if channel and channel.public:
        findings += _personal(text, variant.outline, body, values, vocabulary.variables)
    return Reply(
        lang=template.lang,
        locale=locale,
        tone=variant.tone,
        freshness=template.freshness,
        paragraphs=paragraphs,
        subject=subject,
        text=text,
        html=rich_text(paragraphs, marked=preview),
        missing=missing,
        length=length,
        findings=tuple(findings),
    )


def _locale(choices: Choices, vocabulary: Vocabulary) -> str:
    if choices.locale:
        return match_locale(choices.lang, choices.locale)
    market = vocabulary.taxonomy.markets.get(choices.market)
    if market is None:
        return LANGUAGES[choices.lang].locale
    return market.locale(choices.lang)


def _variant(template: Template, tone: str, locale: str) -> Variant:
    """The text of this tone for this locale: its own where there is one, else the base.

    The base never stands in for another script: who asked for Traditional Chinese must not get Simplified.
    """
    tone = tone or template.tones[0]
    if tone not in template.tones:
        raise ToneNotFound(template.id, tone, template.tones)
    same_tone = [variant for variant in template.variants if variant.tone == tone]
    base = LANGUAGES[template.lang]
    for variant in same_tone:
        if variant.locale and _covers(variant.locale, locale):
            return variant
    if script_of(locale) != base.script:
        written = [tag for tag in base.locales if script_of(tag) == base.script]
        raise LocaleNotFound(locale, written)
    return next(variant for variant in same_tone if not variant.locale)


def _covers(written: str, asked: str) -> bool:
    """Whether a text for `zh-Hant` or `es-MX` may be given to who asked for `asked`."""
    if script_of(written) != script_of(asked):
        return False
    parts = written.split("-")
    return parts[-1].title() in ("Hant", "Hans") or parts[-1].upper() == asked.split("-")[-1].upper()


def _fit(template: Template, choices: Choices) -> Iterator[Finding]:
    facets = template.facets
    if choices.channel and choices.channel not in facets.channels:
        yield Finding("channel-not-offered", "block", {"channel": choices.channel})
    barred = choices.platform in facets.not_on or (facets.platforms and choices.platform not in facets.platforms)
    if choices.platform and barred:
        yield Finding("platform-forbidden", "block", {"platform": choices.platform})


def _too_long(length: Length, rule: str) -> Iterator[Finding]:
    if length.over:
        severity = "block" if length.verified else "warn"
        yield Finding(rule, severity, {"count": str(length.count), "limit": str(length.limit), "unit": length.unit})


def _personal(
    text: str, outline: Outline, body: Rendering, values: Mapping[str, object], variables: Mapping[str, Variable]
) -> Iterator[Finding]:
    """A finding for each value of a person that came out, under its own name or by another way."""
    printed = {output.name for output in body.outputs} | {use.name for use in outline.uses if use.assigned}
    for name, value in values.items():
        if (
            name in variables
            and variables[name].personal
            and (name in printed or (isinstance(value, str) and value in text))
        ):
            yield Finding("pii-in-public", "block", {"name": name})


@dataclass(frozen=True, slots=True)
class _Labels:
    variables: Mapping[str, Variable]
    lang: str

    def __getitem__(self, name: str) -> str:
        variable = self.variables.get(name)
        return variable.labels[self.lang] if variable else name


_TOKENS = re.compile(f"([{marks.PARAGRAPH}-{marks.LINK_END}])|{VALUE_START}(\\d+){VALUE_END}")
_INDEX = re.compile(r"\d+")
_LINES = {marks.LINE: "", marks.BULLET: "-", marks.NUMBER: "#"}


def _paragraphs(rendering: Rendering, labels: _Labels) -> Iterator[Paragraph]:
    """The paragraphs and lines that came out with something in them."""
    index, lines = 0, list[Line]()
    number, start = 0, ""
    for block in re.split(f"(?=[{marks.PARAGRAPH}-{marks.NUMBER}])", rendering.text):
        sign, body = block[:1], block[1:]
        if sign == marks.PARAGRAPH:
            if lines:
                yield Paragraph(index, tuple(lines))
            head = _INDEX.match(body)
            assert head is not None
            index, lines, number = int(head[0]), [], 0
            sign, body = marks.LINE, body[head.end() :]  # a gap that decides between lines stands before them
        elif sign == marks.NUMBER:
            start, _, body = body.partition(marks.POINT)
        if sign in _LINES and (pieces := tuple(_tidy(_pieces(body, rendering, labels)))):
            if sign == marks.NUMBER:
                number = int(start) if start else number + 1
            lines.append(Line(f"{number}." if sign == marks.NUMBER else _LINES[sign], pieces))
    if lines:
        yield Paragraph(index, tuple(lines))


def _pieces(body: str, rendering: Rendering, labels: _Labels) -> Iterator[Piece]:
    strong = emphasis = False
    address, held = "", list[Piece]()
    linked = False
    position = 0
    for token in [*_TOKENS.finditer(body), None]:
        text = body[position : token.start() if token else len(body)]
        if text and address is not None:
            held.append(Piece(Kind.TEXT, text, strong=strong, emphasis=emphasis))
        if token is None:
            break
        position = token.end()
        mark = token[1]
        if token[2] is not None:
            held.append(_value(rendering, int(token[2]), labels, strong=strong, emphasis=emphasis))
        elif mark in (marks.BOLD, marks.BOLD_END):
            strong = mark == marks.BOLD
        elif mark in (marks.EMPHASIS, marks.EMPHASIS_END):
            emphasis = mark == marks.EMPHASIS
        elif mark == marks.LINK:
            yield from held
            held, linked = [], True
        elif mark == marks.LINK_ADDRESS and linked:
            label, held = held, []
        elif mark == marks.LINK_END and linked:
            address = "".join(piece.text for piece in held)
            yield from _link(label, address)
            held, linked, address = [], False, ""
    yield from held


def _link(label: Sequence[Piece], address: str) -> Iterator[Piece]:
    for piece in label:
        yield Piece(piece.kind, piece.text, piece.name, piece.strong, piece.emphasis, address)


def _value(rendering: Rendering, index: int, labels: _Labels, *, strong: bool, emphasis: bool) -> Piece:
    output = rendering.outputs[index]
    if output.text is None:
        return Piece(Kind.GAP, labels[output.name], output.name, strong, emphasis)
    kind = Kind.VALUE if output.name else Kind.TEXT
    return Piece(kind, output.text, output.name, strong, emphasis)


def _tidy(pieces: Iterator[Piece]) -> list[Piece]:
    """A line without the spaces that an omitted sentence leaves behind; nothing if only spaces are left."""
    kept: list[Piece] = []
    for piece in pieces:
        text = piece.text
        if piece.kind is Kind.TEXT:
            text = re.sub(r"[ \t]+", " ", text)
            if not kept or kept[-1].text.endswith(" "):
                text = text.lstrip(" ")
        if text:
            kept.append(Piece(piece.kind, text, piece.name, piece.strong, piece.emphasis, piece.address))
    while kept and kept[-1].kind is Kind.TEXT and not kept[-1].text.rstrip():
        kept.pop()
    if kept and kept[-1].kind is Kind.TEXT:
        last = kept[-1]
        kept[-1] = Piece(last.kind, last.text.rstrip(), last.name, last.strong, last.emphasis, last.address)
    return kept


def plain_text(paragraphs: Sequence[Paragraph], lang: str) -> str:
    """The reply as a channel without formatting carries it: a line a line, an empty line between paragraphs."""
    return "\n\n".join("\n".join(line_text(line, lang) for line in paragraph.lines) for paragraph in paragraphs)


def line_text(line: Line, lang: str) -> str:
    """One line as plain text, with its bullet or number, a link as its words and its address."""
    parts = [item_mark(line.item, lang)]
    for piece, after in zip(line.pieces, [*line.pieces[1:], None], strict=True):
        parts.append(f"[{piece.text}]" if piece.kind is Kind.GAP else piece.text)
        if piece.address and (after is None or after.address != piece.address) and piece.address != piece.text:
            parts.append(f" ({piece.address})")
    return "".join(parts)


def item_mark(item: str, lang: str) -> str:
    """What stands before a list item in plain text."""
    if not item:
        return ""
    if item == "-":
        return "・" if lang == "ja" else "- "
    return f"{item} "


_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)


def rich_text(paragraphs: Sequence[Paragraph], *, marked: bool = False) -> str:
    """The reply as HTML: everything escaped, lists as lists. `marked` shows which words are values and gaps."""
    return "\n".join(_rich_paragraph(paragraph, marked) for paragraph in paragraphs)


def shown_text(paragraph: Paragraph, lang: str) -> str:
    """A paragraph as HTML whose text is, line for line, the plain text; values and gaps are marked."""
    return f"<p>{'<br>'.join(_shown_line(line, lang) for line in paragraph.lines)}</p>"


def _shown_line(line: Line, lang: str) -> str:
    parts = [html.escape(item_mark(line.item, lang))]
    for piece, after in zip(line.pieces, [*line.pieces[1:], None], strict=True):
        text = html.escape(piece.text).replace("\n", "<br>")
        text = f"<strong>{text}</strong>" if piece.strong else text
        text = f"<em>{text}</em>" if piece.emphasis else text
        parts.append(_named(piece, text))
        if piece.address and (after is None or after.address != piece.address) and piece.address != piece.text:
            parts.append(html.escape(f" ({piece.address})"))
    return "".join(parts)


def _named(piece: Piece, text: str) -> str:
    if piece.kind is Kind.GAP:
        return f'<mark class="gap" data-name="{html.escape(piece.name)}">{text}</mark>'
    if piece.kind is Kind.VALUE:
        return f'<span class="value" data-name="{html.escape(piece.name)}">{text}</span>'
    return text


def _rich_paragraph(paragraph: Paragraph, marked: bool) -> str:
    parts: list[str] = []
    opened = ""
    for line in paragraph.lines:
        wanted = {"": "p", "-": "ul"}.get(line.item, "ol")
        content = "".join(_rich_piece(piece, marked) for piece in line.pieces)
        if wanted != opened:
            start = f' start="{line.item[:-1]}"' if wanted == "ol" and line.item != "1." else ""
            parts.append((f"</{opened}>" if opened else "") + f"<{wanted}{start}>")
        elif wanted == "p":
            parts.append("<br>")
        parts.append(content if wanted == "p" else f"<li>{content}</li>")
        opened = wanted
    return "".join(parts) + f"</{opened}>"


def _rich_piece(piece: Piece, marked: bool) -> str:
    text = html.escape(piece.text).replace("\n", "<br>")
    address = piece.address or (piece.text if piece.kind is Kind.VALUE else "")
    if _SAFE_ADDRESS.fullmatch(address):
        text = f'<a href="{html.escape(address)}">{text}</a>'
    if piece.strong:
        text = f"<strong>{text}</strong>"
    if piece.emphasis:
        text = f"<em>{text}</em>"
    return _named(piece, text) if marked or piece.kind is Kind.GAP else text


def _subject(head: Rendering | None, outline: Outline | None, labels: _Labels) -> str:
    if head is None or outline is None:
        return ""
    lines = [line for paragraph in _paragraphs(head, labels) for line in paragraph.lines]
    return " ".join(line_text(line, labels.lang) for line in lines).replace("\n", " ")
