"""What was found, and the filters it can be narrowed by, as the left side of a page shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from kb.content.model import Document
from kb.content.taxonomy import Labels, Taxonomy
from kb.search.query import Query, Results
from kb.service import KnowledgeBase
from kb.web import i18n
from kb.web.addresses import document_url, star_url
from kb.web.mine import at_hand


@dataclass(frozen=True, slots=True)
class Panel:
    """The left side: what is asked, and what was found."""

    query: Query
    results: Results
    others: int
    """How many documents of the other kind answer the same question."""


class Line(NamedTuple):
    """A hit as it is listed."""

    id: str
    url: str
    intent: str
    stage: str
    """The label of the intent."""
    issues: tuple[str, ...]
    """Their labels."""
    shown: Document
    """In the reader's language, where it is written in it."""
    theirs: Document | None
    """In the customer's language, where that is another one and it is written in it."""
    lang: str
    snippet: Markup
    star_url: str
    starred: bool


def lines(kb: KnowledgeBase, results: Results) -> Iterator[Line]:
    """The hits as they are listed."""
    ui, reply_lang, taxonomy = i18n.ui_lang(), i18n.reply_lang(), kb.taxonomy
    stars = frozenset(at_hand(kb).starred)
    for hit in results.hits:
        document, facets = hit.document, hit.document.facets
        shown, theirs = hit.translations.get(ui) or document, hit.translations.get(reply_lang)
        yield Line(
            id=document.id,
            url=document_url(document),
            intent=facets.intent,
            stage=taxonomy.intents[facets.intent][ui] if facets.intent else "",
            issues=tuple(taxonomy.issues[issue][ui] for issue in facets.issues),
            shown=shown,
            theirs=theirs if theirs and theirs.lang != shown.lang else None,
            lang=document.lang,
            snippet=Markup(hit.snippet),  # the search escapes it
            star_url=star_url(document.id),
            starred=document.id in stars,
        )


def filter_values(taxonomy: Taxonomy, results: Results, name: str) -> list[tuple[str, str, int]]:
    """The values of a facet: each with its label, and how many documents it would leave."""
    ui, counts = i18n.ui_lang(), results.facets.get(name, {})
    return [(id, labels[ui], counts.get(id, 0)) for id, labels in _labels(taxonomy, name).items()]


def _labels(taxonomy: Taxonomy, name: str) -> Mapping[str, Labels]:
    if name == "channel":
        return {id: channel.labels for id, channel in taxonomy.channels.items()}
    return {"intent": taxonomy.intents, "issue": taxonomy.issues, "tone": taxonomy.tones}[name]
