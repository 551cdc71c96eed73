"""What a person has at hand (favourites, recents, snippets, choices, her own order), and what is pinned for the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

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


class Things:
    """What is at hand. Documents are named by their whole id; whether they exist is not asked here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def favourites(self, person_id: int) -> tuple[str, ...]:
        """The starred documents, the last starred first."""
        mine = models.Favourite.person_id == person_id
        return self._names(select(models.Favourite.document).where(mine).order_by(models.Favourite.at.desc()))

    def star(self, person_id: int, document: str, *, now: datetime) -> None:
        """Make a document a favourite; one that is stays where it is."""
        with self._database.transaction() as session:
            add_new(session, models.Favourite, [{"person_id": person_id, "document": document, "at": now}])

    def unstar(self, person_id: int, document: str) -> None:
        """Make a document no favourite."""
        self._delete(models.Favourite, models.Favourite.person_id == person_id, models.Favourite.document == document)

    def recents(self, person_id: int, limit: int = 20) -> tuple[str, ...]:
        """The documents used last, the very last first."""
        mine = models.Recent.person_id == person_id
        return self._names(select(models.Recent.document).where(mine).order_by(models.Recent.at.desc()).limit(limit))

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
        question = (
            select(models.Snippet).where(models.Snippet.person_id == person_id).order_by(models.Snippet.changed_at.desc())
        )
        with self._database.reading() as session:
            return tuple(map(_snippet_of, session.scalars(question)))

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

    def choices(self, person_id: int) -> Mapping[str, str]:
        """What a person chose last, by name."""
        with self._database.reading() as session:
            rows = session.execute(
                select(models.Choice.name, models.Choice.value).where(models.Choice.person_id == person_id)
            )
            return {row.name: row.value for row in rows}

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

    def ordering(self, person_id: int, listing: str) -> tuple[str, ...]:
        """The documents of a list in the order that a person gave them; none when she has not."""
        table = models.Ordering
        mine = (table.person_id == person_id, table.listing == listing)
        return self._names(select(table.document).where(*mine).order_by(table.place))

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

    def pins(self, group: str = "") -> tuple[str, ...]:
        """What stands first for a group of agents: its own pins, then those for everybody."""
        table = models.Pin
        rows = select(table.document).where(table.group.in_({group, ""}))
        ordered = self._names(rows.order_by(table.group == "", table.place, table.at))
        return tuple(dict.fromkeys(ordered))

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

    def _names(self, question: Any) -> tuple[str, ...]:
        with self._database.reading() as session:
            return tuple(session.scalars(question))

    def _delete(self, table: type[models.Base], *conditions: ColumnElement[bool]) -> None:
        with self._database.transaction() as session:
            session.execute(delete(table).where(*conditions))


def _snippet_of(row: models.Snippet) -> Snippet:
    return Snippet(row.id, row.title, row.lang, row.text, row.signature, row.changed_at)
