"""Emphasis that would be shown as stars: what is written as bold and does not become it."""

from __future__ import annotations

from collections.abc import Iterator

from kb.checks.texts import Text, Texts
from kb.content.model import Article, Document, Template
from kb.content.problems import Problem

_STARS = "**"


def check_emphasis(texts: Texts) -> Iterator[Problem]:
    """Where two stars are left in what readers see."""
    for documents in texts.library.documents.values():
        for document in documents.values():
            for locale, shown in _shown(document).items():
                text = texts.files.get(document.path(locale))
                if text and _STARS in text.written:
                    yield from _left(text, shown)


def _shown(document: Document) -> dict[str, dict[str, str]]:
    """What readers see of the texts of each locale, by their headings; "" is the base text."""
    if isinstance(document, Article):
        return {"": {"": document.text}}
    found: dict[str, dict[str, str]] = {}
    for variant in document.variants if isinstance(document, Template) else ():
        found.setdefault(variant.locale, {})[variant.tone] = variant.outline.compiled
    return found


def _left(text: Text, shown: dict[str, str]) -> Iterator[Problem]:
    for where, rendered in shown.items():
        place = rendered.find(_STARS)
        if place >= 0:
            yield text.problem(_place(text, where, rendered[place : place + 12]), "emphasis", _says(rendered, place))


def _says(rendered: str, place: int) -> str:
    around = rendered[max(0, place - 8) : place + 10].strip().replace("\n", " ")
    return f'"{around}": readers will see the stars; write ** right before and right after the words, and twice for each'


def _place(text: Text, where: str, words: str) -> int:
    """Where these words stand in the file, or the heading they stand under."""
    sections = [piece for piece in text.sections if where in ("", piece.where)]
    for length in range(len(words), 1, -1):
        for piece in sections:
            found = piece.text.find(words[:length])
            if found >= 0:
                return piece.start + found
    return sections[0].heading if sections else 0
