"""How texts become terms: the same in documents, queries and snippets."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.languages import LANGUAGES
from kb.search.analysis import ANALYZERS, MAX_TEXT, analyzer_of, fold


def words(lang: str, text: str) -> list[str]:
    return [token.term for token in analyzer_of(lang).words(text)]


def pairs(lang: str, text: str) -> list[str]:
    return analyzer_of(lang).pairs(text)


@pytest.mark.parametrize(
    ("lang", "text", "terms"),
    [
        # English: case, width and accents do not count, endings fall away
        ("en", "Parcels", ["parcel"]),
        ("en", "ＲＥＦＵＮＤＳ", ["refund"]),
        ("en", "refunding, refunded; refund!", ["refund", "refund", "refund"]),
        ("en", "café", ["cafe"]),
        ("en", "cafe\u0301", ["cafe"]),
        ("en", "the carrier’s", words("en", "the carrier's")),
        # Spanish: an accent that a customer leaves out changes nothing
        ("es", "devolución", words("es", "devolucion")),
        ("es", "DEVOLUCIONES", words("es", "devolucion")),
        ("es", "¿Dónde?", words("es", "donde")),
        ("es", "paquetes", words("es", "paquete")),
        # Chinese: words, Traditional as Simplified
        ("zh", "包裹破损", ["包裹", "破损"]),
        ("zh", "包裹破損", ["包裹", "破损"]),
        ("zh", "訂單", ["订单"]),
        ("zh", "退款refunds", ["退款", "refund"]),
        # Japanese: normalized forms without particles and endings
        ("ja", "届かない", ["届く"]),
        ("ja", "とどかない", ["届く"]),
        ("ja", "荷物が破損", ["荷物", "破損"]),
        ("ja", "ﾊﾟｹｯﾄ", words("ja", "パケット")),
        ("ja", "ﾚﾋﾞｭｰ", words("ja", "レビュー")),
        ("ja", "か\u3099くせい", words("ja", "がくせい")),
    ],
)
def test_a_text_gives_the_terms_that_its_language_searches_for(lang: str, text: str, terms: list[str]) -> None:
    assert words(lang, text) == terms


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("250-1234567-1234567", "250-1234567-1234567"),
        ("LX123456789CN", "lx123456789cn"),
        ("RF-20418", "rf-20418"),
        ("２５０-１２３４", "250-1234"),
        ("Mei.Lin+Shop@Mail.Example.com", "mei.lin+shop@mail.example.com"),
    ],
)
def test_a_number_and_an_address_stay_whole_in_every_language(lang: str, text: str, term: str) -> None:
    before, after = ("订单", "退款") if lang in ("zh", "ja") else ("order ", " refund")
    assert term in words(lang, before + text + after)


@pytest.mark.parametrize(
    ("lang", "text", "terms"),
    [
        ("en", "refund", []),
        ("es", "reembolso", []),
        ("zh", "要退货", ["要退", "退货"]),
        ("zh", "要退貨", ["要退", "退货"]),
        ("zh", "税", ["税"]),
        ("zh", "退 货", ["退", "货"]),
        ("ja", "返品", ["返品"]),
        ("ja", "パケット", ["ぱけ", "けっ", "っと"]),
        ("ja", "ぱけっと", ["ぱけ", "けっ", "っと"]),
        ("ja", "ﾊﾟｹｯﾄ", ["ぱけ", "けっ", "っと"]),
    ],
)
def test_pairs_overlap_and_meet_whatever_kana_or_script_was_typed(lang: str, text: str, terms: list[str]) -> None:
    assert pairs(lang, text) == terms


@pytest.mark.parametrize(
    ("lang", "text", "places"),
    [
        ("en", "Where is MY Ｐａｒｃｅｌ?", {"parcel": "Ｐａｒｃｅｌ"}),
        ("es", "la devolucio\u0301n ya", {words("es", "devolución")[0]: "devolucio\u0301n"}),
        ("zh", "我的訂單破損了", {"订单": "訂單", "破损": "破損"}),
        ("ja", "まだ届かないのですが", {"届く": "届か"}),
        ("ja", "新しいﾊﾟｹｯﾄを", {"パケット": "ﾊﾟｹｯﾄ"}),
    ],
)
def test_a_token_points_at_what_was_written(lang: str, text: str, places: dict[str, str]) -> None:
    found = {token.term: text[token.start : token.end] for token in analyzer_of(lang).words(text)}
    assert places.items() <= found.items()


MIXED = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("aZé1-_.@'’ 　\u0301\u3099\uff9e\uff9fｶﾊﾟっアーが々退貨货荷物破損㍿ﬁßİ\u200d"),
    ),
    max_size=60,
)


@given(text=MIXED)
@settings(max_examples=250, deadline=None, derandomize=True, database=None)
def test_every_token_lies_in_the_original_text_and_in_its_order(text: str) -> None:
    for analyzer in ANALYZERS.values():
        tokens = analyzer.words(text)
        assert all(0 <= token.start < token.end <= len(text) for token in tokens)
        assert all((*(token.term for token in tokens), *analyzer.pairs(text)))
        assert [token.start for token in tokens] == sorted(token.start for token in tokens)


@given(text=MIXED)
@settings(max_examples=250, deadline=None, derandomize=True, database=None)
def test_every_token_is_explained_by_the_place_it_points_at(text: str) -> None:
    for lang in ("en", "es"):
        for token in analyzer_of(lang).words(text):
            alone = analyzer_of(lang).words(text[token.start : token.end])
            assert token.term in [other.term for other in alone] or len(fold(text[token.start : token.end]).text) > (
                token.end - token.start
            ), "only a sign that folding splits in several may give more than its own place"


@given(text=MIXED)
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_case_and_width_never_change_the_terms_of_plain_words(text: str) -> None:
    plain = "".join(sign for sign in text if sign.isascii() and sign.isprintable())
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in plain)
    for lang in LANGUAGES:
        assert words(lang, plain) == words(lang, plain.upper()) == words(lang, wide)


HOSTILE = {
    "one long word": "a" * MAX_TEXT,
    "one long number": "1" * MAX_TEXT,
    "hyphens without a digit": "a-" * (MAX_TEXT // 2),
    "hyphens with digits": "a1-" * (MAX_TEXT // 3),
    "beginnings of addresses": "a@" * (MAX_TEXT // 2),
    "almost an address": ("%" * 60 + "a@") * (MAX_TEXT // 62),
    "an address without an end": "a" * 60 + "@" + "b." * (MAX_TEXT // 2),
    "apostrophes": "a'" * (MAX_TEXT // 2),
    "one letter under many accents": "e" + "\u0301" * MAX_TEXT,
    "half-width voicing marks": "ｶ" + "\uff9e" * MAX_TEXT,
    "signs that unfold": "\ufdfa" * MAX_TEXT,
    "squared words": "㌀" * MAX_TEXT,
    "one ideograph": "字" * MAX_TEXT,
    "words without a space": "退货包裹破损" * (MAX_TEXT // 6),
    "long marks": "ー" * MAX_TEXT,
    "hiragana": "あ" * MAX_TEXT,
    "katakana": "アイ" * (MAX_TEXT // 2),
    "spaces": " " * MAX_TEXT,
    "far over the limit": "refund 退款 " * MAX_TEXT,
}


def _seconds_of_a_million_steps() -> float:
    started, total = time.perf_counter(), 0
    for step in range(1_000_000):
        total += step
    return time.perf_counter() - started


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_read_in_bounded_time(lang: str, text: str) -> None:
    analyzer = analyzer_of(lang)
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        analyzer.words(text)
        analyzer.pairs(text)
        taken.append((time.perf_counter() - started) / _seconds_of_a_million_steps())
        if taken[-1] < 20:
            break
    # A quadratic reader takes hundreds of millions of steps for a text of this length.
    assert min(taken) < 40


def test_what_stands_beyond_the_limit_is_not_read() -> None:
    text = "refund " * (MAX_TEXT // 7) + "parcel " * 10
    assert {token.term for token in analyzer_of("en").words(text)} <= {"refund", *words("en", "par parc parce p pa")}


def test_eight_threads_read_what_one_reads_alone() -> None:
    texts = {
        "en": "Where are my parcels, ordered as 250-1234567?",
        "es": "¿Dónde están las devoluciones de mis paquetes?",
        "zh": "我的訂單破損了，想要退款。",
        "ja": "荷物がまだ届かないので返金してください。ﾊﾟｹｯﾄ",
    }
    jobs = [(lang, f"{text} {number}") for number in range(40) for lang, text in texts.items()]

    def read(job: tuple[str, str]) -> tuple[list[str], list[str]]:
        return words(*job), pairs(*job)

    alone = [read(job) for job in jobs]
    with ThreadPoolExecutor(8) as pool:
        together = [list(pool.map(read, jobs)) for _ in range(3)]

    assert together == [alone] * 3
