"""Which documents a filter admits, and how many there would be of every other value.

Each facet value is a column: one truth value a document. A filter is a conjunction of columns, a count the sum of one.
"""

from __future__ import annotations

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

NAMED = 4.0
"""Whoever types a whole title wants the document of that name."""

ARTICLE = 0.9
"""What an article's score is multiplied by: who answers a customer looks for a reply, and reads about it where none fits."""

REPLY = "reply"
"""The group of the languages that a template can be answered in."""


def in_reply_language(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """The filters, a tone being one that the text in the language of the reply has."""
    langs = [value for group, value in filters if group == REPLY]
    return tuple((g, f"{v}@{langs[0]}") if g == "tone" and langs else (g, v) for g, v in filters)


class Catalogue:
    """The documents of one state of the library, in the order of their ids, and their facets."""

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
            for document in translations.values():
                self._titled.setdefault(document.title.casefold(), []).append(ordinal)
        self._values: dict[str, tuple[Filter, ...]] = {}
        members: dict[Filter, list[int]] = {}
        for ordinal, (id, translations) in enumerate(library.documents.items()):
            same = known.get(id) if documents.get(id) is translations else None
            self._values[id] = same or tuple(_values(translations, platforms))
            for value in self._values[id]:
                members.setdefault(value, []).append(ordinal)
        self._columns = {value: row for row, value in enumerate(members)}
        self._matrix = np.zeros((len(self.ids), len(members)), dtype=bool)
        for row, ordinals in enumerate(members.values()):
            self._matrix[ordinals, row] = True
        kinds, kind_of = np.unique(self._matrix, axis=0, return_inverse=True)
        self._kinds, self._kind_of = kinds.astype(np.int64), kind_of.ravel()
        """The combinations of values that documents have, and which is whose: there are few of them."""
        self._rows: dict[str, dict[str, dict[str, int]]] = {group: {} for group in (*GROUPS, REPLY)}
        for (group, chosen), row in self._columns.items():
            name, _, lang = chosen.partition("@")
            self._rows[group].setdefault(lang, {})[name] = row

    def factors(self, ordinals: NDArray[np.int64], text: str) -> NDArray[np.float32]:
        """What the scores of these documents are multiplied by when a text is asked: more where it is their title."""
        factors = self.aptness[ordinals]
        named = self._titled.get(text.strip().casefold())
        return factors if named is None else np.where(np.isin(ordinals, named), factors * np.float32(NAMED), factors)

    def admitted(self, filters: Sequence[Filter]) -> Mask:
        """The documents that every filter admits."""
        mask = np.ones(len(self.ids), dtype=bool)
        for value in filters:
            row = self._columns.get(value)
            mask &= self._matrix[:, row] if row is not None else False
        return mask

    def counts(self, found: Mask, filters: Sequence[Filter]) -> dict[str, dict[str, int]]:
        """For each group, how many of the found documents each value would leave, the group's own filter aside."""
        lang = next((value for group, value in filters if group == REPLY), "")
        everything = self._counted(found & self.admitted(filters) if filters else found)
        totals = dict.fromkeys(GROUPS, everything)
        for group in {group for group, _ in filters} & totals.keys():
            totals[group] = self._counted(found & self.admitted([f for f in filters if f[0] != group]))
        counts = {
            group: {
                value: int(total[row])
                for value, row in self._rows[group].get(lang if group == "tone" else "", {}).items()
                if total[row]
            }
            for group, total in totals.items()
        }
        return {group: values for group, values in counts.items() if values}

    def _counted(self, mask: Mask) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = np.bincount(self._kind_of[mask], minlength=len(self._kinds)) @ self._kinds
        return counts

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
