"""Liquid of translations: the same choices between sentences as in the source, and no sign of another keyboard in a tag."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.checks.texts import LIQUID, Piece, Text, Texts
from kb.content.problems import Problem, Severity

_TAG = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}\Z", re.DOTALL)
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_BRACES = re.compile("｛[｛{%％]|[{][｛％]|[}%％]｝|｝[}]|％\\}|｝｝")
_ANY_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TWICE = re.compile(r"(\{\{[^{}\n]*\}\})[ \t]*\1")
_STRINGS = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_QUOTES = re.compile("[“”„‟‘’‚‛«»＂＇「」『』]")
_WIDE = re.compile("[\uff01-\uff5e\u3000]")


_PRINTED = re.compile(r"\{\{-?\s*([\w.]+)")
_NAME = re.compile(r"[a-z_]+\.[\w.]+")


class _Choice(NamedTuple):
    """A tag that compares, `if return.cost_bearer == "buyer"`, and its place."""

    shown: str
    place: int


class _Tags(NamedTuple):
    """What a text compares, the values it always prints with their places, and those it prints where they are known."""

    compared: list[_Choice]
    needed: dict[str, int]
    optional: set[str]
    branches: dict[str, set[str]]
    """Under which conditions each value is printed."""
    others: list[int]
    """The places of every else and elsif."""
    places: dict[str, int]


def check_liquid(texts: Iterable[Text]) -> Iterator[Problem]:
    """Braces in full width, and full-width signs or curly quotation marks inside a tag."""
    for text in texts:
        for piece in text.pieces:
            if not text.is_template:
                continue
            for match in _BRACES.finditer(piece.text):
                message = f'"{match.group()}" prints as it stands; type {{{{ }}}} or {{% %}} in half width'
                yield text.problem(piece.start + match.start(), "fullwidth-liquid", message)
            for tag in _ANY_TAG.finditer(piece.text):
                yield from _signs(text, piece, tag)
            for twice in _TWICE.finditer(piece.text):
                message = f"{twice[1]} stands twice; delete one"
                yield text.problem(piece.start + twice.start(), "doubled-word", message, Severity.WARNING)


def _signs(text: Text, piece: Piece, tag: re.Match[str]) -> Iterator[Problem]:
    code = _STRINGS.sub(lambda string: " " * len(string.group()), tag.group())
    place = piece.start + tag.start()
    if quote := _QUOTES.search(code):
        message = f"{tag.group()} has the quotation mark {quote.group()}; type a straight one"
        yield text.problem(place + quote.start(), "liquid-quotes", message)
    elif (wide := _WIDE.search(code)) and not _BRACES.search(tag.group()):
        message = f'{tag.group()} has the full-width "{wide.group()}"; type it in half width'
        yield text.problem(place + wide.start(), "fullwidth-liquid", message)


def check_tags(texts: Texts) -> Iterator[Problem]:
    """Where a translation compares otherwise than its source, or needs a value that the source can do without."""
    for source, translations in texts.documents():
        if source.is_template:
            read = {piece.where: _read(piece) for piece in source.pieces}
            for translation in translations:
                for piece in translation.pieces:
                    if piece.where in read:
                        yield from _compared(translation, piece, _read(piece), read[piece.where])


def _compared(text: Text, piece: Piece, mine: _Tags, theirs: _Tags) -> Iterator[Problem]:
    left = Counter(choice.shown for choice in theirs.compared)
    for choice in mine.compared:
        if not left[choice.shown]:
            message = f'{{% {choice.shown} %}} is not in "{piece.where}" of the source; compare as it does'
            yield text.problem(choice.place, "tag-parity", message)
        left[choice.shown] -= 1
    for shown, count in left.items():
        if count > 0:
            message = f'"{piece.where}" lacks {{% {shown} %}}, which the source has; add it'
            yield text.problem(piece.heading, "tag-parity", message)
    for name, place in mine.needed.items():
        if name not in theirs.needed and name in theirs.optional:
            message = f'"{name}" is printed always, in the source only where it is known; put it in {{% if {name} %}}'
            yield text.problem(place, "tag-parity", message, Severity.WARNING)
    yield from _branches(text, piece, mine, theirs)


def _branches(text: Text, piece: Piece, mine: _Tags, theirs: _Tags) -> Iterator[Problem]:
    """Where a choice has lost a way, or a value is printed in one that the source keeps it out of."""
    if len(mine.others) < len(theirs.others):
        message = (
            f'"{piece.where}" has {len(mine.others)} else and elsif; the source has {len(theirs.others)}: add what differs'
        )
        yield text.problem(piece.heading, "tag-parity", message, Severity.WARNING)
    for name, ways in mine.branches.items():
        wanted = theirs.branches.get(name, set())
        if f"else of if {name}" in ways - wanted:
            message = f'"{name}" is printed where it is not known; print it under {{% if {name} %}}'
            yield text.problem(mine.places[name], "tag-parity", message)
        elif wanted and "" not in ways | wanted and not ways & wanted:
            message = f'"{name}" is printed under {", ".join(ways)}; in the source under {", ".join(wanted)}: print it there'
            yield text.problem(mine.places[name], "tag-parity", message, Severity.WARNING)


def _read(piece: Piece) -> _Tags:
    """What a text compares, and which values it prints whatever is known."""
    tags = _Tags([], {}, set(), {}, [], {})
    opened: list[tuple[str, set[str]]] = []
    ways: list[str] = []
    for tag in LIQUID.finditer(piece.text):
        if tag.group().startswith("{{"):
            name = _PRINTED.match(tag.group())
            if name:
                tags.branches.setdefault(name[1], set()).add(_way(ways, name[1]))
                tags.places.setdefault(name[1], piece.start + tag.start())
            if name and ("default:" in tag.group() or any(name[1] in known for _, known in opened)):
                tags.optional.add(name[1])
            elif name:
                tags.needed.setdefault(name[1], piece.start + tag.start())
            continue
        word, says = _TAG.match(tag.group()), ""
        if word:
            says = _plain(word[2])
        if not word or word[1] in ("raw", "comment", "assign"):
            continue
        if word[1].startswith("end") and opened:
            opened.pop()
            ways.pop()
        elif word[1] in ("if", "unless", "case", "for"):
            ways.append(f"{word[1]} {says}")
            opened.append((word[1], set(_NAME.findall(_STRINGS.sub("", says)))))
        elif word[1] == "elsif" and opened:
            opened[-1][1].update(_NAME.findall(_STRINGS.sub("", says)))
        if word[1] in ("else", "elsif", "when") and ways:
            ways[-1] = f"{word[1]} {says}".strip() if word[1] != "else" else f"else of {ways[-1]}"
        if word[1] in ("else", "elsif"):
            tags.others.append(piece.start + tag.start())
        if word[1] in ("case", "when", "for", "unless") or re.search("[=<>]|contains", _STRINGS.sub("", says)):
            tags.compared.append(_Choice(f"{word[1]} {says}", piece.start + tag.start()))
    return tags


def _way(ways: list[str], name: str) -> str:
    """The innermost way in which a value is printed, other than that it is known."""
    return next((way for way in reversed(ways) if way not in (f"if {name}", f"elsif {name}")), "")


def _plain(says: str) -> str:
    """A condition with one kind of quotation marks and single spaces."""
    return " ".join(_LITERAL.sub(lambda text: f'"{text[1] or text[2] or ""}"', says).split())
