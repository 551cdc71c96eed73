from __future__ import annotations

import pytest

from kb.content.problems import Problem, Problems


def test_a_problem_says_where_it_is_what_it_is_and_how_bad_it_is() -> None:
    problem = Problem(
        "ja/templates/apology/late-delivery.md", 7, 4, "variable", 'variable "order_no" is not in the vocabulary'
    )

    assert str(problem) == (
        'ja/templates/apology/late-delivery.md:7:4: error: variable "order_no" is not in the vocabulary [variable]'
    )


def test_problems_are_sorted_by_file_line_and_column() -> None:
    wrong_order = [
        Problem("b", 1, 1, "x", ""),
        Problem("a", 10, 1, "x", ""),
        Problem("a", 2, 5, "x", ""),
        Problem("a", 2, 3, "x", ""),
    ]

    assert [(p.path, p.line, p.column) for p in sorted(wrong_order)] == [("a", 2, 3), ("a", 2, 5), ("a", 10, 1), ("b", 1, 1)]


@pytest.mark.parametrize(("severities", "fatal"), [("", False), ("w", False), ("e", True), ("we", True), ("ew", True)])
def test_an_error_keeps_a_file_from_being_served_and_a_warning_does_not(severities: str, fatal: bool) -> None:
    problems = Problems("a.md")
    for line, severity in enumerate(severities, start=1):
        note = problems.error if severity == "e" else problems.warning
        note(line, "x", "odd")

    assert problems.fatal is fatal
    assert [(p.path, p.line, p.severity[0]) for p in problems] == [("a.md", n, s) for n, s in enumerate(severities, start=1)]
