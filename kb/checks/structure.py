"""Translations are built as their source is: the same headings, lists, tables, links, addresses and numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.checks.numbers import Numbers, numbers_in, unmatched
from kb.checks.texts import ADDRESS, LIQUID, Piece, Text, Texts
from kb.content.problems import Problem, Severity

_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+\S", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_ADDRESSED = re.compile(r"@|://|www\.")
"""What stands in every address."""
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^()\s]*)\)")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a piece of a file holds that its translation holds too; each address with its places."""

    piece: Piece
    items: int
    rows: int
    links: dict[str, list[int]] = field(default_factory=dict)
    addresses: dict[str, list[int]] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=lambda: Numbers((), Counter()))


def check_structure(texts: Texts) -> Iterator[Problem]:
    """Where a translation is built otherwise than its source."""
    for source, translations in texts.documents():
        shapes = {piece.where: _shape(piece, source) for piece in source.pieces}
        for translation in translations:
            yield from _compared(translation, shapes, source)


def _compared(mine: Text, theirs: dict[str, _Shape], source: Text) -> Iterator[Problem]:
    pieces = {piece.where: piece for piece in mine.pieces}
    if not mine.is_template and (wrong := _headings(mine, source)):
        yield wrong
        return  # nothing below could be compared with what it belongs to
    for where, piece in pieces.items():
        if where in theirs:
            shape, other = _shape(piece, mine), theirs[where]
            name = f'"{where}"' if mine.is_template or where in ("title", "summary") else "this section"
            yield from _counts(mine, shape, other, name)
            yield from _addresses(mine, shape, other, name)
            yield from _numbers(mine, shape, other, name)


def _headings(mine: Text, source: Text) -> Problem | None:
    """The first place where the headings of two articles part."""
    levels = [[_level(text, piece) for piece in text.sections] for text in (mine, source)]
    if levels[0] == levels[1]:
        return None
    part = next((n for n, (own, other) in enumerate(zip(*levels, strict=False)) if own != other), min(map(len, levels)))
    place = [*mine.sections][min(part, len(levels[0]) - 1)].heading if levels[0] else 0
    message = f"the headings are {_shown(levels[0])}; the source has {_shown(levels[1])}: write them as {source.path} does"
    return mine.problem(place, "heading-parity", message)


def _level(text: Text, piece: Piece) -> int:
    return len(text.written[piece.heading : piece.heading + 3]) - len(
        text.written[piece.heading : piece.heading + 3].lstrip("#")
    )


def _shown(levels: list[int]) -> str:
    return " ".join("#" * level for level in levels if level) or "none"


def _counts(mine: Text, shape: _Shape, other: _Shape, name: str) -> Iterator[Problem]:
    for code, what, own, wanted in (
        ("list-parity", "list items", shape.items, other.items),
        ("table-parity", "table rows", shape.rows, other.rows),
    ):
        if own != wanted:
            message = (
                f"{name} has {own} {what}; the source has {wanted}: {'add' if own < wanted else 'take out'} what differs"
            )
            yield mine.problem(shape.piece.heading, code, message)


def _addresses(mine: Text, shape: _Shape, other: _Shape, name: str) -> Iterator[Problem]:
    for code, own, wanted in (
        ("link-parity", shape.links, other.links),
        ("address-parity", shape.addresses, other.addresses),
    ):
        for address, places in own.items():
            if len(places) > len(wanted.get(address, ())):
                message = f'"{address}" is not in {name} of the source; write the address that stands there'
                yield mine.problem(places[-1], code, message)
        for address, places in wanted.items():
            if len(places) > len(own.get(address, ())):
                message = f'{name} lacks "{address}", which the source has; add it'
                yield mine.problem(shape.piece.heading, code, message)


def _numbers(mine: Text, shape: _Shape, other: _Shape, name: str) -> Iterator[Problem]:
    for number in unmatched(shape.numbers, other.numbers, counted=mine.is_template):
        written = shape.piece.text[number.start : number.end].strip()
        message = f'"{written}": the source does not say this number in {name}; write the number that it says'
        yield mine.problem(shape.piece.start + number.start, "number-parity", message, Severity.WARNING)
    for number in unmatched(other.numbers, shape.numbers, counted=mine.is_template):
        written = other.piece.text[number.start : number.end].strip()
        message = f'{name} does not say "{written}", which the source does; add it'
        yield mine.problem(shape.piece.heading, "number-parity", message, Severity.WARNING)


def _shape(piece: Piece, text: Text) -> _Shape:
    links: dict[str, list[int]] = {}
    addresses: dict[str, list[int]] = {}
    linked = piece.text if "](" in piece.text else ""
    for match in _LINK.finditer(linked):
        links.setdefault(_target(match[1], text), []).append(piece.start + match.start(1))
    plain = LIQUID.sub(_blank, piece.text) if _ADDRESSED.search(piece.text) else ""
    for match in ADDRESS.finditer(_LINK.sub(_blank, plain) if linked else plain):
        addresses.setdefault(match.group().rstrip(".,;:!?"), []).append(piece.start + match.start())
    items, rows = len(_ITEM.findall(piece.prose)), len(_ROW.findall(piece.prose))
    return _Shape(piece, items, rows, links, addresses, numbers_in(piece.prose, text.lang))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _target(address: str, text: Text) -> str:
    """An address without what each language has of its own: an anchor is made of a heading's words."""
    address = re.sub(rf"^/{text.lang}(?=/)", "", address)
    return address.partition("#")[0] if "#" in address[1:] else address
