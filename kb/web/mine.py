"""My things, for pages and programs: favourites, own texts, choices; and what is pinned for the team."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from kb.content.model import Document
from kb.errors import DocumentNotFound, NotFound, StoreError
from kb.service import KnowledgeBase
from kb.web import mine_schemas as schemas
from kb.web.identity import Member, current, may
from kb.web.openapi import MAX_NUMBER, Operation
from kb.web.requests import body, read

FAVOURITES = "favourites"


_DOCUMENT = ("name", "templates/apology/late-delivery", "The document's whole id.")
_NUMBER = ("number", "1", "The number of the text.")
_BODY = (400, 413, 415, 422)


def _operation(method: str, path: str, summary: str, body: type[BaseModel] | None = None) -> Operation:
    part = (_DOCUMENT,) if "{name}" in path else (_NUMBER,) if "{number}" in path else ()
    missing = (404,) if part else ()
    refused = _BODY if body else (422,) if part else ()
    return Operation(method, path, summary, schemas.MeAnswer, body=body, errors=(*missing, *refused, 503), parameters=part)


OPERATIONS = (
    _operation("get", "/me", "Who asks, and what she has at hand"),
    _operation("put", "/me/favourites/{name}", "Make a document a favourite"),
    _operation("delete", "/me/favourites/{name}", "Make it one no more"),
    _operation("put", "/me/order", "Put the favourites in order", schemas.OrderRequest),
    _operation("put", "/me/choices", "Remember what was chosen", schemas.ChoicesRequest),
    _operation("put", "/me/recents/{name}", "Note that a document was used"),
    _operation("delete", "/me/recents", "Forget what was used"),
    _operation("post", "/me/snippets", "Keep a text of one's own", schemas.SnippetRequest),
    _operation("put", "/me/snippets/{number}", "Change a text of one's own", schemas.SnippetRequest),
    _operation("delete", "/me/snippets/{number}", "Delete a text of one's own"),
    _operation("put", "/pins/{name}", "Pin a document for the team"),
    _operation("delete", "/pins/{name}", "Pin it no more"),
)


def blueprint(kb: KnowledgeBase) -> Blueprint:
    """What one has at hand, under `/api/v1/me`, and the pins of the team. Every answer is what is at hand then."""
    api = Blueprint("mine", __name__, url_prefix="/api/v1")

    @api.get("/me")
    @may("keep")
    def me() -> ResponseReturnValue:
        return _answer(kb, current()).model_dump()

    @api.put("/me/favourites/<path:name>")
    @may("keep")
    def star(name: str) -> ResponseReturnValue:
        kb.translations(name)
        kb.store.things.star(current().id, name, now=_now())
        return me()

    @api.delete("/me/favourites/<path:name>")
    @may("keep")
    def unstar(name: str) -> ResponseReturnValue:
        kb.store.things.unstar(current().id, _id(name))
        return me()

    @api.put("/me/order")
    @may("keep")
    def order() -> ResponseReturnValue:
        asked = read(schemas.OrderRequest, body())
        kb.store.things.order(current().id, FAVOURITES, [id for id in asked.documents if id in kb.library.documents])
        return me()

    @api.put("/me/choices")
    @may("keep")
    def choose() -> ResponseReturnValue:
        asked = read(schemas.ChoicesRequest, body())
        kb.store.things.choose(current().id, asked.model_dump(exclude_none=True))
        return me()

    @api.put("/me/recents/<path:name>")
    @may("keep")
    def used(name: str) -> ResponseReturnValue:
        kb.translations(name)
        kb.store.things.used(current().id, name, now=_now())
        return me()

    @api.delete("/me/recents")
    @may("keep")
    def forget() -> ResponseReturnValue:
        kb.store.things.forget_recents(current().id)
        return me()

    _snippets(api, kb)
    _pins(api, kb)
    return api


def _snippets(api: Blueprint, kb: KnowledgeBase) -> None:
    """The texts of one's own."""

    @api.post("/me/snippets")
    @may("keep")
    def add() -> ResponseReturnValue:
        asked = read(schemas.SnippetRequest, body())
        kb.store.things.add_snippet(current().id, **asked.model_dump(), now=_now())
        return _answer(kb, current()).model_dump()

    @api.put("/me/snippets/<whole:number>")
    @may("keep")
    def change(number: int) -> ResponseReturnValue:
        asked = read(schemas.SnippetRequest, body())
        kb.store.things.change_snippet(current().id, _number(number), **asked.model_dump(), now=_now())
        return _answer(kb, current()).model_dump()

    @api.delete("/me/snippets/<whole:number>")
    @may("keep")
    def remove(number: int) -> ResponseReturnValue:
        kb.store.things.remove_snippet(current().id, _number(number))
        return _answer(kb, current()).model_dump()


def _pins(api: Blueprint, kb: KnowledgeBase) -> None:
    """What stands first for the team."""

    @api.put("/pins/<path:name>")
    @may("pin")
    def pin(name: str) -> ResponseReturnValue:
        kb.translations(name)
        kb.store.things.pin(name, person_id=current().id or None, now=_now())
        return _answer(kb, current()).model_dump()

    @api.delete("/pins/<path:name>")
    @may("pin")
    def unpin(name: str) -> ResponseReturnValue:
        kb.store.things.unpin(_id(name))
        return _answer(kb, current()).model_dump()


def at_hand(kb: KnowledgeBase) -> schemas.MeAnswer:
    """What who asks has at hand, read once a request; empty while the database is away."""
    if "at_hand" not in g:
        member: Member | None = g.get("member")
        try:
            g.at_hand = _answer(kb, member) if member else schemas.NOTHING
        except StoreError:
            g.at_hand = schemas.NOTHING
    found: schemas.MeAnswer = g.at_hand
    return found


def starred(kb: KnowledgeBase) -> frozenset[str]:
    """The favourites of who asks; none while the database is away."""
    member: Member | None = g.get("member")
    try:
        return frozenset(kb.store.things.favourites(member.id)) if member else frozenset()
    except StoreError:
        return frozenset()


def shown(kb: KnowledgeBase, ids: Iterable[str], lang: str) -> list[Document]:
    """These documents as a list shows them: in a language, or in the one they are written in."""
    there = (kb.library.documents[id] for id in ids if id in kb.library.documents)
    return [documents.get(lang) or next(iter(documents.values())) for documents in there]


def _answer(kb: KnowledgeBase, member: Member) -> schemas.MeAnswer:
    things = kb.store.things
    starred = things.favourites(member.id)
    ordered = [id for id in things.ordering(member.id, FAVOURITES) if id in starred]
    kept = things.choices(member.id)
    return schemas.MeAnswer(
        name=member.name,
        role=member.role,
        group=member.group,
        local=member.local,
        favourites=[*(id for id in starred if id not in ordered), *ordered],
        recents=list(things.recents(member.id)),
        pins=list(things.pins(member.group)),
        choices={name: value for name, value in kept.items() if name in schemas.ChoicesRequest.model_fields},
        snippets=[schemas.SnippetAnswer.model_validate(snippet) for snippet in things.snippets(member.id)],
    )


def _number(number: int) -> int:
    """A number that a text may have. Raises NotFound for another, which no database could look up."""
    if not 1 <= number <= MAX_NUMBER:
        raise NotFound(f"there is no snippet {number} of this person")
    return number


def _id(name: str) -> str:
    """The id of a document that may be gone by now. Raises DocumentNotFound where no document could have it."""
    if len(name) > schemas.LONGEST_ID or not re.fullmatch(schemas.DOCUMENT_ID, name):
        raise DocumentNotFound(name)
    return name


def _now() -> datetime:
    return datetime.now(UTC)
