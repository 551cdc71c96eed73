"""What is wrong in a file: gathered, never raised, so that one look tells everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a file from being served; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it is (`line` and `column` from 1), what it is, and what to do."""

    path: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity}: {self.message} [{self.code}]"


class Problems:
    """The mistakes of one file, in the order they are found."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._found: list[Problem] = []

    def error(self, line: int, code: str, message: str, column: int = 1) -> None:
        """Note a mistake that keeps the file from being served."""
        self._found.append(Problem(self.path, line, column, code, message))

    def warning(self, line: int, code: str, message: str, column: int = 1) -> None:
        """Note a mistake that does not."""
        self._found.append(Problem(self.path, line, column, code, message, Severity.WARNING))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    @property
    def fatal(self) -> bool:
        """Whether the file cannot be served."""
        return any(problem.severity is Severity.ERROR for problem in self._found)
