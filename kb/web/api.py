"""The JSON API: a view is a typed request, one call on the knowledge base, one presentation."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from importlib import metadata

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from kb.service import KnowledgeBase
from kb.web import i18n, mine, present, schemas, use
from kb.web.answers import as_json
from kb.web.cases_api import OPERATIONS as CASES
from kb.web.feedback import OPERATIONS as FEEDBACK
from kb.web.identity import may
from kb.web.insights import OPERATIONS as INSIGHTS
from kb.web.openapi import Operation, document
from kb.web.requests import body, choices, facts, query, query_string, read

_NAME = ("name", "apology/late-delivery", "The rest of the document's id.")
_ARTICLE = ("name", "customs-and-duties", "The rest of the document's id.")
OPERATIONS = (
    Operation("get", "/search", "Search", schemas.SearchAnswer, query=schemas.SearchRequest, errors=(422,)),
    Operation(
        "post",
        "/search",
        "Search for a whole message",
        schemas.SearchAnswer,
        body=schemas.SearchRequest,
        errors=(400, 413, 415, 422),
    ),
    Operation(
        "get", "/suggest", "Complete what is typed", schemas.SuggestAnswer, query=schemas.SuggestRequest, errors=(422,)
    ),
    Operation(
        "post",
        "/suggest",
        "Complete what is typed, out of sight of logs",
        schemas.SuggestAnswer,
        body=schemas.SuggestRequest,
        errors=(400, 413, 415, 422),
    ),
    Operation(
        "post",
        "/intake",
        "Read a customer's message",
        schemas.IntakeAnswer,
        body=schemas.IntakeRequest,
        errors=(400, 413, 415, 422),
    ),
    Operation(
        "get",
        "/templates/{name}",
        "A template in one language",
        schemas.DocumentAnswer,
        query=schemas.DocumentRequest,
        errors=(404, 422),
        parameters=(_NAME,),
    ),
    Operation(
        "post",
        "/templates/{name}/render",
        "A reply, or its preview",
        schemas.RenderAnswer,
        body=schemas.RenderRequest,
        errors=(400, 404, 413, 415, 422),
        parameters=(_NAME,),
    ),
    Operation(
        "get",
        "/articles/{name}",
        "An article in one language",
        schemas.DocumentAnswer,
        query=schemas.DocumentRequest,
        errors=(404, 422),
        parameters=(_ARTICLE,),
    ),
    Operation(
        "post",
        "/check",
        "Check a reply that was written or edited",
        schemas.CheckAnswer,
        body=schemas.CheckRequest,
        errors=(400, 404, 413, 415, 422),
    ),
    Operation("get", "/taxonomy", "The facet values and their labels", schemas.TaxonomyAnswer),
    *CASES,
    *INSIGHTS,
    Operation("get", "/openapi.json", "This document", None),
    *mine.OPERATIONS,
    *use.OPERATIONS,
    *FEEDBACK,
)


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """The API of a knowledge base, under `/api/v1`."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")

    @api.get("/search")
    def search() -> ResponseReturnValue:
        asked = read(schemas.SearchRequest, query_string())
        return _tagged(kb, present.search_answer(kb.search(query(kb, asked))))

    @api.post("/search")
    @may("read")
    def search_message() -> ResponseReturnValue:
        asked = read(schemas.SearchRequest, body())
        return as_json(present.search_answer(kb.search(query(kb, asked))))

    @api.get("/suggest")
    def suggest() -> ResponseReturnValue:
        asked = read(schemas.SuggestRequest, query_string())
        return _tagged(kb, present.suggest_answer(asked.q, kb.suggest(asked.q, asked.lang, asked.limit)))

    @api.post("/suggest")
    @may("read")
    def suggest_message() -> ResponseReturnValue:
        asked = read(schemas.SuggestRequest, body())
        return as_json(present.suggest_answer(asked.q, kb.suggest(asked.q, asked.lang, asked.limit)))

    @api.post("/intake")
    @may("reply")
    def intake() -> ResponseReturnValue:
        asked = read(schemas.IntakeRequest, body())
        today = datetime.now(UTC).date()
        return as_json(present.intake_answer(kb.intake(asked.text, asked.ui_lang, today=today, limit=asked.limit)))

    @api.get("/<any(templates, articles):kind>/<path:name>")
    def document_in(kind: str, name: str) -> ResponseReturnValue:
        asked = read(schemas.DocumentRequest, query_string())
        library = kb.library
        found = library.get(f"{kind}/{name}", asked.lang)
        return _tagged(kb, present.document_answer(found, library))

    @api.post("/templates/<path:name>/render")
    @may("reply")
    def render(name: str) -> ResponseReturnValue:
        asked = read(schemas.RenderRequest, body())
        i18n.use_ui_lang(asked.ui_lang)
        reply = kb.reply(f"templates/{name}", choices(kb, asked), asked.values, preview=asked.preview)
        return as_json(present.render_answer(reply, kb.library, asked.ui_lang))

    @api.post("/check")
    @may("reply")
    def check() -> ResponseReturnValue:
        asked = read(schemas.CheckRequest, body())
        checked = kb.check(asked.text, asked.lang, facts(kb, asked))
        return as_json(present.check_answer(checked, kb.library, asked.ui_lang))

    @api.get("/taxonomy")
    def taxonomy() -> ResponseReturnValue:
        return _tagged(kb, present.taxonomy_answer(kb.library))

    @api.get("/openapi.json")
    def openapi() -> ResponseReturnValue:
        return document(OPERATIONS, metadata.version("kotae"))

    @api.get("/docs")
    def docs() -> ResponseReturnValue:
        return render_template("docs.html", api=document(OPERATIONS, metadata.version("kotae")))

    @api.get("/")
    def root() -> ResponseReturnValue:
        return redirect(url_for("api.docs"))

    return api


def _tagged(kb: KnowledgeBase, answer: BaseModel) -> Response:
    """The answer with an ETag of the library's version and the request, or 304 when the asker has it."""
    response = as_json(answer)
    asked = f"{kb.library.version}\0{request.full_path}"
    response.set_etag(hashlib.sha256(asked.encode()).hexdigest()[:20])
    if request.if_none_match:
        response.make_conditional(request)
    return response
