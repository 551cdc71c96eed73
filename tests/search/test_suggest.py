"""What is being typed is completed to what the content is found by, in four languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content.library import Library, load_library
from kb.folding import simplified, without_accents
from kb.languages import LANGUAGES
from kb.search import analysis
from kb.search.suggest import MAX_TYPED, Suggester
from tests.small_content import write_content

ARTICLE = "---\ntitle: {0}\nsummary: About.\nkeywords: [{1}]\n{2}---\nText.\n"


@pytest.fixture(scope="module")
def suggester(library: Library) -> Suggester:
    return Suggester(library)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Suggester:
    """Two articles whose titles and keywords are all there is, beside the labels of the facets."""
    files: dict[str, str | bytes] = {
        "en/articles/one.md": ARTICLE.format(
            "Zebra crossing", "zebra, zeal, okapi, The Zoo, DHL parcel", "issues: [refund]\n"
        ),
        "en/articles/two.md": ARTICLE.format("Okapi house", "okapi, zebu", "issues: [refund]\n"),
        "es/articles/one.md": ARTICLE.format("Ñandú y cebra", "ñandú, cebra, zebú, DHL paquete", ""),
        "zh/articles/one.md": ARTICLE.format("斑马与骆驼", "斑马, 骆驼, 大斑马", ""),
        "ja/articles/one.md": ARTICLE.format("シマウマの連絡", "シマウマ, しまりす, 連絡がない, 馬の連絡先, DHL便", ""),
    }
    library = load_library(write_content(tmp_path_factory.mktemp("content"), files))
    assert library.problems == ()
    return Suggester(library)


def texts(suggester: Suggester, typed: str, lang: str, limit: int = 20) -> list[str]:
    return [suggestion.text for suggestion in suggester.suggest(typed, lang, limit)]


@pytest.mark.parametrize(
    ("lang", "typed", "wanted"),
    [
        ("en", "refun", "refund sent"),
        ("en", "late", "Late delivery"),
        ("en", "cust", "Customs and duties"),
        ("es", "devol", "devolución"),
        ("es", "reemb", "Reembolso"),
        ("zh", "退", "退款"),
        ("zh", "物", "物流记录"),
        ("ja", "返", "返金"),
        ("ja", "レビ", "レビュー"),
    ],
)
def test_the_beginning_of_a_term_becomes_the_term(lang: str, typed: str, wanted: str, suggester: Suggester) -> None:
    found = {suggestion.text.lower(): suggestion for suggestion in suggester.suggest(typed, lang, 20)}

    assert wanted.lower() in found
    assert found[wanted.lower()].lang == lang
    assert found[wanted.lower()].kind == "term"


@pytest.mark.parametrize(
    ("lang", "typed", "wanted"),
    [
        ("en", "ze", ["zeal", "zebu", "zebra", "Zebra crossing"]),
        ("en", "ok", ["okapi", "Okapi house"]),
        ("en", "zoo", ["The Zoo"]),
        ("en", "cross", ["Zebra crossing"]),
        ("en", "rossing", []),
        ("es", "zeb", ["zebú"]),
        ("zh", "斑马", ["斑马与骆驼", "大斑马"]),
        ("zh", "骆", ["骆驼", "斑马与骆驼"]),
        ("ja", "シマ", ["シマウマ", "シマウマの連絡", "しまりす"]),
        ("ja", "ウマ", ["シマウマ", "シマウマの連絡"]),
    ],
)
def test_a_term_or_title_is_found_by_its_words_and_in_chinese_and_japanese_by_any_part(
    lang: str, typed: str, wanted: list[str], small: Suggester
) -> None:
    assert sorted(text for text in texts(small, typed, lang) if text in texts(small, "", lang) + wanted) == sorted(wanted)
    assert set(texts(small, typed, lang)) >= set(wanted)


def test_what_begins_so_comes_before_what_holds_it_and_the_most_used_first(small: Suggester) -> None:
    assert texts(small, "z", "en") == ["zeal", "zebu", "zebra", "Zebra crossing", "The Zoo"]
    assert texts(small, "o", "en")[0] == "okapi", "two documents have it as a keyword"
    assert texts(small, "斑", "zh") == ["斑马", "斑马与骆驼", "大斑马"]


def test_a_title_names_its_document(small: Suggester) -> None:
    found = {suggestion.text: suggestion for suggestion in small.suggest("zebra", "en")}

    assert (found["Zebra crossing"].kind, found["Zebra crossing"].id) == ("title", "articles/one")
    assert all(suggestion.id == "" for suggestion in found.values() if suggestion.kind == "term")


def plain(text: str) -> str:
    return without_accents(analysis.fold(text).text)


@pytest.mark.parametrize("lang", ["en", "es", "zh", "ja"])
def test_every_keyword_is_proposed_to_whoever_types_its_beginning(lang: str, library: Library) -> None:
    suggester = Suggester(library)
    size = 3 if lang in ("en", "es") else 2
    missed = []
    for keyword in {keyword for document in library if document.lang == lang for keyword in document.keywords}:
        typed = keyword[: max(size, len(keyword) - 1)]
        found = [plain(text) for text in texts(suggester, typed, lang, 100)]
        if typed != keyword and plain(keyword) not in found:
            missed.append((typed, keyword))

    assert missed == []


@pytest.mark.parametrize(("typed", "alike", "own"), [("退貨", "退货", "退貨怎麼寄"), ("訂單", "订单", "訂單出狀況")])
def test_words_of_taiwan_are_proposed_first_to_those_who_type_traditional_signs_and_to_nobody_else(
    typed: str, alike: str, own: str, library: Library
) -> None:
    suggester = Suggester(library)
    simple = texts(suggester, alike, "zh")
    proposed = texts(suggester, typed, "zh")

    assert own in proposed
    assert [text for text in simple if text != simplified(text)] == []
    rest = [text for text in proposed if text == simplified(text)]
    assert rest == [text for text in simple if text in rest]
    assert simplified(proposed[0]) != proposed[0]


def test_the_words_of_a_place_whose_script_is_shared_are_proposed_to_everybody(library: Library) -> None:
    assert "número de guía" in texts(Suggester(library), "número de gu", "es")


@pytest.mark.parametrize(
    ("lang", "typed", "meant"),
    [
        ("en", "REFU", "refu"),
        ("en", "ｒｅｆｕ", "refu"),
        ("en", "  refu", "refu"),
        ("es", "DEVOLUCIO", "devolució"),
        ("es", "devolucio", "devolució"),
        ("es", "resen", "reseñ"),
        ("es", "resen\u0303", "reseñ"),
        ("zh", "質量", "质量"),
        ("ja", "れび", "レビ"),
        ("ja", "ﾚﾋﾞ", "レビ"),
        ("ja", "おわひ\u3099", "おわび"),
    ],
)
def test_another_way_of_typing_is_completed_alike(lang: str, typed: str, meant: str, suggester: Suggester) -> None:
    assert texts(suggester, typed, lang) == texts(suggester, meant, lang)
    assert texts(suggester, typed, lang) or typed.startswith("おわ")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("連絡", ["連絡がない", "シマウマの連絡", "馬の連絡先", "受付の連絡"]),
        ("馬の連", ["馬の連絡先"]),
        ("連絡が", ["連絡がない"]),
    ],
)
def test_japanese_signs_that_chinese_has_simplified_are_found_beside_kana(
    typed: str, wanted: list[str], small: Suggester
) -> None:
    assert sorted(texts(small, typed, "ja")) == sorted(wanted)


@pytest.mark.parametrize(
    ("typed", "lang", "wanted"),
    [
        ("my zeb", "en", ["my zebu", "my zebra"]),
        ("where is the ok", "en", ["where is the okapi"]),
        ("mi ceb", "es", ["mi cebra"]),
        ("my z", "en", []),
        ("zeb ", "en", []),
        ("my zebra cros", "en", []),
    ],
)
def test_of_several_words_the_last_is_completed_to_a_term(
    typed: str, lang: str, wanted: list[str], small: Suggester
) -> None:
    assert texts(small, typed, lang) == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("typed", ["", " ", "\n\t", "　", "x" * (MAX_TYPED + 1), "退" * (MAX_TYPED + 1), " " * 200 + "re"])
def test_nothing_and_too_much_have_no_completion(typed: str, lang: str, suggester: Suggester) -> None:
    assert suggester.suggest(typed, lang) == ()


@pytest.mark.parametrize("typed", ["xylophonquark", "齉齉", "ゐゑ", "!!", '"', "-", "\u0301", "\u3099", "\ud800", "🦓"])
def test_what_stands_nowhere_has_no_completion(typed: str, suggester: Suggester) -> None:
    assert suggester.suggest(typed, "en") == ()


def test_what_is_typed_whole_is_not_proposed_again(small: Suggester) -> None:
    assert texts(small, "okapi", "en") == ["Okapi house"]
    assert texts(small, "OKAPI", "en") == ["Okapi house"]
    assert texts(small, "zebu", "en") == texts(small, "zebú", "es")[:0]


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 20])
def test_no_more_are_given_than_asked_for_and_none_twice(limit: int, suggester: Suggester) -> None:
    for typed, lang in (("re", "en"), ("de", "es"), ("退", "zh"), ("返", "ja"), ("my re", "en")):
        found, more = texts(suggester, typed, lang, limit), texts(suggester, typed, lang, 50)
        assert found == more[:limit]
        assert len({text.lower() for text in more}) == len(more)


@pytest.mark.parametrize(
    ("typed", "langs"), [("re", ["en", "es"]), ("シマ", ["ja"]), ("連", ["ja"]), ("斑", ["zh"]), ("DHL", ["en", "es", "ja"])]
)
def test_the_readers_language_comes_first_and_the_others_that_are_written_alike_after_it(
    typed: str, langs: list[str], small: Suggester
) -> None:
    for lang in LANGUAGES:
        found = [suggestion.lang for suggestion in small.suggest(typed, lang, 20)]
        assert set(found) == set(langs) & {lang, *(("en", "es") if typed.isascii() else ("ja", "zh"))}
        assert found == sorted(found, key=lambda code: (code != lang, found.index(code)))
        assert lang not in langs or found[0] == lang


@pytest.mark.parametrize("typed", ["ret", "関", "退", "の"])
def test_what_the_reader_has_words_for_is_proposed_in_her_language(typed: str, suggester: Suggester) -> None:
    for lang in LANGUAGES:
        found = [suggestion.lang for suggestion in suggester.suggest(typed, lang, 200)]
        assert found
        assert found == sorted(found, key=lambda code: (code != lang, found.index(code)))


@given(st.text(st.sampled_from("reDé 　-\"'退款返レれﾚﾞ\u0301\u3099\n1🦓"), max_size=90), st.sampled_from(sorted(LANGUAGES)))
def test_no_text_is_too_odd_to_be_completed(typed: str, lang: str) -> None:
    found = _EMPTY.suggest(typed, lang, 5)

    assert len(found) <= 5
    assert all(analysis.fold(suggestion.text).text != analysis.fold(typed).text for suggestion in found)


@pytest.fixture(autouse=True, scope="module")
def _keep(library: Library) -> None:
    global _EMPTY
    _EMPTY = Suggester(library)  # Hypothesis does not take a fixture of this scope beside its own arguments


_EMPTY: Suggester


def test_a_library_without_documents_completes_to_its_labels(tmp_path: Path) -> None:
    suggester = Suggester(load_library(write_content(tmp_path, {})))

    assert texts(suggester, "customs", "en") == ["Customs and duties"]
