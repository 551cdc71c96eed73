"""My things, for pages and programs: favourites, own texts, choices; and what is pinned for the team."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

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

if TYPE_CHECKING:
    from kb.store.things import AtHand as Kept
    from kb.store.things import Things

FAVOURITES = "favourites"

Found = TypeVar("Found")


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


class AtHand:
    """What somebody has at hand, read when it is first asked for.

    Reading raises StoreError while the database is away; where that is `bearable`, nothing is at hand then.
    """

    def __init__(self, kb: KnowledgeBase, member: Member | None, *, bearable: bool = False) -> None:
        self._kb, self._member, self._bearable = kb, member, bearable

    @cached_property
    def _kept(self) -> Kept | None:
        return self._read(lambda things, me: things.at_hand(me.id, me.group))

    @cached_property
    def starred(self) -> tuple[str, ...]:
        """The favourites, the last starred first."""
        return self._kept.favourites if self._kept else ()

    @cached_property
    def favourites(self) -> list[str]:
        """The favourites in her own order, those starred since before the others."""
        ordering = self._kept.orderings.get(FAVOURITES, ()) if self._kept else ()
        ordered = [id for id in ordering if id in self.starred]
        return [*(id for id in self.starred if id not in ordered), *ordered]

    @property
    def recents(self) -> list[str]:
        """The documents used last."""
        return list(self._kept.recents) if self._kept else []

    @property
    def pins(self) -> list[str]:
        """What is pinned for her group and for everybody."""
        return list(self._kept.pins) if self._kept else []

    @property
    def choices(self) -> dict[str, str]:
        """What she chose last."""
        kept = self._kept.choices if self._kept else {}
        return {name: value for name, value in kept.items() if name in schemas.ChoicesRequest.model_fields}

    @cached_property
    def snippets(self) -> list[schemas.SnippetAnswer]:
        """Texts of her own."""
        kept = self._read(lambda things, me: things.snippets(me.id)) or ()
        return [schemas.SnippetAnswer.model_validate(one) for one in kept]

    def _read(self, read: Callable[[Things, Member], Found]) -> Found | None:
        if self._member is None:
            return None
        try:
            return read(self._kb.store.things, self._member)
        except StoreError:
            if not self._bearable:
                raise
            return None


def at_hand(kb: KnowledgeBase) -> AtHand:
    """What who asks has at hand, nothing while the database is away; the same all through a request."""
    if "at_hand" not in g:
        g.at_hand = AtHand(kb, g.get("member"), bearable=True)
    found: AtHand = g.at_hand
    return found


def shown(kb: KnowledgeBase, ids: Iterable[str], lang: str) -> list[Document]:
    """These documents as a list shows them: in a language, or in the one they are written in."""
    there = (kb.library.documents[id] for id in ids if id in kb.library.documents)
    return [documents.get(lang) or next(iter(documents.values())) for documents in there]


def _answer(kb: KnowledgeBase, member: Member) -> schemas.MeAnswer:
    mine = AtHand(kb, member)
    return schemas.MeAnswer(
        name=member.name,
        role=member.role,
        group=member.group,
        local=member.local,
        **{name: getattr(mine, name) for name in ("favourites", "recents", "pins", "choices", "snippets")},
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
