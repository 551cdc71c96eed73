"""The words of the interface are translated, all of them, and compiled as they are written."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages import frontend
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from kb.casework import work
from kb.content.variables import TYPES
from kb.reply import references, values
from kb.web import i18n
from kb.web.errors import VALUE_MESSAGES
from tests.conftest import ROOT

FOLDER = Path(i18n.__file__).parent / "translations"
LOCALES = ["ja", "es", "zh_Hans_CN"]


def catalogue(locale: str) -> Catalog:
    with (FOLDER / locale / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def template() -> Catalog:
    with (FOLDER / "messages.pot").open("rb") as file:
        return read_po(file)


def texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string or ""]


def key(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def ids(messages: Catalog) -> set[tuple[str, ...]]:
    return {key(message) for message in messages if message.id}


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd%]", text))


def test_the_template_is_what_an_extraction_finds_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    fresh = tmp_path / "messages.pot"
    options = ["-F", "kb/web/translations/babel.cfg", "-k", "_", "--no-wrap", "--no-location", "--omit-header"]

    frontend.CommandLineInterface().run(["pybabel", "-q", "extract", *options, "-o", str(fresh), "kb/web"])  # type: ignore[no-untyped-call]

    with fresh.open("rb") as file:
        assert ids(read_po(file)) == ids(template())
    assert len(ids(template())) > 80


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_is_translated(locale: str) -> None:
    found = catalogue(locale)

    assert ids(found) == ids(template())
    assert [message.id for message in found if message.id and not all(texts(message))] == []
    assert [message.id for message in found if message.id and message.fuzzy] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_has_the_placeholders_of_its_message(locale: str) -> None:
    wrong = []
    for message in catalogue(locale):
        if message.id:
            original = message.id[-1] if isinstance(message.id, list | tuple) else message.id
            wrong += [text for text in texts(message) if placeholders(text) != placeholders(original)]

    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_of_words_is_not_the_english(locale: str) -> None:
    # Names and signs are the same everywhere; whole sentences are not.
    same = [m.id for m in catalogue(locale) if isinstance(m.id, str) and m.id == m.string and len(m.id.split()) > 2]

    assert same == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_holds_no_markup_and_no_stray_spaces(locale: str) -> None:
    for message in catalogue(locale):
        for text in texts(message) if message.id else []:
            assert "<" not in text
            assert text == text.strip(string.whitespace)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_compiled_catalogue_says_what_the_written_one_says(locale: str) -> None:
    with (FOLDER / locale / "LC_MESSAGES/messages.mo").open("rb") as file:
        compiled = {key(message): texts(message) for message in read_mo(file) if message.id}

    assert compiled == {key(message): texts(message) for message in catalogue(locale) if message.id and all(texts(message))}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_plural_forms_are_those_of_the_language(locale: str) -> None:
    wanted = {"ja": 1, "es": 2, "zh_Hans_CN": 1}

    plurals = [message for message in catalogue(locale) if isinstance(message.id, list | tuple)]

    assert plurals
    assert all(len(texts(message)) == wanted[locale] for message in plurals)


def test_every_problem_of_a_value_has_a_sentence() -> None:
    source = Path(values.__file__).read_text("utf-8")
    raised = set(re.findall(r'_Wrong\(\s*"([a-z-]+)"', source)) | {"missing", "unknown-variable"}
    for module in (references, work):
        raised |= set(re.findall(r'ValueProblem\(\s*[a-z_"]+,\s*"([a-z-]+)"', Path(str(module.__file__)).read_text("utf-8")))

    assert raised == set(VALUE_MESSAGES)
    assert len(TYPES) == 10


def test_every_sentence_of_a_problem_is_translated() -> None:
    assert {(text,) for text in VALUE_MESSAGES.values()} <= ids(template())
