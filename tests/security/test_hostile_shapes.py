"""Inputs that are nearly right: grammar-made templates, articles and front matter, bodies, addresses, forms and copies.

What is made of a language's own rules reaches deeper than noise does. As in `test_hostile_input`, each is tried for a moment
here and for ten minutes by `make soak`: every reader answers or refuses, and never thinks for a second.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies as st
from werkzeug.routing import Rule

from kb.content.library import Library, load_library
from kb.content.model import File
from kb.content.outline import compile_outline
from kb.content.parse import FACET_KEYS, TEXT_KEYS, parse_file
from kb.content.problems import Problems
from kb.errors import ContentError, KbError
from kb.reply.compose import Choices, compose
from kb.store.cases import NewCase
from kb.store.database import Database
from kb.store.keeping import backup, restore
from kb.store.moving import export_to, import_from
from kb.store.schema import upgrade
from kb.store.usage import Copy, Usage
from tests.conftest import CONTENT
from tests.security.team import Team
from tests.security.test_hostile_input import hold, mixed
from tests.security.test_requests import port, said, works
from tests.small_content import VOCABULARY_FILES, source_file, template_of, write_content

__all__ = ["port"]

ODD_TEXTS = [
    *(
        "",
        " ",
        "\0",
        "\x1b[2J",
        "\u202e",
        "\u2066x\u2069",
        "\ufeff",
        "\ud800",
        "e" + "\u0301" * 300,
        "👩‍👩‍👧" * 40,
        "ﷺ" * 50,
    ),
    *("' OR 1=1 --", "'; DROP TABLE events; --", '" UNION SELECT * FROM people --', "%", "_", "\\", "%%s", "{0}", "${7*7}"),
    *("../../etc/passwd", "..\\..\\x", "C:\\x", "//evil.example", "javascript:alert(1)", "<script>alert(1)</script>"),
    *("\r\nSet-Cookie: a=b", "a" * 3000, "退" * 1500, "(" * 500, "[" * 500, '"' * 501, "*" * 500, "OR " * 300, "-" * 500),
    *("null", "undefined", "true", "NaN", "Infinity", "-0", "1e400", "9" * 400, "0x10", "１２３", "٣", "½", "Ⅷ", "²"),
]
ODD_NUMBERS = [0, -1, 1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**400, 1.5, -0.0, 1e308, float("inf"), float("nan")]
ODD_DATES = [
    *(
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
        "2026-02-29",
        "2024-02-29",
        "2026-13-01",
        "２０２６-０３-０５",
    ),
    *("2026-03-05T14:30:00+09:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-03-29T02:30:00+01:00"),
    *("2026-03-05T14:30:00+99:00", "2026-03-05T24:00:00Z", "2026-W10-4", "20260305", "2026-03-05T14:30:60Z", "-2026-01-01"),
]
texts = st.one_of(st.sampled_from(ODD_TEXTS), st.text(st.characters(), max_size=30), st.sampled_from(ODD_DATES))
plain = st.one_of(st.none(), st.booleans(), st.sampled_from(ODD_NUMBERS), st.integers(), texts)
anything = st.recursive(
    plain, lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(texts, inner, max_size=5)), max_leaves=12
)


# Liquid by its grammar: well-formed nearly always, so that what renders is reached, and not the lexer alone.

NAMES = [
    *("order.number", "order.total", "order.date", "customer.name", "customer.handle", "evidence.list", "refund.days"),
    *("agent.name", "brand.name", "discount.percent", "a", "forloop.index", "x", "x.size", "evidence.list.first"),
]
FILTERS = [
    "money",
    "number",
    "date",
    "datetime",
    'name: "greeting"',
    "list",
    'plural: "day", "days"',
    'default: "x"',
    "upcase",
]
operand = st.one_of(
    st.sampled_from(NAMES), st.sampled_from(["5", "-1", "1e9", '"x"', "'", "nil", "true", "blank", "empty", "(1..9)"])
)
condition = st.recursive(
    st.one_of(
        operand, st.tuples(operand, st.sampled_from(["==", "!=", "<", ">=", "contains", "<>"]), operand).map(" ".join)
    ),
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
    max_leaves=12,
)
printed = st.tuples(operand, st.lists(st.sampled_from(FILTERS), max_size=4)).map(
    lambda pair: "{{ " + " | ".join([pair[0], *pair[1]]) + " }}"
)
words = st.sampled_from(["Hello. ", "- a\n", "1. b\n", "\n\n", "**b** ", "[a](https://a.example) ", "> q\n", "退款。", "\n"])


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(condition, inner, inner).map(lambda p: f"{{% if {p[0]} %}}{p[1]}{{% else %}}{p[2]}{{% endif %}}"),
        st.tuples(condition, inner).map(lambda p: f"{{%- unless {p[0]} -%}}{p[1]}{{%- endunless -%}}"),
        st.tuples(operand, operand, inner).map(
            lambda p: f"{{% case {p[0]} %}}{{% when {p[1]}, 'y' %}}{p[2]}{{% else %}}z{{% endcase %}}"
        ),
        st.tuples(st.sampled_from(NAMES), inner).map(lambda p: f"{{% for x in {p[0]} %}}{p[1]}{{% endfor %}}"),
        st.tuples(operand, inner).map(lambda p: f"{{% assign a = {p[0]} %}}{p[1]}"),
        inner.map(lambda text: f"{{% comment %}}{text}{{% endcomment %}}"),
        inner.map(lambda text: f"{{% raw %}}{text}{{% endraw %}}"),
        st.lists(inner, min_size=2, max_size=6).map("".join),
        st.tuples(inner, st.integers(2, 60)).map(lambda p: (p[0] * p[1])[:16_000]),
    )


liquid_texts = st.recursive(st.one_of(words, printed), _blocks, max_leaves=40)


def deep(depth: int) -> str:
    """A template whose blocks stand within each other."""
    return "{% if a %}" * depth + "x" + "{% endif %}" * depth


FILLED = {"order.number": "A-1", "evidence.list": ("p", "q"), "refund.days": "5"}


def test_templates_by_the_grammar(library: Library) -> None:
    def act(text: str) -> None:
        found: list[object] = []
        if compile_outline(text, lambda *problem: found.append(problem)) and not found:
            choices = Choices(lang="en", tone="formal", channel="email")
            compose(template_of(text), choices, {"order.number": "A-1"}, library.vocabulary, preview=True)

    hold(st.one_of(liquid_texts, st.integers(1, 900).map(deep)), act)


# Markdown by its nesting.


PIECES = [
    "a",
    "退款",
    "a_b_c",
    "*",
    "`x",
    "&#0;",
    "&#x110000;",
    "\\",
    "  \n",
    "[x]: y\n",
    "http://a.example/?q=[",
    "](",
    *ODD_TEXTS,
]
INDENTS = ["- ", "    - ", "1. ", "> ", "10. ", "* ", "\t- "]
WRAPPED = ["**{}**", "[{0}]({0})", "![{0}](<{0}>)", "```\n{}\n```\n", "## {}\n\n", "| {0} | b |\n|---|---|\n| {0} | d |\n"]
WRAPPED += ["<div markdown='1'>{}</div>\n", "_{}_", "{}\n\n", "{}  \n", "# {} #\n", "{}\n===\n"]


def article(chance: random.Random, depth: int) -> str:
    """Text whose blocks and marks stand within each other, at most so deep."""
    how = chance.random()
    if not depth or how < 0.1:
        return chance.choice(PIECES)
    inner = article(chance, depth - 1)[:20_000]
    if how < 0.4:
        sign = chance.choice(INDENTS)
        return sign + inner.replace("\n", "\n" + ("> " if sign == "> " else " " * len(sign))) + "\n"
    if how < 0.75:
        return chance.choice(WRAPPED).replace("{0}", "{}").replace("{}", inner)
    if how < 0.9:
        return inner + "\n" + article(chance, depth - 1)
    return (inner * chance.randint(2, 200))[:60_000]


articles = st.tuples(st.randoms(use_true_random=False), st.integers(1, 14)).map(
    lambda pair: article(*pair)[:70_000].encode("utf-8", "replace").decode()
)


def test_articles_by_their_nesting(library: Library) -> None:
    head = "---\ntitle: A\nsummary: B.\nissues: [refund]\n---\n"

    def act(body: str) -> None:
        problems = Problems("x.md")
        parse_file(
            head + body,
            id="articles/x",
            lang="en",
            locale="",
            file=File("x.md", ""),
            vocabulary=library.vocabulary,
            problems=problems,
        )

    hold(articles, act)


# Front matter as YAML that says something else than it should.

KEYS = [*TEXT_KEYS, *FACET_KEYS, "source", "&a", "<<", "0", "null", "2026-03-05"]
values = st.recursive(
    st.one_of(
        st.sampled_from(["apology", "refund", "email", "x", *ODD_TEXTS, *ODD_DATES]), st.sampled_from(ODD_NUMBERS), st.none()
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)),
    max_leaves=20,
)


def _dumped(data: object) -> str:
    try:
        return str(yaml.safe_dump(data, allow_unicode=True))
    except (yaml.YAMLError, UnicodeEncodeError):
        return "{}\n"


def nested_yaml(opening: str, depth: int) -> str:
    return f"title: {opening * depth}\n"


matters = st.one_of(
    st.dictionaries(st.sampled_from(KEYS), values, max_size=12).map(_dumped),
    st.tuples(st.sampled_from(["[", "{a: ", "- ", "? ", "!!seq [", "&a [*a, "]), st.integers(1, 4000)).map(
        lambda p: nested_yaml(*p)
    ),
    st.integers(1, 60).map(
        lambda n: "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9) if i else 'x'}]\n" for i in range(n))
    ),
)


def test_front_matter_that_says_something_else(library: Library) -> None:
    def act(matter: str) -> None:
        problems = Problems("x.md")
        text = f"---\n{matter}---\n## formal\n\nHello.\n"
        for id in ("templates/offer/x", "articles/x"):
            read = parse_file(
                text, id=id, lang="en", locale="", file=File("x.md", ""), vocabulary=library.vocabulary, problems=problems
            )
            assert read is not None or problems.fatal

    hold(matters, act)


def test_the_files_of_words_and_rules(tmp_path: Path, library: Library) -> None:
    """A line of the vocabulary, of a list of words or of patterns is cut, doubled, or another: refused, or as it was."""
    good = write_content(tmp_path / "content", {"en/templates/apology/late-delivery.md": source_file()})
    names = [*VOCABULARY_FILES, *(f"synonyms/{lang}.txt" for lang in ("en", "ja"))]
    names += sorted(path.relative_to(CONTENT).as_posix() for path in (CONTENT / "guard/en").glob("*.txt"))[:3]
    for name in names:
        (good / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CONTENT / name, good / name)
    before = load_library(good)
    noise = st.one_of(
        texts, mixed(["(", ")", "+", "*", "(a+)+", "[", "]", "?", "|", ".*", "{2,}", "\\w", ": ", "- ", "\n  ", "&a ", "*a"])
    )

    def act(change: tuple[str, float, int, str]) -> None:
        name, place, cut, text = change
        original = (good / name).read_bytes()
        at = int(place * len(original))
        try:
            (good / name).write_bytes(original[:at] + text.encode("utf-8", "surrogatepass") + original[at + cut :])
            for previous in (before, None):
                try:
                    load_library(good, previous)
                except ContentError as error:
                    assert str(error)
        finally:
            (good / name).write_bytes(original)

    hold(st.tuples(st.sampled_from(names), st.floats(0, 1), st.integers(0, 200), noise), act, examples=40)


# Addresses, bodies and forms.

PARAMETERS = [
    *(
        "q",
        "lang",
        "ui",
        "reply_lang",
        "tone",
        "channel",
        "platform",
        "market",
        "kind",
        "intent",
        "issue",
        "limit",
        "offset",
    ),
    *(
        "page",
        "by",
        "from",
        "to",
        "period",
        "owner",
        "stage",
        "state",
        "document",
        "locale",
        "sort",
        "next",
        "exact",
        "done",
    ),
]
NAMES_IN_ADDRESSES = [
    "offer/zebra",
    "templates/offer/zebra",
    "../x",
    "x.csv",
    "use-by-document",
    "%00",
    "a//b",
    "x" * 300,
    "replies",
]
HEADERS = [
    "Accept-Language",
    "If-None-Match",
    "X-Request-Id",
    "Referer",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "Accept",
    "Range",
]
headers = st.dictionaries(
    st.sampled_from(HEADERS),
    st.one_of(mixed(["en", ",", ";q=", "0.", "*", "W/", '"', "bytes=", "-", "zh-Hant"], 12), texts).map(
        lambda text: text.encode("ascii", "ignore").decode().translate({ord(sign): None for sign in "\r\n\0"})
    ),
    max_size=3,
)


@pytest.fixture(scope="module")
def admin(shared: Team) -> tuple[FlaskClient, str]:
    """The browser of an admin, with a case that is open and something kept."""
    browser, now = shared.browser("admin"), datetime.now(UTC)
    shared.kb.store.cases.open(NewCase("C-1", "email", now), person_id=None, now=now)
    return browser.client, browser.csrf


ENDS_THE_SESSION = ("sign_in.out", "me.end", "me.end_all", "me.password", "sign_in.enter")


def rules(app: Flask) -> list[tuple[str, Rule]]:
    found = [(method, rule) for rule in app.url_map.iter_rules() for method in sorted((rule.methods or set()) - {"OPTIONS"})]
    return [(method, rule) for method, rule in found if rule.endpoint not in ENDS_THE_SESSION]


def path_of(rule: Rule, fill: str) -> str:
    """An address of a rule, with this in each place of it that is no number."""

    def filled(match: re.Match[str]) -> str:
        kind = match[1] or ""
        if kind.startswith(("int", "whole")):
            return "1" if len(fill) % 2 else quote(fill.encode("utf-8", "replace")[:20])
        if kind.startswith("any"):
            return kind[4:].split(",")[0].strip(" )")
        return quote(fill.encode("utf-8", "replace"))

    return re.sub(r"<(?:([^:<>]+(?:\([^)]*\))?):)?\w+>", filled, rule.rule)


def test_every_page_with_any_parameter(shared: Team, admin: tuple[FlaskClient, str]) -> None:
    client, _ = admin
    asked = st.tuples(
        st.sampled_from([rule for method, rule in rules(shared.app) if method == "GET"]),
        st.one_of(st.sampled_from(NAMES_IN_ADDRESSES), texts),
        st.lists(st.tuples(st.sampled_from(PARAMETERS), texts), max_size=5),
        headers,
    )

    def act(one: tuple[Rule, str, list[tuple[str, str]], dict[str, str]]) -> None:
        rule, fill, given, sent = one
        parameters = [(name, text.encode("utf-8", "replace").decode()) for name, text in given]
        answer = client.get(path_of(rule, fill), query_string=parameters, headers=sent)
        assert answer.status_code < 500, (rule.rule, answer.status_code)
        answer.close()

    hold(asked, act, examples=150)


FIELDS = [
    *PARAMETERS,
    *(
        "reference",
        "contact",
        "note",
        "issues",
        "values",
        "order.total.amount",
        "order.total.currency",
        "order.date",
        "at",
        "zone",
    ),
    *(
        "customer.name.family",
        "refund.days",
        "evidence.list",
        "_document",
        "version",
        "owner_id",
        "reason",
        "outcome",
        "name",
    ),
    *(
        "days",
        "scope",
        "text",
        "title",
        "copies",
        "searches",
        "key",
        "helpful",
        "choices",
        "order",
        "replies_sent",
        "last_message_at",
    ),
]


def test_every_form_with_any_fields(shared: Team, admin: tuple[FlaskClient, str]) -> None:
    client, csrf = admin
    asked = st.tuples(
        st.sampled_from([(m, rule) for m, rule in rules(shared.app) if m != "GET" and not rule.rule.startswith("/api/")]),
        st.one_of(st.sampled_from(NAMES_IN_ADDRESSES), texts),
        st.lists(st.tuples(st.sampled_from(FIELDS), texts), max_size=10),
    )

    def act(one: tuple[tuple[str, Rule], str, list[tuple[str, str]]]) -> None:
        (method, rule), fill, given = one
        fields = {"csrf": csrf} | {name: text.encode("utf-8", "replace").decode() for name, text in given}
        answer = client.open(path_of(rule, fill), method=method, data=fields)
        assert answer.status_code < 500, (rule.rule, answer.status_code)
        answer.close()

    hold(asked, act, examples=150)


def test_every_operation_with_any_body(shared: Team, admin: tuple[FlaskClient, str]) -> None:
    client, csrf = admin
    operations = [
        (m, rule) for m, rule in rules(shared.app) if m in ("POST", "PUT", "DELETE") and rule.rule.startswith("/api/")
    ]
    bodies = st.one_of(
        st.dictionaries(st.sampled_from(FIELDS), anything, max_size=8).map(json.dumps),
        anything.map(json.dumps),
        st.tuples(
            st.sampled_from(["[", '{"a":', "[0,", '"\\ud800', "1" * 5000, "-", '{"q":"\\u0000"}']), st.integers(1, 3000)
        ).map(lambda pair: pair[0] * pair[1]),
    )

    def act(one: tuple[tuple[str, Rule], str, str, bool]) -> None:
        (method, rule), fill, body, json_type = one
        sent = {"X-CSRF-Token": csrf, "Content-Type": "application/json" if json_type else "text/plain"}
        answer = client.open(path_of(rule, fill), method=method, data=body.encode()[:900_000], headers=sent)
        assert answer.status_code < 500, (rule.rule, answer.status_code, body[:200])

    hold(
        st.tuples(
            st.sampled_from(operations),
            st.one_of(st.sampled_from(NAMES_IN_ADDRESSES), texts),
            bodies,
            st.integers(0, 9).map(bool),
        ),
        act,
        examples=150,
    )


def test_every_reply_with_any_values(library: Library, client: FlaskClient) -> None:
    templates = sorted(id for id in library.documents if id.startswith("templates/"))
    names = sorted(library.vocabulary.variables)
    shapes = st.one_of(
        texts,
        anything,
        st.fixed_dictionaries({"amount": texts, "currency": st.sampled_from(["USD", "JPY", "CLF", "XXX", "", "usd", "\0"])}),
        st.fixed_dictionaries({"family": texts, "given": texts, "title": st.sampled_from(["ms", "さん", "x"])}),
        st.lists(texts, max_size=12),
        st.sampled_from(ODD_DATES),
        st.fixed_dictionaries(
            {"at": st.sampled_from(ODD_DATES), "zone": st.sampled_from(["UTC", "Asia/Tokyo", "../x", "\0", ""])}
        ),
    )
    asked = st.tuples(
        st.sampled_from(templates),
        st.sampled_from(["en", "ja", "es", "zh"]),
        st.dictionaries(st.sampled_from(names), shapes, max_size=6),
        st.sampled_from(sorted(library.taxonomy.channels)),
        st.booleans(),
    )

    def act(one: tuple[str, str, dict[str, Any], str, bool]) -> None:
        id, lang, given, channel, preview = one
        body = {"lang": lang, "channel": channel, "values": given, "preview": preview}
        answer = client.post(f"/api/v1/{id}/render", data=json.dumps(body), content_type="application/json")
        assert answer.status_code in (200, 400, 404, 422)

    hold(asked, act)


# Copies of the database that are whole by their sums, and yet say something else.


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'k.sqlite3'}")
    upgrade(made)
    Usage(made).copied(Copy("k1", datetime.now(UTC), "templates/x", "v", "ja"))
    yield made
    made.close()


def summed(lines: list[dict[str, Any]], last: object) -> bytes:
    """A copy whose last line is right for the others, unless it is given."""
    encoded = [json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() + b"\n" for line in lines]
    sums: dict[str, list[Any]] = {}
    tables = lines[0].get("tables") if lines else None
    for name in tables if isinstance(tables, list) else []:
        own = [raw for line, raw in zip(lines, encoded, strict=True) if line.get("table") == name]
        sums[str(name)] = [len(own), sha256(b"".join(own)).hexdigest()]
    tail = last if last is not None else {"rows": sums, "head": sha256(encoded[0] if encoded else b"").hexdigest()}
    return b"".join(encoded) + json.dumps(tail).encode() + b"\n"


def test_copies_that_are_whole_and_say_something_else(tmp_path: Path, database: Database) -> None:
    copy = tmp_path / "copy"
    export_to(database, copy)
    lines = [json.loads(line) for line in copy.read_text().splitlines()][:-1]
    keys = ["format", "version", "tables", "at", "table", "row"]
    change = st.tuples(
        st.integers(0, len(lines)), st.sampled_from(keys), anything, st.one_of(st.none(), anything), st.integers(0, 3)
    )

    def act(one: tuple[int, str, Any, Any, int]) -> None:
        number, key, value, last, how = one
        changed = [dict(line) for line in lines]
        if number < len(changed):
            line = changed[number]
            if key == "row" and "row" in line and how:
                line["row"] = line["row"] | dict.fromkeys(list(line["row"])[:how], value)
            else:
                line[key] = value
        copy.write_bytes(summed(changed, last if how == 0 else None))
        try:
            import_from(database, copy, replace=True)
        except KbError as error:
            assert str(error)

    hold(change, act, examples=15)


def test_copies_of_another_kind(tmp_path: Path, database: Database) -> None:
    copy = tmp_path / "copy"
    backup(database, copy)
    original = copy.read_bytes()
    archive = shutil.make_archive(str(tmp_path / "a"), "zip", CONTENT / "synonyms")
    packed = shutil.make_archive(str(tmp_path / "a"), "gztar", CONTENT / "synonyms")
    whole = [original, Path(archive).read_bytes(), Path(packed).read_bytes(), b"PK\x03\x04", b"\x1f\x8b\x08" + b"\0" * 40]
    change = st.tuples(
        st.sampled_from(whole),
        st.lists(st.tuples(st.integers(0, 60_000), st.binary(max_size=16)), max_size=5),
        st.floats(0.1, 1),
    )

    def act(one: tuple[bytes, list[tuple[int, bytes]], float]) -> None:
        data, edits, kept = one
        changed = bytearray(data)
        for at, piece in edits:
            changed[at % len(changed) : at % len(changed) + len(piece)] = piece
        copy.write_bytes(changed[: int(len(changed) * kept)])
        try:
            restore(database, copy, replace=True)
        except KbError as error:
            assert str(error)

    hold(change, act, examples=30)


# Requests on the wire.

LINES = [
    *(b"Content-Length: 3", b"Content-Length: 0", b"Content-Length: +3", b"content-length : 3", b"Content-Length: 3, 3"),
    *(
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding:\tchunked",
        b"Transfer-Encoding: identity",
    ),
    *(
        b"Transfer-Encoding: chunked, identity",
        b"Connection: keep-alive, Content-Length",
        b"Connection: close",
        b"Expect: 100-continue",
    ),
    *(
        b"Host: b",
        b"Host:",
        b"Host: a\x00b",
        b"X-Forwarded-For: 1.2.3.4, evil",
        b"X: \xff\xfe",
        b": x",
        b" folded",
        b"X" * 9000 + b": x",
    ),
    *(
        b"Upgrade: websocket",
        b"Upgrade: h2c",
        b"HTTP2-Settings: AAMAAABk",
        b"Content-Type: application/json",
        b"Range: bytes=0-0",
    ),
]
BODIES = [
    b"",
    b"q=a",
    b"0\r\n\r\n",
    b"3\r\nq=a\r\n0\r\n\r\n",
    b"3;x=y\r\nq=a\r\n0\r\nX: y\r\n\r\n",
    b"-1\r\n",
    b"q=aGET /healthz HTTP/1.1\r\n\r\n",
]
FIRST = [
    b"GET / HTTP/1.1",
    b"POST / HTTP/1.1",
    b"POST /api/v1/search HTTP/1.1",
    b"GET / HTTP/1.0",
    b"GET  /  HTTP/1.1",
    b"PRI * HTTP/2.0",
]
FIRST += [
    b"get / http/1.1",
    b"OPTIONS * HTTP/1.1",
    b"GET /\t HTTP/1.1",
    b"GET /?q=\xe9 HTTP/1.1",
    b"POST /hooks/content HTTP/1.1",
    b"HEAD /me HTTP/1.1",
]


def test_requests_on_the_wire(port: int) -> None:
    lines = st.lists(st.sampled_from(LINES), max_size=6)
    one = st.tuples(st.sampled_from(FIRST), lines, st.sampled_from(BODIES), st.booleans()).map(
        lambda p: (
            b"\r\n".join([p[0], b"Host: a", *p[1], b"", b""]) + p[2]
            if p[3]
            else b"\n".join([p[0], b"Host: a", *p[1], b"", b""])
        )
    )

    def act(raw: bytes) -> None:
        answer = said(port, raw)
        assert b"HTTP/1.1 50" not in answer and b"HTTP/1.0 50" not in answer, raw
        assert b"Traceback" not in answer

    hold(st.lists(one, min_size=1, max_size=3).map(b"".join), act, examples=40)
    assert works(port)
