"""The piece of a document that shows why it was found, its terms marked."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from kb.content.library import Library
from kb.content.model import Document
from kb.folding import unaccented
from kb.search import analysis
from kb.search.index import body_text

SIZES = {"en": 180, "es": 180, "ja": 90, "zh": 90}
"""Characters, about two lines of the list."""

_SENTENCE_END = re.compile(r"[.!?。！？\n]\s*")


MAX_FINDS = 20
"""Places of one term that are looked at in a text: more would not move the window."""


def snippet(document: Document, library: Library, terms: Collection[str]) -> str:
    """Escaped HTML: the summary when it holds what was asked, else the place in the text that holds most of it."""
    lang, summary = document.lang, document.summary
    spans = _spans(_tokens(lang, summary), terms) if _likely(lang, summary, terms) else []
    if spans or not terms:
        return _marked(summary, spans)
    body = body_text(document, library.vocabulary)
    likely = _likely(lang, body, terms)
    if not likely:
        return _marked(summary, [])
    start, end = _window(body, likely, SIZES[lang])
    piece = body[start:end]
    text = _marked(piece, _spans(_tokens_of(lang, piece), terms))
    return ("… " if start else "") + text + (" …" if end < len(body) else "")


def _likely(lang: str, text: str, terms: Collection[str]) -> list[int]:
    """Where the terms seem to stand, told by their first letters: reading a whole text into terms takes too long."""
    folded = analysis.fold(text)
    plain = unaccented(analysis.prepared(lang, folded.text))
    found = []
    for term in terms:
        head = _head(term)
        place = plain.find(head)
        for _ in range(MAX_FINDS):
            if place < 0:
                break
            if not head.isascii() or place == 0 or not plain[place - 1].isalnum():
                found.append(folded.starts[place])
            place = plain.find(head, place + len(head))
    return sorted(found)


def _head(term: str) -> str:
    """The letters that the words of a term begin with: the ends of a stem, and of a Japanese verb, vary."""
    if term.isascii():
        return term[: max(3, len(term) - 2)]
    return term.rstrip(_HIRAGANA) or term


_HIRAGANA = "".join(map(chr, range(0x3041, 0x3097)))


@lru_cache(maxsize=2048)
def _tokens(lang: str, text: str) -> tuple[analysis.Token, ...]:
    return _tokens_of(lang, text)


def _tokens_of(lang: str, text: str) -> tuple[analysis.Token, ...]:
    analyzer = analysis.analyzer_of(lang)
    pairs = (token for token in analyzer.pairs(text) if any(sign not in _HIRAGANA for sign in token.term))
    return (*analyzer.words(text), *pairs)


def _spans(tokens: Sequence[analysis.Token], terms: Collection[str]) -> list[tuple[int, int]]:
    """The places of the terms, overlapping ones joined; a sign that is asked for alone is found in its pairs."""
    found = [(token.start, token.end) for token in tokens if token.term in terms]
    singles = {term for term in terms if len(term) == 1 and not term.isascii()}
    if singles:
        found += [
            (token.start + place, token.start + place + 1)
            for token in tokens
            if len(token.term) == token.end - token.start == 2
            for place, sign in enumerate(token.term)
            if sign in singles
        ]
    found.sort()
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _window(text: str, places: list[int], size: int) -> tuple[int, int]:
    """The piece of about `size` characters that begins at a line or sentence and holds most places."""
    best, most, last = places[0], 0, 0
    for first, place in enumerate(places):
        while last < len(places) and places[last] < place + size:
            last += 1
        if last - first > most:
            best, most = place, last - first
    before = max(0, best - size // 2)
    breaks = [match.end() for match in _SENTENCE_END.finditer(text, before, best)]
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
