"""One sign typed for another that sounds alike is mended in Chinese and Japanese, and right text is left alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content.library import Library
from kb.folding import simplified
from kb.languages import LANGUAGES
from kb.search.homophones import MAX_LENGTH, Homophones
from kb.search.query import Query
from kb.service import KnowledgeBase
from tests.search.conftest import Mend


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("包果破损", "包裹破损"),
        ("包裹破孙", "包裹破损"),
        ("退宽", "退款"),
        ("物刘", "物流"),
        ("快第", "快递"),
        ("差坪", "差评"),
        ("清官", "清关"),
        ("发错获", "发错货"),
        ("运废", "运费"),
        ("包裹还没道", "包裹还没到"),
        ("我的包果破了", "我的包裹破了"),
        ("包果 破损", "包裹 破损"),
        ("包果broken", "包裹broken"),
    ],
)
def test_a_chinese_homophone_is_mended(typed: str, meant: str, mended: Mend) -> None:
    assert {lang: mended(typed, lang) for lang in ("en", "es", "zh")} == dict.fromkeys(("en", "es", "zh"), meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("不漁品", "不良品"), ("返菌", "返金"), ("紛実", "紛失"), ("謝剤", "謝罪")],
)
def test_a_japanese_homophone_is_mended(typed: str, meant: str, mended: Mend) -> None:
    assert mended(typed, "ja") == meant


@pytest.mark.parametrize("lang", LANGUAGES)
def test_kana_beside_them_tell_that_signs_are_japanese_whoever_reads(lang: str, mended: Mend) -> None:
    assert mended("不漁品です", lang) == "不良品です"
    assert mended("包果です", lang) == "包果です"


def test_signs_without_kana_are_read_in_the_readers_language(mended: Mend) -> None:
    assert mended("不漁品", "zh") == mended("不漁品", "en") == "不漁品"
    assert mended("包果", "ja") == "包果"


RIGHT = [
    "退款", "退货", "包裹破损", "没收到", "清关", "差评", "还没发货", "客人要求退款", "我要换货", "价保", "发票",
    "退貨", "訂單", "包裹破損", "還沒收到", "運費", "關稅", "客戶要求退款", "沒收到貨", "物流單號",
    "返金", "返品", "破損", "関税", "遅延", "営業時間", "配送遅延", "追跡番号", "評価", "低評価", "変更", "発送", "国際郵便",
    "荷物が届かない", "とどかない", "レビュー", "ﾚﾋﾞｭｰ", "お詫び", "お届け先の変更", "不良品", "検品", "円安",
    "北京", "东京", "東京", "大阪府", "张伟", "王小明", "山田太郎", "佐藤さん", "株式会社",
    "箱", "退", "税", "鬱", "𠮷野家", "々",
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_right_text_is_left_alone_in_either_script(text: str, mended: Mend) -> None:
    assert {lang: mended(text, lang) for lang in LANGUAGES} == dict.fromkeys(LANGUAGES, text)


def wrongly_mended(said: set[str], mended: Mend) -> dict[tuple[str, str], str]:
    """Right texts that are taken for errors, by reader."""
    found = {(text, lang): mended(text, lang) for text in said for lang in LANGUAGES}
    return {asked: text for asked, text in found.items() if text != asked[0]}


@pytest.mark.parametrize("lang", ["zh", "ja"])
def test_no_word_of_the_content_itself_is_taken_for_an_error(lang: str, library: Library, mended: Mend) -> None:
    taxonomy = library.taxonomy
    said = {word for document in library if document.lang == lang for word in (document.title, *document.keywords)}
    said |= {names[lang] for group in (taxonomy.issues, taxonomy.intents) for names in group.values()}

    assert wrongly_mended(said, mended) == {}


def test_no_synonym_is_taken_for_an_error(library: Library, mended: Mend) -> None:
    said = {entry for lang in ("zh", "ja") for group in library.synonyms[lang] for entry in group.entries}

    assert wrongly_mended(said, mended) == {}


def test_no_traditional_keyword_is_taken_for_an_error(library: Library, mended: Mend) -> None:
    traditional = opencc.OpenCC("s2t")
    said = {str(traditional.convert(word)) for d in library if d.lang == "zh" for word in (d.title, *d.keywords)}

    assert wrongly_mended(said, mended) == {}


@pytest.mark.parametrize(
    "text",
    [
        "包果" + "退款" * (MAX_LENGTH // 2),
        "我的包果破了，" + "我等了很久了，" * 20,
        "包果破损\n退款",
    ],
    ids=["over the signs that are read", "a message", "two lines"],
)
def test_a_long_text_is_left_alone(text: str, mended: Mend) -> None:
    assert mended(text, "zh") == text


def test_the_answer_says_what_was_mended_and_can_be_asked_not_to(kb: KnowledgeBase) -> None:
    mended = kb.search(Query("包果破损", "zh"))
    right = kb.search(Query("包裹破损", "zh"))

    assert mended.suggestion == "包裹破损"
    assert [hit.document.id for hit in mended.hits] == [hit.document.id for hit in right.hits]
    assert right.suggestion is None
    assert kb.search(Query("包果破损", "zh", exact=True)).suggestion is None


def nothing(pair: str) -> bool:
    return False


def only(*pairs: str) -> Callable[[str], bool]:
    return lambda pair: pair in pairs


@pytest.mark.parametrize(
    ("lang", "entry", "typed", "known", "meant"),
    [
        ("zh", "包裹", "包果", nothing, "包裹"),
        ("zh", "包裹", "包果", only("包果"), "包果"),  # both signs together are used: no error
        ("zh", "包裹", "包天", nothing, "包天"),  # sounds otherwise
        ("zh", "包裹", "果", nothing, "果"),  # no word, a sign
        ("zh", "退款", "退宽退宽", nothing, "退款退款"),
        ("zh", "包裹", "我的包果", nothing, "我的包裹"),
        ("zh", "訂單", "订担", nothing, "订单"),  # entries may be written in either script
        ("zh", "快递", "快的", nothing, "快的"),  # what joins words is seldom typed wrong
        ("zh", "refund", "包果", nothing, "包果"),
        ("ja", "不良品", "不漁品", nothing, "不良品"),
        ("ja", "不良品", "不漁品", only("不漁"), "不漁品"),
        ("ja", "返金", "返品", nothing, "返品"),  # sounds otherwise
        ("ja", "返金", "へんきん", nothing, "へんきん"),
    ],
)
def test_a_word_becomes_the_word_of_the_trade_that_sounds_like_it(
    lang: str, entry: str, typed: str, known: Callable[[str], bool], meant: str
) -> None:
    assert Homophones(lang, [entry], {entry, simplified(entry)}).mended(typed, known) == meant


def test_a_right_word_is_left_alone_whatever_it_sounds_like() -> None:
    assert Homophones("zh", ["包裹"], {"包裹"}).mended("包果", nothing) == "包裹"
    assert Homophones("zh", ["包裹"], {"包裹", "包果"}).mended("包果", nothing) == "包果"
    assert Homophones("zh", ["回复"], {"回复", "回覆"}).mended("请回覆", nothing) == "请回覆"


ODD = st.text(st.sampled_from("包果裹退款宽款没收到道不良漁品返金菌ーっのカ々〆 a1é\u0301\u3099ﾊﾟ𠮷"), max_size=50)


@given(ODD)
def test_no_text_is_too_odd_and_none_grows(text: str) -> None:
    for lang in ("zh", "ja"):
        entries = ["包裹", "退款", "没收到", "不良品", "返金"]
        found = Homophones(lang, entries, entries).mended(text, nothing)
        assert len(found) == len(text)
        changed = [(a, b) for a, b in zip(text, found, strict=True) if a != b]
        assert all(unicodedata.category(a) in ("Lo", "Lm") for a, _ in changed), "only signs of words are exchanged"
