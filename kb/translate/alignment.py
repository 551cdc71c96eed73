"""Which text of one file says what which text of another says: told by their places, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from kb.content.freshness import digest
from kb.content.skeleton import TO_DO
from kb.errors import ContentError
from kb.translate.segments import Paragraph, Text, Unit

Slot = str | Unit
"""A text that is kept, or a unit that is to be translated."""


class Laid(NamedTuple):
    """A paragraph as it will be: what is kept of it and what is to be translated."""

    section: str
    slots: tuple[Slot, ...]


class Layout(NamedTuple):
    """A translation as it will be. `loses` says that wording of it goes, because its source went or changed."""

    keys: tuple[Laid, ...]
    body: tuple[Laid, ...]
    loses: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is to be translated and nothing goes."""
        return not self.loses and not any(self.open)

    @property
    def open(self) -> Iterator[tuple[str, Unit]]:
        """What is to be translated, with its section."""
        for laid in (*self.keys, *self.body):
            yield from ((laid.section, slot) for slot in laid.slots if isinstance(slot, Unit) and slot.is_said)


def pairs(source: Text, translation: Text) -> Iterator[tuple[Paragraph, Paragraph]]:
    """Each paragraph of a source with that of its translation. Raises ContentError when they are not laid out alike."""
    theirs = {paragraph.section: paragraph for paragraph in translation.keys}
    yield from ((paragraph, theirs[paragraph.section]) for paragraph in source.keys if paragraph.section in theirs)
    if [_place(paragraph) for paragraph in source.body] != [_place(paragraph) for paragraph in translation.body]:
        raise ContentError(
            "its paragraphs are not those of its source, one for one; lay it out like the source, or use kb diff"
        )
    yield from zip(source.body, translation.body, strict=True)


def same_units(*paragraphs: Paragraph) -> bool:
    """Whether the paragraphs have the same list items, headings or lines, one for one."""
    return len({tuple(unit.prefix.strip() for unit in paragraph.units) for paragraph in paragraphs}) == 1


def _place(paragraph: Paragraph) -> tuple[str, str]:
    """What a paragraph must share with its twin: its tone, and whether it is a heading, a list or a table."""
    return paragraph.section, paragraph.units[0].prefix.strip()[:1]


def fresh(source: Text) -> Layout:
    """A translation of which nothing is there yet."""
    return Layout(tuple(map(_all_open, source.keys)), tuple(map(_all_open, source.body)))


def continued(old: Text, new: Text, mine: Text) -> Layout:
    """A translation of `old` carried over to `new`: what did not change is kept as it is, to the letter.

    Raises ContentError when the translation is not laid out like the text it was made from.
    """
    twins = list(pairs(old, mine))
    by_key = {before.section: (before, twin) for before, twin in twins[: len(twins) - len(old.body)]}
    bodies = twins[len(twins) - len(old.body) :]
    loses = {paragraph.section for paragraph in old.keys} > {paragraph.section for paragraph in new.keys}

    def carried(now: Paragraph, before: Paragraph, twin: Paragraph) -> Laid:
        nonlocal loses
        laid = _carried(now, before, twin) if now.section == before.section else _all_open(now)
        loses = loses or _loses(laid, before, twin)
        return laid

    keys = tuple(carried(now, *by_key[now.section]) if now.section in by_key else _all_open(now) for now in new.keys)
    known = {_said(before): (before, twin) for before, twin in bodies}
    used: set[tuple[str, str]] = set()
    body: list[Laid] = []
    matcher = SequenceMatcher(None, list(map(_said, old.body)), list(map(_said, new.body)), autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        if end - start == last - first:
            body += [carried(now, *twin) for now, twin in zip(new.body[first:last], bodies[start:end], strict=True)]
            used.update(map(_said, old.body[start:end]))
        else:
            come = new.body[first:last]
            body += [carried(now, *known[_said(now)]) if _said(now) in known else _all_open(now) for now in come]
            used.update(map(_said, come))
    return Layout(keys, tuple(body), loses or any(_said(before) not in used for before in old.body))


def _loses(laid: Laid, before: Paragraph, twin: Paragraph) -> bool:
    """Whether a text that somebody has translated is to be translated anew."""
    opened = [isinstance(slot, Unit) and slot.is_said for slot in laid.slots]
    if len(opened) == len(before.units) == len(twin.units):
        units = zip(opened, before.units, twin.units, strict=True)
        return any(new and mine.is_said and not _waits(old, mine) for new, old, mine in units)
    return any(opened)


def _waits(old: Unit, mine: Unit) -> bool:
    """Whether a unit is still the source's text behind its mark: nobody has begun to translate it."""
    return bool(TO_DO.search(mine.text)) and TO_DO.sub("", mine.text) == old.text


def _carried(now: Paragraph, before: Paragraph, twin: Paragraph) -> Laid:
    if _said(before) == _said(now) and not TO_DO.search(twin.text):
        return Laid(now.section, (twin.text,))
    if not same_units(now, before, twin):
        return _all_open(now)
    slots: list[Slot] = []
    for new, old, mine in zip(now.units, before.units, twin.units, strict=True):
        kept = digest(new.text) == digest(old.text) and not _waits(old, mine)
        slots.append(mine.text if kept else new)
    return Laid(now.section, tuple(slots))


def _all_open(paragraph: Paragraph) -> Laid:
    return Laid(paragraph.section, paragraph.units)


def _said(paragraph: Paragraph) -> tuple[str, str]:
    return paragraph.section, digest(paragraph.text)
