"""Filters, and how many documents every other choice would leave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.content.library import Library, load_library
from kb.content.model import Template
from kb.search.facets import GROUPS, REPLY, Catalogue, Filter
from kb.search.query import Query
from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from tests.small_content import source_file, translation_file, write_content

FORMAL, FIRM = "## formal\n\nHello.\n", "## firm\n\nNo.\n"


def facets_of(intent: str, *issues: str, more: str = "") -> str:
    return f"intent: {intent}\nissues: [{', '.join(issues)}]\nchannels: [email]\n{more}"


FILES: dict[str, str | bytes] = {
    "en/templates/offer/a.md": source_file(FORMAL, facets_of("offer", "refund"), "Parcel a"),
    "en/templates/offer/b.md": source_file(
        f"{FORMAL}\n{FIRM}", facets_of("offer", "refund", "late-delivery", more="platforms: [amazon]\n"), "Parcel b"
    ),
    "ja/templates/offer/b.md": translation_file(FORMAL),
    "en/templates/apology/c.md": source_file(
        FIRM, facets_of("apology", "late-delivery", more="not_on: [amazon]\n"), "Parcel c"
    ),
    "ja/templates/apology/c.md": translation_file(FIRM),
    "en/articles/d.md": "---\ntitle: Parcel d\nsummary: About it.\nissues: [refund]\n---\nText.\n",
}
A, B, C, D = "templates/offer/a", "templates/offer/b", "templates/apology/c", "articles/d"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Three templates and an article; b has two tones in English and one in Japanese."""
    content = write_content(tmp_path_factory.mktemp("content"), FILES)
    opened = open_kb(Settings(content=content, data=tmp_path_factory.mktemp("data")))
    assert opened.library.problems == ()
    yield opened
    opened.close()


def admitted(library: Library, *filters: Filter) -> set[str]:
    catalogue = Catalogue(library)
    return {catalogue.ids[ordinal] for ordinal in np.flatnonzero(catalogue.admitted(filters))}


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ([], {A, B, C, D}),
        ([("kind", "template")], {A, B, C}),
        ([("kind", "article")], {D}),
        ([("intent", "offer")], {A, B}),
        ([("issue", "refund")], {A, B, D}),
        ([("issue", "refund"), ("issue", "late-delivery")], {B}),
        ([("issue", "refund"), ("kind", "article")], {D}),
        ([("channel", "email")], {A, B, C}),
        ([("tone", "formal")], {A, B}),
        ([("tone", "firm")], {B, C}),
        ([("tone", "firm@ja")], {C}),
        ([("tone", "formal@ja")], {B}),
        ([(REPLY, "ja")], {B, C}),
        ([(REPLY, "es")], set()),
        ([("intent", "acknowledgement")], set()),
        ([("nothing", "at all")], set()),
    ],
)
def test_a_filter_admits_the_documents_of_its_value(filters: list[Filter], ids: set[str], small: KnowledgeBase) -> None:
    assert admitted(small.library, *filters) == ids


@pytest.mark.parametrize(
    ("platform", "ids"), [("amazon", {A, B}), ("ebay", {A, C})], ids=["on one of its platforms", "on another"]
)
def test_a_template_without_platforms_is_for_all_but_those_it_is_not_on(
    platform: str, ids: set[str], small: KnowledgeBase
) -> None:
    assert {id for id in admitted(small.library, ("platform", platform)) if id != D} == ids


QUERIES = [
    Query(),
    Query("parcel"),
    Query("parcel", intent="offer"),
    Query("parcel", intent="offer", issue="late-delivery"),
    Query(kind="template", tone="firm"),
    Query("parcel", reply_lang="ja"),
    Query("parcel -b"),
    Query('"parcel a"'),
    Query("parcel intent:offer"),
    Query("nothingatall"),
]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_count_is_what_choosing_the_value_would_find(query: Query, small: KnowledgeBase) -> None:
    counts = small.search(query).facets

    for group in GROUPS:
        for value in (*counts.get(group, {}), *_values(small.library, group)):
            chosen = Query(
                query.text.replace("intent:offer", "" if group == "intent" else "intent:offer"),
                **{name: getattr(query, name) for name in ("reply_lang", *GROUPS)} | {group: value},
            )
            assert counts.get(group, {}).get(value, 0) == small.search(chosen).total, (group, value)


def _values(library: Library, group: str) -> tuple[str, ...]:
    taxonomy = library.taxonomy
    return {
        "kind": ("template", "article"),
        "intent": tuple(taxonomy.intents),
        "issue": tuple(taxonomy.issues),
        "channel": tuple(taxonomy.channels),
        "tone": tuple(taxonomy.tones),
        "platform": tuple(taxonomy.platforms),
    }[group]


def test_the_counts_of_a_group_leave_its_own_choice_out(kb: KnowledgeBase) -> None:
    free, chosen = kb.search(Query("refund")), kb.search(Query("refund", intent="offer"))

    assert chosen.facets["intent"] == free.facets["intent"]
    assert chosen.facets["intent"]["offer"] == chosen.total < free.total
    assert sum(free.facets["kind"].values()) == free.total
    assert sum(chosen.facets["kind"].values()) == chosen.total


def test_only_values_that_would_leave_something_are_counted(kb: KnowledgeBase) -> None:
    for query in (Query(), Query("refund"), Query("refund", kind="article"), Query("xylophonquark")):
        assert all(n > 0 for values in kb.search(query).facets.values() for n in values.values())
    assert kb.search(Query("xylophonquark")).facets == {}


def test_no_count_names_a_language(small: KnowledgeBase) -> None:
    for query in (Query(), Query(reply_lang="ja"), Query(reply_lang="ja", tone="firm")):
        facets = small.search(query).facets
        assert set(facets) <= set(GROUPS)
        assert not any("@" in value for values in facets.values() for value in values)


@pytest.mark.parametrize(
    ("tone", "reply_lang", "ids"),
    [
        ("firm", "", {B, C}),
        ("firm", "en", {B, C}),
        ("firm", "ja", {C}),
        ("formal", "", {A, B}),
        ("formal", "ja", {B}),
        ("formal", "es", set()),
    ],
)
def test_a_tone_must_be_written_in_the_customers_language(
    tone: str, reply_lang: str, ids: set[str], small: KnowledgeBase
) -> None:
    chosen = small.search(Query(tone=tone, reply_lang=reply_lang, limit=100))
    typed = small.search(Query(f"tone:{tone}", reply_lang=reply_lang, limit=100))

    assert {hit.document.id for hit in chosen.hits} == ids
    assert {hit.document.id for hit in typed.hits} == ids


def test_a_list_shows_replies_in_the_order_of_a_case_then_articles(small: KnowledgeBase, library: Library) -> None:
    catalogue = Catalogue(small.library)
    order = list(library.taxonomy.intents)
    assert order.index("apology") < order.index("offer")

    assert [catalogue.ids[ordinal] for ordinal in catalogue.listing] == [C, A, B, D]


def test_every_document_is_listed_once(library: Library) -> None:
    catalogue = Catalogue(library)

    assert sorted(catalogue.ids[ordinal] for ordinal in catalogue.listing) == sorted(library.documents)
    assert [catalogue.ordinals[id] for id in catalogue.ids] == list(range(len(library.documents)))


def test_the_columns_say_what_the_documents_say(library: Library) -> None:
    said: dict[Filter, set[str]] = {}
    for document in library:
        if document.freshness == "source" and isinstance(document, Template):
            facets = document.facets
            values = [("kind", "template"), ("intent", facets.intent), *(("issue", issue) for issue in facets.issues)]
            values += [("channel", channel) for channel in facets.channels] + [("tone", tone) for tone in document.tones]
            for value in values:
                said.setdefault(value, set()).add(document.id)
    catalogue = Catalogue(library)

    for value, ids in said.items():
        found = {catalogue.ids[ordinal] for ordinal in np.flatnonzero(catalogue.admitted([value, ("kind", "template")]))}
        assert found == ids, value


def test_a_catalogue_of_nothing_admits_nothing(tmp_path: Path) -> None:
    catalogue = Catalogue(load_library(write_content(tmp_path, {})))

    assert catalogue.admitted([("intent", "offer")]).tolist() == []
    assert catalogue.counts(catalogue.admitted([]), []) == {}
    assert catalogue.listing.tolist() == []
