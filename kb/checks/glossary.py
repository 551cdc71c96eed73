"""The words of the trade: none that the glossary forbids, and its own where a term is required."""

from __future__ import annotations

from collections.abc import Iterator

from kb.checks.texts import Text, Texts
from kb.content.glossary import Glossary, Term
from kb.content.problems import Problem, Severity
from kb.folding import simplified


def check_glossary(texts: Texts, glossary: Glossary) -> Iterator[Problem]:
    """Where a word is forbidden, or a required term is missing from a translation whose source has it."""
    for text in texts:
        for piece in text.pieces:
            for match, term in glossary.forbidden_in(piece.prose, text.lang):
                message = f'"{match.group()}" is not our word; write "{term.allowed[text.lang][0]}"'
                yield text.problem(piece.start + match.start(), "glossary-forbidden", message, Severity.WARNING)
    for source, translations in texts.documents():
        said = {piece.where: list(glossary.required_in(piece.prose, source.lang)) for piece in source.pieces}
        for translation in translations:
            if translation.lang != source.lang:
                yield from _missing(translation, said, glossary)


def _missing(text: Text, said: dict[str, list[tuple[Term, str]]], glossary: Glossary) -> Iterator[Problem]:
    for piece in text.pieces:
        written = simplified(piece.text) if text.lang == "zh" else piece.text  # the glossary has no Traditional column
        for term, word in said.get(piece.where, ()):
            if not glossary.holds(written, term, text.lang):
                ways = ", ".join(f'"{word}"' for word in term.allowed[text.lang])
                message = f'the source says "{word}", and this has none of {ways}; use one of them'
                yield text.problem(piece.heading, "glossary-term", message, Severity.WARNING)
