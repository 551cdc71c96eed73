"""The piece of a document that shows why it was found."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content.library import Library, load_library
from kb.search import analysis
from kb.search.query import Query
from kb.search.snippets import SIZES, marks_of, snippet
from kb.service import open_kb
from kb.settings import Settings
from tests.small_content import write_content

Show = Callable[..., str]


def article(summary: str, text: str, facets: str = "issues: [refund]\n") -> str:
    return f"---\ntitle: Title\nsummary: {summary}\nkeywords: [word]\n{facets}---\n{text}\n"


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """The snippet of an article of this summary and text, for what is asked in its language."""

    def shown(asked: str, *, summary: str = "About.", text: str = "Nothing.", lang: str = "en") -> str:
        library = load_library(write_content(tmp_path, {f"{lang}/articles/one.md": article(summary, text)}))
        assert library.problems == ()
        analyzer = analysis.analyzer_of(lang)
        terms = {*(token.term for token in analyzer.words(asked)), *analyzer.pairs(asked)}
        return snippet(library.get("articles/one", lang), library, marks_of(lang, terms))

    return shown


@pytest.mark.parametrize(
    ("lang", "asked", "summary", "shown"),
    [
        ("en", "refund", "How to refund.", "How to <mark>refund</mark>."),
        ("en", "refunds", "REFUNDED twice, refunding.", "<mark>REFUNDED</mark> twice, <mark>refunding</mark>."),
        ("en", "late parcel", "A parcel that is late.", "A <mark>parcel</mark> that is <mark>late</mark>."),
        ("en", "cafe", "At the café.", "At the <mark>café</mark>."),
        ("en", "refund", "Ｒｅｆｕｎｄ now.", "<mark>Ｒｅｆｕｎｄ</mark> now."),
        ("en", "250-1234567", "Order 250-1234567.", "Order <mark>250-1234567</mark>."),
        ("es", "devolucion", "Las devoluciones.", "Las <mark>devoluciones</mark>."),
        ("es", "dañado", "El paquete dañado.", "El paquete <mark>dañado</mark>."),
        ("zh", "退货", "怎么退货。", "怎么<mark>退货</mark>。"),
        ("zh", "退貨", "怎么退货。", "怎么<mark>退货</mark>。"),
        ("zh", "退", "怎么退货、退款。", "怎么<mark>退</mark>货、<mark>退</mark>款。"),
        ("ja", "届かない", "荷物が届かないとき。", "荷物が<mark>届か</mark>ないとき。"),
        ("ja", "ﾚﾋﾞｭｰ", "レビューについて。", "<mark>レビュー</mark>について。"),
        ("ja", "箱", "空の箱が届いた。", "空の<mark>箱</mark>が届いた。"),
        ("ja", "関税", "関税と輸入税。", "<mark>関税</mark>と輸入税。"),
    ],
)
def test_what_was_asked_is_marked_as_the_text_writes_it(lang: str, asked: str, summary: str, shown: str, show: Show) -> None:
    assert show(asked, summary=summary, lang=lang) == shown


@pytest.mark.parametrize(
    ("asked", "summary"), [("fund", "Refund it."), ("refund", "The fun of it."), ("zebra", "Nothing of the kind.")]
)
def test_what_was_not_asked_is_not_marked(asked: str, summary: str, show: Show) -> None:
    assert show(asked, summary=summary) == html.escape(summary)


def test_the_summary_is_preferred_to_the_text(show: Show) -> None:
    assert show("zebra", summary="A zebra.", text="Zebra, zebra, zebra.") == "A <mark>zebra</mark>."


def test_where_the_summary_does_not_say_it_the_text_does(show: Show) -> None:
    assert show("zebra", summary="About.", text="Here is a zebra.") == "Here is a <mark>zebra</mark>."


def test_where_nothing_says_it_the_summary_stands(show: Show) -> None:
    assert show("okapi", summary="About.", text="Here is a zebra.") == "About."
    assert show("", summary="About.", text="Here is a zebra.") == "About."


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("'A <b>zebra</b> & \"more\".'", "A &lt;b&gt;<mark>zebra</mark>&lt;/b&gt; &amp; &quot;more&quot;."),
        ("'<zebra>'", "&lt;<mark>zebra</mark>&gt;"),
        ("'&zebra; &lt;mark&gt;'", "&amp;<mark>zebra</mark>; &amp;lt;mark&amp;gt;"),
        ("'<mark>zebra</mark>'", "&lt;mark&gt;<mark>zebra</mark>&lt;/mark&gt;"),
    ],
)
def test_html_in_a_text_is_shown_and_not_read(summary: str, shown: str, show: Show) -> None:
    assert show("zebra", summary=summary) == shown


FILL = "Words before it stand here and there. "
LONG = FILL * 20 + "The zebra stands here alone. " + "Words after it stand here and there. " * 20


def test_a_long_text_is_cut_at_a_sentence_with_ellipses_where_more_stands(show: Show) -> None:
    shown = show("zebra", text=LONG)

    assert re.match(r"… (Words before|The <mark>)", shown), "it begins where a sentence does"
    assert "The <mark>zebra</mark> stands here alone." in shown
    assert shown.endswith(" …")
    assert not re.search(r"\w…$", shown)
    assert len(re.sub("</?mark>", "", shown)) <= SIZES["en"] + 4


def test_at_the_beginning_and_at_the_end_there_is_no_ellipsis(show: Show) -> None:
    assert show("zebra", text="The zebra. " + FILL * 20).startswith("The <mark>zebra</mark>.")
    assert show("zebra", text=FILL * 20 + "The zebra.").endswith("The <mark>zebra</mark>.")


def test_the_piece_that_holds_most_is_shown(show: Show) -> None:
    text = f"A zebra. {FILL * 20} The zebra, the zebra and the okapi. {FILL * 20}"

    assert "The <mark>zebra</mark>, the <mark>zebra</mark> and the <mark>okapi</mark>." in show("zebra okapi", text=text)


@pytest.mark.parametrize(
    ("lang", "asked", "filled", "said"),
    [
        ("zh", "斑马", "这里有许多字。", "有一匹斑马在这里。"),
        ("ja", "シマウマ", "ここに多くの文がある。", "ここにシマウマがいる。"),
        ("ja", "壊れる", "ここに多くの文がある。", "箱が壊れていた。"),
        ("es", "último", "Aquí hay muchas palabras. ", "Es el último paquete."),
        ("es", "dañar", "Aquí hay muchas palabras. ", "Llegó dañado."),
        ("es", "número", "Aquí hay muchas palabras. ", "El número falta."),
    ],
)
def test_a_place_far_into_the_text_is_found_in_every_language(
    lang: str, asked: str, filled: str, said: str, show: Show
) -> None:
    shown = show(asked, text=filled * 40 + said + filled * 40, lang=lang, summary="x")

    assert "<mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_a_synonym_is_marked_where_the_word_itself_does_not_stand(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en/articles/one.md": article("A crushed parcel.", "Text."),
        "en/articles/two.md": article("Another.", "Text."),
        "en/articles/three.md": article("A third.", "Text."),
        "synonyms/en.txt": "[general]\nsmashed, crushed\n",
    }
    (tmp_path / "content").mkdir()
    opened = open_kb(Settings(content=write_content(tmp_path / "content", files), data=tmp_path / "data"))

    hits = opened.search(Query("smashed")).hits

    assert [hit.snippet for hit in hits] == ["A <mark>crushed</mark> parcel."]


def test_several_lines_become_one(show: Show) -> None:
    assert show("zebra", text="The zebra\nand more\n\n- item") == "The <mark>zebra</mark> and more item"


WORDS = st.lists(st.sampled_from(["zebra", "Zebras", "okapi", "<b>", "&amp;", "é", ".", "退货", "ー", "\u0301", "の", "🦓"]))


@given(asked=WORDS, summary=WORDS, lang=st.sampled_from(["en", "ja", "zh", "es"]))
def test_whatever_is_said_the_snippet_is_escaped_and_its_marks_are_closed(
    asked: list[str], summary: list[str], lang: str
) -> None:
    document = _LIBRARY.get("articles/customs-and-duties", lang)
    analyzer = analysis.analyzer_of(lang)
    terms = {
        term
        for text in (*asked, *summary)
        for term in (*(word.term for word in analyzer.words(text)), *analyzer.pairs(text))
    }

    shown = snippet(document, _LIBRARY, marks_of(document.lang, terms))

    assert re.fullmatch(r"(?:[^<>&]|&(?:lt|gt|amp|quot|#x27);|<mark>(?:[^<>&]|&(?:lt|gt|amp|quot|#x27);)+</mark>)*", shown)


@pytest.fixture(autouse=True, scope="module")
def _keep(library: Library) -> None:
    global _LIBRARY
    _LIBRARY = library  # Hypothesis does not take a fixture of this scope beside its own arguments


_LIBRARY: Library
