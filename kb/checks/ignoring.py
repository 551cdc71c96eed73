"""What a writer has looked at and left as it is, with a reason: it is not told again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.checks.texts import Texts
from kb.content.ignores import Ignore, ignores_of
from kb.content.problems import Problem, Severity


def heeded(problems: Iterable[Problem], texts: Texts) -> Iterator[Problem]:
    """The problems that no note excuses, and the notes that excuse nothing or give no reason."""
    notes = {text.path: list(ignores_of(text.written)) for text in texts}
    used: set[tuple[str, int]] = set()
    for problem in problems:
        note = _excuse(problem, notes.get(problem.path, ()))
        if note:
            used.add((problem.path, note.line))
        else:
            yield problem
    for path, some in notes.items():
        for note in some:
            if not note.code:
                message = "this says no code, or no reason; write <!-- kb-ignore CODE: why it is right as it is -->"
                yield Problem(path, note.line, 1, "ignore-reason", message)
            elif (path, note.line) not in used:
                message = f'"{note.code}": nothing of this kind is found on the line below; delete the note'
                yield Problem(path, note.line, 1, "unused-ignore", message, Severity.WARNING)


def _excuse(problem: Problem, notes: Iterable[Ignore]) -> Ignore | None:
    """The note above a problem's line, whatever notes stand between them; one in line 2 is for the whole file."""
    lines = {note.line for note in notes}
    for note in notes:
        below = note.line + 1
        while below in lines:
            below += 1
        if note.code == problem.code and (problem.line == below or (note.line == 2 and problem.line == 1)):
            return note
    return None
