"""Problems in each form that a program reads."""

from __future__ import annotations

import json

import pytest

from kb.checks.reporting import FORMATS, as_github, as_json, as_sarif, as_text
from kb.content.problems import Problem, Severity

PROBLEMS = [
    Problem("ja/a.md", 7, 3, "ja-space", '"USB ケーブル": 100% of it,\nreally', Severity.WARNING),
    Problem("es/a,b:c.md", 1, 1, "tone", "no"),
]


def test_a_line_a_problem() -> None:
    assert as_text(PROBLEMS[1:], "content") == "content/es/a,b:c.md:1:1: error: no [tone]"


def test_annotations_escape_what_would_end_them() -> None:
    assert as_github(PROBLEMS, "content").split("\n") == [
        '::warning file=content/ja/a.md,line=7,col=3,title=ja-space::"USB ケーブル": 100%25 of it,%0Areally',
        "::error file=content/es/a%2Cb%3Ac.md,line=1,col=1,title=tone::no",
    ]


def test_json_names_every_field() -> None:
    assert json.loads(as_json(PROBLEMS, "content"))[0] == {
        "path": "ja/a.md",
        "line": 7,
        "column": 3,
        "code": "ja-space",
        "message": PROBLEMS[0].message,
        "severity": "warning",
    }


def test_sarif_has_a_rule_for_each_code_and_a_result_for_each_problem() -> None:
    log = json.loads(as_sarif(PROBLEMS, "content"))
    (run,) = log["runs"]

    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["ja-space", "tone"]
    assert [(r["ruleId"], r["ruleIndex"], r["level"]) for r in run["results"]] == [
        ("ja-space", 0, "warning"),
        ("tone", 1, "error"),
    ]
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "content/ja/a.md"},
        "region": {"startLine": 7, "startColumn": 3},
    }


@pytest.mark.parametrize(("form", "nothing"), [("text", ""), ("github", ""), ("json", "[]")])
def test_nothing_is_said_of_nothing(form: str, nothing: str) -> None:
    assert FORMATS[form]([], "content") == nothing
