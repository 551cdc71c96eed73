"""The addresses of pages, with the state that they hand on: the question and what was chosen, never a value."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import quote, urlencode

from flask import g, request, url_for

from kb.content.model import Document
from kb.web import i18n

FACETS = ("intent", "issue", "channel", "tone")
STATE = ("reply_lang", "reply_tone", "reply_channel", "reply_platform", "reply_market", "case")
"""What is chosen for the reply and the case it is for, beside what is asked of the search."""

SHORT_QUERY = 80
_PERSONAL = re.compile(r"@\w|\d(?:[ .()-]{0,2}\d){4}")


def fits_address(text: str) -> bool:
    """Whether a query may stand in an address: a few words that name nobody and no order."""
    return len(text) <= SHORT_QUERY and not _PERSONAL.search(unicodedata.normalize("NFKC", text))


def state() -> dict[str, str]:
    """The state that pages hand on in their addresses: the question and its filters, never a value."""
    if "state" in g:
        return dict(g.state)
    kept = {name: i18n.given(name) for name in ("q", "kind", "exact", *FACETS, *STATE)}
    kept["kind"] = "" if kept["kind"] == "template" else kept["kind"]
    g.state = {name: value for name, value in kept.items() if value and (name != "q" or fits_address(value))}
    return dict(g.state)


def state_url(endpoint: str, **changes: str) -> str:
    """The address of a page with the present state, and some of it changed; an empty value drops it."""
    given: dict[str, Any] = {name: value for name, value in {**state(), **changes}.items() if value}
    return url_for(endpoint, **given)


def document_url(document: Document) -> str:
    """The address of a document, with the present state handed on."""
    if "around_ids" not in g:  # asked of the router once: twenty hits would cost more than their search
        path, question, query = state_url("site.document", group="templates", name="-").partition("?")
        g.around_ids = path.removesuffix("templates/-"), question + query
    before, after = g.around_ids
    return f"{before}{quote(document.id)}{after}"


def star_url(id: str) -> str:
    """Where a document is made a favourite."""
    if "before_stars" not in g:
        g.before_stars = url_for("mine.star", name="-").removesuffix("-")
    return f"{g.before_stars}{quote(id)}"


def switch_query(parameter: str, value: str) -> str:
    """This address's query with one parameter changed."""
    kept = {**{name: given for name, given in request.args.items() if name != parameter}, parameter: value}
    return urlencode({name: given for name, given in kept.items() if given})
