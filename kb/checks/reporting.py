"""Problems in the forms that people and programs read: lines, JSON, annotations of a pull request, SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from kb.checks.codes import CODES
from kb.content.problems import Problem, Severity

_FIELDS = ("path", "line", "column", "code", "message", "severity")
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(problems: Sequence[Problem], folder: str) -> str:
    """A line a problem, its path beginning with the content folder."""
    return "\n".join(f"{folder}/{problem}" for problem in problems)


def as_json(problems: Sequence[Problem], folder: str) -> str:
    """A list of problems; their paths are those in the content folder."""
    return json.dumps([{field: getattr(p, field) for field in _FIELDS} for p in problems], ensure_ascii=False)


def as_github(problems: Sequence[Problem], folder: str) -> str:
    """Commands that a run on GitHub turns into annotations at the lines of a pull request."""
    return "\n".join(
        f"::{problem.severity} file={_property(f'{folder}/{problem.path}')},line={problem.line},col={problem.column},"
        f"title={_property(problem.code)}::{_data(problem.message)}"
        for problem in problems
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(problems: Sequence[Problem], folder: str) -> str:
    """A SARIF 2.1.0 log of one run, with a rule for each code that was found."""
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "kb check", "rules": [_rule(code) for code in codes]}
    results = [_result(problem, folder, codes.index(problem.code)) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(code: str) -> dict[str, object]:
    return {"id": code, "shortDescription": {"text": CODES.get(code, code)}}


def _result(problem: Problem, folder: str, rule: int) -> dict[str, object]:
    region = {"startLine": problem.line, "startColumn": problem.column}
    place = {"artifactLocation": {"uri": f"{folder}/{problem.path}"}, "region": region}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": "error" if problem.severity is Severity.ERROR else "warning",
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
    }


FORMATS: Mapping[str, Callable[[Sequence[Problem], str], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
"""Each takes the problems and the content folder as it is named, and gives what is printed: nothing, where that may be."""
