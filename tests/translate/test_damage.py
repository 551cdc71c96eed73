"""Nothing damaged is ever written: a server damages every answer in one way, and every file is looked at."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from kb.content.history import read_history
from kb.content.library import load_library
from kb.errors import ProviderUnavailable
from kb.translate.checkpoint import Checkpoint
from kb.translate.drafts import Draft, names_of, plan, write
from kb.translate.libretranslate import LibreTranslate
from kb.translate.memory import memory_of
from kb.translate.providers import Patience
from kb.translate.translator import Translator
from tests.translate.conftest import IDS
from tests.translate.server import TOKEN, Damage, Server


def tokens(change: str, count: int = 0) -> Damage:
    """Puts something else in the place of every token; `\\1` is its number."""

    def damage(answer: str) -> str:
        return re.sub(r"\[X(\d+)X\]|\{\$(\d+)\}", lambda m: change.replace("#", m[1] or m[2]), answer, count=count)

    return damage


def at_end(change: str) -> Damage:
    return lambda answer: re.sub(r"[.?!。？！:：,]+$", "", answer) + change


def shifted(answer: str) -> str:
    """Every token has the next one's number."""
    return re.sub(r"(\[X|\{\$)(\d+)", lambda m: f"{m[1]}{int(m[2]) + 1}", answer)


def reversed_tokens(answer: str) -> str:
    """The tokens in reverse order: what opened closes."""
    found = TOKEN.findall(answer)
    return TOKEN.sub(lambda _: found.pop(), answer)


def full_width(answer: str) -> str:
    return TOKEN.sub(lambda m: re.sub(r"\d", lambda d: chr(ord(d[0]) + 0xFEE0), m[0]), answer)


MENDED: dict[str, Damage] = {
    "nothing": lambda answer: answer,
    "spaces inside tokens": lambda a: re.sub(r"(\[|\{)(X|\$)(\d+)(X?)(\]|\})", r"\1 \2 \3 \4 \5", a),
    "lenticular brackets": tokens("【X#X】"),
    "full-width brackets": tokens("［X#X］"),
    "round brackets": tokens("（X#X）"),
    "lower case": tokens("[x#x]"),
    "a sign of multiplication": tokens("[×#×]"),
    "full-width digits": full_width,
    "final punctuation lost": at_end(""),
    "a full stop at every end": at_end("."),
    "two question marks": at_end("？?"),
    "quotes as entities": lambda a: a.replace("'", "&#39;").replace('"', "&quot;") + "",
    "invisible signs": lambda a: "\u200b" + a.replace(" ", "\u200b "),
    "line ends": lambda a: a.replace(" ", "\n", 1),
    "spaces before punctuation": lambda a: re.sub(r"([.,:;])(?=\s|$)", r" \1", a),
    "tokens lost": tokens(""),
    "tokens doubled": tokens("[X#X] [X#X]"),
    "tokens translated": tokens("[EQUIS#EQUIS]"),
    "a variable written out and translated": tokens("{{ pedido.numero }}"),
    "tokens of the wrong number": shifted,
    "a bracket lost": tokens("X#X]"),
    "a brace doubled": tokens("{X#X}}"),
}
"""Whatever becomes of the tokens, the last way is to ask for the fragments between them."""

REFUSED: dict[str, Damage] = {
    "a number changed": lambda a: re.sub(r"(?<![X$\d])\d", lambda m: str((int(m[0]) + 2) % 10), a),
    "a number added": lambda a: a + " 30",
    "a notice instead of a translation": lambda _: (
        "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY. NEXT AVAILABLE IN 10 HOURS"
    ),
    "an error page": lambda _: "<html><body>502 Bad Gateway</body></html>",
    "bold that nobody wrote": lambda a: f"**{a}**",
    "a link that nobody wrote": lambda a: f"[{a}](https://example.com)",
    "code that nobody wrote": lambda a: f"`{a}`",
    "Liquid that nobody wrote": lambda a: "{% if x %}" + a,
    "a full-width brace": lambda a: "｛｛ " + a,
    "an entity twice encoded": lambda a: "&amp;amp;lt;" + a,
    "only the first letters": lambda a: a[:1],
    "much too long": lambda a: a * 40,
    "an empty text": lambda _: "   ",
    "no text": lambda _: b'{"translatedText": null}',
    "another shape": lambda _: b'["x"]',
}


def in_two_languages(damages: dict[str, Damage]) -> list[tuple[str, str]]:
    """Each damage in one language with spaces and in one without."""
    return [(name, lang) for place, name in enumerate(damages) for lang in ("es", ("ja", "zh")[place % 2])]


def drafted(content: Path, server: Server, lang: str, patience: Patience | None = None) -> list[Draft]:
    library = load_library(content)
    translator = Translator(
        ("en", lang),
        memory_of(library, content, lang),
        names_of(library, "en", lang),
        Checkpoint(content.parent / "data", "libretranslate", "en", lang),
        LibreTranslate(server.url, "", 1.0),
        patience or Patience(1.5, 3, 0.01),
    )
    history = read_history(content)
    plans = [plan(library, history, content, id, lang) for id in IDS]
    return [write(each, translator, content, library, lambda: None) for each in plans]


def lines_of(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").split("\n") if not line.startswith(("keywords:", "l10n:"))]


def skeleton(line: str) -> tuple[object, ...]:
    """Everything of a line that no language may change, seen by other eyes than those of the code."""
    text = unicodedata.normalize("NFKC", line)
    variables = Counter(re.findall(r"\{\{\s*([\w.]+)", text))
    filters = Counter(re.findall(r"\|\s*(name|date|datetime|money|number|list|plural|default)\b", text))
    tags = re.findall(r"\{%.*?%\}", line)
    numbers = Counter(re.findall(r"\d+", re.sub(r"\{[{%].*?[%}]\}|\]\(.*?\)", "", text)))
    links = Counter(re.findall(r"\]\(([^)]*)\)", line))
    marks = Counter(re.findall(r"\*\*|`|\||(?<=\])\(|^\s*(?:[-*]|\d+\.|#+)\s", line))
    return variables, filters, tags, numbers, links, marks


def assert_nothing_damaged(content: Path, lang: str) -> int:
    """Every line says what its source says, or is marked; how many are marked."""
    marked = 0
    for id in IDS:
        source = lines_of(content / f"en/{id}.md")
        skipped = (
            "intent:",
            "issues:",
            "channels:",
            "not_on:",
            "next:",
            "related:",
            "sources:",
            "review_kind:",
            "platforms:",
        )
        source = [line for line in source if not line.startswith((*skipped, "subtype:", "partner:"))]
        written = lines_of(content / f"{lang}/{id}.md")
        assert len(written) == len(source), "line for line"
        for was, now in zip(source, written, strict=True):
            if f"TODO({lang})" in now:
                marked += 1
                assert now.replace(f"TODO({lang}) ", "").replace("'", "") == was.replace("'", "")
                continue
            assert skeleton(now) == skeleton(was), (was, now)
            assert not re.search(r"[xX×]\s*\d+\s*[xX×]|\$\s*\d|&\w+;|[\u200b｛｝]|WARNING|html", now), now
            assert now == was or not re.search(r"[.?!:]$", was) or re.search(r"[.?!:。？！：][\"”]?$", now), (was, now)
    return marked


@pytest.mark.parametrize(("name", "lang"), in_two_languages(MENDED))
def test_what_can_be_mended_is_written_whole(name: str, lang: str, content: Path, server: Server) -> None:
    server.damage = MENDED[name]

    drafts = drafted(content, server, lang)

    assert assert_nothing_damaged(content, lang) == 0 == sum(draft.to_do for draft in drafts)
    library = load_library(content)
    assert [library.get(id, lang).freshness for id in IDS] == ["machine"] * 3


@pytest.mark.parametrize(("name", "lang"), in_two_languages(REFUSED))
def test_what_cannot_be_mended_is_left_marked(name: str, lang: str, content: Path, server: Server) -> None:
    server.damage = REFUSED[name]

    drafts = drafted(content, server, lang)

    marked = assert_nothing_damaged(content, lang)
    assert marked == sum(draft.to_do for draft in drafts) > 0
    texts = "".join(path.read_text("utf-8") for path in (content / lang).rglob("*.md"))
    assert texts.count(f"TODO({lang})") == marked


def test_tokens_in_reverse_order_never_close_what_they_should_open(content: Path, server: Server) -> None:
    server.damage = reversed_tokens

    drafted(content, server, "es")

    assert "](/templates" in (content / "es/articles/evidence-and-records.md").read_text("utf-8")
    assert_nothing_damaged(content, "es")


@pytest.mark.parametrize(
    "answer", [429, 500, 503, None, b"no JSON", b""], ids=["429", "500", "503", "cut in the middle", "no JSON", "nothing"]
)
def test_a_service_that_fails_now_and_then_is_asked_again(answer: int | bytes | None, content: Path, server: Server) -> None:
    server.damage = lambda good: answer if len(server.asked) % 3 == 1 else good

    drafts = drafted(content, server, "es")

    assert sum(draft.to_do for draft in drafts) == 0
    assert_nothing_damaged(content, "es")


@pytest.mark.parametrize("answer", [429, 500, None, b"no JSON"], ids=["429", "500", "cut", "no JSON"])
def test_a_service_that_is_away_ends_the_work_and_no_half_file_is_written(
    answer: int | bytes | None, content: Path, server: Server
) -> None:
    server.damage = lambda good: good if len(server.asked) < 10 else answer

    with pytest.raises(ProviderUnavailable, match="does not answer"):
        drafted(content, server, "es")

    assert list(content.glob("es/**/*.md")) == []
    first = set(server.texts)
    server.asked.clear()
    server.damage = lambda good: good
    drafted(content, server, "es")
    assert len(first & set(server.texts)) <= 4, "what was answered is not asked for again"
    assert assert_nothing_damaged(content, "es") == 0


def test_a_service_that_drips_or_sleeps_is_not_waited_for(content: Path, server: Server) -> None:
    server.pause = 5

    with pytest.raises(ProviderUnavailable, match="no answer within 0.1 s|no whole answer"):
        drafted(content, server, "es", Patience(0.1, 1, 0.01))


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_service_that_says_no_is_not_asked_again(status: int, content: Path, server: Server) -> None:
    server.damage = lambda _: status

    with pytest.raises(ProviderUnavailable, match=f"answered {status}.*KB_LIBRETRANSLATE_KEY"):
        drafted(content, server, "es")

    assert len(server.asked) == 1


def test_a_service_says_how_long_to_leave_it_alone(content: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("kb.translate.providers.time.sleep", waits.append)
    server.headers["Retry-After"] = "7"
    server.damage = lambda good: 429 if len(server.asked) == 1 else good

    drafted(content, server, "es")

    assert [wait for wait in waits if wait >= 1] == [7.0]


def test_no_variable_no_link_and_no_key_is_ever_sent_in_a_text(content: Path, server: Server) -> None:
    drafted(content, server, "es")

    assert not [text for text in server.texts if re.search(r"\{\{|\{%|\]\(|https?:|\*\*|`", text)]
    assert all(set(asked) == {"q", "source", "target", "format"} for asked in server.asked)
