"""How well every document is translated: a row for each language, told by content and dated by git where it remembers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.content.changes import changed_lines
from kb.content.comparing import text_now
from kb.content.freshness import COSMETIC, SOURCE, STALE, UNSTAMPED, without_stamp
from kb.content.history import History
from kb.content.library import Library
from kb.content.model import Document
from kb.languages import LANGUAGES

MISSING, CURRENT, ORPHAN = "missing", "current", "orphan"
STATES = (ORPHAN, STALE, MISSING, "machine", "needs-review", COSMETIC, CURRENT)
"""From the one that needs somebody most."""

_SHOWN = {"reviewed": CURRENT, UNSTAMPED: "needs-review"}


@dataclass(frozen=True, slots=True)
class Row:
    """A document in a language that is not its source's, or in the text of a locale: its state, and since when.

    `lang` is the locale then, as in `es-MX`, and what is called the source here is the text of its language.

    `since` is the ISO date of the change that made it so, empty where it is not known; `lines` is how many lines of the
    source were added and removed since, None where that is not known or means nothing.
    """

    id: str
    lang: str
    state: str
    since: str = ""
    lines: int | None = None


def rows(library: Library, history: History) -> list[Row]:
    """Every document in every language but its source's, and in the texts of locales, the neediest first."""
    found = [*_translations(library, history), *_regional(library, history), *_orphans(library)]
    return sorted(found, key=lambda row: (STATES.index(row.state), -(row.lines or 0), row.since, row.id, row.lang))


def _translations(library: Library, history: History) -> Iterator[Row]:
    for id, documents in library.documents.items():
        source = next(document for document in documents.values() if document.freshness == SOURCE)
        for lang in LANGUAGES:
            if lang not in documents:
                first = history.versions.get(source.file.path, ())
                yield Row(id, lang, MISSING, first[-1].since[:10] if first else "")
            elif documents[lang] is not source:
                yield _row(documents[lang], source, history)


def _row(document: Document, source: Document, history: History) -> Row:
    state = _SHOWN.get(document.freshness, document.freshness)
    stamp = document.stamp
    if state != STALE or stamp is None:
        return Row(document.id, document.lang, state)
    before = history.text(stamp.source)
    now = text_now(history, source)
    lines = None if before is None else changed_lines(before, now)
    return Row(document.id, document.lang, state, history.changed_after(source.file.path, stamp.source)[:10], lines)


def _regional(library: Library, history: History) -> Iterator[Row]:
    for document in library:
        for text in document.regional.values():
            state = _SHOWN.get(text.freshness, text.freshness)
            held = history.held(document.file.path, text.stamp.source) if state == STALE and text.stamp else None
            before = history.text(held.blob) if held else None
            if held is None or before is None:
                yield Row(document.id, text.locale, state)
                continue
            lines = changed_lines(without_stamp(before), without_stamp(text_now(history, document)))
            yield Row(document.id, text.locale, state, history.changed_after(document.file.path, held.blob)[:10], lines)


def _orphans(library: Library) -> Iterator[Row]:
    """Translations whose source file is gone."""
    for id, lang in library.orphans:
        yield Row(id, lang, ORPHAN)
