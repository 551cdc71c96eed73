from __future__ import annotations

import time

import pytest

from kb.content import frontmatter
from kb.content.frontmatter import Mapping
from kb.content.problems import Problems


def read(text: str, first_line: int = 1) -> tuple[Mapping | None, Problems]:
    problems = Problems("file.yml")
    return frontmatter.read(text, problems, first_line), problems


def good(text: str) -> tuple[Mapping, Problems]:
    mapping, problems = read(text)
    assert mapping is not None, list(problems)
    return mapping, problems


def test_a_file_is_split_at_its_fences_with_the_line_of_its_body() -> None:
    problems = Problems("a.md")

    parts = frontmatter.split("---\ntitle: A\nsummary: B\n---\n## formal\n\n---\nend", problems)

    assert parts is not None
    assert (parts.matter, parts.body, parts.body_line) == ("title: A\nsummary: B", "## formal\n\n---\nend", 5)
    assert list(problems) == []


@pytest.mark.parametrize(
    "text", ["", "title: A\n", "\n---\ntitle: A\n---\n", "---\ntitle: A\n", "----\ntitle: A\n---\n", "---"]
)
def test_a_file_without_its_fences_is_told_so(text: str) -> None:
    problems = Problems("a.md")

    assert frontmatter.split(text, problems) is None
    assert [(p.line, p.code) for p in problems] == [(1, "front-matter")]


def test_every_scalar_is_the_text_that_was_written() -> None:
    mapping, problems = good("day: 2026-03-05\nno: no\nsize: 012\nempty: ~\ntrue: yes\nquoted: 'a: b'\n")

    assert {key: mapping.text(key) for key in mapping} == {
        "day": "2026-03-05",
        "no": "no",
        "size": "012",
        "empty": "~",
        "true": "yes",
        "quoted": "a: b",
    }
    assert list(problems) == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: [1, 2\n", 3, "this is not YAML"),
        ("a: 1\nb: c: d\n", 2, "this is not YAML"),
        ("a: 1\n\tb: 2\n", 2, "this is not YAML"),
        ("a: 'open\n", 2, "this is not YAML"),
        ("- one\n- two\n", 1, "title: ..."),
        ("just words\n", 1, "title: ..."),
        ("", 1, "title: ..."),
        ("a: 1\nb: &mark x\n", 2, "anchors"),
        ("a: &m x\nb: *m\n", 1, "anchors"),
        ("a: \x00\n", 1, "this is not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "this is not YAML"),
    ],
)
def test_what_is_no_plain_mapping_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    mapping, problems = read(text)

    assert mapping is None
    assert [(p.line, p.code) for p in problems] == [(line, "yaml")]
    assert words in next(iter(problems)).message


@pytest.mark.parametrize("text", ["a: 1\nb: !!str 2\n", "a: 1\nb: !shout x\n", "a: 1\nb: !!python/name:os.system x\n"])
def test_a_tag_is_refused(text: str) -> None:
    _, problems = read(text)

    assert [(p.line, p.code) for p in problems] == [(2, "yaml")]


def test_a_repeated_key_is_refused_with_the_line_of_the_second() -> None:
    mapping, problems = read("title: A\nsummary: B\ntitle: C\n")

    assert mapping is not None
    assert [(p.line, p.code) for p in problems] == [(3, "yaml")]
    assert '"title"' in next(iter(problems)).message


def test_lines_count_from_where_the_text_stands_in_its_file() -> None:
    mapping, problems = read("title: A\ntilte: B\n", first_line=2)
    assert mapping is not None

    mapping.allow(("title", "summary"))

    assert [(p.line, p.code, p.message) for p in problems] == [
        (3, "unknown-key", '"tilte" is not a known key; did you mean "title"?')
    ]


def test_a_missing_an_empty_and_a_misshapen_text_are_three_mistakes() -> None:
    mapping, problems = good("a: 1\nsummary: ''\ntitle: [x]\n")

    values = [mapping.text(key, required=True) for key in ("keywords", "summary", "title")]

    assert values == ["", "", ""]
    assert [(p.line, p.code) for p in problems] == [(1, "missing-key"), (2, "missing-key"), (3, "yaml")]


def test_ids_are_checked_one_by_one() -> None:
    mapping, problems = good("issues:\n  - refund\n  - refnd\n  - refund\n  - zzz\n")

    found = mapping.ids("issues", ("refund", "lost-parcel"), "issue", required=True)

    assert found == ("refund",)
    assert [(p.line, p.code) for p in problems] == [(3, "unknown-id"), (4, "repeated-id"), (5, "unknown-id")]
    messages = [p.message for p in problems]
    assert 'did you mean "refund"?' in messages[0]
    assert "choose one of: refund, lost-parcel" in messages[2]


@pytest.mark.parametrize("text", ["issues: refund\n", "issues: {a: b}\n", "issues: [[refund]]\n"])
def test_a_list_must_be_a_list_of_words(text: str) -> None:
    mapping, problems = good(text)

    assert mapping.ids("issues", ("refund",), "issue") == ()
    assert [(p.line, p.code) for p in problems] == [(1, "yaml")]


def test_a_required_list_that_is_empty_says_what_there_is_to_choose() -> None:
    mapping, problems = good("issues: []\n")

    mapping.ids("issues", ("refund", "lost-parcel"), "issue", required=True)

    assert ["refund, lost-parcel" in p.message for p in problems] == [True]


@pytest.mark.parametrize(
    ("text", "value", "wrong"), [("true", True, 0), ("false", False, 0), ("yes", False, 1), ("1", False, 1)]
)
def test_a_flag_is_true_or_false(text: str, value: bool, wrong: int) -> None:
    mapping, problems = good(f"personal: {text}\n")

    assert mapping.flag("personal") is value
    assert len(list(problems)) == wrong


@pytest.mark.parametrize(
    ("text", "value", "wrong"), [("280", 280, 0), ("-1", 0, 1), ("2.5", 0, 1), ("many", 0, 1), ("²", 0, 1)]
)
def test_a_whole_number_is_digits(text: str, value: int, wrong: int) -> None:
    mapping, problems = good(f"max: {text}\n")

    assert mapping.whole_number("max") == value
    assert len(list(problems)) == wrong


def test_mappings_within_keep_the_lines_of_the_file() -> None:
    mapping, problems = good("limits:\n  - {max: 1}\n  - {max: x}\nlabel: {en: A}\nother: word\n")

    limits = mapping.mappings("limits")
    label = mapping.mapping("label")
    numbers = [limit.whole_number("max") for limit in limits]

    assert numbers == [1, 0]
    assert label is not None
    assert label.text("en") == "A"
    assert mapping.mapping("other") is None
    assert mapping.mappings("label") == ()
    assert mapping.mapping("absent") is None
    assert [p.line for p in problems] == [3, 5, 4]


def test_plain_data_is_texts_lists_and_mappings() -> None:
    mapping, _ = good("example:\n  en: {amount: 12.50, items: [1, yes]}\n")

    assert mapping.plain("example") == {"en": {"amount": "12.50", "items": ["1", "yes"]}}
    assert mapping.plain("absent") is None


def test_a_repeated_key_deep_in_plain_data_is_refused_too() -> None:
    mapping, problems = good("example: {en: {amount: 1, amount: 2}}\n")

    mapping.plain("example")

    assert [p.code for p in problems] == ["yaml"]


@pytest.mark.parametrize("text", ["a: " + "[" * 4000, "a: " + "[" * 1000 + "]" * 1000, "a: " + "{b: " * 1000 + "}" * 1000])
def test_deep_nesting_is_read_or_refused_and_never_a_crash(text: str) -> None:
    started = time.process_time()

    mapping, problems = read(text)
    plain = mapping.plain("a") if mapping else None

    assert (plain is None) == ([p.code for p in problems] == ["yaml"])
    assert time.process_time() - started < 1
