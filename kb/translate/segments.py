"""A document's text as what is translated and what is not.

A paragraph holds units (a line of a reply, a list item, a heading, a row of a table), a unit holds pieces: words to
translate, and between them what stays as it is (Liquid tags, list marks, the bars of a table). Joined again, they are
the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kb.content import frontmatter
from kb.content.problems import Problems
from kb.content.skeleton import TEXT_KEYS
from kb.errors import ContentError

KEYS = tuple(key.rstrip(":") for key in TEXT_KEYS)

_FENCE = re.compile(r"^ {0,3}(```+|~~~+)[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_LIQUID_BLOCK = re.compile(r"\{%-?\s*(raw|comment)\b.*?\{%-?\s*end\1\s*-?%\}", re.DOTALL)
_LIQUID_LINES = re.compile(r"\{%[^%]*\n.*?%\}|\{\{[^}]*\n.*?\}\}", re.DOTALL)
_HELD = re.compile("\ue00b(\\d+)\ue00c")
_TAG = re.compile("(\\{%.*?%\\}|\ue00b\\d+\ue00c)")
_BREAK = re.compile(r"(\n(?:[ \t]*\n)+)")
_PREFIX = re.compile(r"\s*(?:(?:[-*+]|\d{1,2}[.)]|#{1,6}|>)\s+)*")
_RULE = re.compile(r"\s*(?:\|?\s*:?-+:?\s*(?:\|\s*:?-*:?\s*)*|(?:[-*_]\s*){3,})")
_CELLS = re.compile(r"((?<!\\)\|)")
_TONE = re.compile(r"##\s+(\S+)\s*")


class Piece(NamedTuple):
    """Words to translate (`said`), or something between them that stays."""

    text: str
    said: bool


class Unit(NamedTuple):
    """The smallest text that a person edits as one."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The text as it stands in the file."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_said(self) -> bool:
        """Whether there is anything to translate."""
        return any(piece.said for piece in self.pieces)

    @property
    def prefix(self) -> str:
        """What a unit begins with that no language changes: a list mark, a heading's signs."""
        return self.pieces[0].text if self.pieces and not self.pieces[0].said else ""


class Paragraph(NamedTuple):
    """What stands between two empty lines. `section` is a reply's tone, a key of the front matter, or `text`."""

    section: str
    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        """The text as it stands in the file."""
        return "\n".join(unit.text for unit in self.units)


@dataclass(frozen=True, slots=True)
class Text:
    """A file as its paragraphs. `breaks` are the empty lines before each of the body and after the last."""

    matter: tuple[str, ...]
    """The lines of the front matter."""
    keys: tuple[Paragraph, ...]
    """Title, summary and subject, those that are there."""
    body: tuple[Paragraph, ...]
    breaks: tuple[str, ...]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Everything that is translated, in the order of the file."""
        return (*self.keys, *self.body)


def read_text(text: str, path: str) -> Text:
    """The parts of a file; an article's is one whose id says so. Raises ContentError when it has no front matter."""
    notes = Problems(path)
    split = frontmatter.split(text, notes)
    matter = frontmatter.read(split.matter, notes) if split else None
    if split is None or matter is None:
        raise ContentError(f"{path} cannot be read: {next(iter(notes)).message}")
    is_reply = "/templates/" in f"/{path}"
    keys = tuple(Paragraph(key, (_unit(matter.text(key), True),)) for key in KEYS if matter.text(key))
    body, breaks = _body(split.body, is_reply)
    return Text(tuple(split.matter.split("\n")), keys, body, breaks)


def _body(text: str, is_reply: bool) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match.group())
        return f"\ue00b{len(held) - 1}\ue00c"

    for protected in (_LIQUID_BLOCK, _LIQUID_LINES) if is_reply else (_FENCE,):
        text = protected.sub(hold, text)
    before = re.match(r"\s*\n|", text)
    assert before is not None
    inner = text[before.end() :].rstrip()
    after = text[before.end() + len(inner) :]
    parts = _BREAK.split(inner)
    section = "text"
    found = []
    for block in parts[::2]:
        tone = _TONE.match(block) if is_reply else None
        section = tone[1] if tone else section
        units = tuple(_shown(unit, held) for unit in _units(block.split("\n"), is_reply))
        found.append(Paragraph(section, units))
    return tuple(found), (before.group(), *parts[1::2], after)


def _units(lines: list[str], is_reply: bool) -> Iterator[Unit]:
    """A unit for each line; the lines that continue a paragraph or an item of an article are one with it."""
    for line in lines if is_reply else _unwrapped(lines):
        if is_reply and _TONE.fullmatch(line) or _RULE.fullmatch(line):
            yield Unit((Piece(line, False),))
        else:
            yield _unit(line, is_reply)


def _unwrapped(lines: list[str]) -> Iterator[str]:
    """The lines of an article, those that only go on joined to what they go on with."""
    kept = ""
    for line in lines:
        begins = bool((found := _PREFIX.match(line)) and found.group().strip()) or line.lstrip().startswith("|")
        begins = begins or bool(_RULE.fullmatch(line)) or "\ue00b" in line or kept.lstrip().startswith(("|", "#"))
        if kept and not begins and not kept.endswith("  "):
            kept = f"{kept.rstrip()} {line.lstrip()}"
            continue
        if kept:
            yield kept
        kept = line
    yield kept


def _unit(line: str, is_reply: bool) -> Unit:
    prefix = _PREFIX.match(line)
    assert prefix is not None
    pieces = [Piece(prefix.group(), False)]
    splitter = _TAG if is_reply else _CELLS if line.lstrip().startswith("|") else re.compile("(\ue00b\\d+\ue00c)")
    for number, part in enumerate(splitter.split(line[prefix.end() :])):
        words = part.strip()
        if number % 2 or not words:
            pieces.append(Piece(part, False))
            continue
        start = part.index(words)
        pieces += [Piece(part[:start], False), Piece(words, True), Piece(part[start + len(words) :], False)]
    return Unit(tuple(piece for piece in pieces if piece.text))


def _shown(unit: Unit, held: list[str]) -> Unit:
    """The unit with what was held in its place again."""
    return Unit(tuple(Piece(_HELD.sub(lambda match: held[int(match[1])], piece.text), piece.said) for piece in unit.pieces))
