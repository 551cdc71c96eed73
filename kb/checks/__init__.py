"""What `kb check` tells: the problems of the files themselves, and of the translations among each other."""

from __future__ import annotations

from kb.checks.examples import check_examples
from kb.checks.parity import check_parity
from kb.checks.stamps import check_stamps
from kb.content.history import History
from kb.content.library import Library
from kb.content.problems import Problem


def check_library(library: Library, history: History) -> list[Problem]:
    """Every problem of the content, in the order of files and lines; `history` may be one that knows nothing."""
    found = (check_parity(library), check_stamps(library, history), check_examples(library))
    return sorted({*library.problems, *(problem for problems in found for problem in problems)})
