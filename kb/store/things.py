"""What a person has at hand (favourites, recents, snippets, choices, her own order), and what is pinned for the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    union_all,
)

from kb.errors import NotFound
from kb.store import models
from kb.store.database import Database, add_new, put

RECENTS = 50
"""How many documents are remembered as recently used."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text of a person's own; one with `signature` closes her replies in its language."""

    id: int
    title: str
    lang: str
    text: str
    signature: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class AtHand:
    """What a person has at hand, as it was at one moment."""

    favourites: tuple[str, ...]
    """The starred documents, the last starred first."""
    orderings: Mapping[str, tuple[str, ...]]
    """The documents of each list that she has put in an order of her own."""
    recents: tuple[str, ...]
    """The documents used last, the very last first."""
    pins: tuple[str, ...]
    """What stands first for her group of agents: its own pins, then those for everybody."""
    choices: Mapping[str, str]
    """What she chose last, by name."""


class Things:
    """What is at hand. Documents are named by their whole id; whether they exist is not asked here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def at_hand(self, person_id: int, group: str = "", *, recents: int = 20) -> AtHand:
        """All that a person of this group of agents has at hand, her own texts aside: most pages show some of each."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        with self._database.asking() as connection:
            for part, name, value, _ in connection.execute(_AT_HAND, {"person": person_id, "group": group}):
                found[part].append((name, value))
        orderings: dict[str, tuple[str, ...]] = {}
        for document, listing in found["orderings"]:
            orderings[listing] = (*orderings.get(listing, ()), document)
        return AtHand(
            favourites=tuple(document for document, _ in found["favourites"]),
            orderings=orderings,
            recents=tuple(document for document, _ in found["recents"][:recents]),
            pins=tuple(dict.fromkeys(document for document, _ in found["pins"])),
            choices=dict(found["choices"]),
        )

    def star(self, person_id: int, document: str, *, now: datetime) -> None:
        """Make a document a favourite; one that is stays where it is."""
        with self._database.transaction() as session:
            add_new(session, models.Favourite, [{"person_id": person_id, "document": document, "at": now}])

    def unstar(self, person_id: int, document: str) -> None:
        """Make a document no favourite."""
        self._delete(models.Favourite, models.Favourite.person_id == person_id, models.Favourite.document == document)

    def used(self, person_id: int, document: str, *, now: datetime) -> None:
        """Note that a person has used a document; the oldest beyond the last fifty are forgotten."""
        table = models.Recent
        kept = select(table.document).where(table.person_id == person_id).order_by(table.at.desc()).limit(RECENTS)
        with self._database.transaction() as session:
            put(session, table, {"person_id": person_id, "document": document, "at": now})
            session.execute(
                delete(table)
                .where(table.person_id == person_id, table.document.not_in(kept))
                .execution_options(synchronize_session=False)
            )

    def forget_recents(self, person_id: int) -> None:
        """Forget what a person has used."""
        self._delete(models.Recent, models.Recent.person_id == person_id)

    def snippets(self, person_id: int) -> tuple[Snippet, ...]:
        """A person's own texts, the last changed first."""
        with self._database.asking() as connection:
            return tuple(Snippet(*row) for row in connection.execute(_SNIPPETS, {"person": person_id}))

    def add_snippet(
        self, person_id: int, *, title: str, lang: str, text: str, signature: bool = False, now: datetime
    ) -> Snippet:
        """A new text of a person's own."""
        with self._database.transaction() as session:
            row = models.Snippet(person_id=person_id, title=title, lang=lang, text=text, signature=signature, changed_at=now)
            session.add(row)
            session.flush()
            return _snippet_of(row)

    def change_snippet(
        self, person_id: int, id: int, *, title: str, lang: str, text: str, signature: bool = False, now: datetime
    ) -> Snippet:
        """The text as it is now. Raises NotFound when the person has none such."""
        with self._database.transaction() as session:
            row = session.get(models.Snippet, id)
            if row is None or row.person_id != person_id:
                raise NotFound(f"there is no snippet {id} of this person")
            row.title, row.lang, row.text, row.signature, row.changed_at = title, lang, text, signature, now
            return _snippet_of(row)

    def remove_snippet(self, person_id: int, id: int) -> None:
        """Delete a text of a person's own."""
        self._delete(models.Snippet, models.Snippet.person_id == person_id, models.Snippet.id == id)

    def choose(self, person_id: int, choices: Mapping[str, str]) -> None:
        """Remember these choices beside the others; an empty one is forgotten."""
        with self._database.transaction() as session:
            for name, value in choices.items():
                if value:
                    put(session, models.Choice, {"person_id": person_id, "name": name, "value": value})
                else:
                    session.execute(
                        delete(models.Choice).where(models.Choice.person_id == person_id, models.Choice.name == name)
                    )

    def order(self, person_id: int, listing: str, documents: Sequence[str]) -> None:
        """Keep a list in this order; no documents give up the person's own order."""
        table = models.Ordering
        rows = [
            {"person_id": person_id, "listing": listing, "document": document, "place": place}
            for place, document in enumerate(dict.fromkeys(documents))
        ]
        with self._database.transaction() as session:
            session.execute(delete(table).where(table.person_id == person_id, table.listing == listing))
            if rows:
                add_new(session, table, rows)

    def pin(self, document: str, *, group: str = "", person_id: int | None, now: datetime) -> None:
        """Pin a document last for a group, or for everybody; one that is pinned stays where it is."""
        table = models.Pin
        with self._database.transaction() as session:
            last = session.scalar(select(func.max(table.place)).where(table.group == group))
            row = {"group": group, "document": document, "person_id": person_id, "at": now}
            add_new(session, table, [{**row, "place": 0 if last is None else last + 1}])

    def unpin(self, document: str, *, group: str = "") -> None:
        """Pin a document no more."""
        self._delete(models.Pin, models.Pin.group == group, models.Pin.document == document)

    def _delete(self, table: type[models.Base], *conditions: ColumnElement[bool]) -> None:
        with self._database.transaction() as session:
            session.execute(delete(table).where(*conditions))


def _part(name: str, row: ColumnElement[str], value: ColumnElement[str], *order: ColumnElement[Any]) -> Select[Any]:
    """A part of what is at hand, its rows numbered in their order."""
    place = func.row_number().over(order_by=order).label("place")
    return select(literal_column(f"'{name}'").label("part"), row.label("name"), value.label("value"), place)


def _everything_at_hand() -> CompoundSelect[Any]:
    """All of it asked at once: on a page that shows some of each part, five questions cost more than all else it reads."""
    models_of = (models.Favourite, models.Ordering, models.Recent, models.Choice)
    favourites, orderings, recents, choices = (model.__table__.c for model in models_of)
    pins = models.Pin.__table__.c
    person: BindParameter[int] = bindparam("person")
    nothing: ColumnElement[str] = literal_column("''")
    groups = pins.agent_group.in_([bindparam("group"), nothing])
    parts = (
        _part("favourites", favourites.document, nothing, favourites.at.desc()).where(favourites.person_id == person),
        _part("orderings", orderings.document, orderings.listing, orderings.place).where(orderings.person_id == person),
        _part("recents", recents.document, nothing, recents.at.desc()).where(recents.person_id == person),
        _part("pins", pins.document, nothing, pins.agent_group == nothing, pins.place, pins.at).where(groups),
        _part("choices", choices.name, choices.value, choices.name).where(choices.person_id == person),
    )
    return union_all(*parts).order_by("part", "place")


_AT_HAND = _everything_at_hand()


_OWN = models.Snippet.__table__.c
_SNIPPETS = (
    select(_OWN.id, _OWN.title, _OWN.lang, _OWN.text, _OWN.signature, _OWN.changed_at)
    .where(_OWN.person_id == bindparam("person"))
    .order_by(_OWN.changed_at.desc())
)


def _snippet_of(row: models.Snippet) -> Snippet:
    return Snippet(row.id, row.title, row.lang, row.text, row.signature, row.changed_at)
