"""What a template looks like with example values and with the longest: for every variable, language and template."""

from __future__ import annotations

import pytest

from kb.content.library import Library
from kb.content.model import Template
from kb.languages import LANGUAGES
from kb.reply.guard import guard_of
from kb.reply.samples import EXAMPLE, LONGEST, longest, samples
from kb.reply.values import read_values


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_value_of_every_variable_is_one_that_an_agent_may_fill_in(lang: str, library: Library) -> None:
    variables = library.vocabulary.variables
    found, problems = read_values({name: longest(variable, lang) for name, variable in variables.items()}, variables)

    assert problems == []
    assert set(found) == set(variables)


@pytest.mark.parametrize(
    ("name", "lang", "value"),
    [
        ("order.total", "ja", {"amount": "9999999", "currency": "JPY"}),
        ("order.total", "es", {"amount": "9999999.99", "currency": "EUR"}),
        ("return.cost_bearer", "en", "buyer"),
        ("evidence.list", "zh", ["photo-item", "photo-label", "photo-packaging", "video", "serial-number"]),
        ("case.id", "en", "C-1042-C-1042-C-1042"),
        ("agent.name", "ja", "佐藤佐藤佐藤"),
        (
            "return.address",
            "en",
            "Returns Desk, 12 Harbour Road, Leeds LS1 4AB Returns Desk, 12 Harbour Road, Leeds LS1 4AB",
        ),
    ],
)
def test_the_longest_value_follows_from_the_type_and_the_example(
    name: str, lang: str, value: object, library: Library
) -> None:
    assert longest(library.vocabulary.variables[name], lang) == value


def test_every_template_can_be_shown_with_both_kinds_of_values(library: Library) -> None:
    """Each in one of its languages: `kb check` shows them all."""
    guard = guard_of(library)
    for number, translations in enumerate(library.documents.values()):
        document = list(translations.values())[number % len(translations)]
        if isinstance(document, Template):
            found = list(samples(document, library.vocabulary, guard))
            assert {(sample.tone, sample.values) for sample in found} == {
                (tone, kind) for tone in document.tones for kind in (EXAMPLE, LONGEST)
            }
            assert [sample.trouble for sample in found if sample.trouble] == []


def test_every_channel_stands_with_the_text_that_it_gets(library: Library) -> None:
    template = library.get("templates/apology/late-delivery", "ja")
    assert isinstance(template, Template)

    found = [
        s for s in samples(template, library.vocabulary, guard_of(library)) if (s.tone, s.values) == ("formal", EXAMPLE)
    ]

    assert sorted(channel for sample in found for channel in sample.channels) == sorted(template.facets.channels)
    assert {sample.channels for sample in found if sample.reply and sample.reply.subject} == {("email",)}
