from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.checks.examples import check_examples, check_vocabulary
from kb.content.library import load_library
from kb.content.problems import Problem, Severity
from kb.reply.guard import guard_of
from tests.checks.writing import texts_of
from tests.conftest import CONTENT
from tests.small_content import ID, source_file, write_content

VARIABLES = (CONTENT / "variables.yml").read_text()
PATH = f"en/{ID}.md"


def found(folder: Path, files: dict[str, str | bytes]) -> list[Problem]:
    library = load_library(write_content(folder, files))
    return [*check_vocabulary(library), *check_examples(texts_of(folder, library), guard_of(library))]


def facets(channels: str, more: str = "") -> str:
    """Of an intent that has no parts which a text must have."""
    return f"intent: review-revision-request\nissues: [late-delivery]\nchannels: [{channels}]\n{more}"


def test_the_bundled_examples_fill_a_template_of_every_variable(tmp_path: Path) -> None:
    names = [line.rstrip(":\n") for line in VARIABLES.splitlines() if line[:1].isalpha()]
    body = "## formal\n\n" + "\n".join(f"{{{{ {name} }}}}" for name in names) + "\n"

    assert len(names) > 30
    assert found(tmp_path, {PATH: source_file(body, facets("email"))}) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('en: {amount: "1234.50", currency: USD}', 'en: {amount: "1234.505", currency: USD}', "order.total"),
        ("example: {en: 2026-03-05, ja: 2026-03-05,", "example: {en: 05/03/2026, ja: 2026-03-05,", "order.date"),
        ("example: {en: seller,", "example: {en: nobody,", "return.cost_bearer"),
        ("example: {en: buyer88, ja: buyer88,", "example: {ja: buyer88,", "customer.account has no example in en"),
    ],
)
def test_an_example_that_is_no_value_is_told(old: str, new: str, words: str, tmp_path: Path) -> None:
    assert old in VARIABLES

    problems = found(tmp_path, {"variables.yml": VARIABLES.replace(old, new, 1), PATH: source_file(facets=facets("email"))})

    assert [(p.path, p.code, p.severity) for p in problems] == [("variables.yml", "example", Severity.ERROR)]
    assert words in problems[0].message
    assert re.search(r"\ben\b", problems[0].message)


@pytest.mark.parametrize(
    ("channels", "length", "code", "severity", "words"),
    [
        ("social-public", 281, "R3", Severity.ERROR, "social-public"),
        ("live-chat", 301, "R3", Severity.WARNING, "live-chat"),
        ("marketplace-message", 351, "R3", Severity.ERROR, "mercadolibre"),
    ],
)
def test_a_template_that_is_too_long_for_where_it_says_it_can_be_sent_is_told(
    channels: str, length: int, code: str, severity: Severity, words: str, tmp_path: Path
) -> None:
    problems = found(tmp_path, {PATH: source_file(f"## formal\n\n{'o' * length}\n", facets(channels))})

    assert {(p.path, p.code, p.severity) for p in problems} == {(PATH, code, severity)}
    assert words in problems[0].message


def test_a_template_is_not_measured_for_platforms_it_excludes(tmp_path: Path) -> None:
    text = source_file(f"## formal\n\n{'o' * 351}\n", facets("marketplace-message", "not_on: [mercadolibre]\n"))

    assert found(tmp_path, {PATH: text}) == []


def test_a_template_for_public_that_prints_a_persons_data_is_told(tmp_path: Path) -> None:
    problems = found(tmp_path, {PATH: source_file("## formal\n\n{{ order.number }}\n", facets("email, review-reply"))})

    assert {(p.code, p.severity) for p in problems} == {("pii-in-public", Severity.ERROR)}
    assert "order.number" in problems[0].message


def test_the_second_tone_is_looked_at_too(tmp_path: Path) -> None:
    problems = found(tmp_path, {PATH: source_file(f"## formal\n\nHi\n\n## firm\n\n{'o' * 281}\n", facets("social-public"))})

    assert problems
    assert all('"firm"' in p.message for p in problems)


def test_an_alternate_is_looked_at_too(tmp_path: Path) -> None:
    alternate = f"---\nkeywords: []\n---\n## formal\n\n{'o' * 281}\n"

    problems = found(tmp_path, {PATH: source_file(facets=facets("social-public")), f"en/{ID}.en-GB.md": alternate})

    assert {p.code for p in problems} == {"R3"}
