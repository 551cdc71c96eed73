"""What a short question may say beside its words: "a phrase", -word and intent:offer.

Nothing is ever a syntax error: a sign that does not make one of these three is text like any other. In a pasted message it
always is, for customers quote, and write dashes, without meaning the search; so does a text of two sentences, or of one with
its full stop, however short.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kb.folding import simplified, unaccented
from kb.search import analysis
from kb.search.facets import Filter

MAX_LENGTH = 120
"""Code points: a longer text, or one of several lines, is a message and not a question."""

_OPEN, _CLOSE = '"“”„«＂', '"“”»＂'
_SPACE = re.compile(r"\s+")
_TWO_SENTENCES = re.compile(r"(?:[.!?…]\s+[¿¡]?|[。！？]\s*)\w")
_FULL_STOP = re.compile(r"\w\s*[.!?…。！？]+\s*$")
_PART = re.compile(
    rf"(?P<not>(?<!\S)[-－](?=[^\W\d_]|[{_OPEN}]))?"
    rf"(?:[{_OPEN}](?P<phrase>[^{_OPEN}{_CLOSE}]+)[{_CLOSE}]"
    r"|(?<!\S)(?P<group>[A-Za-z]+)[:：](?P<value>[A-Za-z][A-Za-z0-9-]*)(?!\S)"
    rf"|(?P<word>(?<=[-－])[^\s{_OPEN}{_CLOSE}]+))"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart: what to look for, what must stand in a document, what must not, and the filters."""

    text: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()


OPERATORS = re.compile(
    rf"([{_OPEN}][^{_OPEN}{_CLOSE}]*[{_CLOSE}]|(?<!\S)[-－]\S+|(?<!\S)[A-Za-z]+[:：][A-Za-z][A-Za-z0-9-]*(?!\S))"
)
"""What may be an operator and is meant as it is written; between them stand words."""


def is_question(text: str) -> bool:
    """Whether a text is typed to search with, and not a pasted message."""
    return len(text) <= MAX_LENGTH and "\n" not in text.strip()


def parse(text: str, values: Mapping[str, Collection[str]]) -> Asked:
    """The question that a text asks; `values` are the facet values that may stand after `intent:` and the like."""
    if not is_question(text) or _TWO_SENTENCES.search(text) or _FULL_STOP.search(text):
        return Asked(text)
    phrases: list[str] = []
    without: list[str] = []
    filters: list[Filter] = []

    def take(match: re.Match[str]) -> str:
        phrase, group, word = (match["phrase"] or "").strip(), (match["group"] or "").lower(), match["word"]
        if group:
            value = match["value"].lower()
            if value not in values.get(group, ()):
                return match.group()
            filters.append((group, value))
            return " "
        if match["not"] and (phrase or word):
            without.append(phrase or word)
            return " "
        if phrase and any(sign.isalnum() for sign in phrase):
            phrases.append(phrase)
            return f" {phrase} "
        return match.group()

    rest = _PART.sub(take, text)
    return Asked(rest if phrases or without or filters else text, tuple(phrases), tuple(without), tuple(filters))


def plain(text: str) -> str:
    """A text in the form in which phrases are compared: case, width, accents and Traditional signs do not count."""
    return _SPACE.sub(" ", simplified(unaccented(analysis.fold(text).text))).strip()


def says(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text, not in the middle of a word where it begins or ends with a Latin letter."""
    place = text.find(phrase)
    while place >= 0:
        end = place + len(phrase)
        begins = not (phrase[0].isascii() and phrase[0].isalnum() and place and text[place - 1].isalnum())
        if begins and not (phrase[-1].isascii() and phrase[-1].isalnum() and end < len(text) and text[end].isalnum()):
            return True
        place = text.find(phrase, place + 1)
    return False
