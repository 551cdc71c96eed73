"""The pages of translators: what is written in which language, how fresh it is, and what changed since."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.content.breadth import Asked, breadth
from kb.content.comparing import Comparison
from kb.content.coverage import Filter, Line, counts
from kb.content.freshness import SOURCE
from kb.content.model import Document
from kb.content.status import STATES
from kb.languages import LANGUAGES
from kb.popularity import by_need_and_use
from kb.reply.compose import freshness_of
from kb.service import KnowledgeBase
from kb.web import i18n
from kb.web.i18n import _, gettext
from kb.web.requests import page_number

PAGE_SIZE = 100
MARKS = {
    "source": _("Source"),
    "current": _("Current"),
    "cosmetic": _("Layout changed"),
    "needs-review": _("To be reviewed"),
    "machine": _("By machine"),
    "missing": _("Missing"),
    "stale": _("Stale"),
    "orphan": _("Source is gone"),
}
"""What each state is called on the page."""

SECTIONS = {"title": _("Title of the document"), "summary": _("Summary"), "subject": _("Subject"), "text": _("Text")}


@dataclass(frozen=True, slots=True)
class Page:
    """A part of what was asked for, and how much there is of each state."""

    wanted: Filter
    lines: tuple[Line, ...]
    number: int
    last: int
    total: int
    counts: dict[str, int]
    used: Mapping[str, int]
    """How often documents were copied lately."""


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """The translators' pages over a knowledge base."""
    pages = Blueprint("coverage", __name__)

    @pages.app_context_processor
    def shared() -> dict[str, object]:
        return {
            "state_words": MARKS,
            "edit_url": lambda path: edit_url(kb.settings.forge, path),
            "changes_url": changes_url,
            "shown_in": shown_in,
            "place_words": lambda where: place_words(kb, where),
            "in_words": lambda text: in_words(kb, text),
        }

    @pages.get("/coverage")
    def index() -> ResponseReturnValue:
        return render_template("coverage.html", page=_page(kb), filter_url=filter_url, states=(*STATES, SOURCE))

    @pages.get("/coverage/problems")
    def problems() -> ResponseReturnValue:
        taxonomy = kb.taxonomy
        asked = Asked(_known("channel", taxonomy.channels), _known("tone", taxonomy.tones), _known("lang", LANGUAGES))
        return render_template("breadth.html", asked=asked, found=breadth(kb.library, asked))

    @pages.get("/coverage/<path:id>")
    def changes(id: str) -> ResponseReturnValue:
        translations = kb.translations(id)
        source = next(document for document in translations.values() if document.freshness == SOURCE)
        lang = _lang(source.lang, tuple(translations))
        found = _compared(kb, id, lang, locale := _locale(translations.get(lang)))
        return render_template(
            "changes.html", source=source, lang=lang, locale=locale, translations=translations, found=found
        )

    @pages.get("/changes/<path:id>")
    def changed(id: str) -> ResponseReturnValue:
        lang = request.args.get("lang", "")
        locale = _locale(kb.document(id, lang))
        return render_template("_changes.html", found=_compared(kb, id, lang, locale), beside=False)

    @pages.get("/freshness/<path:id>")
    def freshness(id: str) -> ResponseReturnValue:
        lang = request.args.get("lang", "")
        state, own = freshness_of(kb.document(id, lang), request.args.get("locale", ""))
        return render_template("_freshness.html", id=id, lang=lang, state=state, own=own)

    return pages


def edit_url(pattern: str, path: str) -> str:
    """Where a file of the content folder is edited on the forge; empty where no forge is set."""
    return pattern.replace("{path}", quote(path))


def changes_url(id: str, lang: str, locale: str = "") -> str:
    """The page that tells what changed since a document was translated, or in its text since a locale's was written."""
    own = f"&locale={locale}" if locale else ""
    return f"{request.script_root}/coverage/{id}?lang={lang}{own}"  # built by hand: a page holds a thousand of them


def shown_in(id: str, lang: str) -> str:
    """The document's page, in one language."""
    parameter = "lang" if id.startswith("articles/") else "reply_lang"
    return f"{request.script_root}/{id}?{parameter}={lang}"


def filter_url(shown: Page, **changes: str | int) -> str:
    """The address of the coverage with some of its filters changed; an empty one is dropped."""
    asked = {**shown.wanted._asdict(), **changes}
    return url_for("coverage.index", **{name: value for name, value in asked.items() if value})


def place_words(kb: KnowledgeBase, where: str) -> str:
    """A place of a document as people name it: "Formal, paragraph 2"."""
    section, _space, number = where.rpartition(" ") if where[-1:].isdigit() else (where, "", "")
    tones = kb.taxonomy.tones
    words = tones[section][i18n.ui_lang()] if section in tones else gettext(SECTIONS.get(section, section))
    return gettext(_("%(section)s, paragraph %(number)s"), section=words, number=number) if number else words


_BLANK = re.compile(r"\{\{-?\s*([\w.]+).*?\}\}")


def in_words(kb: KnowledgeBase, text: str) -> str:
    """A source's text as agents read it: its blanks by their labels, in brackets like those of a preview."""
    variables = kb.library.vocabulary.variables

    def label(blank: re.Match[str]) -> str:
        variable = variables.get(blank[1])
        return f"[{variable.labels[i18n.ui_lang()]}]" if variable else blank.group()

    return _BLANK.sub(label, text)


def _compared(kb: KnowledgeBase, id: str, lang: str, locale: str = "") -> Comparison | None:
    """None for the source itself, and for what is not written."""
    document = kb.translations(id).get(lang)
    return kb.comparison(id, lang, locale) if document and (locale or document.freshness != SOURCE) else None


def _locale(document: Document | None) -> str:
    """The locale that is asked about, where it has a text of its own."""
    asked = request.args.get("locale", "")
    return asked if document and asked in document.regional else ""


def _lang(source: str, written: tuple[str, ...]) -> str:
    """The language that is asked for; else the reader's, unless that is the source's."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    translated = [lang for lang in written if lang != source]
    mine = i18n.ui_lang()
    return mine if mine in translated or not translated else translated[0]


def _page(kb: KnowledgeBase) -> Page:
    wanted = Filter(
        state=_known("state", MARKS),
        lang=_known("lang", LANGUAGES),
        kind=_known("kind", ("template", "article")),
        intent=_known("intent", kb.taxonomy.intents),
    )
    used = kb.popularity.counts()
    lines = kb.coverage()
    everything = (
        by_need_and_use(lines, used, lambda line: [c.state for c in line.cells], lambda line: line.id) if used else lines
    )
    found = [line for line in everything if wanted.admits(line)]
    last = max(1, -(-len(found) // PAGE_SIZE))
    number = page_number(last)
    shown = tuple(found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    return Page(wanted, shown, number, last, len(found), counts(everything, wanted), used)


def _known(name: str, values: Container[str]) -> str:
    """A filter of this request; one that is not known counts as none, as in an old bookmark."""
    asked = request.args.get(name, "")
    return asked if asked in values else ""
