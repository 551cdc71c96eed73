"""Whatever is fed in, each reader answers or refuses: it never breaks, and never thinks for a second.

Here each is tried for a moment; `make soak` tries each for ten minutes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb import liquid
from kb.content import markdown
from kb.content.library import Library
from kb.content.model import File
from kb.content.outline import compile_outline
from kb.content.parse import parse_file
from kb.content.problems import Problems
from kb.errors import KbError, TemplateSyntaxError
from kb.service import KnowledgeBase
from kb.store.database import Database
from kb.store.moving import import_from
from kb.store.schema import upgrade
from tests.pace import promptly
from tests.test_liquid import Words

SOAK_SECONDS = float(os.environ.get("KB_SOAK_SECONDS") or 600) if os.environ.get("KB_SOAK") else 0.0
LIMIT = 1.0
"""Seconds of computing that one input may take, on a quiet machine."""

MATTER = [
    "---\n",
    "title: ",
    "summary: x\n",
    "keywords: [a, b]\n",
    "intent: offer\n",
    "issues: [refund]\n",
    "l10n: {",
    "}",
    "- ",
]
MATTER += [
    "&a ",
    "*a",
    "<<: ",
    "!!python/object:x ",
    "? ",
    ": ",
    "|\n  ",
    ">\n  ",
    '"',
    "'",
    "\t",
    "{{",
    "[" * 30,
    "{a: " * 15,
]
MARKUP = [
    "# ",
    "## a\n",
    "### a\n",
    "\n===\n",
    "\n---\n",
    "- ",
    "1. ",
    "> ",
    "```\n",
    "    ",
    "**",
    "*",
    "_",
    "[",
    "](",
    ")",
    "![",
    "`",
]
MARKUP += [
    "<",
    ">",
    "|",
    "|-|-|\n",
    "&#x41;",
    "\\",
    "\n\n",
    "\n",
    "[a]: b\n",
    "<!--",
    "-->",
    "http://a.example",
    "{: .x}",
    "退款",
    "a" * 50,
]
LIQUID = [
    "{{ ",
    " }}",
    "{% ",
    " %}",
    "{%- ",
    " -%}",
    "if ",
    "endif",
    "elsif ",
    "else",
    "unless ",
    "endunless",
    "case ",
    "endcase",
]
LIQUID += [
    "when ",
    "for x in ",
    "endfor",
    "assign a = ",
    "comment",
    "endcomment",
    "raw",
    "endraw",
    "order.total",
    "order.number",
]
LIQUID += [
    "evidence.list",
    "customer.name",
    " | money",
    " | date",
    ' | default: "x"',
    ' | plural: "a", "b"',
    "== ",
    "> ",
    "contains ",
]
LIQUID += [
    '"x"',
    "'",
    "5",
    "(1..9)",
    "and ",
    "or ",
    "nil",
    "true",
    "\n",
    "\n\n",
    "- ",
    "**",
    "[a](b)",
    "{",
    "}",
    "limit: 5",
    "reversed",
]
WORDS = [
    "refund",
    "返金",
    "退款",
    "reembolso",
    "遅れ",
    '"',
    "-",
    "OR ",
    "AND ",
    "NOT ",
    "(",
    ")",
    "*",
    "?",
    "~",
    "^",
    ":",
    "kind:",
    "/",
    "[",
]
WORDS += [
    "250-7654321",
    "$12.50",
    "2026-03-05",
    "3月5日",
    "mei@example.com",
    "https://a.example/x",
    "@mei",
    "+81 90 1234 5678",
    "五千円",
]
WORDS += [
    "five stars",
    "change your review",
    "レビューを変更",
    "好评返现",
    "1,234.50",
    "１２３",
    "e\u0301",
    "\u200b",
    "\u202e",
    "👩‍👩‍👧",
    ". ",
    "! ",
    "\n",
]
LINES = [
    '{"kotae": 1}',
    '{"table": "people"}',
    '{"table": "events", "row": {}}',
    "{",
    "}",
    "[]",
    "null",
    '""',
    "\n",
    "\x00",
    "9" * 400,
]


@pytest.fixture(autouse=True, scope="module")
def warm(kb: KnowledgeBase) -> None:
    """What is made at its first use is made: a server does so before somebody waits."""
    kb.warm()


def mixed(parts: list[str], most: int = 60) -> st.SearchStrategy[str]:
    """Texts of a language's own signs, with anything else between them, and pieces repeated."""
    piece = st.one_of(st.sampled_from(parts), st.sampled_from(parts), st.text(max_size=8))
    repeated = st.tuples(piece, st.integers(2, 400)).map(lambda pair: (pair[0] * pair[1])[:6000])
    return st.lists(st.one_of(piece, piece, piece, repeated), max_size=most).map("".join)


def hold(inputs: st.SearchStrategy[Any], act: Callable[[Any], object], examples: int = 60) -> None:
    """Tries inputs, in a soak for ten minutes; each must be dealt with in less than a second of computing."""

    @given(inputs)
    @settings(
        max_examples=500 if SOAK_SECONDS else examples,
        derandomize=not SOAK_SECONDS,
        database=None,
        deadline=None,
        phases=[Phase.generate] if not SOAK_SECONDS else [Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    def run(given: Any) -> None:
        promptly(lambda: act(given), LIMIT)

    end = time.monotonic() + SOAK_SECONDS
    run()
    while time.monotonic() < end:
        run()


def test_front_matter(library: Library) -> None:
    def act(text: str) -> None:
        for id in ("templates/offer/x", "articles/x"):
            problems = Problems("x.md")
            file = File("x.md", "")
            read = parse_file(text, id=id, lang="en", locale="", file=file, vocabulary=library.vocabulary, problems=problems)
            assert (read is None) == problems.fatal

    hold(st.one_of(mixed(MATTER), mixed(MATTER).map(lambda text: f"---\n{text}\n---\n## formal\n\nx\n")), act)


def test_markdown() -> None:
    def act(text: str) -> None:
        if not markdown.too_heavy(text):
            markdown.render(text)

    hold(mixed(MARKUP), act)


def test_liquid() -> None:
    values = {"order.number": "A-1", "evidence.list": ("p", "q")}

    def act(text: str) -> None:
        compile_outline(text, lambda index, code, message: None)
        try:
            liquid.comparisons_of(text)
            liquid.Template(text).render(values, Words())
        except TemplateSyntaxError as error:
            assert str(error)

    hold(mixed(LIQUID), act)


LANG = st.sampled_from(["en", "ja", "es", "zh"])


def answered(client: FlaskClient, method: str, path: str, **sent: Any) -> None:
    assert client.open(path, method=method, **sent).status_code in (200, 400, 404, 413, 422)


@pytest.mark.parametrize("path", ["search", "suggest"])
def test_queries(path: str, client: FlaskClient) -> None:
    hold(
        st.tuples(mixed(WORDS), LANG),
        lambda asked: answered(client, "POST", f"/api/v1/{path}", json={"q": asked[0][:5000], "lang": asked[1]}),
    )


def test_intake(client: FlaskClient) -> None:
    hold(mixed(WORDS), lambda text: answered(client, "POST", "/api/v1/intake", json={"text": text}))


def test_guard_check(client: FlaskClient) -> None:
    hold(
        st.tuples(mixed(WORDS), LANG, st.sampled_from(["email", "social-public", "review-reply"])),
        lambda asked: answered(
            client, "POST", "/api/v1/check", json={"text": asked[0], "lang": asked[1], "channel": asked[2]}
        ),
    )


def test_imports(tmp_path: Path) -> None:
    database, file = Database(f"sqlite:///{tmp_path / 'k.sqlite3'}"), tmp_path / "lines"
    upgrade(database)

    def act(text: str) -> None:
        file.write_text(text, "utf-8", "replace")
        with pytest.raises(KbError):
            import_from(database, file, replace=True)

    hold(st.one_of(mixed(LINES), st.lists(st.sampled_from(LINES)).map("\n".join)), act, examples=30)


def longest(piece: str, bytes: int) -> str:
    return (piece * (bytes // len(piece.encode()) + 1)).encode()[:bytes].decode("utf-8", "ignore")


@pytest.mark.parametrize(
    "piece", [*WORDS, "a", "退", "a ", "1 ", "refund 返金 退款 ", "「", "e\u0301\u0301", "1-", "a@", "$1", "\n"]
)
def test_the_longest_texts_of_one_thing_alone(piece: str, kb: KnowledgeBase, client: FlaskClient) -> None:
    for path, field, size in (
        ("search", "q", 5000),
        ("suggest", "q", 200),
        ("intake", "text", 20_000),
        ("check", "text", 20_000),
    ):
        body = {field: (piece * size)[:size]} | ({"lang": "en", "channel": "email"} if path == "check" else {})
        promptly(partial(answered, client, "POST", f"/api/v1/{path}", json=body), LIMIT, (path, piece))
    assert kb.intake(piece, "en", today=date(2026, 3, 5))


@pytest.mark.parametrize(
    "piece", [*MARKUP, "## a\n\n", "# a\n", "a\n=\n", "- a\n", "  - a\n", "| a ", "> > ", "1. a\n\n", "[a](b) ", "a  \n"]
)
def test_the_longest_articles_of_one_thing_alone(piece: str) -> None:
    text = longest(piece, markdown.MAX_BYTES - 10)

    promptly(lambda: markdown.too_heavy(text) or markdown.render(text), LIMIT)


@pytest.mark.parametrize(
    "piece", [*LIQUID, "{{ order.number }}", "{% if a %}x{% endif %}", "{% if a %}", "{% for x in evidence.list %}"]
)
def test_the_longest_templates_of_one_thing_alone(piece: str) -> None:
    text = longest(piece, liquid.MAX_SOURCE_BYTES - 10)

    promptly(lambda: compile_outline(text, lambda index, code, message: None), LIMIT)


@pytest.mark.parametrize(
    "piece", [*MATTER, *MARKUP, *LIQUID, "{{ ", "{{" + " " * 999, "__a ", "_a*b ", "\n- ", "<!-- ", "TODO "]
)
def test_the_longest_files_of_one_thing_alone(piece: str, library: Library) -> None:
    for id, head in (("templates/offer/x", "## formal\n\n"), ("articles/x", "")):
        for before, bytes in (("---\ntitle: A\nsummary: B.\n---\n" + head, 60_000), ("---\n", 120_000)):
            text = before + longest(piece, bytes)
            given: dict[str, Any] = {
                "file": File("x.md", ""),
                "vocabulary": library.vocabulary,
                "problems": Problems("x.md"),
            }
            promptly(partial(parse_file, text, id=id, lang="en", locale="", **given), LIMIT)
