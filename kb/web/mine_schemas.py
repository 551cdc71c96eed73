"""What the API takes and gives of one's own things, of use and of feedback."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from kb.web.identity import Role
from kb.web.schemas import Answer, Language, Request, Word

LONGEST_ID = 200
DOCUMENT_ID = r"^[a-z0-9]+([/-][a-z0-9]+)*$"
DocumentId = Annotated[str, StringConstraints(max_length=LONGEST_ID, pattern=DOCUMENT_ID)]
Key = Annotated[str, StringConstraints(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
"""Made by who sends it, another for each event: sent twice, it counts once."""

NO_NUL = r"^[^\x00]*$"


class SnippetRequest(Request):
    """A text of one's own; one with `signature` closes replies in its language."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")]
    lang: Language
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=NO_NUL)]
    signature: bool = False


class SnippetAnswer(Answer):
    """A text of one's own, as it is kept."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    id: int
    title: str
    lang: str
    text: str
    signature: bool


class OrderRequest(Request):
    """The favourites in the order that one wants them; none give up an own order."""

    documents: Annotated[list[DocumentId], Field(max_length=500)]


class ChoicesRequest(Request):
    """What was chosen, to be remembered; an empty one is forgotten, one that is not named stays."""

    ui_lang: Language | Literal[""] | None = None
    reply_lang: Language | Literal[""] | None = None
    channel: Word | None = None
    platform: Word | None = None
    market: Word | None = None
    recording: Literal["", "on", "off"] | None = Field(None, description="off: what one copies is not counted.")


class MeAnswer(Answer):
    """Who asks, and what she has at hand."""

    name: str
    role: Role
    group: str
    local: bool = Field(description="True while nobody has an account: the one person of this machine.")
    favourites: list[str]
    recents: list[str]
    pins: list[str] = Field(description="What stands first for the team.")
    choices: dict[str, str]
    snippets: list[SnippetAnswer]


class CopyEvent(Request):
    """A reply was copied: which one, never what stood in it."""

    key: Key
    document: DocumentId
    version: Word = Field("", description="The version of the text that was copied: the id that git has for its file.")
    lang: Language
    locale: Word = ""
    tone: Word = ""
    channel: Word = ""
    platform: Word = ""
    market: Word = ""
    edited: bool = False
    query: Annotated[str, StringConstraints(max_length=200)] = Field("", description="Kept only if short and about nobody.")
    age: int = Field(0, ge=0, le=30 * 86_400, description="Seconds since it happened: it may have waited.")


class SearchEvent(Request):
    """A question was asked, and how many documents answered it."""

    key: Key
    query: Annotated[str, StringConstraints(max_length=200)] = Field("", description="Kept only if short and about nobody.")
    lang: Language
    reply_lang: Language | Literal[""] = ""
    results: int = Field(ge=0, le=1_000_000)
    age: int = Field(0, ge=0, le=30 * 86_400, description="Seconds since it happened: it may have waited.")


class EventsRequest(Request):
    """What happened, oldest first. Sent again after a failure, nothing counts twice."""

    copies: Annotated[list[CopyEvent], Field(max_length=100)] = Field(default_factory=list)
    searches: Annotated[list[SearchEvent], Field(max_length=100)] = Field(default_factory=list)


class EventsAnswer(Answer):
    """How many of the events were new; none are where recording is off."""

    kept: int


class FeedbackRequest(Request):
    """A thumb for a document in a language, with a note to its translators."""

    key: Key
    document: DocumentId
    lang: Language
    helpful: bool
    note: Annotated[str, StringConstraints(max_length=1000, pattern=NO_NUL)] = ""


class OpinionsRequest(Request):
    """Whose opinions are wanted, the newest first; empty means any."""

    document: DocumentId | Literal[""] = ""
    lang: Language | Literal[""] = ""
    resolved: bool = Field(False, description="Those that somebody has attended to as well.")
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


class OpinionAnswer(Answer):
    """What somebody thinks of a document in a language."""

    id: int
    at: datetime
    document: str
    lang: str
    version: str = Field(description="The version of the text that is meant: the id that git has for its file.")
    changed: bool = Field(description="True where the text is another one now, or gone.")
    helpful: bool
    note: str
    person_id: int | None
    resolved_at: datetime | None = Field(description="When somebody attended to it.")
    resolved_by: int | None


class OpinionsAnswer(Answer):
    """Opinions: how many fit the question, and how many of those that it is about nobody has attended to."""

    total: int
    unresolved: int
    opinions: list[OpinionAnswer]
