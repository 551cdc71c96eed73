"""What is written in which language and tone, and how fresh it is: a line for each document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.content.comparing import source_of
from kb.content.freshness import SOURCE
from kb.content.library import Library
from kb.content.model import Document, Template
from kb.content.status import ORPHAN, Row
from kb.languages import LANGUAGES


class Cell(NamedTuple):
    """A document in a language: its state, its file in the content folder, and which of the source's tones are written.

    `since` and `lines` are those of its row; `tones` is empty for an article and for a translation without a source.
    """

    lang: str
    state: str
    path: str
    since: str
    lines: int | None
    tones: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Line:
    """A document in every language. A translation without a source stands alone: `document` is None then."""

    id: str
    document: Document | None
    titles: Mapping[str, str]
    cells: tuple[Cell, ...]

    @property
    def kind(self) -> str:
        """Template or article."""
        return self.id.partition("/")[0].removesuffix("s")

    @property
    def intent(self) -> str:
        """The stage that a reply is for; empty for a guide."""
        return self.document.facets.intent if self.document else ""


class Filter(NamedTuple):
    """What somebody wants to see; empty means all."""

    state: str = ""
    lang: str = ""
    kind: str = ""
    intent: str = ""

    def cells(self, line: Line) -> tuple[Cell, ...]:
        """A line's cells in the language that is asked for."""
        return tuple(cell for cell in line.cells if self.lang in ("", cell.lang))

    def admits(self, line: Line) -> bool:
        """Whether a line is of this kind and intent, and one of its cells in this state."""
        if self.kind not in ("", line.kind) or self.intent not in ("", line.intent):
            return False
        return any(self.state in ("", cell.state) for cell in self.cells(line))


def lines(library: Library, rows: Sequence[Row]) -> tuple[Line, ...]:
    """Every document, those that need somebody most first: the order in which `rows` name them."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row.id, {})[row.lang] = row
    for id in library.documents:
        found.setdefault(id, {})
    return tuple(_line(library, id, states) for id, states in found.items())


def counts(lines: Iterable[Line], wanted: Filter) -> Counter[str]:
    """How many cells are in each state, whatever state is asked for."""
    any_state = wanted._replace(state="")
    return Counter(cell.state for line in lines if any_state.admits(line) for cell in any_state.cells(line))


def _line(library: Library, id: str, rows: Mapping[str, Row]) -> Line:
    if id not in library.documents:
        orphans = tuple(Cell(lang, ORPHAN, f"{lang}/{id}.md", "", None, {}) for lang in LANGUAGES if lang in rows)
        return Line(id, None, {}, orphans)
    documents, source = library.documents[id], source_of(library, id)
    cells = []
    for lang in LANGUAGES:
        document = documents.get(lang)
        row = rows.get(lang, Row(id, lang, SOURCE))
        path = document.file.path if document else f"{lang}/{id}.md"
        cells.append(Cell(lang, row.state, path, row.since, row.lines, _tones(source, document)))
    titles = {lang: document.title for lang, document in documents.items()}
    return Line(id, source, titles, tuple(cells))


def _tones(source: Document, document: Document | None) -> dict[str, bool]:
    if not isinstance(source, Template):
        return {}
    written = document.tones if isinstance(document, Template) else ()
    return {tone: tone in written for tone in source.tones}
