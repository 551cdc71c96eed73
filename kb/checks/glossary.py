"""The words of the trade: none that the glossary forbids, and its own where a term is required."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.checks.texts import Text, Texts
from kb.content.glossary import GLOSSARY, MAX_GLOSSARY_BYTES, Term, read_glossary
from kb.content.problems import Problem, Problems, Severity
from kb.content.reading import text_of
from kb.languages import LANGUAGES


def load_glossary(folder: Path) -> tuple[tuple[Term, ...], list[Problem]]:
    """The glossary of a content folder, and what is wrong in it; a folder may have none."""
    notes = Problems(GLOSSARY)
    if not (folder / GLOSSARY).is_file():
        return (), []
    terms = read_glossary(text_of(folder / GLOSSARY, notes, MAX_GLOSSARY_BYTES), notes)
    return (() if notes.fatal else terms), [*notes]


def check_glossary(texts: Texts, terms: Sequence[Term]) -> Iterator[Problem]:
    """Where a word is forbidden, or a required term is missing from a translation whose source has it."""
    forbidden = {lang: _forbidden(terms, lang) for lang in LANGUAGES}
    for text in texts:
        words = forbidden[text.lang]
        for piece in text.pieces:
            for match in words.finditer(piece.prose) if words else ():
                term = next(
                    (t for t in terms if match.group().casefold() in map(str.casefold, t.forbidden[text.lang])), None
                )
                if term:
                    message = f'"{match.group()}" is not our word; write "{term.allowed[text.lang][0]}"'
                    yield text.problem(piece.start + match.start(), "glossary-forbidden", message, Severity.WARNING)
    required = [(term, {lang: _matcher(term.allowed[lang], lang) for lang in LANGUAGES}) for term in terms if term.required]
    for source, translations in texts.documents():
        for translation in translations:
            yield from _missing(source, translation, required)


def _missing(source: Text, text: Text, required: Sequence[tuple[Term, dict[str, re.Pattern[str]]]]) -> Iterator[Problem]:
    for piece in text.pieces:
        theirs = source.section(piece.where)
        if theirs is None or text.lang == source.lang:
            continue
        for term, words in required:
            said = words[source.lang].search(theirs.prose)
            if said and not words[text.lang].search(piece.text):
                ways = ", ".join(f'"{word}"' for word in term.allowed[text.lang])
                message = f'the source says "{said.group()}", and this has none of {ways}; use one of them'
                yield text.problem(piece.heading, "glossary-term", message, Severity.WARNING)


def _forbidden(terms: Sequence[Term], lang: str) -> re.Pattern[str] | None:
    """Forbidden words, the longest first, those that are part of an allowed one being left to it."""
    words = [word for term in terms for word in term.forbidden[lang]]
    if not words:
        return None
    covering = [w for term in terms for w in term.allowed[lang] if any(word in w and word != w for word in words)]
    return _matcher([*covering, *words], lang)


def _matcher(words: Sequence[str], lang: str) -> re.Pattern[str]:
    """Any of the words: whole ones in a language with spaces."""
    count = Counter(words)
    some = "|".join(re.escape(word) for word in sorted(count, key=lambda word: (-len(word), word)))
    if lang in ("ja", "zh"):
        return re.compile(some, re.IGNORECASE)
    return re.compile(rf"(?<![\w-])(?:{some})(?:s|es)?(?![\w-])", re.IGNORECASE)
