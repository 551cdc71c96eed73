"""The bundled content: complete, sound, and sendable everywhere it says it can be sent."""

from __future__ import annotations

import re

import pytest

from kb.content.library import Library
from kb.content.model import Article, Template
from kb.errors import LocaleNotFound
from kb.languages import LANGUAGES, script_of
from kb.reply.compose import Choices, compose
from kb.reply.structure.scripts import simplified_only
from tests.conftest import CONTENT
from tests.small_content import real_vocabulary

LANGS = tuple(LANGUAGES)
TEMPLATES = sorted(
    file.relative_to(CONTENT / "en").with_suffix("").as_posix() for file in CONTENT.glob("en/templates/**/*.md")
)
TRADITIONAL = sorted(
    file.relative_to(CONTENT / "zh").as_posix().removesuffix(".zh-Hant.md")
    for file in CONTENT.glob("zh/templates/**/*.zh-Hant.md")
)
MARKETS = ("", *real_vocabulary().taxonomy.markets)
INTENTS = {"acknowledgement", "apology", "evidence-request", "offer", "follow-up", "review-revision-request"}
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|\*\*|\bNone\b|[\ue000-\uf8ff\u00a0\u202f]|  |[^\S\n]\n|\n{3}|\(\)|（）")


def template(library: Library, id: str, lang: str) -> Template:
    found = library.get(id, lang)
    assert isinstance(found, Template)
    return found


def examples(library: Library, found: Template, locale: str = "") -> dict[str, object]:
    return {name: library.vocabulary.variables[name].example(found.lang, locale) for name in found.variables}


@pytest.mark.parametrize("lang", LANGS)
def test_there_are_enough_templates_and_articles_in_every_language(lang: str, library: Library) -> None:
    documents = [document for document in library if document.lang == lang]

    assert sum(isinstance(document, Template) for document in documents) >= 80
    assert sum(isinstance(document, Article) for document in documents) >= 35


def test_every_document_is_written_in_every_language(library: Library) -> None:
    assert {id: tuple(found) for id, found in library.documents.items() if tuple(found) != LANGS} == {}


def test_every_intent_and_most_issues_have_a_template(library: Library) -> None:
    templates = [document for document in library if isinstance(document, Template)]

    assert {found.facets.intent for found in templates} == INTENTS == set(library.taxonomy.intents)
    assert len({issue for found in templates for issue in found.facets.issues}) >= 8


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", TEMPLATES)
def test_every_template_has_two_tones_the_same_in_every_language(id: str, lang: str, library: Library) -> None:
    tones = template(library, id, lang).tones

    assert len(tones) >= 2
    assert set(tones) == set(template(library, id, "en").tones)
    assert id.split("/")[1] in INTENTS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", TEMPLATES)
def test_every_translation_reflects_its_source_as_it_is_now(id: str, lang: str, library: Library) -> None:
    assert template(library, id, lang).freshness in ("source", "machine", "needs-review", "reviewed", "cosmetic")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", TEMPLATES)
def test_every_template_is_complete_in_every_tone_and_market(id: str, lang: str, library: Library) -> None:
    found = template(library, id, lang)
    values = examples(library, found)
    taxonomy = library.taxonomy
    served = [
        market
        for market in MARKETS
        if not market or script_of(taxonomy.markets[market].locale(lang)) == LANGUAGES[lang].script
    ]

    for tone in found.tones:
        for market in served:
            reply = compose(found, Choices(lang, tone=tone, market=market), values, library.vocabulary)
            everything = f"{reply.subject}\n{reply.text}"
            assert (reply.missing, reply.findings, reply.tone) == ((), (), tone)
            assert LEFT_OVER.search(everything) is None, everything
            assert all(line.strip() == line for line in everything.split("\n"))
            # A bracket is how a preview shows a gap.
            assert not re.search(r"\[[^\]]+\]", reply.text)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", TEMPLATES)
def test_every_template_may_be_copied_on_every_channel_it_is_offered_for(id: str, lang: str, library: Library) -> None:
    found = template(library, id, lang)
    values = examples(library, found)

    blocked = [
        (tone, channel, reply.findings)
        for tone in found.tones
        for channel in found.facets.channels
        if not (reply := compose(found, Choices(lang, tone=tone, channel=channel), values, library.vocabulary)).copyable
    ]

    assert blocked == []


@pytest.mark.parametrize("id", TEMPLATES)
def test_chinese_for_taiwan_is_traditional_or_refused(id: str, library: Library) -> None:
    found = template(library, id, "zh")
    values = examples(library, found)

    for tone in found.tones:
        own = any(variant.tone == tone and variant.locale for variant in found.variants)
        if own:
            assert compose(found, Choices("zh", tone=tone, market="TW"), values, library.vocabulary).locale == "zh-TW"
        else:
            with pytest.raises(LocaleNotFound):
                compose(found, Choices("zh", tone=tone, market="TW"), values, library.vocabulary)


@pytest.mark.parametrize("id", TRADITIONAL)
def test_a_reply_in_traditional_chinese_is_so_from_its_subject_to_its_values(id: str, library: Library) -> None:
    found = template(library, id, "zh")
    values = examples(library, found, "zh-Hant")
    simplified = simplified_only()

    for tone in found.tones:
        reply = compose(found, Choices("zh", tone=tone, market="TW"), values, library.vocabulary)
        everything = f"{reply.subject}\n{reply.text}"
        assert (reply.missing, reply.findings) == ((), ())
        assert bool(reply.subject) == bool(found.subject)
        assert simplified.findall(everything) == []
        assert LEFT_OVER.search(everything) is None, everything


@pytest.mark.parametrize("id", TRADITIONAL)
def test_who_is_asked_to_write_in_private_in_traditional_chinese_is_answered_in_it(id: str, library: Library) -> None:
    partner = template(library, id, "zh").facets.partner

    assert not partner or partner in TRADITIONAL


def test_every_choice_has_a_label_in_traditional_chinese(library: Library) -> None:
    choices = [labels for variable in library.vocabulary.variables.values() for labels in variable.choices.values()]

    assert choices
    assert [labels["zh"] for labels in choices if simplified_only().search(labels.get("zh-Hant", "没有"))] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", TEMPLATES)
def test_a_preview_without_any_value_shows_gaps_and_no_braces(id: str, lang: str, library: Library) -> None:
    found = template(library, id, lang)

    for tone in found.tones:
        reply = compose(found, Choices(lang, tone=tone), {}, library.vocabulary, preview=True)
        assert set(reply.missing) <= set(found.variables)
        assert reply.text.count("[") >= len(set(reply.missing) - set(found.subject.names if found.subject else ()))
        assert not re.search(r"\{\{|\{%|[\ue000-\uf8ff]", reply.text + reply.subject)


@pytest.mark.parametrize("id", TEMPLATES)
def test_the_gloss_of_a_reply_lines_up_paragraph_by_paragraph_in_every_language(id: str, library: Library) -> None:
    source = template(library, id, "en")
    optional = [
        name
        for name in source.variables
        if name not in compose(source, Choices("en"), {}, library.vocabulary, preview=True).missing
    ]

    for left_out in (None, *optional):
        indexes = set()
        for lang in LANGS:
            found = template(library, id, lang)
            values = {name: value for name, value in examples(library, found).items() if name != left_out}
            reply = compose(found, Choices(lang), values, library.vocabulary, preview=True)
            indexes.add(tuple(paragraph.index for paragraph in reply.paragraphs))
        assert len(indexes) == 1, left_out


@pytest.mark.parametrize("lang", LANGS)
def test_what_agents_type_is_written_for_every_document(lang: str, library: Library) -> None:
    assert [document.id for document in library if document.lang == lang and len(document.keywords) < 3] == []
