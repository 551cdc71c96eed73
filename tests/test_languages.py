from __future__ import annotations

import pytest

from kb.errors import LocaleNotFound
from kb.languages import LANGUAGES, babel_locale, known_locales, match_locale, script_of


def test_there_are_four_languages_each_with_its_own_name_and_a_default_among_its_locales() -> None:
    assert {code: language.name for code, language in LANGUAGES.items()} == {
        "en": "English",
        "ja": "日本語",
        "es": "Español",
        "zh": "中文",
    }
    for code, language in LANGUAGES.items():
        assert language.code == code
        assert language.locale in language.locales
        assert script_of(language.locale) == language.script


def test_every_known_locale_belongs_to_one_language() -> None:
    tags = known_locales()

    assert len(set(tags)) == len(tags)
    assert {tag.split("-")[0] for tag in tags} == set(LANGUAGES)
    assert {"en-US", "en-GB", "ja-JP", "es-ES", "es-MX", "es-AR", "zh-CN", "zh-TW"} <= set(tags)


@pytest.mark.parametrize(
    ("lang", "tag", "known"),
    [
        ("en", "en-US", "en-US"),
        ("en", "en", "en-US"),
        ("en", "EN-gb", "en-GB"),
        ("en", " en-GB ", "en-GB"),
        ("en", "en-Latn-GB", "en-GB"),
        ("ja", "ja", "ja-JP"),
        ("es", "es", "es-ES"),
        ("es", "es-mx", "es-MX"),
        ("zh", "zh", "zh-CN"),
        ("zh", "zh-Hans", "zh-CN"),
        ("zh", "zh-Hans-CN", "zh-CN"),
        ("zh", "zh-Hant", "zh-TW"),
        ("zh", "zh-Hant-TW", "zh-TW"),
        ("zh", "ZH-HANT-hk", "zh-HK"),
    ],
)
def test_a_locale_is_known_by_any_of_its_spellings(lang: str, tag: str, known: str) -> None:
    assert match_locale(lang, tag) == known


@pytest.mark.parametrize(
    ("lang", "tag"),
    [
        ("en", "en-AU"),
        ("en", "es-MX"),
        ("zh", "ja-JP"),
        ("zh", "zh-SG"),
        ("zh", "zh-Hans-TW"),
        ("zh", "zh-Latn"),
        ("en", "en-Shaw"),
        ("es", "es-419"),
        ("en", ""),
        ("en", "en_US"),
        ("en", "x" * 1000),
        ("en", "英語"),
        ("en", "en-\x00"),
        ("en", "../../en"),
    ],
)
def test_a_locale_we_have_no_formats_for_is_refused(lang: str, tag: str) -> None:
    with pytest.raises(LocaleNotFound):
        match_locale(lang, tag)


def test_the_refusal_of_another_place_lists_the_places_there_are() -> None:
    with pytest.raises(LocaleNotFound) as error:
        match_locale("es", "es-CL")

    assert error.value.locales == LANGUAGES["es"].locales


@pytest.mark.parametrize(
    ("tag", "script"),
    [
        ("en-US", "Latn"),
        ("es-AR", "Latn"),
        ("ja-JP", "Jpan"),
        ("zh-CN", "Hans"),
        ("zh-TW", "Hant"),
        ("zh-HK", "Hant"),
        ("zh-Hant", "Hant"),
        ("zh", "Hans"),
    ],
)
def test_the_script_of_a_locale_is_told(tag: str, script: str) -> None:
    assert script_of(tag) == script


def test_cldr_data_is_refused_for_what_is_no_locale() -> None:
    with pytest.raises(LocaleNotFound) as error:
        babel_locale("tlh-KX")

    assert error.value.locale == "tlh-KX"
