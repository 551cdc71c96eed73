"""Documents in four languages to search in, cut from the texts of Debian's packages.

The kinds of text take turns, so that none of them sets the vocabulary: 10,000 documents of a language have over 50,000
distinct terms. Nothing is random but by a fixed seed: the same packages give the same documents.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, zip_longest
from pathlib import Path

from benchmarks.sources import PACKAGES, Paragraph, sources

SIZES = {"en": (90, 250), "es": (80, 250), "ja": (220, 600), "zh": (200, 600)}
"""Words of a document, and for languages without spaces its characters."""

_WORD = re.compile("[^\\W\\d_\u2e80-\U0003ffff]{4,}|[\u4e00-\u9fff]{2,4}|[\u30a1-\u30fc]{3,8}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")


@dataclass(frozen=True, slots=True)
class Passage:
    """What one document says."""

    title: str
    summary: str
    keywords: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a language; the last `overlapping` of them are windows over the text of the others."""

    passages: tuple[Passage, ...]
    overlapping: int


def corpus(folder: Path, lang: str, count: int) -> Corpus:
    """`count` documents of a language: paragraphs of every kind of text in turn, then overlapping windows over them."""
    chance, (least, most) = random.Random(lang), SIZES[lang]
    pieces = list(islice((piece for turn in zip_longest(*_kinds(folder, lang)) for piece in turn if piece), count))
    if not pieces:
        raise SystemExit(f"there is no text in {lang} below {folder}: it needs {', '.join(PACKAGES[lang])}")
    seen = {piece.text for piece in pieces}
    whole = len(pieces)
    pages: dict[str, list[str]] = {}
    for piece in pieces:
        pages.setdefault(piece.page, []).extend(_units(piece.text, lang))
    long = [page for page, units in sorted(pages.items()) if len(units) > 2 * least]
    shares = [len(pages[page]) for page in long]
    while len(pieces) < count:
        page = chance.choices(long, shares)[0]
        size, units = chance.randint(least, most), pages[page]
        start = chance.randrange(max(1, len(units) - size))
        text = _joined(units[start : start + size], lang)
        if text not in seen:
            seen.add(text)
            pieces.append(Paragraph(page, "", text))
    found = [set(_WORD.findall(piece.text.lower())) for piece in pieces]
    common = Counter(word for words in found for word in words)
    passages = tuple(
        _passage(p, sorted(w, key=lambda x: (common[x], x))[:5], lang) for p, w in zip(pieces, found, strict=True)
    )
    return Corpus(passages, count - whole)


@lru_cache(maxsize=1)
def _kinds(folder: Path, lang: str) -> list[list[Paragraph]]:
    """The pieces of each kind of text that documents are made of, in the order of chance; no text twice."""
    chance, seen, found = random.Random(lang), set[str](), []
    for pages in sources(folder, lang):
        pieces, together, size = list[Paragraph](), list[Paragraph](), 0
        for paragraphs in pages:
            together += paragraphs
            size += sum(len(_units(paragraph.text, lang)) for paragraph in paragraphs)
            if size >= SIZES[lang][0]:
                for piece in _pieces(together, lang, *SIZES[lang]):
                    if piece.text not in seen:
                        seen.add(piece.text)
                        pieces.append(piece)
                together, size = [], 0
        chance.shuffle(pieces)
        found.append(pieces)
    return found


def _passage(piece: Paragraph, keywords: list[str], lang: str) -> Passage:
    summary, _, body = "\n".join(_SENTENCE.split(piece.text, maxsplit=1)).partition("\n")
    limit = 200 if lang in ("en", "es") else 100
    if len(summary) > limit:
        summary, body = summary[:limit], summary[limit:] + " " + body
    heading = piece.heading or _joined(_units(summary, lang)[: 5 if lang in ("en", "es") else 12], lang)
    return Passage(f"{piece.page} {heading}"[:120], summary, tuple(keywords), body)


def _pieces(paragraphs: list[Paragraph], lang: str, least: int, most: int) -> Iterator[Paragraph]:
    """Paragraphs joined until they are long enough, and cut where they are too long."""
    units: list[str] = []
    heading = ""
    for paragraph in paragraphs:
        heading = heading if units else paragraph.heading
        units += _units(paragraph.text, lang)
        while len(units) >= least:
            yield Paragraph(paragraph.page, heading, _joined(units[:most], lang))
            units = units[most:]
            heading = paragraph.heading


def _units(text: str, lang: str) -> list[str]:
    return text.split() if lang in ("en", "es") else list(text)


def _joined(units: list[str], lang: str) -> str:
    return (" " if lang in ("en", "es") else "").join(units)
