from __future__ import annotations

import inspect
import re

import pytest

from kb import errors
from kb.errors import (
    CaseClosed,
    CaseNotFound,
    ContentError,
    CopyRefused,
    DocumentNotFound,
    InvalidValues,
    KbError,
    LocaleNotFound,
    ModelUnreadable,
    NotFound,
    PersonNotFound,
    ProviderUnavailable,
    SearchUnavailable,
    ServerNotFound,
    SettingsError,
    StoreError,
    StoreOutdated,
    StoreReadOnly,
    StoreUnavailable,
    SyncFailed,
    SyncRefused,
    Taken,
    TemplateSyntaxError,
    ToneNotFound,
    TranslationNotFound,
    ValueProblem,
    did_you_mean,
)


def classes() -> dict[str, type[KbError]]:
    found = dict(inspect.getmembers(errors, inspect.isclass))
    return {name: c for name, c in found.items() if issubclass(c, KbError)}


def test_the_docstring_draws_the_whole_tree_as_it_is() -> None:
    drawn: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if not (match := re.match(r"    ([│├└─ ]*)([A-Z]\w+)\b", line)):
            continue
        depth = len(match[1])
        path = [(d, name) for d, name in path if d < depth]
        drawn[match[2]] = path[-1][1] if path else "Exception"
        path.append((depth, match[2]))

    assert drawn == {name: error.__bases__[0].__name__ for name, error in classes().items()}


def test_every_error_has_a_code_of_its_own() -> None:
    codes = {error.code for error in classes().values()}

    assert len(codes) == len(classes())
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError("x"), "settings"),
        (ContentError("x"), "content"),
        (TemplateSyntaxError("x"), "template-syntax"),
        (NotFound("x"), "not-found"),
        (DocumentNotFound("x"), "document-not-found"),
        (TranslationNotFound("x", "ja", ["en"]), "translation-not-found"),
        (ToneNotFound("x", "firm", ["formal"]), "tone-not-found"),
        (LocaleNotFound("zh-TW", ["zh-CN"]), "locale-not-found"),
        (InvalidValues([]), "invalid-values"),
        (SyncFailed("x"), "sync-failed"),
        (SyncRefused("x", ["y"]), "sync-refused"),
        (ServerNotFound("x"), "server-not-found"),
        (SearchUnavailable("x"), "search-unavailable"),
        (ModelUnreadable("x"), "model-unreadable"),
        (ProviderUnavailable("x"), "provider-unavailable"),
        (PersonNotFound("mei"), "person-not-found"),
        (CaseNotFound(7), "case-not-found"),
        (StoreError("x"), "store"),
        (StoreUnavailable("x"), "store-unavailable"),
        (StoreReadOnly("x"), "store-read-only"),
        (StoreOutdated("x"), "store-outdated"),
        (Taken("x"), "taken"),
        (CaseClosed(7), "case-closed"),
        (CopyRefused("x"), "copy-refused"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_codes_never_change(error: KbError, code: str) -> None:
    assert error.code == code


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            DocumentNotFound("articles/reply-proces", ["articles/reply-process"]),
            ['"articles/reply-proces"', "did you mean", '"articles/reply-process"'],
        ),
        (TranslationNotFound("articles/a", "ja", ["en", "es"]), ['"articles/a"', '"ja"', "en, es"]),
        (ToneNotFound("templates/a/b", "firm", ["formal", "friendly"]), ['"templates/a/b"', '"firm"', "formal, friendly"]),
        (LocaleNotFound("zh-TW", ["zh-CN"]), ['"zh-TW"', "zh-CN"]),
        (PersonNotFound("mei"), ['login "mei"']),
        (PersonNotFound(12), ["number", "12"]),
        (CaseNotFound(7), ["case 7", "deleted"]),
        (CaseClosed(7), ["case 7", "reopen"]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, KbError) else "",
)
def test_a_message_says_what_is_wrong_and_what_there_is_instead(error: KbError, words: list[str]) -> None:
    assert [word for word in words if word not in str(error)] == []


def test_what_was_asked_and_what_there_is_can_be_read_from_the_error() -> None:
    translation = TranslationNotFound("articles/a", "ja", ["en", "es"])
    tone = ToneNotFound("templates/a/b", "firm", ["formal"])
    locale = LocaleNotFound("zh-TW", ["zh-CN"])

    assert (translation.id, translation.lang, translation.languages) == ("articles/a", "ja", ("en", "es"))
    assert (tone.id, tone.tone, tone.tones) == ("templates/a/b", "firm", ("formal",))
    assert (locale.locale, locale.locales) == ("zh-TW", ("zh-CN",))


def test_wrong_values_are_all_named_in_one_message() -> None:
    error = InvalidValues([ValueProblem("order.number", "missing", "is required"), ValueProblem("due.date", "x", "is odd")])

    assert str(error) == "order.number: is required; due.date: is odd"
    assert [problem.name for problem in error.problems] == ["order.number", "due.date"]


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("order.numer", ["order.number", "order.total"], '; did you mean "order.number"?'),
        ("apologie", ["apology", "offer"], '; did you mean "apology"?'),
        ("zzz", ["apology", "offer"], ""),
        ("", ["apology"], ""),
        ("apology", [], ""),
    ],
)
def test_a_close_word_is_proposed_and_a_far_one_is_not(word: str, known: list[str], said: str) -> None:
    assert did_you_mean(word, known) == said
