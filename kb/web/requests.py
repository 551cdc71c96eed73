"""Reading requests: strictly, naming everything that is wrong at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest as Unreadable
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.routing import IntegerConverter, Map

from kb.reply.compose import Choices
from kb.reply.findings import Facts
from kb.search.query import Query
from kb.service import KnowledgeBase
from kb.web import schemas
from kb.web.errors import BadRequest

MOST = 2**31
"""The highest number that something may have."""


class Number(IntegerConverter):
    """The number of something in an address; one that no database could hold is no such page."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=MOST)


_Model = TypeVar("_Model", bound=BaseModel)


def read(model: type[_Model], data: object) -> _Model:
    """The request as its model. Raises BadRequest naming every field that is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fields = [
            {"name": ".".join(str(part) for part in item["loc"]), "code": item["type"], "message": item["msg"]}
            for item in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        names = ", ".join(dict.fromkeys(field["name"] or "body" for field in fields))
        raise BadRequest(f"these fields are wrong: {names}", fields) from None


def query_string() -> dict[str, object]:
    """The address's parameters, numbers being read where a number is meant."""
    found: dict[str, object] = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            wrong = {"name": name, "code": "repeated", "message": "is given more than once"}
            raise BadRequest(f"this parameter is given more than once: {name}", [wrong])
        found[name] = values[0]
    for name in ("exact", "resolved"):
        if found.get(name) in ("true", "false"):
            found[name] = found[name] == "true"
    for name in ("limit", "offset"):
        text = str(found.get(name, ""))
        if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10:
            found[name] = int(text)
    return found


def page_number(last: int) -> int:
    """The page that the address asks for, the first or the last where there is none of that number."""
    asked = request.args.get("page", "")
    return min(last, max(1, int(asked))) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def body() -> object:
    """The JSON of the body. Raises the error that says why it is none."""
    if not request.is_json:
        raise UnsupportedMediaType("Send JSON, with the header Content-Type: application/json.")
    try:
        data = request.get_json()
    except (Unreadable, RecursionError):
        raise Unreadable("The body is not JSON.") from None
    try:
        checked = {**data, "values": list(data.get("values") or ())} if isinstance(data, dict) else data
        json.dumps(checked, ensure_ascii=False).encode()  # a value with half a character is refused under its own name
    except (UnicodeEncodeError, RecursionError, TypeError):
        raise Unreadable("The body is nested too deeply, or holds half of a character.") from None
    if not isinstance(data, dict):
        raise BadRequest("the body must be a JSON object", [])
    return data


def query(kb: KnowledgeBase, asked: schemas.SearchRequest) -> Query:
    """The search of a request. Raises BadRequest naming every facet value that is not known."""
    known(kb, asked, ("intent", "issue", "channel", "tone", "platform"))
    return Query(text=asked.q, **asked.model_dump(exclude={"q"}))


def choices(kb: KnowledgeBase, asked: schemas.RenderRequest) -> Choices:
    """The choices of a reply. Raises BadRequest naming every one that is not known."""
    known(kb, asked, ("channel", "platform", "market", "tone"))
    return Choices(
        lang=asked.lang,
        tone=asked.tone,
        locale=asked.locale,
        channel=asked.channel,
        platform=asked.platform,
        market=asked.market,
        labels=asked.ui_lang,
    )


def facts(kb: KnowledgeBase, asked: schemas.CheckRequest) -> Facts:
    """What is known about a reply; what is not given, its template says.

    Raises BadRequest naming every facet value that is not known, DocumentNotFound when there is no such template.
    """
    known(kb, asked, ("channel", "platform", "intent", "market", "tone"))
    given = {name: value for name in _FACTS if (value := getattr(asked, name))}
    said = kb.facts(asked.template, asked.lang) if asked.template else Facts(now=datetime.now(UTC))
    return replace(said, **given, replies_sent=asked.replies_sent, last_message_at=asked.last_message_at)


_FACTS = ("channel", "platform", "intent", "review_kind", "market", "locale", "tone", "stage")


def known(kb: KnowledgeBase, asked: BaseModel, names: tuple[str, ...]) -> None:
    """Check the values of these facets. Raises BadRequest naming every one that is not known."""
    groups = kb.taxonomy.ids
    errors = [
        {"name": name, "code": "unknown-id", "message": f"is not known; choose one of: {', '.join(groups[name])}"}
        for name in names
        if getattr(asked, name) and getattr(asked, name) not in groups[name]
    ]
    if errors:
        raise BadRequest("these fields are wrong: " + ", ".join(error["name"] for error in errors), errors)
