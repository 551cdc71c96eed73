"""Words that mean the same, read from `content/synonyms/<lang>.txt`: a line a group, under the facet it points to.

    [issue late-delivery]
    late, delayed, overdue
    [general]
    parcel, package

An entry is a word or a short phrase; `#` begins a comment line. A group under a facet leads a question to that facet in
every language; a group under `[general]` only widens it within its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.content.problems import Problems
from kb.content.taxonomy import Taxonomy
from kb.errors import did_you_mean

MAX_ENTRY = 60
"""Code points of one entry: what is longer is a sentence, and nobody types it twice."""

_HEADING = re.compile(r"\[\s*(?:(issue|intent)\s+(\S+)|general)\s*\]")


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that mean nearly the same. `facet` is like `issue:late-delivery`; empty for a general group."""

    facet: str
    entries: tuple[str, ...]


def read_synonyms(text: str, taxonomy: Taxonomy, problems: Problems) -> tuple[Group, ...]:
    """The groups of a file, what is wrong in it being noted."""
    known: Mapping[str, Mapping[str, object]] = {"issue": taxonomy.issues, "intent": taxonomy.intents}
    found: list[Group] = []
    facet: str | None = None
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            facet = _heading(line, number, known, problems)
            continue
        if facet is None:
            problems.error(number, "synonyms", 'this line stands under no heading; put it below one like "[issue refund]"')
            continue
        entries = tuple(entry.strip() for entry in line.split(",") if entry.strip())
        _check(entries, facet, number, seen, problems)
        found.append(Group(facet, entries))
    return tuple(found)


def _heading(line: str, number: int, known: Mapping[str, Mapping[str, object]], problems: Problems) -> str | None:
    match = _HEADING.fullmatch(line)
    if match is None:
        problems.error(number, "synonyms", f'"{line}" is no heading; write [issue ID], [intent ID] or [general]')
        return None
    if not match[1]:
        return ""
    if match[2] not in known[match[1]]:
        problems.error(
            number, "synonyms", f'"{match[2]}" is not a known {match[1]}{did_you_mean(match[2], known[match[1]])}'
        )
        return None
    return f"{match[1]}:{match[2]}"


def _check(entries: tuple[str, ...], facet: str, number: int, seen: set[tuple[str, str]], problems: Problems) -> None:
    if len(entries) < 2 and not facet:
        problems.error(number, "synonyms", "a general line needs two entries at least, divided by commas")
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            problems.error(
                number, "synonyms", f'"{entry[:20]}..." is over {MAX_ENTRY} characters; keep the words that matter'
            )
        if (facet, entry.casefold()) in seen:
            problems.error(number, "synonyms", f'"{entry}" stands twice under this heading; keep one')
        seen.add((facet, entry.casefold()))
