"""What people have translated already: a sentence that was reviewed is never left to a machine."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from kb.content.freshness import SOURCE
from kb.content.library import Library
from kb.errors import ContentError
from kb.translate.alignment import pairs, same_units
from kb.translate.segments import Paragraph, Unit, read_text

_PRINTED = re.compile(r"\{\{-?\s*([\w.]+)(.*?)\}\}")
_SPOKEN = re.compile(r'\b(default|plural):\s*("[^"]*"(?:\s*,\s*"[^"]*")*)')
_QUOTED = re.compile(r'"([^"]*)"')

Words = dict[tuple[str, str], Counter[str]]


@dataclass(frozen=True, slots=True)
class Memory:
    """Reviewed translations into one language. What was said in the same tone comes first, then what was said most often."""

    _said: Words = field(default_factory=lambda: defaultdict(Counter))
    _spoken: Words = field(default_factory=lambda: defaultdict(Counter))

    def said(self, section: str, text: str) -> str | None:
        """How a line, or a part of one, was translated."""
        found = self._said.get((section, text)) or self._said.get(("", text))
        return found.most_common(1)[0][0] if found else None

    def spoken(self, variable: str, word: str) -> str | None:
        """How the word that stands in for a variable, or goes with it, was translated."""
        found = self._spoken.get((variable, word)) or self._spoken.get(("", word))
        return found.most_common(1)[0][0] if found else None

    def learn(self, source: Paragraph, translation: Paragraph) -> None:
        """Take up a paragraph and its reviewed translation."""
        self._learn_words(source.text, translation.text)
        if not same_units(source, translation):
            return
        for unit, twin in zip(source.units, translation.units, strict=True):
            if unit.is_said and twin.is_said:
                self._learn_unit(source.section, unit, twin)

    def _learn_unit(self, section: str, unit: Unit, twin: Unit) -> None:
        texts = [(unit.text.removeprefix(unit.prefix), twin.text.removeprefix(twin.prefix))]
        if [(p.said, "" if p.said else p.text) for p in unit.pieces] == [
            (p.said, "" if p.said else p.text) for p in twin.pieces
        ]:
            texts += [(p.text, t.text) for p, t in zip(unit.pieces, twin.pieces, strict=True) if p.said]
        for text, said in dict.fromkeys(texts):
            if not _fits(text, said):
                continue
            for where in (section, ""):
                self._said[where, text][said] += 1

    def _learn_words(self, source: str, translation: str) -> None:
        for name in {match[1] for match in _PRINTED.finditer(source)}:
            ours, theirs = ([words for n, words in spoken(text) if n == name] for text in (source, translation))
            for words, said in zip(ours, theirs, strict=False):
                for word, other in zip(words, [*said, *said[-1:] * len(words)], strict=False):
                    self._spoken[name, word][other] += 1
                    self._spoken["", word][other] += 1


def _fits(text: str, said: str) -> bool:
    """Whether a translation can stand for its source elsewhere: with the same variables, under the same tags.

    People move a variable to another line or drop a condition where the whole reply allows it.
    """
    names = (Counter(match[1] for match in _PRINTED.finditer(each)) for each in (text, said))
    tags = (re.findall(r"\{%.*?%\}", each) for each in (text, said))
    return next(names) == next(names) and next(tags) == next(tags)


def spoken(text: str) -> list[tuple[str, list[str]]]:
    """The words that stand in for variables or go with them, by the variable."""
    return [
        (match[1], _QUOTED.findall(words[2])) for match in _PRINTED.finditer(text) for words in _SPOKEN.finditer(match[2])
    ]


def respoken(token: str, say: dict[str, str]) -> str:
    """A printed variable with these words in place of those that it has."""

    def exchanged(match: re.Match[str]) -> str:
        return f"{match[1]}: " + _QUOTED.sub(lambda word: f'"{say.get(word[1], word[1])}"', match[2])

    return _SPOKEN.sub(exchanged, token)


def memory_of(library: Library, folder: Path, lang: str) -> Memory:
    """All that reviewed translations into a language say, where they reflect their source as it is."""
    memory = Memory()
    for documents in library.documents.values():
        mine = documents.get(lang)
        source = next(document for document in documents.values() if document.freshness == SOURCE)
        if mine is None or mine.freshness != "reviewed":
            continue
        try:
            texts = [read_text(plain(folder / each.file.path), each.file.path) for each in (source, mine)]
            for paragraph, twin in pairs(texts[0], texts[1]):
                memory.learn(paragraph, twin)
        except ContentError:  # laid out otherwise: what says what cannot be told
            continue
    return memory


def plain(path: Path) -> str:
    """A file's text, its line ends LF. Raises ContentError where it is not UTF-8."""
    try:
        return path.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise ContentError(f"{path}:{line}: this is not UTF-8; save the file as UTF-8") from error
