"""The board: open cases by what is due next, counted and narrowed down by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, nulls_last, select

from kb.store.cases import Case, Reply, case_of
from kb.store.database import Database
from kb.store.models import Case as Row
from kb.store.models import CaseReply

_next_at = case((Row.first_reply_at.is_(None), Row.due_at), else_=Row.promised_for)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which cases are wanted; empty or None means all."""

    group: str = ""
    owner_id: int | None = None
    channel: str = ""
    platform: str = ""
    market: str = ""
    lang: str = ""
    issue: str = ""
    stage: str = ""
    reference: str = ""

    @property
    def conditions(self) -> list[Any]:
        """What a row must meet."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return [getattr(Row, name) == value for name, value in given.items() if value not in ("", None)]

    def __bool__(self) -> bool:
        """Whether anything is narrowed down."""
        return bool(self.conditions)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open cases there are: overdue, due by the end of the day, due later, and waiting for nothing."""

    overdue: int
    today: int
    later: int
    waiting: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.overdue + self.today + self.later + self.waiting


class Board:
    """What a team looks at when it comes in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, wanted: Narrowed, limit: int = 200) -> tuple[Case, ...]:
        """The open cases, what is due next first, those that wait for nothing last."""
        question = (
            select(Row)
            .where(Row.closed_at.is_(None), *wanted.conditions)
            .order_by(nulls_last(_next_at), Row.id)
            .limit(limit)
        )
        with self._database.reading() as session:
            return tuple(map(case_of, session.scalars(question)))

    def closed(self, wanted: Narrowed, limit: int = 100) -> tuple[Case, ...]:
        """The closed cases, the last closed first."""
        question = (
            select(Row)
            .where(Row.closed_at.is_not(None), *wanted.conditions)
            .order_by(Row.closed_at.desc(), Row.id)
            .limit(limit)
        )
        with self._database.reading() as session:
            return tuple(map(case_of, session.scalars(question)))

    def tally(self, wanted: Narrowed, now: datetime, tonight: datetime) -> Tally:
        """How many open cases are due when."""
        question = select(
            func.count(case((_next_at < now, 1))),
            func.count(case(((_next_at >= now) & (_next_at < tonight), 1))),
            func.count(case((_next_at >= tonight, 1))),
            func.count(case((_next_at.is_(None), 1))),
        ).where(Row.closed_at.is_(None), *wanted.conditions)
        with self._database.reading() as session:
            return Tally(*session.execute(question).one())

    def groups(self) -> tuple[str, ...]:
        """The groups that open cases belong to."""
        question = select(Row.group).where(Row.closed_at.is_(None), Row.group != "").distinct().order_by(Row.group)
        with self._database.reading() as session:
            return tuple(session.scalars(question))

    def replies(self, case_id: int, documents: tuple[str, ...]) -> Mapping[str, Reply]:
        """The last reply of each of these templates that went to a case."""
        question = (
            select(CaseReply).where(CaseReply.case_id == case_id, CaseReply.document.in_(documents)).order_by(CaseReply.at)
        )
        with self._database.reading() as session:
            rows = session.scalars(question)
            return {
                r.document: Reply(r.key, r.at, r.document, r.version, r.lang, r.tone, r.edited, r.person_id) for r in rows
            }
