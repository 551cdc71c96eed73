"""Requests about cases, from a form or as JSON, as what the store takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from babel.numbers import get_currency_precision
from flask import request

from kb.content.variables import Variable
from kb.errors import InvalidValues
from kb.reply.values import Moment, Money, read_values
from kb.service import KnowledgeBase
from kb.web.case_schemas import (
    BoardRequest,
    CloseRequest,
    FactsRequest,
    OpenRequest,
    Price,
    PromiseRequest,
    ReplyRequest,
    When,
)
from kb.web.identity import current
from kb.web.requests import known

if TYPE_CHECKING:
    from kb.store.board import Narrowed
    from kb.store.cases import Closing, NewCase, Reply

_FACETS = ("channel", "platform", "market", "issue")
_TYPES = {"received": "datetime", "due_at": "datetime", "promised_for": "datetime", "cost": "money"}
_VALUES = {name: Variable(name, type, {}, {}) for name, type in _TYPES.items()}


def form() -> dict[str, object]:
    """A form's fields, but for the empty ones and those about the page itself; `x.at` and `x.zone` are one `x`."""
    found: dict[str, object] = {}
    for name, text in request.form.items():
        whole, dot, part = name.partition(".")
        if name.startswith("_") or name == "csrf":
            continue
        if not dot:
            found[name] = text
        elif text.strip():
            group = found.setdefault(whole, {})
            assert isinstance(group, dict)
            group[part] = text
    return {name: value for name, value in found.items() if value != "" and _is_told(value)}


def corrected() -> dict[str, object]:
    """The form of a case's facts: what is emptied there is meant so."""
    emptied = {
        name: text
        for name, text in request.form.items()
        if not text and "." not in name and name[0] != "_" and name != "owner_id"
    }
    found = {**emptied, **form()}
    if "owner_id" in request.form:
        found["owner_id"] = int(owner) if (owner := request.form["owner_id"]).isdecimal() else None
    return found


def closing_form() -> dict[str, object]:
    """The form of closing, its rating a number."""
    found = form()
    rating = str(found.get("rating", ""))
    return {**found, "rating": int(rating)} if rating.isdecimal() else found


def _is_told(value: object) -> bool:
    """A zone or a currency alone tells nothing."""
    return not isinstance(value, dict) or bool(value.keys() - {"zone", "currency"})


def opening(kb: KnowledgeBase, asked: OpenRequest) -> tuple[NewCase, datetime | None]:
    """A new case, and when its message came. Raises BadRequest or InvalidValues."""
    from kb.store.cases import NewCase

    known(kb, asked, _FACETS)
    member = current()
    given = asked.model_dump(exclude={"received"})
    given["group"] = asked.group or member.group
    received = moment("received", asked.received)
    return NewCase(**given, due_at=received or datetime.now(UTC), owner_id=member.id or None), received


def facts(kb: KnowledgeBase, id: int, asked: FactsRequest) -> dict[str, object]:
    """What is corrected of a case; what the content has no more may stay. Raises BadRequest or InvalidValues."""
    case, _ = kb.cases.at_work(id)
    known(kb, asked, tuple(name for name in _FACETS if getattr(asked, name) != getattr(case, name)))
    given = asked.model_dump(exclude={"due_at"}, exclude_unset=True)
    due_at = moment("due_at", asked.due_at)
    return {**given, "due_at": due_at} if due_at else given


def closing(asked: CloseRequest) -> Closing:
    """How a case ended. Raises InvalidValues."""
    from kb.store.cases import Closing

    minor, currency = _cost(asked.cost)
    return Closing(asked.cause, asked.outcome, asked.option, minor, currency, asked.rating)


def reply(kb: KnowledgeBase, asked: ReplyRequest, now: datetime) -> Reply:
    """A reply that was copied, with the version of its text that is served now. Raises NotFound."""
    from kb.store.cases import Reply

    document = kb.document(asked.document, asked.lang)
    me = current().id or None
    return Reply(asked.key, now, document.id, document.file.blob, asked.lang, asked.tone, asked.edited, me)


def promised(asked: PromiseRequest) -> datetime | None:
    """What was promised. Raises InvalidValues."""
    return moment("promised_for", asked.when)


def narrowed(asked: BoardRequest) -> Narrowed:
    """Which cases are wanted."""
    from kb.store.board import Narrowed

    given = asked.model_dump(exclude={"show", "owner"})
    owner = current().id if asked.owner == "me" else int(asked.owner or 0)
    return Narrowed(**given, owner_id=owner or None)


def moment(name: str, when: When | None) -> datetime | None:
    """A time of the wall as a moment. Raises InvalidValues."""
    value = _value(name, when.model_dump() if when else None)
    return value.at if isinstance(value, Moment) else None


def _cost(price: Price | None) -> tuple[int | None, str | None]:
    value = _value("cost", price.model_dump() if price else None)
    if not isinstance(value, Money):
        return None, None
    return int(value.amount.scaleb(get_currency_precision(value.currency))), value.currency


def _value(name: str, given: Mapping[str, str] | None) -> object:
    values, problems = read_values({name: given}, _VALUES)
    if problems:
        raise InvalidValues(problems)
    return values.get(name)
