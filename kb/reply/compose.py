"""From a template, an agent's choices and values to a reply: its paragraphs, its plain text, its HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kb.content.freshness import FRESH
from kb.content.model import Document, Template, Variant
from kb.content.outline import Outline
from kb.content.parse import Vocabulary
from kb.content.variables import Variable
from kb.errors import InvalidValues, LocaleNotFound, ToneNotFound, ValueProblem
from kb.languages import LANGUAGES, match_locale, script_of
from kb.liquid import Rendering
from kb.reply.channels import Length, measure, too_long
from kb.reply.findings import Facts, Finding
from kb.reply.formats import Formats
from kb.reply.guard import PERSONAL, Guard, Reading
from kb.reply.paragraphs import Labels, Paragraph, read_paragraphs
from kb.reply.values import read_values
from kb.reply.writing import line_text, plain_text, rich_text, shown_line


@dataclass(frozen=True, slots=True)
class Choices:
    """What the agent has chosen for a reply. Empty means: not chosen."""

    lang: str
    tone: str = ""
    locale: str = ""
    channel: str = ""
    platform: str = ""
    market: str = ""
    labels: str = ""
    """The language in which a preview names its gaps; the reply's own when empty."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A rendered reply. `missing` names, in order, the values it cannot do without and does not have."""

    lang: str
    locale: str
    tone: str
    freshness: str
    """How well the text reflects its source: that of its language's text, or where that is fresh, of the locale's own."""
    own: str
    """The locale whose own text is the less fresh one; empty where it is the language's text, or none."""
    paragraphs: tuple[Paragraph, ...]
    subject: str
    subject_html: str
    text: str
    html: str
    missing: tuple[str, ...]
    length: Length
    findings: tuple[Finding, ...]

    @property
    def copyable(self) -> bool:
        """Whether it may be sent: nothing missing, nothing that blocks."""
        return not self.missing and not any(finding.severity == "block" for finding in self.findings)


def compose(
    template: Template,
    choices: Choices,
    raw: Mapping[str, object],
    vocabulary: Vocabulary,
    *,
    guard: Guard | None = None,
    preview: bool = False,
) -> Reply:
    """The reply that a template makes of these choices and values, and what its guard finds in it once it is complete.

    Raises InvalidValues naming every value that is wrong and, unless it is a preview, every required one
    that is missing; ToneNotFound and LocaleNotFound when the text does not exist.
    """
    drawn = _draw(template, choices, raw, vocabulary, preview=preview)
    channel = vocabulary.taxonomy.channels.get(choices.channel)
    freshness, own = freshness_of(template, drawn.variant.locale)
    return Reply(
        lang=template.lang,
        locale=drawn.locale,
        tone=drawn.variant.tone,
        freshness=freshness,
        own=own,
        paragraphs=drawn.paragraphs,
        subject=drawn.subject,
        subject_html=drawn.subject_html,
        text=drawn.text,
        html=rich_text(drawn.paragraphs, labels=(choices.labels or choices.lang) if preview else ""),
        missing=drawn.missing,
        length=measure(drawn.text, channel.limit(choices.platform) if channel else None),
        findings=tuple(_findings(template, choices, drawn, vocabulary, guard, facts_about(template))),
    )


def compose_for(
    template: Template, places: Iterable[Choices], raw: Mapping[str, object], vocabulary: Vocabulary, guard: Guard
) -> Iterator[tuple[Choices, str, list[Finding]]]:
    """The reply's text for each of these places, which differ in channel and platform alone, and what is found in it.

    A text that asks for neither is rendered and read once. Raises what `compose` raises.
    """
    about = facts_about(template)
    drawn: dict[tuple[str, str], _Drawn] = {}
    subjects = [*([template.subject] if template.subject else []), *template.own_subjects.values()]
    outlines = [*(variant.outline for variant in template.variants), *subjects]
    asks = any(fact in outline.names for outline in outlines for fact in ("channel", "platform"))
    for choices in places:
        key = (choices.channel, choices.platform) if asks else ("", "")
        if key not in drawn:
            drawn[key] = _draw(template, choices if asks else replace(choices, channel="", platform=""), raw, vocabulary)
            known = next((one for one in drawn.values() if one.text == drawn[key].text), drawn[key])
            drawn[key].reading = known.reading or guard.read(drawn[key].text, template.lang)
        yield choices, drawn[key].text, _findings(template, choices, drawn[key], vocabulary, guard, about)


@dataclass(slots=True)
class _Drawn:
    """A rendered text, before anybody has asked whether it may be sent."""

    variant: Variant
    locale: str
    values: Mapping[str, object]
    body: Rendering
    missing: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    text: str
    subject: str
    subject_html: str
    reading: Reading | None = None
    """The text as the guard reads it, once it has."""


def _draw(
    template: Template, choices: Choices, raw: Mapping[str, object], vocabulary: Vocabulary, *, preview: bool = False
) -> _Drawn:
    locale = _locale(choices, vocabulary)
    variant = _variant(template, choices.tone, locale)
    given, problems = read_values(raw, vocabulary.variables)
    values: dict[str, object] = dict(given)
    facts = {"channel": choices.channel, "platform": choices.platform, "market": choices.market}
    values |= {name: fact or None for name, fact in facts.items()} | {"locale": locale, "tone": variant.tone}
    market = vocabulary.taxonomy.markets.get(choices.market)
    formats = Formats(locale, variant.tone, market.zone if market else "")
    channel = vocabulary.taxonomy.channels.get(choices.channel)

    body = variant.outline.template.render(values, formats)
    headed = template.subject_of(variant.locale) if channel is None or channel.rich else None
    head = headed.template.render(values, formats) if headed else None
    missing = tuple(dict.fromkeys([*(head.missing if head else ()), *body.missing]))
    wrong = {problem.name for problem in problems}
    if not preview:
        problems += [ValueProblem(name, "missing", "is required; fill it in") for name in missing if name not in wrong]
    if problems:
        raise InvalidValues(problems)

    labels = Labels(vocabulary.variables, choices.labels or choices.lang)
    paragraphs = tuple(read_paragraphs(body, labels))
    text = plain_text(paragraphs, template.lang)
    return _Drawn(variant, locale, values, body, missing, paragraphs, text, *_subject(head, labels))


def _findings(
    template: Template, choices: Choices, drawn: _Drawn, vocabulary: Vocabulary, guard: Guard | None, about: Facts
) -> list[Finding]:
    channel = vocabulary.taxonomy.channels.get(choices.channel)
    findings = [
        *_fit(template, choices),
        *(too_long(measure(drawn.text, channel.limit(choices.platform))) if channel else ()),
        *(too_long(measure(drawn.subject, channel.subject), part="subject") if channel else ()),
    ]
    if channel and channel.public:
        findings += _personal(drawn.text, drawn.variant.outline, drawn.body, drawn.values, vocabulary.variables)
    if guard and not drawn.missing:
        reading = drawn.reading or guard.read(drawn.text, template.lang)
        found = guard.check(reading, _facts_of(about, template, choices, drawn))
        told = any(finding.rule == PERSONAL for finding in findings)
        findings += [finding for finding in found if not (told and finding.rule == PERSONAL)]
    return findings


def _facts_of(about: Facts, template: Template, choices: Choices, drawn: _Drawn) -> Facts:
    return replace(
        about,
        channel=choices.channel,
        platform=choices.platform or _only(template.facets.platforms),
        tone=drawn.variant.tone,
        market=choices.market,
        locale=drawn.locale,
    )


def _only(platforms: Sequence[str]) -> str:
    """The platform of a template that is meant for one alone."""
    return platforms[0] if len(platforms) == 1 else ""


def facts_about(template: Template) -> Facts:
    """What a template says of each reply that it makes."""
    facets = template.facets
    return Facts(
        now=datetime.now(UTC),
        intent=facets.intent,
        stage="out-of-hours" if "out-of-hours" in facets.issues else "",
        review_kind=facets.review_kind,
    )


def freshness_of(document: Document, locale: str) -> tuple[str, str]:
    """How well a text reflects its source, and the locale whose own text it is that does not; empty where it is not that.

    The text of a locale follows that of its language: where that one is not fresh, neither is the other.
    """
    text = next((text for written, text in document.regional.items() if locale and _covers(written, locale)), None)
    if text is None or document.freshness not in FRESH or text.freshness in FRESH:
        return document.freshness, ""
    return text.freshness, text.locale


def _locale(choices: Choices, vocabulary: Vocabulary) -> str:
    if choices.locale:
        return match_locale(choices.lang, choices.locale)
    market = vocabulary.taxonomy.markets.get(choices.market)
    if market is None:
        return LANGUAGES[choices.lang].locale
    return market.locale(choices.lang)


def _variant(template: Template, tone: str, locale: str) -> Variant:
    """The text of this tone for this locale: its own where there is one, else the base.

    The base never stands in for another script: who asked for Traditional Chinese must not get Simplified.
    """
    tone = tone or template.tones[0]
    if tone not in template.tones:
        raise ToneNotFound(template.id, tone, template.tones)
    same_tone = [variant for variant in template.variants if variant.tone == tone]
    base = LANGUAGES[template.lang]
    for variant in same_tone:
        if variant.locale and _covers(variant.locale, locale):
            return variant
    if script_of(locale) != base.script:
        written = [tag for tag in base.locales if script_of(tag) == base.script]
        raise LocaleNotFound(locale, written)
    return next(variant for variant in same_tone if not variant.locale)


def _covers(written: str, asked: str) -> bool:
    """Whether a text for `zh-Hant` or `es-MX` may be given to who asked for `asked`."""
    if script_of(written) != script_of(asked):
        return False
    parts = written.split("-")
    return parts[-1].title() in ("Hant", "Hans") or parts[-1].upper() == asked.split("-")[-1].upper()


def _fit(template: Template, choices: Choices) -> Iterator[Finding]:
    facets = template.facets
    if choices.channel and choices.channel not in facets.channels:
        yield Finding("channel-not-offered", "block", params={"channel": choices.channel})
    barred = choices.platform in facets.not_on or (facets.platforms and choices.platform not in facets.platforms)
    if choices.platform and barred:
        yield Finding("platform-forbidden", "block", params={"platform": choices.platform})


def _personal(
    text: str, outline: Outline, body: Rendering, values: Mapping[str, object], variables: Mapping[str, Variable]
) -> Iterator[Finding]:
    """A finding for each value of a person that came out, under its own name or by another way."""
    printed = {output.name for output in body.outputs} | outline.assigned
    for name, value in values.items():
        if (
            name in variables
            and variables[name].personal
            and (name in printed or (isinstance(value, str) and value in text))
        ):
            yield Finding("pii-in-public", "block", part="value", params={"name": name})


def _subject(head: Rendering | None, labels: Labels) -> tuple[str, str]:
    """The subject as one line of text, and as HTML with values and gaps marked."""
    lines = [line for paragraph in read_paragraphs(head, labels) for line in paragraph.lines] if head else []
    text = " ".join(line_text(line, labels.lang) for line in lines).replace("\n", " ")
    return text, " ".join(shown_line(line, labels.lang, labels.lang) for line in lines).replace("<br>", " ")
