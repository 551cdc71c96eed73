"""The words of the trade in each language, read from `content/glossary.csv`: what to write, what may stand, what may not.

A line a term, with the columns `id`, `required` (yes or empty) and for each language its word (`ja`), others that are as
good (`ja_allowed`) and those that are wrong (`ja_forbidden`), divided by `|`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from kb.content.problems import Problems
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
