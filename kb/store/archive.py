"""How long cases are kept, and what is kept about one reference: anonymised, deleted, or given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from kb.store import models
from kb.store.cases import file_of
from kb.store.database import Database

_BATCH = 500
"""How many cases go at once: between two batches others may write."""

_holds = (models.Case.reference != "") | exists().where(
    models.CaseEvent.case_id == models.Case.id, models.CaseEvent.note != ""
)
"""Whether a case holds what anonymising takes out: also what was added after it had been anonymised before."""


class Archive:
    """Retention, and the rights of who stands behind a reference."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def everything_about(self, reference: str) -> tuple[Mapping[str, Any], ...]:
        """All that is kept about a reference, a mapping for each case, of texts, numbers and times alone."""
        question = select(models.Case).where(models.Case.reference == reference).order_by(models.Case.opened_at)
        with self._database.reading(snapshot=True) as session:
            return tuple(_told(session, row) for row in session.scalars(question)) if reference else ()

    def anonymise(self, reference: str, *, now: datetime) -> int:
        """Take reference and notes out of every case with it, open or closed; how many cases. The figures stay."""
        return self._anonymise(models.Case.reference == reference, now) if reference else 0

    def anonymise_closed(self, before: datetime, *, now: datetime) -> int:
        """Take reference and notes out of the cases that were closed before; how many cases."""
        return self._anonymise(models.Case.closed_at < before, now)

    def closed(self, anonymous_before: datetime, gone_before: datetime) -> tuple[int, int]:
        """How many cases `anonymise_closed` would take of those that `delete_closed` leaves, and how many this one takes."""
        closed_at = models.Case.closed_at
        holding = select(func.count()).where(closed_at < anonymous_before, closed_at >= gone_before, _holds)
        gone = select(func.count()).where(closed_at < gone_before)
        with self._database.reading(snapshot=True) as session:
            return session.scalar(holding) or 0, session.scalar(gone) or 0

    def delete(self, reference: str) -> int:
        """Delete every case with this reference, with its replies and steps; how many cases."""
        return self._delete(models.Case.reference == reference) if reference else 0

    def delete_closed(self, before: datetime) -> int:
        """Delete the cases that were closed before, with their replies and steps; how many cases."""
        return self._delete(models.Case.closed_at < before)

    def _anonymise(self, which: ColumnElement[bool], now: datetime) -> int:
        def blank(session: Session, ids: Sequence[int]) -> None:
            session.execute(
                update(models.Case).where(models.Case.id.in_(ids)).values(reference="", anonymised_at=now),
                execution_options={"synchronize_session": False},
            )
            session.execute(
                update(models.CaseEvent).where(models.CaseEvent.case_id.in_(ids)).values(note=""),
                execution_options={"synchronize_session": False},
            )

        return self._in_batches(which & _holds, blank)

    def _delete(self, which: ColumnElement[bool]) -> int:
        def remove(session: Session, ids: Sequence[int]) -> None:
            session.execute(
                delete(models.Case).where(models.Case.id.in_(ids)), execution_options={"synchronize_session": False}
            )

        return self._in_batches(which, remove)

    def _in_batches(self, which: ColumnElement[bool], work: Any) -> int:
        done = 0
        while True:
            with self._database.transaction() as session:
                ids = session.scalars(select(models.Case.id).where(which).limit(_BATCH)).all()
                if ids:
                    work(session, ids)
            done += len(ids)
            if len(ids) < _BATCH:
                return done


def _told(session: Session, row: models.Case) -> Mapping[str, Any]:
    file = file_of(session, row)
    copies = session.scalars(select(models.Copy).where(models.Copy.case_id == row.id).order_by(models.Copy.at))
    return {
        "case": _plain(asdict(file.case)),
        "replies": [_plain(asdict(reply)) for reply in file.replies],
        "steps": [_plain(asdict(step)) for step in file.steps],
        "copies": [
            {
                "at": copy.at.isoformat(),
                "document": copy.document,
                "version": copy.version,
                "lang": copy.lang,
                "edited": copy.edited,
            }
            for copy in copies
        ],
    }


def _plain(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Times as ISO texts, everything else as it is."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
