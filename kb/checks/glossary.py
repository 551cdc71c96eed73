"""The words of the trade: none that the glossary forbids, and its own where a term is required."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.checks.texts import LIQUID, Piece, Text, Texts
from kb.content.glossary import Glossary, Term
from kb.content.problems import Problem, Severity
from kb.folding import simplified
from kb.languages import script_of

_WORDS = re.compile(r"\"[^\"\n]+\"|'[^'\n]+'")


def check_glossary(texts: Texts, glossary: Glossary) -> Iterator[Problem]:
    """Where a word is forbidden, or a required term is missing from a translation whose source has it."""
    for text in texts:
        for piece in text.pieces:
            for start, words in [(0, piece.prose), *_stand_ins(piece)]:
                for match, term in glossary.forbidden_in(words, text.lang):
                    message = f'"{match.group()}" is not our word; write "{term.allowed[text.lang][0]}"'
                    place = piece.start + start + match.start()
                    yield text.problem(place, "glossary-forbidden", message, Severity.WARNING)
    for source, translations in texts.documents():
        said = {piece.where: list(glossary.required_in(piece.prose, source.lang)) for piece in source.pieces}
        for translation in translations:
            if translation.lang != source.lang:
                yield from _missing(translation, said, glossary)


def _stand_ins(piece: Piece) -> Iterator[tuple[int, str]]:
    """The words that tags print, `default: "..."` and `plural: "...", "..."`, with their places."""
    for tag in LIQUID.finditer(piece.text):
        if tag.group().startswith("{{"):
            for words in _WORDS.finditer(tag.group()):
                yield tag.start() + words.start(), words.group()


def _missing(text: Text, said: dict[str, list[tuple[Term, str]]], glossary: Glossary) -> Iterator[Problem]:
    for piece in text.pieces:
        # The glossary has no column for a script of single places.
        written = simplified(piece.text) if script_of(text.locale or text.lang) == "Hant" else piece.text
        for term, word in said.get(piece.where, ()):
            if not glossary.holds(written, term, text.lang):
                ways = ", ".join(f'"{word}"' for word in term.allowed[text.lang])
                message = f'the source says "{word}", and this has none of {ways}; use one of them'
                yield text.problem(piece.heading, "glossary-term", message, Severity.WARNING)
