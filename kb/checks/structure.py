"""Translations are built as their source is: the same headings, lists, tables, links, addresses and numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.checks.blocks import NAMES, blocks_of, paired
from kb.checks.numbers import Number, Numbers, numbers_in, unmatched
from kb.checks.quantities import Quantity, substituted
from kb.checks.texts import ADDRESS, LIQUID, Piece, Text, Texts
from kb.content.changes import TEXT_KEYS
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


@dataclass(frozen=True, slots=True)
class _Pair:
    """A piece of a translation, or a block of one, beside the source's."""

    own: _Shape
    other: _Shape
    name: str


def check_structure(texts: Texts) -> Iterator[Problem]:
    """Where a translation is built otherwise than its source."""
    for text, translations in texts.documents():
        source = _Source(text)
        for translation in translations:
            yield from _compared(translation, source)


class _Source:
    """A source, each piece of which is looked at once for all its translations."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.pieces = {piece.where: piece for piece in text.pieces}
        self._shapes: dict[tuple[int, int], _Shape] = {}

    def shape(self, piece: Piece) -> _Shape:
        """What a piece of it holds, or a block of one."""
        place = (piece.start, len(piece.text))
        if place not in self._shapes:
            self._shapes[place] = _shape(piece, self.text)
        return self._shapes[place]


def _compared(mine: Text, theirs: _Source) -> Iterator[Problem]:
    source = theirs.text
    pieces = {piece.where: piece for piece in mine.pieces}
    if not mine.is_template and (wrong := _headings(mine, source)):
        yield wrong
        return  # nothing below could be compared with what it belongs to
    for where, piece in pieces.items():
        if where in theirs.pieces:
            name = f'"{where}"' if mine.is_template or where in ("title", "summary") else "this section"
            its = theirs.pieces[where]
            whole = _Pair(_shape(piece, mine), theirs.shape(its), name)
            blocks = [
                _Pair(_shape(block.piece, mine), theirs.shape(other.piece), NAMES[block.kind])
                for block, other in paired(piece, its)
            ]
            yield from _counts(mine, whole, paired=bool(blocks))
            for pair in blocks or [whole]:
                yield from _addresses(mine, pair)
                yield from _cells(mine, pair)
                if mine.is_template and where not in TEXT_KEYS and pair.name == NAMES["text"]:
                    yield from _ends(mine, pair)
            yield from _numbers(mine, source, whole, blocks)


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


def _counts(mine: Text, pair: _Pair, *, paired: bool) -> Iterator[Problem]:
    own, other = pair.own, pair.other
    found = [
        ("list-parity", "list items", own.items, other.items),
        ("table-parity", "table rows", own.rows, other.rows),
    ]
    if not mine.is_template and not paired and own.items == other.items and own.rows == other.rows:
        counts = [sum(block.kind == "text" for block in blocks_of(shape.piece)) for shape in (own, other)]
        found.append(("paragraph-parity", "paragraphs", counts[0], counts[1]))
    for code, what, count, wanted in found:
        if count != wanted:
            add = "add" if count < wanted else "take out"
            message = f"{pair.name} has {count} {what}; the source has {wanted}: {add} what differs"
            yield mine.problem(own.piece.heading, code, message)


_CELL = re.compile(r"(?<!\\)\|")
_END = re.compile(r"[*_)）」』”»\"'\s]*$")


def _cells(mine: Text, pair: _Pair) -> Iterator[Problem]:
    """A row of a table that has another number of cells than the source's."""
    if pair.own.rows == pair.other.rows == 1:
        own, wanted = (len(_CELL.findall(shape.piece.prose)) - 1 for shape in (pair.own, pair.other))
        if own != wanted:
            message = f"{pair.name} has {own} cells; the source has {wanted}: write as many"
            yield mine.problem(pair.own.piece.heading, "table-parity", message)


def _ends(mine: Text, pair: _Pair) -> Iterator[Problem]:
    """A paragraph that ends without a sign where the source's ends in one."""
    own, other = (_END.sub("", shape.piece.prose)[-1:] for shape in (pair.own, pair.other))
    if other in {".", "?", "!"} and own.isalnum():
        place = pair.own.piece.start + len(_END.sub("", pair.own.piece.prose)) - 1
        message = f'the source ends {pair.name} in "{other}", and this ends in "{own}"; end the sentence'
        yield mine.problem(place, "end-punctuation", message, Severity.WARNING)


def _addresses(mine: Text, pair: _Pair) -> Iterator[Problem]:
    for code, own, wanted in (
        ("link-parity", pair.own.links, pair.other.links),
        ("address-parity", pair.own.addresses, pair.other.addresses),
    ):
        for address, places in own.items():
            if len(places) > len(wanted.get(address, ())):
                message = f'"{address}" is not in {pair.name} of the source; write the address that stands there'
                yield mine.problem(places[-1], code, message)
        for address, places in wanted.items():
            if len(places) > len(own.get(address, ())):
                message = f'{pair.name} lacks "{address}", which the source has; add it'
                yield mine.problem(pair.own.piece.heading, code, message)


def _numbers(mine: Text, source: Text, whole: _Pair, blocks: list[_Pair]) -> Iterator[Problem]:
    """Numbers that only one of the two says: one that was moved to another block is none of them."""
    extra, lost = ({n.start for n in some} for some in _parted(mine, whole))
    for pair in blocks or [whole]:
        own, other = pair.own, pair.other
        said = substituted(own.piece.prose, mine.lang, other.piece.prose, source.lang)
        for quantity, wanted in said:
            yield _says_other(mine, own.piece, quantity, other.piece.text[wanted.start : wanted.end])
        mines, theirs = _parted(mine, pair)
        mines = [n for n in mines if not any(q.start <= n.start < q.end for q, _ in said)]
        theirs = [n for n in theirs if not any(q.start <= n.start < q.end for _, q in said)]
        if blocks and len(mines) == len(theirs) == 1:
            yield _says_other(mine, own.piece, mines[0], _cut(other.piece, theirs[0]))
            continue
        for number in mines:
            if number.start + own.piece.start - whole.own.piece.start in extra:
                message = f'"{_cut(own.piece, number)}": the source does not say this number in {pair.name}'
                place = own.piece.start + number.start
                yield mine.problem(place, "number-parity", f"{message}; write the number that it says", Severity.WARNING)
        for number in theirs:
            if number.start + other.piece.start - whole.other.piece.start in lost:
                message = f'{pair.name} does not say "{_cut(other.piece, number)}", which the source does; add it'
                yield mine.problem(own.piece.heading, "number-parity", message, Severity.WARNING)


def _parted(mine: Text, pair: _Pair) -> tuple[list[Number], list[Number]]:
    """The figures that only the translation says, and those that only its source says."""
    counted, own, other = mine.is_template, pair.own.numbers, pair.other.numbers
    return unmatched(own, other, counted=counted), unmatched(other, own, counted=counted)


def _says_other(mine: Text, piece: Piece, said: Number | Quantity, wanted: str) -> Problem:
    message = f'"{_cut(piece, said)}": the source says "{wanted}" here; say the same'
    return mine.problem(piece.start + said.start, "number-parity", message, Severity.WARNING)


def _cut(piece: Piece, said: Number | Quantity) -> str:
    return piece.text[said.start : said.end].strip()


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
