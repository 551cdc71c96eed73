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
            text = texts.files.get(document.file.path)
            if text and _STARS in text.written:
                yield from _left(document, text)


def _left(document: Document, text: Text) -> Iterator[Problem]:
    shown: dict[str, str] = {}
    if isinstance(document, Article):
        shown = {"": document.text}
    elif isinstance(document, Template):
        shown = {v.tone: v.outline.compiled for v in document.variants if not v.locale}
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
