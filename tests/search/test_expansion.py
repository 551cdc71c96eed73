"""Questions lead to what they mean: through synonyms, labels and facets, in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.content.library import Library
from kb.search import analysis
from kb.search.expansion import Expander
from kb.search.query import Query
from kb.search.scoring import ANY
from kb.service import KnowledgeBase


@pytest.fixture(scope="module")
def expander(library: Library) -> Expander:
    return Expander(library)


def facets(expander: Expander, lang: str, text: str) -> set[str]:
    terms = [token.term for token in analysis.analyzer_of(lang).words(text)]
    return {term.text for term in expander.expand(lang, text, terms, {}) if term.origin == "facet"}


@pytest.mark.parametrize(
    ("lang", "text", "facet"),
    [
        ("en", "damaged", "issue:damaged-in-transit"),
        ("ja", "破損", "issue:damaged-in-transit"),
        ("es", "roto", "issue:damaged-in-transit"),
        ("zh", "破损", "issue:damaged-in-transit"),
        ("en", "My parcel HASN'T arrived!", "issue:late-delivery"),
        ("en", "Customs and duties", "issue:customs-and-duties"),
        ("ja", "まだ届かないのですが", "issue:late-delivery"),
        ("es", "aún no me llega el paquete", "issue:late-delivery"),
        ("zh", "還沒收到", "issue:late-delivery"),
        ("zh", "客人要求退款", "issue:refund"),
    ],
)
def test_what_people_say_points_to_its_facet(lang: str, text: str, facet: str, expander: Expander) -> None:
    assert facet in facets(expander, lang, text)


def test_the_longest_entry_wins(expander: Expander) -> None:
    assert "issue:refund" in facets(expander, "zh", "没收到退款")
    assert "issue:late-delivery" not in facets(expander, "zh", "没收到退款")


def test_a_facet_is_looked_for_in_every_language_and_a_synonym_in_its_own(expander: Expander) -> None:
    words = [token.term for token in analysis.analyzer_of("en").words("delayed")]
    found = list(expander.expand("en", "delayed", words, {}))

    assert {term.lang for term in found if term.origin == "facet"} == {ANY}
    assert {term.lang for term in found if term.origin != "facet"} == {"en"}
    assert all(term.weight < 1 for term in found if term.origin != "facet"), "a synonym counts less than the word itself"


def test_who_tells_what_happened_is_answered_from_the_first_steps_on(expander: Expander) -> None:
    message = "Mi pedido no llega y el seguimiento sigue clavado en el mismo sitio desde hace tres semanas"

    def intents(text: str) -> dict[str, float]:
        terms = [token.term for token in analysis.analyzer_of("es").words(text)]
        found = expander.expand("es", text, terms, {"issue:late-delivery": 0.9})
        return {term.text: term.weight for term in found if term.text.startswith("intent:")}

    assert set(intents(message)) == {"intent:acknowledgement", "intent:apology", "intent:evidence-request"}
    assert set(intents("seguimiento")) == {"intent:follow-up"}, "two words name what is wanted"


def test_a_text_without_any_entry_adds_nothing(expander: Expander) -> None:
    assert list(expander.expand("en", "zebra", ["zebra"], {})) == []


def test_what_a_text_is_likely_about_counts_beside_what_its_phrases_point_to(expander: Expander) -> None:
    phrase = {term.text: term.weight for term in expander.expand("en", "delayed", ["delay"], {})}
    both = {term.text: term.weight for term in expander.expand("en", "delayed", ["delay"], {"issue:late-delivery": 0.5})}

    assert both["issue:late-delivery"] > phrase["issue:late-delivery"] > 0


@pytest.mark.parametrize(
    ("lang", "text", "issue"),
    [
        (
            "en",
            "The vase is in a thousand bits, the box as if a lorry had driven over it. My mother's birthday is on Sunday.",
            "damaged-in-transit",
        ),
        ("ja", "先週のお皿ですが、ふちがぎざぎざに欠けていました。母の誕生日でした。", "damaged-in-transit"),
        ("es", "Pasan las semanas y el seguimiento sigue clavado en el mismo sitio. El domingo me voy.", "late-delivery"),
        ("zh", "都两个礼拜了物流一点动静都没有，星期天我就要出门了。", "late-delivery"),
    ],
)
def test_the_likeliest_issue_of_a_message_comes_first_with_the_words_that_gave_it_away(
    lang: str, text: str, issue: str, expander: Expander
) -> None:
    issues = expander.issues(lang, text)

    assert next(iter(issues)) == issue
    assert all(text[pointer.start : pointer.end].strip() for pointers in issues.values() for pointer in pointers)
    assert all(issues.values()), "each has some words that gave it away"


def test_an_issue_that_the_taxonomy_does_not_have_is_not_named(library: Library) -> None:
    taxonomy = library.taxonomy
    fewer = replace(taxonomy, issues={id: names for id, names in taxonomy.issues.items() if id != "damaged-in-transit"})
    expander = Expander(replace(library, vocabulary=replace(library.vocabulary, taxonomy=fewer), synonyms={}))

    issues = expander.issues("en", "The vase is in a thousand bits and the box as if a lorry had driven over it")

    assert "damaged-in-transit" not in issues


@pytest.mark.parametrize(
    ("text", "langs", "spoken"),
    [
        ("my package never came", ["en", "es"], "en"),
        ("nunca llegó mi paquete", ["en", "es"], "es"),
        ("荷物が届かない", ["ja", "zh"], "ja"),
        ("包裹還沒收到", ["ja", "zh"], "zh"),
    ],
)
def test_a_text_is_read_in_the_language_that_knows_it_best(
    text: str, langs: list[str], spoken: str, expander: Expander
) -> None:
    assert next(iter(expander.heard(text, langs))) == spoken


@pytest.mark.parametrize(
    ("text", "lang", "right"),
    [
        ("smashed to bits", "en", "damaged-in-transit"),
        ("vino hecho pedazos", "es", "damaged-in-transit"),
        ("着荷時に割れていた", "ja", "damaged-in-transit"),
        ("摔坏了", "zh", "damaged-in-transit"),
    ],
)
def test_colloquial_words_find_the_documents_of_their_issue(text: str, lang: str, right: str, kb: KnowledgeBase) -> None:
    best = kb.search(Query(text, lang)).hits[0].document

    assert right in best.facets.issues
