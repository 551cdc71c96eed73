"""What was done with the content: copies, questions, thumbs. Each comes with a key of the browser's own, and counts once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, select

from kb.errors import NotFound
from kb.store import models
from kb.store.database import Database, add_new

_COUNTED = (models.Copy, models.Search)

_BATCH = 5000
"""How many rows are deleted at once: between two batches others may write."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A reply that was copied: which one, never what stood in it. `query` only where it is short and tells of nobody."""

    key: str
    at: datetime
    document: str
    version: str
    lang: str
    locale: str = ""
    tone: str = ""
    channel: str = ""
    platform: str = ""
    market: str = ""
    edited: bool = False
    query: str | None = None
    person_id: int | None = None
    group: str = ""
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """A question that was asked; its words only where they are few and tell of nobody."""

    key: str
    at: datetime
    query: str | None
    lang: str
    reply_lang: str
    results: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """A thumb for a document in a language, with a note to its translators."""

    key: str
    at: datetime
    document: str
    version: str
    lang: str
    helpful: bool
    note: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """An opinion as it was kept."""

    id: int
    opinion: Opinion
    resolved_at: datetime | None
    resolved_by: int | None


class Usage:
    """What was done. What returns True was new; False says that this key was kept before, and that nothing was changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def copied(self, copy: Copy) -> bool:
        """Keep that a reply was copied. When it returns, it is kept. See `Usage` for what it returns."""
        return self._add(models.Copy, asdict(copy))

    def searched(self, search: Search) -> bool:
        """Keep that a question was asked."""
        return self._add(models.Search, asdict(search))

    def said(self, opinion: Opinion) -> bool:
        """Keep what somebody thinks of a document."""
        return self._add(models.Feedback, asdict(opinion))

    def feedback(
        self, document: str = "", *, lang: str = "", resolved: bool = False, limit: int | None = 200, offset: int = 0
    ) -> tuple[Feedback, ...]:
        """What people think, of one document or of all, the newest first; `resolved` adds what was attended to."""
        table = models.Feedback
        question = select(table).where(*_about(document, lang)).order_by(table.at.desc(), table.id.desc())
        if not resolved:
            question = question.where(table.resolved_at.is_(None))
        with self._database.reading() as session:
            return tuple(map(_feedback_of, session.scalars(question.limit(limit).offset(offset))))

    def feedback_counts(self, document: str = "", *, lang: str = "") -> tuple[int, int]:
        """How many opinions nobody has attended to, and how many there are in all."""
        total = func.count()
        question = select(total - func.count(models.Feedback.resolved_at), total).where(*_about(document, lang))
        with self._database.reading() as session:
            unread, every = session.execute(question.select_from(models.Feedback)).one()
            return unread, every

    def unread(self, document: str) -> int:
        """How many opinions of a document nobody has attended to."""
        with self._database.asking() as connection:
            return connection.execute(_UNREAD, {"document": document}).scalar_one()

    def resolve(self, id: int, *, person_id: int | None, now: datetime) -> Feedback:
        """An opinion that was attended to; one that was stays as it was. Raises NotFound."""
        with self._database.transaction() as session:
            row = session.get(models.Feedback, id)
            if row is None:
                raise NotFound(f"there is no feedback {id}")
            if row.resolved_at is None:
                row.resolved_at, row.resolved_by = now, person_id
            return _feedback_of(row)

    def reopen(self, id: int) -> Feedback:
        """An opinion that somebody is to attend to again. Raises NotFound."""
        with self._database.transaction() as session:
            row = session.get(models.Feedback, id)
            if row is None:
                raise NotFound(f"there is no feedback {id}")
            row.resolved_at = row.resolved_by = None
            return _feedback_of(row)

    def popularity(self, since: datetime, *, lang: str = "") -> Mapping[str, int]:
        """How often each document was copied since then, in one language or in any; those never copied are left out."""
        question = select(models.Copy.document, func.count()).where(models.Copy.at >= since).group_by(models.Copy.document)
        if lang:
            question = question.where(models.Copy.lang == lang)
        with self._database.reading() as session:
            return {row[0]: row[1] for row in session.execute(question)}

    def older(self, before: datetime) -> int:
        """How many copies and questions are older."""
        with self._database.reading() as session:
            counts = (select(func.count()).where(table.at < before) for table in _COUNTED)
            return sum(session.scalar(count) or 0 for count in counts)

    def forget(self, before: datetime) -> int:
        """Delete copies and questions that are older; how many those were. Opinions stay."""
        return sum(self._forget(table, before) for table in _COUNTED)

    def _forget(self, table: type[models.Copy | models.Search], before: datetime) -> int:
        old = select(table.id).where(table.at < before).limit(_BATCH)
        done, gone = 0, _BATCH
        while gone == _BATCH:
            with self._database.transaction() as session:
                gone = session.connection().execute(delete(table).where(table.id.in_(old))).rowcount
            done += gone
        return done

    def _add(self, table: type[models.Base], row: Mapping[str, object]) -> bool:
        kept = {name: _if_there(name, value) for name, value in row.items()}
        with self._database.transaction() as session:
            return add_new(session, table, [kept]) == 1


_SAID = models.Feedback.__table__.c
_UNREAD = select(func.count()).where(_SAID.document == bindparam("document"), _SAID.resolved_at.is_(None))


def _if_there(name: str, value: object) -> object:
    """A person or a case that was deleted meanwhile is left out: the event itself is not lost for it."""
    owner = {"person_id": models.Person.id, "case_id": models.Case.id}.get(name)
    return value if owner is None or value is None else select(owner).where(owner == value).scalar_subquery()


def _about(document: str, lang: str) -> list[ColumnElement[bool]]:
    """What an opinion of this document and language meets; empty means any."""
    given = ((models.Feedback.document, document), (models.Feedback.lang, lang))
    return [column == value for column, value in given if value]


def _feedback_of(row: models.Feedback) -> Feedback:
    opinion = Opinion(row.key, row.at, row.document, row.version, row.lang, row.helpful, row.note, row.person_id)
    return Feedback(row.id, opinion, row.resolved_at, row.resolved_by)
