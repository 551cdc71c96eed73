"""What is read of the index is what the texts say, counted by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.content.library import Library
from kb.search import analysis
from kb.search.entries import PARTS, WEIGHTS, Entry, entry_of
from kb.search.index import Index
from kb.search.postings import Segment
from kb.search.scoring import Snapshots, Term
from kb.search.segments import leaves


def entry(name: str, lang: str, **texts: str) -> Entry:
    def read() -> Mapping[str, str]:
        return {part: texts.get(part, "") for part in PARTS}

    return Entry(name, lang, repr(texts), read)


def segments(index: Index) -> list[Segment]:
    return [Segment(leaf, index.rows(leaf)) for leaf, _ in leaves(index.reader())]


def only_segment(folder: Path, *entries: Entry) -> Segment:
    index = Index(folder)
    index.sync(entries)
    (segment,) = segments(index)
    return segment


def held(segment: Segment, group: str, term: str) -> dict[str, float]:
    ids, weights = segment.postings(group, term)
    assert list(ids) == sorted(set(ids))
    return {segment.stored[int(docnum)].id: float(weight) for docnum, weight in zip(ids, weights, strict=True)}


@pytest.fixture(scope="module")
def bundled(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Segment:
    entries = [entry_of(document, library.vocabulary) for document in library]
    return only_segment(tmp_path_factory.mktemp("index"), *entries)


def naive(library: Library, lang: str) -> Iterator[tuple[str, list[str]]]:
    """Each document of a language as its runs of Chinese or Japanese signs, folded."""
    for document in library:
        if document.lang == lang:
            texts = entry_of(document, library.vocabulary).read().values()
            folded = (analysis.prepared(lang, analysis.fold(text).text) for text in texts)
            yield document.id, [run for text in folded for run in re.findall("[々〆぀-ヿㇰ-ㇿ㐀-䶿一-鿿ー]+", text)]


@pytest.mark.parametrize("lang", ["zh", "ja"])
def test_the_pairs_are_those_that_stand_in_the_texts_each_as_often(lang: str, library: Library, bundled: Segment) -> None:
    counts: dict[str, Counter[str]] = {}
    for id, runs in naive(library, lang):
        counts[id] = Counter(run[i : i + 2] for run in runs for i in range(len(run) - 1))
    pairs = set().union(*counts.values())

    assert len(pairs) > 1000
    for pair in pairs:
        wanted = {id: min(found[pair], 255) for id, found in counts.items() if found[pair]}
        assert held(bundled, f"pairs_{lang}", pair) == wanted, pair


@pytest.mark.parametrize("lang", ["zh", "ja"])
def test_a_single_sign_counts_wherever_it_stands(lang: str, library: Library, bundled: Segment) -> None:
    counts = {id: Counter("".join(runs)) for id, runs in naive(library, lang)}
    signs = set().union(*counts.values())

    assert len(signs) > 300
    for sign in signs:
        wanted = {id: found[sign] for id, found in counts.items() if found[sign]}
        assert held(bundled, f"pairs_{lang}", sign) == wanted, sign


@pytest.mark.parametrize(
    ("pair", "wanted"),
    [
        ("退货", {"a": 2.0}),
        ("退", {"a": 3.0, "b": 1.0}),
        ("货", {"a": 2.0}),
        ("货退", {}),
        ("款", {"a": 1.0}),
        ("齉齉", {}),
        ("𠮷", {"c": 1.0}),
        ("𠮷野", {"c": 1.0}),
        ("々", {"c": 1.0}),
    ],
)
def test_pairs_do_not_reach_over_what_stands_between(pair: str, wanted: dict[str, float], tmp_path: Path) -> None:
    segment = only_segment(
        tmp_path,
        entry("a", "zh", title="退货", body="退货 refund 退款"),
        entry("b", "zh", body="退"),
        entry("c", "zh", title="𠮷野々"),
        entry("d", "ja", title="退货退款"),
    )

    assert held(segment, "pairs_zh", pair) == wanted


def test_a_pair_is_counted_up_to_255_times(tmp_path: Path) -> None:
    assert held(only_segment(tmp_path, entry("a", "zh", body="退货 " * 300)), "pairs_zh", "退货") == {"a": 255.0}


def test_a_word_counts_what_its_parts_count(tmp_path: Path) -> None:
    segment = only_segment(
        tmp_path,
        entry("a", "en", title="parcel", body="parcels and parcels"),
        entry("b", "en", keywords="a parcel", summary="the parcel"),
        entry("c", "en", labels="zebra"),
        entry("d", "es", title="parcel"),
    )

    assert held(segment, "words_en", "parcel") == pytest.approx(
        {"a": WEIGHTS["title"] + 2 * WEIGHTS["body"], "b": WEIGHTS["keywords"] + WEIGHTS["summary"]}
    )
    assert held(segment, "words_en", "zebra") == pytest.approx({"c": WEIGHTS["labels"]})
    assert held(segment, "words_en", "okapi") == {}
    assert segment.holds("words_en", "zebra")
    assert not segment.holds("words_es", "zebra")


@pytest.mark.parametrize("lang", ["en", "es", "ja", "zh"])
def test_the_words_are_those_that_stand_in_the_texts(lang: str, library: Library, bundled: Segment) -> None:
    counts: dict[str, dict[str, float]] = {}
    for document in library:
        if document.lang == lang:
            for part, text in entry_of(document, library.vocabulary).read().items():
                for token in analysis.analyzer_of(lang).words(text):
                    found = counts.setdefault(token.term, {})
                    found[document.id] = found.get(document.id, 0) + WEIGHTS[part]

    assert bundled.vocabulary(f"words_{lang}") == sorted(counts)
    for term in sorted(counts)[::7]:
        assert held(bundled, f"words_{lang}", term) == pytest.approx(counts[term]), term


def test_the_parts_that_hold_a_term_are_told(tmp_path: Path) -> None:
    segment = only_segment(
        tmp_path, entry("a", "en", title="horse", body="parcel"), entry("b", "en", title="parcel", body="a parcel")
    )
    numbers = {stored.id: docnum for docnum, stored in segment.stored.items()}

    assert segment.parts_with("words_en", "parcel", numbers["a"]) == ["body"]
    assert segment.parts_with("words_en", "parcel", numbers["b"]) == ["title", "body"]
    assert segment.parts_with("words_en", "zebra", numbers["a"]) == []


def test_beginnings_are_given_in_the_order_of_the_alphabet(tmp_path: Path) -> None:
    segment = only_segment(tmp_path, entry("a", "en", title="refund parcel", body="reply ready zoo"))

    assert list(segment.beginning("words_en", "re", 10)) == ["readi", "refund", "repli"]
    assert list(segment.beginning("words_en", "re", 2)) == ["readi", "refund"]
    assert list(segment.beginning("words_en", "zz", 2)) == []
    assert list(segment.beginning("words_ja", "re", 2)) == []


def test_spellings_are_the_latin_words_of_all_but_the_body(tmp_path: Path) -> None:
    segment = only_segment(
        tmp_path,
        entry("a", "en", title="Refunds refunds", keywords="Café", body="zebra"),
        entry("b", "ja", title="返金 refunds", summary="A1 250-1"),
    )

    assert segment.spellings() == {"refunds": 2, "cafe": 1, "a": 1} or segment.spellings() == {"refunds": 2, "cafe": 1}


def test_a_deleted_entry_is_kept_by_its_segment_and_given_by_no_snapshot(tmp_path: Path) -> None:
    index = Index(tmp_path)
    snapshots = Snapshots(index)
    entries = [entry(f"n{n}", "zh", title="退货", body="parcel") for n in range(8)]
    index.sync(entries)
    snapshots.refresh()

    index.sync([*entries[:3], *entries[4:], entry("n9", "zh", title="退货", body="parcel")])
    snapshot = snapshots.refresh()

    for term in (Term("zh", "退货", origin="pair"), Term("zh", "退", origin="pair"), Term("zh", "parcel")):
        ids, impacts = snapshot.impacts(term)
        assert sorted(snapshot.stored[int(docnum)].id for docnum in ids) == ["n0", "n1", "n2", "n4", "n5", "n6", "n7", "n9"]
        assert (impacts > 0).all()
    held_by_segments = [stored.id for segment in segments(index) for stored in segment.stored.values()]
    assert set(held_by_segments) >= {"n0", "n9"}


def test_many_threads_read_what_one_reads(library: Library, tmp_path: Path) -> None:
    entries = [entry_of(document, library.vocabulary) for document in library]
    segment = only_segment(tmp_path, *entries)
    asked = [("words_en", term) for term in ("refund", "parcel", "late")] + [("pairs_zh", "退款"), ("pairs_ja", "返")]

    def read(term: tuple[str, str]) -> dict[str, float]:
        return held(segment, *term)

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(read, asked * 20))

    assert together == [read(term) for term in asked] * 20
