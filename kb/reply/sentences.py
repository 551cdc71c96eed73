"""A text cut into sentences, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_BREAK = re.compile(
    r"[\n。！？!?….»](?:"  # of all signs only these can end a sentence: the others are passed over at once
    r"(?<=\n)\n*"
    r"|(?<=[。！？!?…])[」』”\"'）)]*(?=[^\s。！？!?…」』”\"'）).,])"  # full-width signs need no space after them
    r"|(?<=[.!?…])[”\"'»）)]*\s+(?=[^\s])"
    r"|(?<=[!?…]»)[”\"'»）)]*\s+(?=[^\s]))"
)
_SHORTENED = r"[A-Za-z]|Mr|Mrs|Ms|Dr|St|No|vs|approx|Sr|Sra|Srta|Dra|Ud|Uds|Vd|art|núm|tel|pág|a\.m|p\.m|e\.g|i\.e"
_NO_END = re.compile(rf"(?:\b(?:{_SHORTENED})|\d)\.$", re.IGNORECASE)
"""What ends in a full stop and does not end a sentence."""


_QUOTED = re.compile('[“「『«‹][^”」』»›\n]{6,200}[”」』»›]|(?<![\\w"])"[^"\n]{8,200}"(?!\\w)')


def without_quotations(text: str) -> str:
    """The text with what it quotes blanked out, sign for sign: what somebody said is not what the reply says.

    A word or two in quotation marks is left, for it may be what the customer is asked to write.
    """
    return _QUOTED.sub(lambda quotation: " " * len(quotation.group()), text)


class Sentence(NamedTuple):
    """A sentence and where it stands, in code points."""

    text: str
    start: int
    end: int


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order, without the space around them."""
    return [Sentence(text[start:end], start, end) for start, end in _spans(text)]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        stop = match.start() + 1
        if text[match.start()] == "." and "\n" not in match.group() and _NO_END.search(text, max(start, stop - 8), stop):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if right > left:
        yield left, right
