"""What `kb check` tells: the problems of the files themselves, and of the translations among each other."""

from __future__ import annotations

from kb.checks.examples import check_examples
from kb.checks.parity import check_parity
from kb.content.library import Library
from kb.content.problems import Problem


def check_library(library: Library) -> list[Problem]:
    """Every problem of the content, in the order of files and lines."""
    return sorted({*library.problems, *check_parity(library), *check_examples(library)})
