"""What changed in a source since it was translated: word by word, paragraph by paragraph, beside the translation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from kb.content import frontmatter
from kb.content.freshness import digest
from kb.content.ignores import without_ignores
from kb.content.problems import Problems

TEXT_KEYS = ("title", "summary", "subject")
_HEADING = re.compile(r"##\s+(\S.*)")
_WORD = re.compile(r"\{[{%].*?[%}]\}|[A-Za-z0-9À-ɏ]+|\s+|.", re.DOTALL)


class Piece(NamedTuple):
    """Words that are the same (`kept`), new (`added`) or gone (`removed`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph of the source that says something else now; `where` is like `formal 2` or `title`.

    `translation` is what the translation says at that place, empty where it has no such place.
    """

    where: str
    pieces: tuple[Piece, ...]
    translation: str


class _Part(NamedTuple):
    """A paragraph, or a text of the front matter."""

    section: str
    number: int
    text: str

    @property
    def where(self) -> str:
        return f"{self.section} {self.number}" if self.number else self.section


def changes(before: str, now: str, translation: str) -> list[Change]:
    """The paragraphs that changed from one text of a source file to another; a change of layout is none."""
    old, new = _parts(before), _parts(now)
    theirs = {(part.section, part.number): part.text for part in _parts(translation)}
    found = []
    matcher = SequenceMatcher(None, [_key(part) for part in old], [_key(part) for part in new], autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone, come = old[start:end], new[first:last]
        for place in range(max(len(gone), len(come))):
            was = gone[place] if place < len(gone) else None
            has = come[place] if place < len(come) else None
            here = has or was
            assert here is not None
            pieces = _pieces(was.text if was else "", has.text if has else "")
            twin = was or has  # the translation still follows the old text
            assert twin is not None
            found.append(Change(here.where, pieces, theirs.get((twin.section, twin.number), "")))
    return found


def changed_lines(before: str, now: str) -> int:
    """How many lines were added and removed between two texts."""
    matcher = SequenceMatcher(None, before.split("\n"), now.split("\n"), autojunk=False)
    return sum((end - start) + (last - first) for kind, start, end, first, last in matcher.get_opcodes() if kind != "equal")


def _key(part: _Part) -> tuple[str, str]:
    return part.section, digest(part.text)


def _parts(text: str) -> list[_Part]:
    notes = Problems("")
    split = frontmatter.split(text, notes)
    if split is None:
        return []
    matter = frontmatter.read(split.matter, notes)
    found = [_Part(key, 0, matter.text(key)) for key in TEXT_KEYS if matter and key in matter]
    section, number = "text", 0
    for block in re.split(r"\n[ \t]*\n", without_ignores(split.body)):
        heading = _HEADING.match(block.strip())
        if heading:
            section, number = heading[1].strip(), 0
            block = block.strip()[heading.end() :]
        if block.strip():
            number += 1
            found.append(_Part(section, number, block.strip()))
    return found


def _pieces(before: str, now: str) -> tuple[Piece, ...]:
    return tuple(_diff(_WORD.findall(before), _WORD.findall(now)))


def _diff(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("kept", "".join(old[start:end]))
            continue
        if end > start:
            yield Piece("removed", "".join(old[start:end]))
        if last > first:
            yield Piece("added", "".join(new[first:last]))
