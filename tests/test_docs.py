"""The documentation says what is so: every setting and command, and no dead link."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from kb.checks.codes import CODES
from kb.cli import kb as command_line
from kb.content.parse import FACET_KEYS, NAME_STYLES
from kb.content.variables import FILTER_TYPES
from kb.liquid import TAGS
from kb.settings import Settings
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
GUIDES = {page.name: page for page in PAGES if page.name.startswith("translators")}
_CODE = re.compile(
    r'"((?:[a-z]+-)+(?:parity|liquid|quotes|punctuation|width|space|register|opening|spelling|word|nfc|rev|reason|ignore|reference'
    r'|forbidden|term)|invisible|script|untranslated|emphasis|unstamped|example|html|to-do|keywords|brackets|encoding|conflict|spacing)"'
)
_LINK = re.compile(r"\]\((?!https?://|#|(?:address|dirección|アドレス|地址)\))([^)#]+)")


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Settings)])
def test_every_setting_is_in_the_operators_guide(field: str) -> None:
    assert f"`KB_{field.upper()}`" in (ROOT / "docs/operators.md").read_text()


@pytest.mark.parametrize("name", sorted(command_line.commands))
def test_every_command_is_in_the_operators_guide(name: str) -> None:
    assert f"`kb {name}`" in (ROOT / "docs/operators.md").read_text()


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("word", [*FACET_KEYS, *FILTER_TYPES, *TAGS, *NAME_STYLES])
def test_every_word_of_the_content_format_is_in_the_translators_guides(word: str, guide: str) -> None:
    assert word in GUIDES[guide].read_text("utf-8")


@pytest.mark.parametrize("guide", GUIDES)
def test_the_translators_guides_of_all_languages_have_the_same_parts(guide: str) -> None:
    mine, english = (GUIDES[name].read_text("utf-8").splitlines() for name in (guide, "translators.md"))
    rows, theirs = (
        [[cell for cell in line.split("|")[1].split() if cell[0] == "`"] for line in lines if line.startswith("| `")]
        for lines in (mine, english)
    )

    assert rows == theirs
    assert _commands(mine) == _commands(english)


def _commands(lines: list[str]) -> list[str]:
    """The first two words of each command of a guide."""
    return [" ".join(line.split()[:2]) for line in lines if line.startswith(("kb ", "make ", ". ", "git clone"))]


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("code", CODES)
def test_every_check_is_in_the_translators_guides_with_its_remedy(code: str, guide: str) -> None:
    rows = [line.split("|") for line in GUIDES[guide].read_text("utf-8").splitlines()]
    found = [row for row in rows if len(row) == 5 and f"`{code}`" in row[1]]
    assert len(found) == 1
    assert all(cell.strip() for cell in found[0][1:4])


def test_every_code_that_a_check_tells_is_a_known_one() -> None:
    files = [*(ROOT / "kb/checks").glob("*.py")]
    said = {code for file in files if file.name != "codes.py" for code in _CODE.findall(file.read_text())}
    assert said <= {*CODES, "dead-reference"}
    assert set(CODES) <= said


def test_every_threat_names_a_test_that_exists() -> None:
    table = (ROOT / "docs/security.md").read_text().partition("## Threats")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ") and not line.startswith("| threat")]
    named = [name for row in rows for name in re.findall(r"`([\w/]+\.py)`", row[3])]

    assert len(rows) > 25
    assert [row[1] for row in rows if not re.search(r"\.py`", row[3])] == [" a dependency with a known weakness "]
    assert [name for name in named if not any((ROOT / base / name).is_file() for base in ("", "tests/security"))] == []


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("option", ["--fix", "--format", "--changed-since", "--json"])
def test_every_option_of_the_check_is_in_the_translators_guides(option: str, guide: str) -> None:
    assert f"`{option}" in GUIDES[guide].read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_of_the_documentation_is_dead(page: Path) -> None:
    dead = [link for link in _LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert dead == []


@pytest.mark.parametrize(
    "target", ["serve", "test", "lint", "types", "check", "bench", "load", "soak", "audit", "messages", "lock"]
)
def test_every_make_target_that_is_named_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_readme_has_its_two_commands_and_a_picture() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "make serve" in readme and "make test" in readme
    assert (ROOT / "docs/screenshot.png").stat().st_size > 20_000


def test_every_document_that_meets_a_requirement_is_there() -> None:
    text = (ROOT / "docs/requirements.md").read_text("utf-8")
    named = set(re.findall(r"\b(?:articles|templates)/[a-z0-9/-]+", text))

    assert len(re.findall(r"^\| \d+ \|", text, re.MULTILINE)) == 67
    assert [id for id in sorted(named) if not (ROOT / f"content/en/{id}.md").is_file()] == []
