"""What a piece of a file is made of: its paragraphs, list items and table rows, beside those of its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kb.checks.texts import Piece

ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+\S")
ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_NOTE = re.compile(r"\s*<!--.*-->\s*")
NAMES = {"item": "this list item", "row": "this table row", "text": "this paragraph"}


class Block(NamedTuple):
    """A paragraph, a list item or a table row; its piece stands under itself."""

    kind: str
    piece: Piece


def blocks_of(piece: Piece) -> list[Block]:
    """The blocks of a piece in their order."""
    found: list[tuple[str, int, int]] = []
    place, open_ = 0, False
    for line in piece.prose.splitlines(keepends=True):
        end = place + len(line)
        if not line.strip() or _NOTE.fullmatch(piece.text[place:end]):
            open_ = False
        elif ITEM.match(line) or ROW.match(line):
            found.append(("item" if ITEM.match(line) else "row", place, end))
            open_ = not ROW.match(line)
        elif open_:
            kind, start, _ = found.pop()
            found.append((kind, start, end))
        else:
            found.append(("text", place, end))
            open_ = True
        place = end
    return [Block(kind, _cut(piece, start, end)) for kind, start, end in found]


def paired(mine: Piece, theirs: Piece) -> Iterator[tuple[Block, Block]]:
    """Each block with the source's, where both pieces are built alike; nothing where they are not."""
    own, other = blocks_of(mine), blocks_of(theirs)
    if [block.kind for block in own] == [block.kind for block in other]:
        yield from zip(own, other, strict=True)


def _cut(piece: Piece, start: int, end: int) -> Piece:
    text = piece.text[start:end]
    start += len(text) - len(text.lstrip())
    return Piece(
        piece.where,
        piece.start + start,
        piece.start + start,
        piece.text[start:end].rstrip(),
        piece.prose[start:end].rstrip(),
    )
