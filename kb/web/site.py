"""The pages: search on the left, the document on the right. Every state has an address, without any value in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb.content.model import Article, Document, Template
from kb.errors import TranslationNotFound
from kb.languages import LANGUAGES, script_of
from kb.reply.compose import Choices, Reply
from kb.reply.writing import shown_text
from kb.search.query import Query
from kb.service import KnowledgeBase
from kb.web import form, i18n, present
from kb.web import status as state
from kb.web.addresses import FACETS, document_url, fits_address, star_url, state_url, switch_query
from kb.web.addresses import state as handed_on
from kb.web.answers import as_json
from kb.web.headers import static_url
from kb.web.i18n import _, gettext
from kb.web.identity import current, may, open_to_all
from kb.web.listing import Panel, filter_values, lines
from kb.web.mine import at_hand, shown

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """The right side for a template: the reply beside its gloss, and the form of its blanks."""

    template: Template
    shown: Document
    reply: Reply
    gloss: Reply | None
    choices: Choices
    fields: form.Form
    markets: tuple[str, ...]
    partners: tuple[str, ...]
    """The public replies that this private one goes with."""


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """The site of a knowledge base."""
    site = Blueprint("site", __name__)
    site.add_app_template_global(star_url)

    @site.app_context_processor
    def shared() -> dict[str, object]:
        return {
            "library": kb.library,
            "mine": lambda: at_hand(kb),
            "shown": lambda ids: shown(kb, ids, i18n.ui_lang()),
            "taxonomy": kb.taxonomy,
            "reply_lang": i18n.reply_lang(),
            "intake_words": lambda: _intake_words(kb),
            "state_url": state_url,
            "state_q": lambda: handed_on().get("q", ""),
            "switch_query": switch_query,
            "document_url": document_url,
            "lines": lambda results: lines(kb, results),
            "filter_values": lambda results, name: filter_values(kb.taxonomy, results, name),
            "shown_lines": shown_text,
            "finding_message": lambda finding: present.finding_message(finding, kb.library, i18n.ui_lang()),
        }

    @site.get("/")
    def home() -> ResponseReturnValue:
        return render_template("home.html", panel=_panel(kb, request.args.get("q", "")))

    @site.post("/")
    @may("read")
    def ask() -> ResponseReturnValue:
        text = request.form.get("q", "").strip()
        if fits_address(text):
            return redirect(state_url("site.home", q=text), 303)
        return render_template("home.html", panel=_panel(kb, text))

    @site.post("/results")
    @may("read")
    def results() -> ResponseReturnValue:
        return render_template("_results.html", panel=_panel(kb, request.form.get("q", "")))

    @site.get("/<any(templates, articles):group>/<path:name>")
    def document(group: str, name: str) -> ResponseReturnValue:
        id = f"{group}/{name}"
        panel = _panel(kb, request.args.get("q", ""))
        if group == "articles":
            return render_template("article.html", panel=panel, **_article(kb, id))
        return render_template("template.html", panel=panel, page=_reply_page(kb, id))

    @site.get("/status")
    def status() -> ResponseReturnValue:
        return state.page(kb)

    @site.get("/status.json")
    def status_json() -> ResponseReturnValue:
        return as_json(state.status_of(kb))

    @site.get("/healthz")
    @open_to_all
    def healthz() -> ResponseReturnValue:
        return Response("ok\n", mimetype="text/plain")

    @site.get("/readyz")
    @open_to_all
    def readyz() -> ResponseReturnValue:
        return {"status": "ready", "version": kb.library.version, "documents": len(kb.library.documents)}

    @site.get("/favicon.ico")
    @open_to_all
    def favicon() -> ResponseReturnValue:
        return redirect(static_url("icon.svg"))

    return site


INTAKE_VALUES = (
    *("order.number", "order.date", "order.total", "tracking.number"),
    *("customer.name", "customer.handle", "customer.account"),
)
"""The blanks that are found in a customer's message."""


def _intake_words(kb: KnowledgeBase) -> dict[str, object]:
    """What the page says of a message, in the interface language."""
    ui, variables = i18n.ui_lang(), kb.library.vocabulary.variables
    return {
        "ui": ui,
        "told": gettext(_("Message in %s")),
        "other": gettext(_("Message in another language")),
        "answer": gettext(_("Answer in %s")),
        "case": gettext(_("Open a case")) if current().may("cases") and not i18n.given("case") else "",
        "languages": {code: language.name for code, language in LANGUAGES.items()},
        "issues": {id: labels[ui] for id, labels in kb.taxonomy.issues.items()},
        "labels": {name: variables[name].labels[ui] for name in INTAKE_VALUES if name in variables},
    }


def _facet(kb: KnowledgeBase, name: str, prefix: str = "") -> str:
    """A facet's value in this request; one that is not known counts as none, as in an old bookmark."""
    value = i18n.given(prefix + name)
    return value if value in kb.taxonomy.ids[name] else ""


def _panel(kb: KnowledgeBase, text: str) -> Panel:
    kind = "article" if i18n.given("kind") == "article" else "template"
    facets: dict[str, Any] = {name: _facet(kb, name) for name in FACETS}
    query = Query(text=text, lang=i18n.ui_lang(), kind=kind, limit=PAGE_SIZE, exact=i18n.given("exact") == "yes", **facets)
    replies = replace(query, kind="template", reply_lang=_asked_reply_lang())
    articles = replace(query, kind="article", tone="", channel="", intent="")
    mine, other = (articles, replies) if kind == "article" else (replies, articles)
    return Panel(mine, kb.search(mine), kb.search(replace(other, limit=0)).total)


def _asked_reply_lang() -> str:
    named = i18n.given("reply_lang")
    return named if named in LANGUAGES else i18n.reply_lang()


def _reply_page(kb: KnowledgeBase, id: str) -> ReplyPage:
    translations = kb.translations(id)
    lang, ui = i18n.reply_lang(), i18n.ui_lang()
    if lang not in translations:
        raise TranslationNotFound(id, lang, tuple(translations))
    template = translations[lang]
    assert isinstance(template, Template)
    tone = _facet(kb, "tone", "reply_")
    markets = offered_markets(kb, template)
    market = _facet(kb, "market", "reply_")
    choices = Choices(
        lang=lang,
        tone=tone if tone in template.tones else template.tones[0],
        channel=_facet(kb, "channel", "reply_") or next(iter(template.facets.channels), ""),
        platform=_facet(kb, "platform", "reply_"),
        market=market if market in markets else "",
        labels=ui,
    )
    reply = kb.reply(id, choices, {}, preview=True)
    gloss = None
    if ui != lang and ui in translations:
        gloss = kb.reply(id, replace(choices, lang=ui, locale="", market=""), {}, preview=True)
    variables = [kb.library.vocabulary.variables[name] for name in template.variables]
    fields = form.build(variables, reply.missing, ui, kb.taxonomy, choices)
    partners = kb.library.public_partners(id)
    return ReplyPage(template, translations.get(ui, template), reply, gloss, choices, fields, markets, partners)


def offered_markets(kb: KnowledgeBase, template: Template) -> tuple[str, ...]:
    """The markets whose locale the template has a text for: Taiwan only where Traditional Chinese is written."""
    scripts = {LANGUAGES[template.lang].script, *(script_of(v.locale) for v in template.variants if v.locale)}
    return tuple(id for id, market in kb.taxonomy.markets.items() if script_of(market.locale(template.lang)) in scripts)


def _article(kb: KnowledgeBase, id: str) -> dict[str, object]:
    translations = kb.translations(id)
    asked = request.args.get("lang", "")
    lang = asked if asked in translations else i18n.ui_lang()
    article = translations.get(lang) or next(iter(translations.values()))
    assert isinstance(article, Article)
    related = [kb.translations(other) for other in article.facets.related if other in kb.library.documents]
    return {
        "article": article,
        "translations": translations,
        "wanted": lang,
        "html": present.with_prefix(article.html, request.script_root),
        "related": [found.get(i18n.ui_lang()) or next(iter(found.values())) for found in related],
    }
