"""The words of the trade in each language, read from `content/glossary.csv`: what to write, what may stand, what may not.

A line a term, with the columns `id`, `required` (yes or empty) and for each language its word (`ja`), others that are as
good (`ja_allowed`) and those that are wrong (`ja_forbidden`), divided by `|`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.content.problems import Problem, Problems
from kb.content.reading import text_of
from kb.languages import LANGUAGES

GLOSSARY = "glossary.csv"
MAX_GLOSSARY_BYTES = 524_288
COLUMNS = ("id", "required", *(f"{lang}{ending}" for ending in ("", "_allowed", "_forbidden") for lang in LANGUAGES))


@dataclass(frozen=True, slots=True)
class Term:
    """What one thing is called. `allowed` begins with the word to write; `required` asks for it where the source has it."""

    id: str
    allowed: Mapping[str, tuple[str, ...]]
    forbidden: Mapping[str, tuple[str, ...]]
    required: bool = False


class Glossary:
    """The terms, and how they are found in texts: whole words in a language with spaces, whatever the case."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._required = {lang: _Words([(t.id, t.allowed[lang]) for t in self.terms if t.required]) for lang in LANGUAGES}
        self._forbidden = {lang: _Words([("", t.forbidden[lang]) for t in self.terms]) for lang in LANGUAGES}
        self._patterns: dict[tuple[str, str], re.Pattern[str]] = {}

    def required_in(self, text: str, lang: str) -> Iterator[tuple[Term, str]]:
        """The terms that a text has and that its translations must have, each as it is written there first."""
        near = self._required[lang].near(text)
        for term in self.terms if near else ():
            if term.id in near and (said := self._pattern(term, lang).search(text)):
                yield term, said.group()

    def ways_in(self, text: str, term: Term, lang: str) -> set[str]:
        """The ways in which a text writes a term."""
        return set(self._pattern(term, lang).findall(text))

    def holds(self, text: str, term: Term, lang: str) -> bool:
        """Whether a text has a term, in one of the ways in which it may be written."""
        return self._pattern(term, lang).search(text) is not None

    def is_only(self, word: str, lang: str, other: str) -> bool:
        """Whether a word is one of a language's terms by itself, and no word of the other language's terms."""
        words = self._single
        return word in words[lang] and word not in words[other]

    @cached_property
    def _single(self) -> Mapping[str, frozenset[str]]:
        """The words of the first language by themselves; of the others, every word that a term is made of."""
        first, *others = LANGUAGES
        found = {
            lang: frozenset(re.findall(r"\w+", " ".join(w for t in self.terms for w in t.allowed[lang]).lower()))
            for lang in others
        }
        return found | {first: frozenset(w.lower() for t in self.terms for w in t.allowed[first] if " " not in w)}

    def forbidden_in(self, text: str, lang: str) -> Iterator[tuple[re.Match[str], Term]]:
        """The places of words that must not be written, each with its term."""
        if self._forbidden[lang].near(text):
            words = self._barring[lang]
            for match in words.finditer(text):
                said = match.group().casefold()
                for term in self.terms:
                    if said in map(str.casefold, term.forbidden[lang]):
                        yield match, term
                        break

    def _pattern(self, term: Term, lang: str) -> re.Pattern[str]:
        found = self._patterns.get((term.id, lang))
        if found is None:
            found = self._patterns[term.id, lang] = _matcher(term.allowed[lang], lang)
        return found

    @cached_property
    def _barring(self) -> Mapping[str, re.Pattern[str]]:
        """Forbidden words, those that are part of an allowed one being left to it."""
        found = {}
        for lang in LANGUAGES:
            words = [word for term in self.terms for word in term.forbidden[lang]]
            covering = [w for term in self.terms for w in term.allowed[lang] if any(v in w and v != w for v in words)]
            found[lang] = _matcher([*covering, *words], lang)
        return found


class _Words:
    """Which of many lists of words a text may have: one look at it, whatever their number."""

    def __init__(self, lists: Sequence[tuple[str, Sequence[str]]]) -> None:
        self._lists = lists

    @cached_property
    def _automaton(self) -> Any:
        import ahocorasick

        names: dict[str, list[str]] = {}
        for name, words in self._lists:
            for word in words:
                names.setdefault(word.casefold(), []).append(name)
        made = ahocorasick.Automaton()
        for word, some in names.items():
            made.add_word(word, some)
        if names:
            made.make_automaton()
        return made

    def near(self, text: str) -> set[str]:
        """The names of the lists of which a word stands in the text, be it inside another."""
        if not len(self._automaton):
            return set()
        return {name for _, names in self._automaton.iter(text.casefold()) for name in names}


def _matcher(words: Sequence[str], lang: str) -> re.Pattern[str]:
    """Any of the words, the longest first: whole ones in a language with spaces."""
    some = "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
    if lang in ("ja", "zh"):
        return re.compile(some, re.IGNORECASE)
    return re.compile(rf"(?<![\w-])(?:{some})(?:s|es)?(?![\w-])", re.IGNORECASE)


def load_glossary(folder: Path) -> tuple[Glossary, list[Problem]]:
    """The glossary of a content folder, and what is wrong in it; a folder may have none."""
    notes = Problems(GLOSSARY)
    if not (folder / GLOSSARY).is_file():
        return Glossary(()), []
    terms = read_glossary(text_of(folder / GLOSSARY, notes, MAX_GLOSSARY_BYTES), notes)
    return Glossary(() if notes.fatal else terms), [*notes]


def read_glossary(text: str, problems: Problems) -> tuple[Term, ...]:
    """The terms of a file, what is wrong in it being noted."""
    reader = csv.reader(text.split("\n"))
    head = next(reader, [])
    if tuple(head) != COLUMNS:
        problems.error(1, "glossary", f"the first line must be {','.join(COLUMNS)}")
        return ()
    found: dict[str, Term] = {}
    for row in reader:
        line = reader.line_num
        if not any(row):
            continue
        if len(row) != len(COLUMNS):
            problems.error(line, "glossary", f"this line has {len(row)} columns; it needs {len(COLUMNS)}")
            continue
        term = _term(dict(zip(COLUMNS, row, strict=True)))
        _check(term, row[1], line, problems)
        if term.id in found:
            problems.error(line, "glossary", f'"{term.id}" stands twice; keep one')
        found[term.id] = term
    return tuple(found.values())


def _term(cells: Mapping[str, str]) -> Term:
    return Term(
        id=cells["id"].strip(),
        allowed={lang: (*_words(cells[lang]), *_words(cells[f"{lang}_allowed"])) for lang in LANGUAGES},
        forbidden={lang: _words(cells[f"{lang}_forbidden"]) for lang in LANGUAGES},
        required=cells["required"].strip() == "yes",
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split("|") if word.strip())


def _check(term: Term, required: str, line: int, problems: Problems) -> None:
    if required.strip() not in ("", "yes"):
        problems.error(line, "glossary", f'"required" is yes or empty, not "{required}"')
    for lang in LANGUAGES:
        if not term.allowed[lang]:
            problems.error(line, "glossary", f'"{term.id}" has no word in {lang}; add one')
        for word in set(term.allowed[lang]) & set(term.forbidden[lang]):
            problems.error(line, "glossary", f'"{word}" is allowed and forbidden; decide for one')
