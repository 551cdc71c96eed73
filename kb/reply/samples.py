"""A template as it will look: every tone with the example values, and with the longest that an agent may have to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel.numbers import get_currency_precision

from kb.content.model import Template
from kb.content.parse import Vocabulary
from kb.content.variables import Variable
from kb.errors import InvalidValues, TemplateSyntaxError
from kb.languages import LANGUAGES, script_of
from kb.reply.compose import Choices, Reply, compose
from kb.reply.guard import Guard

EXAMPLE, LONGEST = "example", "longest"
LONG_TEXT = 60
"""Characters to which the example of a free text is repeated: longer than any name, code or address we have seen in one."""

MOST_TIMES = 3

_LONGEST: Mapping[str, Mapping[str, object]] = {
    "person": {
        "en": {"family": "Featherstonehaugh-Cholmondeley", "given": "Maximiliana Alexandrina", "title": "prof"},
        "ja": {"family": "勅使河原", "given": "左衛門三郎"},
        "es": {"family": "Fernández de Córdoba y Álvarez de Toledo", "given": "María de los Ángeles", "title": "prof"},
        "zh": {"family": "古丽娜尔·阿卜杜热合曼", "title": "ms"},
        "zh-Hant": {"family": "張簡", "given": "阿布娪·卡拉雲漾安", "title": "ms"},
    },
    "number": dict.fromkeys(("en", "ja", "es", "zh"), "999999"),
    "percent": dict.fromkeys(("en", "ja", "es", "zh"), "99.99"),
    "date": dict.fromkeys(("en", "ja", "es", "zh"), "2026-09-30"),
    "datetime": dict.fromkeys(
        ("en", "ja", "es", "zh"), {"at": "2026-09-30T22:59", "zone": "America/Argentina/Buenos_Aires"}
    ),
    "url": dict.fromkeys(("en", "ja", "es", "zh"), f"https://shop.example/{'a-long-way/' * 7}page"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A reply with sample values: which values, for which channels it reads like this, and what its guard says there.

    `reply` is None where the template cannot be rendered; `trouble` says why.
    """

    tone: str
    locale: str
    values: str
    channels: tuple[str, ...]
    reply: Reply | None
    trouble: str = ""


def samples(template: Template, vocabulary: Vocabulary, guard: Guard) -> Iterator[Sample]:
    """Every tone and locale of a template, with example values and with the longest; channels that read alike together."""
    for tone, locale in dict.fromkeys((variant.tone, variant.locale) for variant in template.variants):
        for kind in (EXAMPLE, LONGEST):
            yield from _samples(template, tone, locale, kind, vocabulary, guard)


def longest(variable: Variable, lang: str, locale: str = "") -> object:
    """The value of a variable that takes the most room in a language, in the form in which requests give it."""
    example = variable.example(lang, locale)
    if variable.type in _LONGEST:
        return _LONGEST[variable.type].get(f"{lang}-{script_of(locale)}" if locale else lang, _LONGEST[variable.type][lang])
    if variable.type == "money" and isinstance(example, dict):
        places = get_currency_precision(example["currency"])
        return {"amount": "9999999" + ("." + "9" * places if places else ""), "currency": example["currency"]}
    if variable.type == "choice":
        return max(variable.choices, key=lambda id: len(variable.choices[id][lang]))
    if variable.type == "list":
        return list(variable.choices) or example
    return _long_text(str(example))


def _long_text(example: str) -> str:
    between = " " if " " in example else "-" if example.isascii() else ""
    return between.join([example] * min(MOST_TIMES, -(-LONG_TEXT // len(example))))


def _samples(
    template: Template, tone: str, locale: str, kind: str, vocabulary: Vocabulary, guard: Guard
) -> Iterator[Sample]:
    value = longest if kind == LONGEST else Variable.example
    values = {name: value(vocabulary.variables[name], template.lang, locale) for name in template.variables}
    alike: dict[tuple[str, str, str], tuple[list[str], Reply]] = {}
    for channel in template.facets.channels or ("",):
        platform = next(iter(template.facets.platforms), "")
        choices = Choices(template.lang, tone=tone, locale=locale, channel=channel, platform=platform)
        try:
            reply = compose(template, choices, values, vocabulary, guard=guard)
        except (InvalidValues, TemplateSyntaxError) as error:
            yield Sample(tone, locale or LANGUAGES[template.lang].locale, kind, (channel,), None, str(error))
            continue
        alike.setdefault((reply.subject, reply.text, repr(reply.findings)), ([], reply))[0].append(channel)
    for channels, reply in alike.values():
        yield Sample(tone, reply.locale, kind, tuple(channels), reply)
