"""The piece of a document that shows why it was found, its terms marked."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kb.content.library import Library
from kb.content.model import Document
from kb.folding import unaccented
from kb.search import analysis
from kb.search.entries import body_text

SIZES = {"en": 180, "es": 180, "ja": 90, "zh": 90}
"""Characters, about two lines of the list."""


MAX_FINDS = 20
"""Places of one term that are looked at in a text: more would not move the window."""

MAX_KEPT = 6_000
"""Signs: longer texts are not kept in memory in their folded form."""


class Mark(NamedTuple):
    """A term to mark: as it is looked for in a text, and the letters that the words of it begin with."""

    term: str
    sought: str
    head: str


def marks_of(lang: str, terms: Iterable[str]) -> list[Mark]:
    """The terms of a language that are worth looking for: short words of hiragana alone stand everywhere."""
    telling = (term for term in terms if len(term) > 2 or any(sign not in _HIRAGANA for sign in term))
    return [Mark(term, sought, _head(sought)) for term in telling if (sought := analysis.prepared(lang, term))]


def snippet(document: Document, library: Library, heads: Sequence[Mark]) -> str:
    """Escaped HTML: the summary when it holds what was asked, else the place in the text that holds most of it."""
    lang, summary = document.lang, document.summary
    spans = _text(lang, summary).spans(heads)
    if spans or not heads:
        return _marked(summary, spans)
    body = body_text(document, library.vocabulary)
    text = _text(lang, body)
    places = sorted(place for place, _ in text.finds(heads))
    read = text.read(heads) if not places and lang == "ja" else []  # シマウマ is 縞馬 to the dictionary
    if not places and not read:
        return _marked(summary, [])
    start, end = _window(body, places or [place for place, _ in read], SIZES[lang])
    found = read or text.spans(heads, start, end)
    shown = _marked(
        body[start:end], [(left - start, right - start) for left, right in found if start <= left <= right <= end]
    )
    return ("… " if start else "") + shown + (" …" if end < len(body) else "")


class _Text:
    """A text in which terms are looked for without reading all of it into terms, which would take too long."""

    def __init__(self, lang: str, text: str) -> None:
        self._lang, self._text = lang, text
        self._folded = analysis.fold(text)
        self._plain = unaccented(analysis.prepared(lang, self._folded.text))

    def finds(self, heads: Sequence[Mark], start: int = 0, end: int | None = None) -> Iterator[tuple[int, Mark]]:
        """Where words stand that begin like a term, in the folded text, and the term."""
        plain = self._plain
        for mark in heads:
            head = mark.head
            place = plain.find(head, start, end)
            for _ in range(MAX_FINDS):
                if place < 0:
                    break
                if not head.isascii() or place == 0 or not plain[place - 1].isalnum():
                    yield place, mark
                place = plain.find(head, place + len(head), end)

    def spans(self, heads: Sequence[Mark], start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
        """The places of the terms in a piece of the text, overlapping ones joined; nothing that reaches beyond it."""
        joined: list[tuple[int, int]] = []
        found = (self._verified(place, mark) for place, mark in self.finds(heads, start, end))
        for left, right in sorted(span for span in found if span):
            if end is not None and right > end:
                continue
            if joined and left <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
            else:
                joined.append((left, right))
        return joined

    def read(self, heads: Sequence[Mark]) -> list[tuple[int, int]]:
        """The places of the terms, told by reading the whole text into terms."""
        wanted = {mark.term for mark in heads}
        return [(token.start, token.end) for token in _tokens(self._lang, self._text) if token.term in wanted]

    def _verified(self, place: int, mark: Mark) -> tuple[int, int] | None:
        """The original place of the word at a place of the folded text, if it is a form of the term."""
        folded = self._folded
        if mark.term.isascii():
            found = analysis.word_at(self._lang, folded.text, place)
            size = len(found[0]) if found and found[1] == mark.term else 0
        elif self._plain.startswith(mark.sought, place):
            size = len(mark.sought)
        else:
            size = _beginning(self._lang, folded.text[place : place + _INFLECTED]).get(mark.term, 0)
        return (folded.starts[place], folded.ends[place + size - 1]) if size else None


def _text(lang: str, text: str) -> _Text:
    """A text made ready to be looked at; those of a usual length are kept, for the same ones are found again and again."""
    return _kept(lang, text) if len(text) <= MAX_KEPT else _Text(lang, text)


@lru_cache(maxsize=1024)
def _kept(lang: str, text: str) -> _Text:
    return _Text(lang, text)


@lru_cache(maxsize=256)
def _tokens(lang: str, text: str) -> tuple[analysis.Token, ...]:
    """The terms of a whole text: cutting one takes milliseconds, and the same ones are found again and again."""
    return tuple(analysis.analyzer_of(lang).words(text))


@lru_cache(maxsize=20_000)
def _beginning(lang: str, piece: str) -> dict[str, int]:
    """The terms of the words that a piece of a text may begin with, and how many signs each takes."""
    return {token.term: token.end for token in reversed(analysis.analyzer_of(lang).words(piece)) if token.start == 0}


def _head(term: str) -> str:
    """The letters that the words of a term begin with: the ends of a stem, and of a Japanese verb, vary."""
    if term.isascii():
        return term[: max(3, len(term) - 2)]
    return term.rstrip(_HIRAGANA) or term


_HIRAGANA = "".join(map(chr, range(0x3041, 0x3097)))
_INFLECTED = 8
"""Signs that a Japanese word and its ending may take."""


def _window(text: str, places: list[int], size: int) -> tuple[int, int]:
    """The piece of about `size` characters that begins at a line or sentence and holds most places."""
    best, most, last = places[0], 0, 0
    for first, place in enumerate(places):
        while last < len(places) and places[last] < place + size:
            last += 1
        if last - first > most:
            best, most = place, last - first
    before = max(0, best - size // 2)
    breaks = [match.end() for match in analysis.SENTENCE_END.finditer(text, before, best)]
    start = breaks[-1] if breaks else max(0, best - size // 4) if before else 0
    if start and not breaks and (space := text.find(" ", start, best)) > 0:
        start = space + 1
    end = min(len(text), start + size)
    if end < len(text) and (space := text.rfind(" ", start + size // 2, end)) > 0:
        end = space
    return start, end


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in spans:
        parts += [html.escape(text[position:start]), "<mark>", html.escape(text[start:end]), "</mark>"]
        position = end
    return " ".join("".join([*parts, html.escape(text[position:])]).split())
