"""What was done with the content, and what people think of it: sent by the page after the fact, never waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from kb.reply.entities import entities
from kb.service import KnowledgeBase
from kb.web import mine_schemas as schemas
from kb.web.addresses import fits_address
from kb.web.identity import Member, current, may
from kb.web.mine import at_hand
from kb.web.openapi import Operation
from kb.web.requests import body, read

LONGEST_QUERY = 40
"""Characters of a question that is kept: a few words for a problem, never a message."""

_ERRORS = (400, 404, 413, 415, 422, 503)
_KEPT = schemas.EventsAnswer
OPERATIONS = (
    Operation("post", "/events", "Tell what was copied and asked", _KEPT, body=schemas.EventsRequest, errors=_ERRORS),
    Operation("post", "/feedback", "Say what one thinks of a document", _KEPT, body=schemas.FeedbackRequest, errors=_ERRORS),
)


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """Where pages and programs tell what was done."""
    api = Blueprint("use", __name__, url_prefix="/api/v1")

    @api.post("/events")
    @may("report")
    def events() -> ResponseReturnValue:
        asked = read(schemas.EventsRequest, body())
        return {"kept": _keep(kb, asked, current()) if recorded(kb) else 0}

    @api.post("/feedback")
    @may("report")
    def feedback() -> ResponseReturnValue:
        from kb.store.usage import Opinion

        asked = read(schemas.FeedbackRequest, body())
        version = kb.document(asked.document, asked.lang).file.blob
        said = asked.model_dump(include={"key", "document", "lang", "helpful", "note"})
        opinion = Opinion(**said, at=datetime.now(UTC), version=version, person_id=current().id or None)
        return {"kept": int(kb.store.usage.said(opinion))}

    @api.app_context_processor
    def recording() -> dict[str, object]:
        return {"recorded": lambda: recorded(kb)}

    return api


def recorded(kb: KnowledgeBase) -> bool:
    """Whether what who asks does is counted: neither the site nor she has switched it off."""
    return kb.settings.recording and at_hand(kb).choices.get("recording") != "off"


def harmless(text: str, lang: str) -> str | None:
    """A question as it may be kept: None where it is long, or holds what could tell of a customer."""
    asked = " ".join(text.split())
    if not asked or len(asked) > LONGEST_QUERY or "\0" in asked or not fits_address(asked):
        return None
    return None if entities(asked, lang, datetime.now(UTC).date()) else asked


def _keep(kb: KnowledgeBase, asked: schemas.EventsRequest, member: Member) -> int:
    """Keep each event by itself, so that what was kept stays kept when a later one fails. How many were new."""
    from kb.store.usage import Copy, Search

    now, usage, known = datetime.now(UTC), kb.store.usage, kb.library.documents
    kept = 0
    for copy in asked.copies:
        if copy.document not in known:
            continue  # it was renamed or removed while the event waited
        row = copy.model_dump(exclude={"age", "query"}) | {"query": harmless(copy.query, copy.lang)}
        at = now - timedelta(seconds=copy.age)
        kept += usage.copied(Copy(**row, at=at, person_id=member.id or None, group=member.group))
        if member.id:
            kb.store.things.used(member.id, copy.document, now=at)
    for search in asked.searches:
        row = search.model_dump(exclude={"age", "query"}) | {"query": harmless(search.query, search.lang)}
        kept += usage.searched(Search(**row, at=now - timedelta(seconds=search.age)))
    return kept
