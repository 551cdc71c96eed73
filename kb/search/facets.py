"""Which documents a filter admits, and how many there would be of every other value.

Each facet value is a column: one truth value a kind of document. A filter is a conjunction of columns, a count the sum of
one.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.content.library import Library
from kb.content.model import Document, Template

GROUPS = ("kind", "intent", "issue", "channel", "tone", "platform")
"""What documents are filtered and counted by."""

Mask = NDArray[np.bool_]
Filter = tuple[str, str]
"""A group and the value that must hold, like `("intent", "offer")`."""

SPREAD = 0.01
"""What each issue beyond the first takes from a document's score: one that treats of eleven is about none of them."""

ARTICLE = 0.9
"""What an article's score is multiplied by: who answers a customer looks for a reply, and reads about it where none fits."""

REPLY = "reply"
"""The group of the languages that a template can be answered in."""

_PARTS = (("intent",), ("issue",), ("kind", "channel", "tone", "platform", REPLY))
"""The groups whose values are counted together: few combinations of them occur."""


def in_reply_language(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """The filters, a tone being one that the text in the language of the reply has."""
    langs = [value for group, value in filters if group == REPLY]
    return tuple((g, f"{v}@{langs[0]}") if g == "tone" and langs else (g, v) for g, v in filters)


class Catalogue:
    """The documents of one state of the library, in the order of their ids, and their facets.

    Documents with the same facet values are of one kind. There are far fewer kinds than documents: they are what is
    looked at.
    """

    def __init__(self, library: Library, before: Catalogue | None = None) -> None:
        """What `before` knows of documents that are the same is taken from it."""
        self.library = library
        self.ids = tuple(library.documents)
        self.ordinals = {id: ordinal for ordinal, id in enumerate(self.ids)}
        known = before._values if before and before.library.taxonomy is library.taxonomy else {}
        documents = before.library.documents if before else {}
        platforms = tuple(library.taxonomy.platforms)
        self.aptness = np.array([_aptness(next(iter(found.values()))) for found in library.documents.values()], np.float32)
        """For each document, what its scores are multiplied by."""
        self._titled: dict[str, list[int]] = {}
        for ordinal, translations in enumerate(library.documents.values()):
            for title in {document.title.casefold() for document in translations.values()}:
                self._titled.setdefault(title, []).append(ordinal)
        one = {values: values for values in set(known.values())}
        self._values: dict[str, tuple[Filter, ...]] = {}
        numbers: dict[int, int] = {}
        kinds: list[tuple[Filter, ...]] = []
        kind_of = []
        for id, translations in library.documents.items():
            values = known.get(id) if documents.get(id) is translations else None
            if values is None:
                values = tuple(_values(translations, platforms))
                values = one.setdefault(values, values)
            self._values[id] = values
            number = numbers.setdefault(builtins.id(values), len(kinds))
            if number == len(kinds):
                kinds.append(values)
            kind_of.append(number)
        self._kind_of = np.array(kind_of, dtype=np.intp)
        self._columns = {value: row for row, value in enumerate(dict.fromkeys(value for kind in kinds for value in kind))}
        self._kinds = np.zeros((len(self._columns), len(kinds)), dtype=bool)
        for number, values in enumerate(kinds):
            self._kinds[[self._columns[value] for value in values], number] = True
        self._part_of_kind, self._in_part = self._combined(kinds)
        self._rows: dict[str, dict[str, dict[str, int]]] = {group: {} for group in (*GROUPS, REPLY)}
        for (group, chosen), row in self._columns.items():
            name, _, lang = chosen.partition("@")
            self._rows[group].setdefault(lang, {})[name] = row

    def titled(self, text: str) -> Sequence[int]:
        """The numbers of the documents that have this title in a language."""
        return self._titled.get(text.strip().casefold(), ())

    def _combined(self, kinds: Sequence[tuple[Filter, ...]]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The combinations of values that occur within a part of the groups: that of each kind in one part after the other,
        and a row of columns for each."""
        found: dict[tuple[Filter, ...], int] = {}
        of_kind = [
            found.setdefault(tuple(value for value in kind if value[0] in groups), len(found))
            for groups in _PARTS
            for kind in kinds
        ]
        columns = np.zeros((len(found), len(self._columns)))
        for values, row in found.items():
            columns[row, [self._columns[value] for value in values]] = 1
        return np.array(of_kind, dtype=np.intp), columns

    def admitted(self, filters: Sequence[Filter]) -> Mask:
        """The documents that every filter admits."""
        if not filters:
            return np.ones(len(self.ids), dtype=bool)
        kinds = np.ones(self._kinds.shape[1], dtype=bool)
        for value in filters:
            row = self._columns.get(value)
            kinds &= self._kinds[row] if row is not None else False
        admitted: Mask = kinds[self._kind_of]
        return admitted

    def counts(self, found: Mask, filters: Sequence[Filter]) -> dict[str, dict[str, int]]:
        """For each group, how many of the found documents each value would leave, the group's own filter aside."""
        lang = next((value for group, value in filters if group == REPLY), "")
        everything = self._counted(found & self.admitted(filters) if filters else found)
        totals = dict.fromkeys(GROUPS, everything)
        for group in {group for group, _ in filters} & totals.keys():
            totals[group] = self._counted(found & self.admitted([f for f in filters if f[0] != group]))
        counts = {
            group: {
                value: count
                for value, row in self._rows[group].get(lang if group == "tone" else "", {}).items()
                if (count := total[row])
            }
            for group, total in totals.items()
        }
        return {group: values for group, values in counts.items() if values}

    def _counted(self, mask: Mask) -> list[int]:
        """How many documents have each value."""
        kinds = np.bincount(self._kind_of[mask.nonzero()[0]], minlength=self._kinds.shape[1])
        parts = np.bincount(self._part_of_kind, np.tile(kinds, len(_PARTS)), len(self._in_part))
        found: list[int] = (parts @ self._in_part).astype(np.intp).tolist()
        return found

    @cached_property
    def listing(self) -> NDArray[np.int64]:
        """All documents as a list shows them: replies in the order of a case, then articles."""
        order = {intent: place for place, intent in enumerate(self.library.taxonomy.intents)}

        def place(ordinal: int) -> tuple[bool, int, str]:
            document = next(iter(self.library.documents[self.ids[ordinal]].values()))
            return document.kind != "template", order.get(document.facets.intent, len(order)), document.id

        return np.array(sorted(range(len(self.ids)), key=place), dtype=np.int64)


def _aptness(document: Document) -> float:
    further = max(len(document.facets.issues) - 1, 0)
    return (1.0 if document.kind == "template" else ARTICLE) / (1 + SPREAD * further)


def _values(translations: Mapping[str, Document], platforms: Sequence[str]) -> Iterator[Filter]:
    document = next(iter(translations.values()))
    facets = document.facets
    yield "kind", document.kind
    if facets.intent:
        yield "intent", facets.intent
    yield from (("issue", issue) for issue in facets.issues)
    yield from (("channel", channel) for channel in facets.channels)
    for platform in facets.platforms or platforms:
        if platform not in facets.not_on:
            yield "platform", platform
    templates = [document for document in translations.values() if isinstance(document, Template)]
    yield from ((REPLY, template.lang) for template in templates)
    yield from (("tone", tone) for tone in {tone for template in templates for tone in template.tones})
    yield from (("tone", f"{tone}@{template.lang}") for template in templates for tone in template.tones)
