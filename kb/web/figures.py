"""The values of a figure as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from babel.numbers import format_decimal, format_percent

from kb.languages import LANGUAGES
from kb.service import KnowledgeBase
from kb.web.case_words import cost_words, facet_words
from kb.web.coverage import MARKS
from kb.web.i18n import _, gettext, ui_lang
from kb.web.times import day_words, locale, minutes_words, moment_words

_FACETS = ("issue", "cause", "market", "channel", "platform", "tone", "option", "outcome")


def words(kb: KnowledgeBase) -> dict[str, object]:
    """What the page of figures may say."""
    return {
        "cell_words": lambda kind, value: cell_words(kb, kind, value),
        "day_words": day_words,
        "title_lang": title_lang(kb),
    }


def title_lang(kb: KnowledgeBase) -> Callable[[str, str], str]:
    """Tells in which language a cell is written, where that is not the interface's."""

    def lang(kind: str, value: str) -> str:
        if kind == "document":
            return ui_lang() if ui_lang() in kb.library.documents.get(value, {}) else "en"
        return value if kind == "lang" and value in LANGUAGES else ui_lang()

    return lang


def cell_words(kb: KnowledgeBase, kind: str, value: Any) -> str:
    """A value of a column of this kind, in the interface language."""
    if value is None:
        return "–"
    if value == "":
        return gettext(_("Not said"))
    if kind in _FACETS:
        return facet_words(kb, kind, value)
    return _SAID.get(kind, _text)(kb, value)


def _text(kb: KnowledgeBase, value: Any) -> str:
    return str(value)


def _document(kb: KnowledgeBase, id: str) -> str:
    found = kb.library.documents.get(id, {})
    document = found.get(ui_lang()) or next(iter(found.values()), None)
    return document.title if document else id


def _count(kb: KnowledgeBase, value: int) -> str:
    return format_decimal(value, locale=locale())


def _change(kb: KnowledgeBase, value: int) -> str:
    return f"{'▲' if value > 0 else '▼'} {_count(kb, abs(value))}" if value else "="


def _costs(kb: KnowledgeBase, value: Mapping[str, int]) -> str:
    return " · ".join(cost_words(minor, currency) for currency, minor in value.items()) or "–"


_SAID: Mapping[str, Callable[[KnowledgeBase, Any], str]] = {
    "document": _document,
    "lang": lambda kb, value: LANGUAGES[value].name if value in LANGUAGES else value,
    "state": lambda kb, value: gettext(MARKS.get(value, MARKS["needs-review"])),
    "count": _count,
    "unread": _count,
    "change": _change,
    "share": lambda kb, value: format_percent(value, locale=locale()),
    "rating": lambda kb, value: format_decimal(round(value, 1), locale=locale()),
    "minutes": lambda kb, value: minutes_words(value),
    "time": lambda kb, value: moment_words(value, kb.library.vocabulary.cases.zone),
    "day": lambda kb, value: day_words(value),
    "costs": _costs,
}
