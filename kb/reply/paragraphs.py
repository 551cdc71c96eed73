"""A rendered text read back into paragraphs: lines of pieces, each the template's words, a value, or a gap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kb.content import outline as marks
from kb.content.variables import Variable
from kb.liquid import VALUE_END, VALUE_START, Rendering


class Kind(StrEnum):
    """What a piece of a line is: the template's own words, a filled value, or a gap."""

    TEXT = "text"
    VALUE = "value"
    GAP = "gap"


class Piece(NamedTuple):
    """A run of a line in one style. `name` is the variable of a value or a gap, `address` a link's."""

    kind: Kind
    text: str
    name: str = ""
    strong: bool = False
    emphasis: bool = False
    address: str = ""


class Line(NamedTuple):
    """A line of the reply. `item` is "" for plain text, "-" for a bullet, else its number like "2."."""

    item: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that stand together. `index` is the same for what says the same in another language."""

    index: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What a preview calls its gaps, in one language."""

    variables: Mapping[str, Variable]
    lang: str

    def __getitem__(self, name: str) -> str:
        variable = self.variables.get(name)
        return variable.labels[self.lang] if variable else name


_TOKENS = re.compile(f"([{marks.PARAGRAPH}-{marks.LINK_END}])|{VALUE_START}(\\d+){VALUE_END}")
_INDEX = re.compile(r"\d+")
_BLOCK = re.compile(f"(?=[{marks.PARAGRAPH}-{marks.NUMBER}])")
_SPACES = re.compile(r"[ \t]{2,}|\t")
_LINES = {marks.LINE: "", marks.BULLET: "-", marks.NUMBER: "#"}


def read_paragraphs(rendering: Rendering, labels: Labels) -> Iterator[Paragraph]:
    """The paragraphs and lines that came out with something in them."""
    index, lines = 0, list[Line]()
    number, start = 0, ""
    for block in _BLOCK.split(rendering.text):
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


def _pieces(body: str, rendering: Rendering, labels: Labels) -> Iterator[Piece]:
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
        yield piece._replace(address=address)


def _value(rendering: Rendering, index: int, labels: Labels, *, strong: bool, emphasis: bool) -> Piece:
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
            text = _SPACES.sub(" ", text)
            if not kept or kept[-1].text.endswith(" "):
                text = text.lstrip(" ")
        if text:
            kept.append(piece if text == piece.text else piece._replace(text=text))
    while kept and kept[-1].kind is Kind.TEXT and not kept[-1].text.rstrip():
        kept.pop()
    if kept and kept[-1].kind is Kind.TEXT:
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip())
    return kept
