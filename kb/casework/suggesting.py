"""What may come next in a case: the stages that follow, each with the templates that it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.content.cases import LAST, Stage
from kb.content.library import Library
from kb.content.model import Document, Facets

if TYPE_CHECKING:
    from kb.store.cases import Case

TEMPLATES = 3
"""How many templates are named for a stage."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stage that may follow, and the templates for it, each in every language it is written in; the best first."""

    stage: Stage
    templates: tuple[dict[str, Document], ...]
    usual: bool


def suggestions(library: Library, case: Case) -> tuple[Suggestion, ...]:
    """What may follow where a case stands; closing has a form of its own."""
    rules = library.vocabulary.cases
    here = rules.stages.get(case.stage)
    return tuple(
        Suggestion(stage, tuple(_templates(library, case, stage)), bool(here and stage.id in here.next))
        for stage in rules.following(case.stage)
        if stage.id != LAST
    )


def _templates(library: Library, case: Case, stage: Stage) -> Iterator[dict[str, Document]]:
    """Those for the stage that can be sent where the case is, in its language; what is about its issue first."""
    if not (stage.intent or stage.subtype or stage.issue):
        return
    fitting = []
    for id, documents in library.documents.items():
        facets = next(iter(documents.values())).facets
        if id.startswith("templates/") and _fits(facets, stage, case) and (not case.lang or case.lang in documents):
            fitting.append((-_nearness(facets, stage, case), id))
    for _, id in sorted(fitting)[:TEMPLATES]:
        yield dict(library.documents[id])


def _fits(facets: Facets, stage: Stage, case: Case) -> bool:
    if case.channel not in facets.channels or case.platform in facets.not_on:
        return False
    if facets.platforms and case.platform not in facets.platforms:
        return False
    wanted = ((stage.intent, (facets.intent,)), (stage.subtype, (facets.subtype,)), (stage.issue, facets.issues))
    return all(not value or value in found for value, found in wanted)


def _nearness(facets: Facets, stage: Stage, case: Case) -> int:
    """A template about the case's issue is nearer than one about others; a subtype that was not asked for is farther."""
    about = 2 if case.issue in facets.issues and case.issue else 0
    return about + (facets.issues[:1] == (case.issue,)) - (facets.subtype != stage.subtype)
