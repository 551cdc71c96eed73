from __future__ import annotations

import pytest

from kb.content.problems import Problems
from kb.content.taxonomy import Channel, Limit, Market, Taxonomy, read_taxonomy

LABELS = "{en: A, ja: B, es: C, zh: D}"
TAXONOMY = f"""\
intents:
  apology: {LABELS}
subtypes:
  survey: {LABELS}
issues:
  refund: {LABELS}
channels:
  email: {LABELS}
  social-public: {LABELS}
tones:
  formal: {LABELS}
platforms:
  x: {LABELS}
  google: {LABELS}
markets:
  JP: {{en: A, ja: B, es: C, zh: D, currency: JPY, zone: Asia/Tokyo, locales: [ja-JP]}}
causes:
  packing: {LABELS}
outcomes:
  solved: {LABELS}
"""
CHANNELS = """\
checked: 2026-11-22
channels:
  email:
    rich: true
    subject: {max: 60, unit: characters, source: K}
  social-public:
    public: true
    limits:
      - {platforms: [google], max: 4096, unit: bytes, source: V54}
      - {max: 280, unit: x-weighted, source: V1}
"""


def read(taxonomy: str = TAXONOMY, channels: str = CHANNELS) -> tuple[Taxonomy, list[tuple[str, int, str]]]:
    notes = Problems("taxonomy.yml"), Problems("channels.yml")
    found = read_taxonomy(taxonomy, channels, *notes)
    return found, [(p.path, p.line, p.message) for note in notes for p in note]


def test_the_vocabulary_is_read_whole() -> None:
    taxonomy, problems = read()

    assert problems == []
    assert taxonomy.intents["apology"] == {"en": "A", "ja": "B", "es": "C", "zh": "D"}
    assert list(taxonomy.channels) == ["email", "social-public"]
    assert (taxonomy.channels["email"].rich, taxonomy.channels["email"].public) == (True, False)
    assert taxonomy.channels["email"].subject == Limit(60, "characters", "K")
    assert taxonomy.channels["social-public"].public
    assert taxonomy.markets["JP"].zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("intents:", "intent:", 1, '"intent" is not a known key; did you mean "intents"?'),
        ("  apology: {en: A, ja: B, es: C, zh: D}", "  apology: {en: A, ja: B, es: C}", 2, '"zh" is missing'),
        ("  apology: {en: A,", "  apology: {fr: A, en: A,", 2, '"fr" is not a known key'),
        ("currency: JPY", "currency: YEN", 16, '"YEN" is not an ISO 4217 currency'),
        ("zone: Asia/Tokyo", "zone: Asia/Tokio", 16, '"Asia/Tokio" is not a zone'),
        ("zone: Asia/Tokyo", "zone: ../Tokyo", 16, '"../Tokyo" is not a zone'),
        ("locales: [ja-JP]", "locales: [ja-XX]", 16, "ja-XX"),
    ],
)
def test_a_mistake_in_the_facets_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    _, problems = read(taxonomy=TAXONOMY.replace(old, new, 1))

    matching = [(path, at) for path, at, message in problems if words in message]
    assert matching == [("taxonomy.yml", line)]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  email:", "  e-mail:", 3, '"e-mail" is not a known key; did you mean "email"?'),
        ("unit: bytes", "unit: byte", 9, '"byte" is not a known unit; did you mean "bytes"?'),
        ("max: 4096", "max: lots", 9, '"max" must be a whole number'),
        ("platforms: [google]", "platforms: [gogle]", 9, 'did you mean "google"?'),
        (", source: V1}", "}", 10, '"source" is missing'),
        ("public: true", "public: yes", 7, '"public" must be true or false'),
        ("rich: true", "rich: true\n    width: 3", 5, '"width" is not a known key'),
    ],
)
def test_a_mistake_in_the_channels_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    _, problems = read(channels=CHANNELS.replace(old, new, 1))

    matching = [(path, at) for path, at, message in problems if words in message]
    assert matching == [("channels.yml", line)]


def test_a_channel_without_rules_is_a_mistake() -> None:
    _, problems = read(channels="channels:\n  email: {rich: true}\n")

    assert [(path, '"social-public"' in message) for path, _, message in problems] == [("channels.yml", True)]


@pytest.mark.parametrize(("platform", "maximum"), [("", 280), ("x", 280), ("google", 4096), ("unheard-of", 280)])
def test_the_limit_that_names_the_platform_comes_before_the_general_one(platform: str, maximum: int) -> None:
    taxonomy, _ = read()
    limit = taxonomy.channels["social-public"].limit(platform)

    assert limit is not None
    assert limit.maximum == maximum


def test_a_channel_may_have_no_limit_at_all() -> None:
    assert Channel("email", {}).limit("x") is None


@pytest.mark.parametrize(
    ("locales", "lang", "locale"),
    [
        (("en-US", "es-US"), "es", "es-US"),
        (("en-US", "es-US"), "ja", "ja-JP"),
        (("zh-TW",), "zh", "zh-TW"),
        ((), "zh", "zh-CN"),
    ],
)
def test_a_market_decides_the_locale_of_the_languages_spoken_there(locales: tuple[str, ...], lang: str, locale: str) -> None:
    assert Market("US", {}, "USD", "America/New_York", locales).locale(lang) == locale
