"""What the API takes and gives, as pydantic models: they check requests and write the OpenAPI document."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from kb.languages import LANGUAGES
from kb.search.query import MAX_LIMIT
from kb.search.suggest import MAX_LIMIT as MAX_SUGGESTIONS

Language = Literal["en", "ja", "es", "zh"]
assert set(Language.__args__) == set(LANGUAGES)  # type: ignore[attr-defined]

Word = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]
"""An id of the taxonomy; empty means: any."""


def _instant(value: object) -> datetime:
    read = None
    if isinstance(value, str):
        with suppress(ValueError):
            read = datetime.fromisoformat(value)
    if read is None or read.tzinfo is None:
        raise ValueError("write a date and a time with an offset, as in 2026-03-05T14:30:00+09:00")
    return read


Instant = Annotated[datetime, BeforeValidator(_instant, json_schema_input_type=str)]
"""A moment, with its offset."""


class Request(BaseModel):
    """What a request may hold: these fields and no others, each of its type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """What an answer holds: these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class SearchRequest(Request):
    """A search. Every field that is given must hold; `lang` is the reader's and hides nothing."""

    q: Annotated[str, StringConstraints(max_length=5000)] = Field("", description="Words, or a whole message.")
    lang: Language = Field("en", description="The reader's language: a hint, never a filter.")
    reply_lang: Language | Literal[""] = Field("", description="Only templates that can be answered in it.")
    kind: Literal["", "template", "article"] = ""
    intent: Word = ""
    issue: Word = ""
    channel: Word = ""
    tone: Word = ""
    platform: Word = ""
    limit: int = Field(20, ge=1, le=MAX_LIMIT)
    offset: int = Field(0, ge=0, le=10_000)
    exact: bool = Field(False, description="Take the words as written: mend no typing errors.")


@dataclass(slots=True)
class SearchHit:
    """A document that was found, once, in the language that matched best."""

    # No model: checking what we made ourselves costs more than writing it, and an answer holds up to a hundred of these.
    __pydantic_config__: ClassVar[ConfigDict] = Answer.model_config

    id: str
    kind: Literal["template", "article"]
    intent: str
    issues: list[str]
    channels: list[str]
    tones: list[str]
    lang: Annotated[str, Field(description="The language that matched.")]
    title: str
    titles: dict[str, str]
    snippet: Annotated[str, Field(description="Escaped HTML with <mark>.")]
    languages: list[str]
    score: float


class SearchAnswer(Answer):
    """The hits of a search, the best first."""

    query: str
    total: int
    took_ms: float
    suggestion: str | None = Field(description="The words with their typing errors mended, where the hits are those of it.")
    results: list[SearchHit]
    facets: dict[str, dict[str, int]] = Field(
        description="For each facet, how many documents each of its values would leave, its own filter aside."
    )


class SuggestRequest(Request):
    """A question that is being typed."""

    q: Annotated[str, StringConstraints(max_length=5000)] = Field("", description="What was typed until now.")
    lang: Language = Field("en", description="The reader's language; it comes first where the words may be of two.")
    limit: int = Field(6, ge=1, le=MAX_SUGGESTIONS)


class SuggestionLine(Answer):
    """A whole question to ask instead of what was typed."""

    text: str
    lang: str
    kind: Literal["term", "title"]
    id: str = Field(description="The document whose title it is.")


class SuggestAnswer(Answer):
    """What a question may become, the likeliest first."""

    query: str
    suggestions: list[SuggestionLine]


class IntakeRequest(Request):
    """A customer's message, as it is. Nothing of it is kept or sent anywhere."""

    text: Annotated[str, StringConstraints(max_length=20_000)]
    ui_lang: Language = Field("en", description="The reader's language, where the message is in none of ours.")
    limit: int = Field(5, ge=1, le=20, description="How many templates at most.")


class Span(Answer):
    """A piece of the message, in code points."""

    start: int
    end: int


class IssueGuess(Answer):
    """What the message is about, and the words that gave it away."""

    id: str
    spans: list[Span]


class FoundValue(Span):
    """A value that stands in the message, in the shape that `values` take."""

    value: str | dict[str, str]


class IntakeAnswer(Answer):
    """What a customer's message says of itself."""

    lang: str = Field(description="en, ja, es or zh; und for another language, or none.")
    script: str = Field(description="Latn, Jpan, Hans or Hant; empty when it is none of these.")
    issues: list[IssueGuess] = Field(description="The likeliest first.")
    values: dict[str, list[FoundValue]] = Field(description="By the variable that each may fill.")
    results: list[SearchHit] = Field(description="The best templates that can be answered in the message's language.")


class DocumentRequest(Request):
    """A document in a language."""

    lang: Language = Field("en", description="The language of the text.")


class Blank(Answer):
    """A variable of a template."""

    name: str
    type: str
    label: str
    personal: bool
    choices: dict[str, str]


class VariantText(Answer):
    """A template's text in one tone."""

    tone: str
    locale: str
    text: str = Field(description="All that the text may say, a label in each blank.")


class HeadingLine(Answer):
    """A line of an article's table of contents."""

    level: int
    anchor: str
    title: str


class DocumentAnswer(Answer):
    """A document in one language. Templates have tones and variables, articles html and headings."""

    id: str
    kind: Literal["template", "article"]
    lang: str
    title: str
    summary: str
    titles: dict[str, str]
    languages: list[str]
    state: str = Field(description="How well the text reflects its source.")
    intent: str
    subtype: str
    issues: list[str]
    channels: list[str]
    platforms: list[str]
    not_on: list[str]
    partner: str
    next: list[str]
    related: list[str]
    sources: list[str]
    tones: list[str]
    variables: list[Blank]
    variants: list[VariantText]
    html: str
    headings: list[HeadingLine]


class RenderRequest(Request):
    """The choices and values of a reply. A value that is empty counts as not given."""

    lang: Language
    locale: Annotated[str, StringConstraints(max_length=35)] = Field("", description="A BCP 47 tag of this language.")
    tone: Word = Field("", description="Empty: the first that is written.")
    channel: Word = ""
    platform: Word = ""
    market: Word = ""
    values: dict[str, object] = Field(
        default_factory=dict, max_length=200, description="By dotted name, each in the shape of its type."
    )
    preview: bool = Field(False, description="Show gaps instead of refusing.")
    ui_lang: Language = Field("en", description="The language of messages, and of gaps in a preview.")


class LengthAnswer(Answer):
    """A reply's length as its channel counts it."""

    count: int
    limit: int | None
    unit: str


class FindingAnswer(Answer):
    """Something about a reply that its sender must know."""

    rule: str
    severity: Literal["block", "warn"]
    message: str = Field(description="Why, and what to write instead.")
    start: int = Field(description="Where it stands in the text, in code points; 0 to 0 where it is about all of it.")
    end: int
    part: str = Field(description="What exactly was found, where a rule finds several things.")
    sources: list[str] = Field(description="Marks of the project's source list.")


class CheckRequest(Request):
    """A reply that somebody wrote or edited, and what is known of where it goes. A template adds what is not given."""

    text: Annotated[str, StringConstraints(max_length=20_000)]
    lang: Language
    channel: Word
    platform: Word = ""
    intent: Word = ""
    review_kind: Literal["", "product", "seller"] = ""
    template: Annotated[str, StringConstraints(max_length=200)] = ""
    market: Word = ""
    locale: Annotated[str, StringConstraints(max_length=35)] = ""
    tone: Word = ""
    stage: Literal["", "out-of-hours"] = Field("", description="out-of-hours: nobody is there now.")
    replies_sent: int | None = Field(None, ge=0, le=10_000, description="Replies sent to the same review before.")
    last_message_at: Instant | None = Field(None, description="When the customer wrote last: ISO 8601 with an offset.")
    ui_lang: Language = "en"


class CheckAnswer(Answer):
    """What a text breaks where it is to be sent."""

    findings: list[FindingAnswer]
    length: LengthAnswer
    unchecked: list[str] = Field(description="Rules that lacked a fact.")


class ParagraphAnswer(Answer):
    """One paragraph of a reply."""

    index: int = Field(description="Equal for paragraphs that say the same in two languages.")
    text: str
    html: str = Field(description="As the text reads, line for line, with values and gaps marked.")


class RenderAnswer(Answer):
    """A reply: complete, or with its gaps when it is a preview."""

    text: str
    html: str
    subject: str
    subject_html: str = Field(description="The subject with values and gaps marked.")
    lang: str
    locale: str
    tone: str
    state: str
    missing: list[str]
    length: LengthAnswer
    findings: list[FindingAnswer]
    copyable: bool
    paragraphs: list[ParagraphAnswer]


class LabelledId(Answer):
    """A facet value."""

    id: str
    labels: dict[str, str]


class ChannelAnswer(LabelledId):
    """A channel."""

    public: bool
    rich: bool


class MarketAnswer(LabelledId):
    """A market."""

    currency: str
    zone: str
    locales: list[str]


class TaxonomyAnswer(Answer):
    """Every facet value and its labels, and the version of the content."""

    version: str
    languages: dict[str, str]
    intents: list[LabelledId]
    subtypes: list[LabelledId]
    issues: list[LabelledId]
    tones: list[LabelledId]
    platforms: list[LabelledId]
    channels: list[ChannelAnswer]
    markets: list[MarketAnswer]


class FieldError(Answer):
    """One field or value that is wrong."""

    name: str
    code: str
    message: str


class Problem(Answer):
    """An error, as RFC 9457 says it."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable; for programs.")
    errors: list[FieldError] = Field(default_factory=list)
