"""The languages of the product: one table, read by everything that treats a language in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from kb.errors import LocaleNotFound


@dataclass(frozen=True, slots=True)
class Language:
    """A content folder and what is needed to treat its text well."""

    code: str
    """The folder below `content/`, and the `lang` of requests."""

    name: str
    """The language's own name."""

    locale: str
    """The BCP 47 tag whose formats are used when neither locale nor market is given."""

    locales: tuple[str, ...]
    """The tags that a reply may be asked for."""

    script: str
    """The ISO 15924 code of the base text; a locale of another script needs a text of its own."""

    analyzer: str
    """The name of the search analyzer."""


LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English", "en-US", ("en-US", "en-GB"), "Latn", "english"),
        Language("ja", "日本語", "ja-JP", ("ja-JP",), "Jpan", "japanese"),
        Language("es", "Español", "es-ES", ("es-ES", "es-MX", "es-AR", "es-US"), "Latn", "spanish"),
        Language("zh", "中文", "zh-CN", ("zh-CN", "zh-TW", "zh-HK"), "Hans", "chinese"),
    )
}


@lru_cache(maxsize=256)
def babel_locale(tag: str) -> Locale:
    """The CLDR data of a BCP 47 tag, with the likely script filled in. Raises LocaleNotFound."""
    try:
        return Locale.parse(tag.strip(), sep="-", resolve_likely_subtags=True)
    except (ValueError, UnknownLocaleError) as error:
        raise LocaleNotFound(tag, known_locales()) from error


def known_locales() -> tuple[str, ...]:
    """Every tag that a reply may be asked for."""
    return tuple(tag for language in LANGUAGES.values() for tag in language.locales)


@lru_cache(maxsize=256)
def script_of(tag: str) -> str:
    """The ISO 15924 code of the script that a locale is written in: `zh-TW` is `Hant`."""
    locale = babel_locale(tag)
    known = LANGUAGES.get(locale.language)
    return locale.script or (known.script if known else "")


@lru_cache(maxsize=256)
def match_locale(lang: str, tag: str) -> str:
    """The known tag of `lang` that `tag` names, whatever its case or with its script spelled out.

    Raises LocaleNotFound when it names another language, or a place we have no formats for.
    """
    locales = LANGUAGES[lang].locales
    wanted = babel_locale(tag)
    if wanted.language != lang:
        raise LocaleNotFound(tag, locales)
    if not wanted.territory:
        for known in locales:
            if script_of(known) == script_of(tag):
                return known
    for known in locales:
        if babel_locale(known).territory == wanted.territory and script_of(known) == script_of(tag):
            return known
    raise LocaleNotFound(tag, locales)
