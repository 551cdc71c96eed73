"""The files of the content as they are written, with what checks of wording must not read hidden, sign for sign."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from kb.content import frontmatter
from kb.content.folder import files_of
from kb.content.library import Library
from kb.content.problems import Problem, Problems, Severity
from kb.content.reading import decoded
from kb.languages import LANGUAGES

HIDDEN = "\ufffc"
"""Stands for each sign of a tag, an address or code: neither a letter nor a punctuation mark of any language."""

LIQUID = re.compile(r"\{%-?\s*(raw|comment)\b.*?\{%-?\s*end\1\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ADDRESS = re.compile(
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|\b(?:https?://|www\.)[^\s<>()（）「」、。，；\ufffc]+"
)
_HIDE = re.compile(rf"<!--.*?-->|{LIQUID.pattern}|`[^`\n]+`|(?<=\])\([^()\s]*\)|{ADDRESS.pattern}", re.DOTALL)
_HEADING = re.compile(r"^(#{2,3})[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"^(title|summary|subject|keywords):[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_NAME = re.compile(r"(\w+)/((?:articles|templates)/[\w/-]+)(?:\.([\w-]+))?\.md")


class Piece(NamedTuple):
    """A title, a summary, a subject, a tone or a section of an article. `start` is its place in the file's text."""

    where: str
    heading: int
    """The place of the line that the piece stands under."""
    start: int
    text: str
    prose: str
    """The text with tags, addresses and code hidden."""


@dataclass(frozen=True, eq=False)
class Text:
    """One file as it is written, its line ends being LF. `locale` is empty in a base file."""

    path: str
    lang: str
    id: str
    locale: str
    written: str

    @property
    def is_template(self) -> bool:
        """Whether it is a reply, not an article."""
        return self.id.startswith("templates/")

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.written))]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The texts of the front matter, keywords left out, then the sections of the body."""
        return tuple(_pieces(self))

    @property
    def sections(self) -> Iterator[Piece]:
        """The tones of a template, the sections of an article."""
        return (piece for piece in self.pieces if piece.where not in ("title", "summary", "subject"))

    def section(self, where: str) -> Piece | None:
        """The piece of that name, where the file has one."""
        return next((piece for piece in self.pieces if piece.where == where), None)

    def problem(self, place: int, code: str, message: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem at a place of the text, in code points from its start."""
        line = bisect_right(self._lines, place)
        return Problem(self.path, line, place - self._lines[line - 1] + 1, code, message, severity)


@dataclass(frozen=True)
class Texts:
    """Files of a content folder by their path in it, those that cannot be served among them."""

    library: Library
    files: dict[str, Text]

    def __iter__(self) -> Iterator[Text]:
        return iter(self.files.values())

    def documents(self) -> Iterator[tuple[Text, list[Text]]]:
        """Every source with its translations and the texts of single locales, where both can be read."""
        alternates: dict[str, list[Text]] = {}
        for text in self:
            if text.locale:
                alternates.setdefault(text.id, []).append(text)
        for id, documents in self.library.documents.items():
            source = next(document for document in documents.values() if document.freshness == "source")
            if source.file.path in self.files:
                others = (d for d in documents.values() if d is not source and d.file.path in self.files)
                translations = [self.files[other.file.path] for other in others]
                yield self.files[source.file.path], [*translations, *alternates.get(id, ())]


def names_in(folder: Path) -> list[str]:
    """The path of every file that is a document, or is meant to be one."""
    return [name for name, look in files_of(folder).items() if look.is_plain and _document(name)]


def id_of(name: str) -> str:
    """The id of the document that a file belongs to."""
    match = _document(name)
    return match[2] if match else ""


def read_texts(folder: Path, names: Iterable[str]) -> dict[str, Text]:
    """Those of the files that can be read, by their path in the folder."""
    found = {}
    for name in names:
        match = _document(name)
        try:
            data = (folder / name).read_bytes()
        except OSError:
            continue  # the library has told it
        notes = Problems(name)
        text = decoded(data, notes)
        if match and not notes.fatal:
            found[name] = Text(name, match[1], match[2], match[3] or "", text)
    return found


def _document(name: str) -> re.Match[str] | None:
    match = _NAME.fullmatch(name)
    return match if match and match[1] in LANGUAGES else None


def hidden(text: str) -> str:
    """A text with its tags, addresses and code hidden, every line end in its place."""
    return _HIDE.sub(lambda match: re.sub(r"[^\n]", HIDDEN, match.group()), text)


def _pieces(text: Text) -> Iterator[Piece]:
    parts = frontmatter.split(text.written, Problems(""))
    if parts is None:
        return
    first = text.written.index("\n") + 1
    for match in _KEY.finditer(parts.matter):
        value = match[2].strip()
        quoted = value[:1] in "\"'" and len(value) > 1 and value[-1] == value[0]
        if match[1] != "keywords":
            value = value[1:-1] if quoted else value
            yield Piece(match[1], first + match.start(), first + match.start(2) + quoted, value, hidden(value))
    yield from _sections(text, parts.body)


def _sections(text: Text, body: str) -> Iterator[Piece]:
    """The pieces between headings; an article's heading belongs to its section, a template's says the tone."""
    start, prose = len(text.written) - len(body), hidden(body)
    headings = [match for match in _HEADING.finditer(prose) if not text.is_template or match[1] == "##"]
    if not text.is_template and prose[: headings[0].start() if headings else None].strip():
        end = headings[0].start() if headings else len(body)
        yield Piece("0", start, start, body[:end], prose[:end])
    for number, heading in enumerate(headings, start=1):
        end = headings[number].start() if number < len(headings) else len(body)
        begin = heading.end() if text.is_template else heading.start(2)
        where = heading[2] if text.is_template else str(number)
        yield Piece(where, start + heading.start(), start + begin, body[begin:end], prose[begin:end])
