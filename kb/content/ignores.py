"""What a writer has looked at and leaves as it is: `<!-- kb-ignore CODE: reason -->` on the line before.

Such a line is a note to the checks and no part of what the file says: replies, pages and digests leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"^[ \t]*(?:<!--[ \t]*kb-ignore\b(.*?)-->|#[ \t]*kb-ignore\b(.*))[ \t]*$", re.MULTILINE)
_BODY_LINE = re.compile(r"^[ \t]*<!--[ \t]*kb-ignore\b.*?-->[ \t]*$", re.MULTILINE)
_SAYS = re.compile(r"\s*([A-Za-z][\w-]*)\s*:\s*(\S.*)")
_TAG = "{% comment %}{% endcomment %}"
"""Leaves no line behind in a reply, and keeps the others where they are."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One such line, by its number: `code` is empty where it does not say both a code and a reason."""

    line: int
    code: str
    reason: str


def ignores_of(text: str) -> Iterator[Ignore]:
    """The notes of a file; in its front matter they are YAML comments, `# kb-ignore CODE: reason`."""
    if "kb-ignore" not in text:
        return
    for match in _LINE.finditer(text):
        said = _SAYS.fullmatch((match[1] if match[1] is not None else match[2]).strip())
        line = text.count("\n", 0, match.start()) + 1
        yield Ignore(line, said[1] if said else "", said[2].strip() if said else "")


def without_ignores(body: str) -> str:
    """A body without its notes."""
    return re.sub(_BODY_LINE.pattern + r"\n?", "", body, flags=re.MULTILINE) if "kb-ignore" in body else body


def blanked_ignores(body: str) -> str:
    """A template's body with a tag that prints nothing in place of each note, every line keeping its number."""
    return _BODY_LINE.sub(_TAG, body) if "kb-ignore" in body else body
