"""What the API of cases takes and gives. A time is {at, zone} where people write it, an ISO text where it is told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kb.web.schemas import Answer, Language, Request, Word

Short = Annotated[str, StringConstraints(max_length=100)]
Reference = Annotated[str, StringConstraints(max_length=200)]


class When(Request):
    """A time of the wall in a zone."""

    at: Annotated[str, StringConstraints(max_length=40)]
    zone: Annotated[str, StringConstraints(max_length=64)]


class Price(Request):
    """An amount, as a text with a point before its decimals, and its ISO 4217 currency."""

    amount: Annotated[str, StringConstraints(max_length=30)]
    currency: Annotated[str, StringConstraints(max_length=3)] = ""


class BoardRequest(Request):
    """Which cases are wanted; empty means any. `owner` is a person's number, or `me`."""

    show: Literal["open", "closed"] = "open"
    owner: Annotated[str, StringConstraints(max_length=12, pattern=r"^(?:me|\d{0,10})$")] = ""
    group: Short = ""
    channel: Word = ""
    platform: Word = ""
    market: Word = ""
    lang: Language | Literal[""] = ""
    issue: Word = ""
    stage: Word = ""
    reference: Reference = ""


class OpenRequest(Request):
    """A new case. `received` is when the customer wrote, now where nothing is said; without a reference it is given one."""

    reference: Reference = Field(
        "", description="The team's own word for the customer: never a name, an address or a number."
    )
    channel: Word
    platform: Word = ""
    market: Word = ""
    lang: Language | Literal[""] = ""
    issue: Word = ""
    product: Short = ""
    carrier: Short = ""
    group: Short = ""
    received: When | None = None


class FactsRequest(Request):
    """What is corrected; what is left out stays as it is."""

    reference: Reference = ""
    channel: Word = ""
    platform: Word = ""
    market: Word = ""
    lang: Language | Literal[""] = ""
    issue: Word = ""
    product: Short = ""
    carrier: Short = ""
    group: Short = ""
    owner_id: int | None = None
    due_at: When | None = None


class ReplyRequest(Request):
    """A reply that went to the case. `key` is made by the caller: the same one twice is one reply."""

    key: Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    document: Annotated[str, StringConstraints(max_length=200)]
    lang: Language
    tone: Word = ""
    edited: bool = False


class StageRequest(Request):
    """The stage that the case is in now."""

    stage: Word


class PromiseRequest(Request):
    """What was promised to the customer; without a time the promise is kept, or taken back."""

    when: When | None = None


class NoteRequest(Request):
    """A note for the team, without anything of the customer's."""

    text: Annotated[str, StringConstraints(max_length=2000)]
    ui_lang: Language = "en"


class CloseRequest(Request):
    """How the case ended. A cause is asked for."""

    cause: Word
    outcome: Word = ""
    option: Word = ""
    cost: Price | None = None
    rating: int | None = Field(None, ge=0, le=10)


class Nothing(Request):
    """Nothing has to be said."""


class CaseAnswer(Answer):
    """A case as it stands. Costs count the currency's smallest unit."""

    id: int
    reference: str
    channel: str
    platform: str
    market: str
    lang: str
    issue: str
    product: str
    carrier: str
    group: str
    owner_id: int | None
    opened_at: datetime
    due_at: datetime
    first_reply_at: datetime | None
    next_at: datetime | None
    stage: str
    promised_for: datetime | None
    outcome: str
    option: str
    cost_minor: int | None
    cost_currency: str | None
    cause: str
    rating: int | None
    closed_at: datetime | None


class BoardAnswer(Answer):
    """The cases, what is due next first, and how many open ones there are of each urgency."""

    cases: list[CaseAnswer]
    overdue: int
    today: int
    later: int
    waiting: int


class ReplyLine(Answer):
    """A reply that went to a case."""

    at: datetime
    document: str
    version: str
    lang: str
    tone: str
    edited: bool
    person_id: int | None


class StepLine(Answer):
    """What happened to a case."""

    at: datetime
    kind: str
    value: str
    note: str
    person_id: int | None


class SuggestionLine(Answer):
    """A stage that may follow, and templates for it."""

    stage: str
    templates: list[str]


class SheetAnswer(Answer):
    """A case with all that belongs to it. `target` names the source of the row by which it is due, `limit` the moment that a
    platform does not let pass; neither is there where the content has its channel no more."""

    case: CaseAnswer
    replies: list[ReplyLine]
    steps: list[StepLine]
    suggestions: list[SuggestionLine]
    target: str
    limit: datetime | None


class ReplyAnswer(Answer):
    """Whether the reply was new, and the case after it."""

    new: bool
    case: CaseAnswer
