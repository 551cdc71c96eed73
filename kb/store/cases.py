"""Cases, from opening to closing. Every step is kept with its time and who took it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import CaseClosed, CaseNotFound, InvalidValues, ValueProblem
from kb.store import models
from kb.store.database import Database, add_new


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known of a case when it is opened. `reference` is the team's own word for it, never a customer's name."""

    reference: str
    channel: str
    due_at: datetime
    platform: str = ""
    market: str = ""
    lang: str = ""
    issue: str = ""
    product: str = ""
    carrier: str = ""
    group: str = ""
    owner_id: int | None = None
    stage: str = "detect"


class Facts(TypedDict, total=False):
    """What may be corrected of a case while it is open."""

    reference: str
    channel: str
    platform: str
    market: str
    lang: str
    issue: str
    product: str
    carrier: str
    group: str
    owner_id: int | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands. An anonymised one has an empty reference.

    `cost_minor` counts the currency's smallest unit: 1250 of EUR is 12.50, 1250 of JPY is 1250.
    """

    id: int
    reference: str
    channel: str
    platform: str
    market: str
    lang: str
    issue: str
    product: str
    carrier: str
    group: str
    owner_id: int | None
    opened_at: datetime
    due_at: datetime
    first_reply_at: datetime | None
    stage: str
    promised_for: datetime | None
    outcome: str
    option: str
    cost_minor: int | None
    cost_currency: str | None
    cause: str
    rating: int | None
    closed_at: datetime | None
    anonymised_at: datetime | None

    @property
    def next_at(self) -> datetime | None:
        """When somebody has to do something: the first reply is due, or a promise; None when neither is."""
        if self.closed_at is not None:
            return None
        return self.due_at if self.first_reply_at is None else self.promised_for


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that went to the case. `key` is that of the copy, so that a retried event is one reply."""

    key: str
    at: datetime
    document: str
    version: str
    lang: str
    tone: str = ""
    edited: bool = False
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a case: `opened`, `stage`, `promised`, `corrected`, `note`, `closed`, `reopened`.

    `value` is the stage, or the promised time; `note` holds no personal data.
    """

    at: datetime
    kind: str
    value: str
    note: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class File:
    """A case with everything that belongs to it, the oldest first."""

    case: Case
    replies: tuple[Reply, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """How a case ended. `cause` is asked for; `option` is the one of those offered that the customer chose."""

    cause: str
    outcome: str = ""
    option: str = ""
    cost_minor: int | None = None
    cost_currency: str | None = None
    rating: int | None = None


class Cases:
    """The team's cases. Whoever changes one is `person_id`, None for the local person of a site without accounts.

    Each method that takes the id of a case raises CaseNotFound; each that works on it raises CaseClosed once it is closed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, new: NewCase, *, person_id: int | None, now: datetime) -> Case:
        """A new case. Raises InvalidValues without a reference or a channel."""
        _required(reference=new.reference, channel=new.channel)
        row = models.Case(**asdict(new), opened_at=now, outcome="", option="", cause="")
        with self._database.transaction() as session:
            session.add(row)
            session.flush()
            _step(session, row, "opened", person_id, now, value=new.stage)
            return case_of(row)

    def get(self, id: int) -> Case:
        """A case."""
        with self._database.reading() as session:
            return case_of(_found(session, id))

    def file(self, id: int) -> File:
        """A case with its replies and steps."""
        with self._database.reading() as session:
            return file_of(session, _found(session, id))

    def find(self, reference: str) -> tuple[Case, ...]:
        """The cases with this reference, the newest first."""
        question = select(models.Case).where(models.Case.reference == reference).order_by(models.Case.opened_at.desc())
        with self._database.reading() as session:
            return tuple(map(case_of, session.scalars(question))) if reference else ()

    def correct(self, id: int, *, person_id: int | None, now: datetime, **facts: Unpack[Facts]) -> Case:
        """The case with these facts.

        Raises InvalidValues when the reference or the channel becomes empty, or nobody is the owner.
        """
        _required(**{name: str(facts[name]) for name in ("reference", "channel") if name in facts})
        with self._database.transaction() as session:
            row = _open_one(session, id)
            owner_id = facts.get("owner_id")
            if owner_id is not None and session.get(models.Person, owner_id) is None:
                raise InvalidValues([ValueProblem("owner_id", "unknown-choice", "is the number of nobody")])
            changed = [name for name, value in facts.items() if getattr(row, name) != value]
            for name in changed:
                setattr(row, name, facts[name])  # type: ignore[literal-required]
            if changed:
                _step(session, row, "corrected", person_id, now, value=" ".join(changed))
            return case_of(row)

    def replied(self, id: int, reply: Reply, reached: Callable[[str], str] = lambda stage: stage) -> bool:
        """Keep that a reply went to the case; the first one is its first reply. False when this key was kept before.

        A new one takes the case from the stage it is in to the one that `reached` tells.
        """
        with self._database.transaction() as session:
            row = _open_one(session, id)
            new = add_new(session, models.CaseReply, [{**asdict(reply), "case_id": id}]) == 1
            if new and (row.first_reply_at is None or reply.at < row.first_reply_at):
                row.first_reply_at = reply.at
            if new and (stage := reached(row.stage)) != row.stage:
                _move(session, row, stage, reply.person_id, reply.at)
            return new

    def move(self, id: int, stage: str, *, person_id: int | None, now: datetime, note: str = "") -> Case:
        """The case in another stage."""
        with self._database.transaction() as session:
            row = _open_one(session, id)
            _move(session, row, stage, person_id, now, note)
            return case_of(row)

    def promise(self, id: int, when: datetime | None, *, person_id: int | None, now: datetime, note: str = "") -> Case:
        """The case with what was promised to its customer, or with that promise kept when `when` is None."""
        with self._database.transaction() as session:
            row = _open_one(session, id)
            _promise(session, row, when, person_id, now, note)
            return case_of(row)

    def note(self, id: int, text: str, *, person_id: int | None, now: datetime) -> None:
        """Keep a note; it is for the team and holds no personal data."""
        with self._database.transaction() as session:
            _step(session, _open_one(session, id), "note", person_id, now, note=text)

    def close(self, id: int, closing: Closing, *, person_id: int | None, now: datetime, note: str = "") -> Case:
        """The case, closed. Raises InvalidValues without a cause, or when cost, currency or rating cannot be."""
        _checked(closing)
        with self._database.transaction() as session:
            row = _open_one(session, id)
            for name, value in asdict(closing).items():
                setattr(row, name, value)
            row.stage, row.closed_at, row.promised_for = "archive", now, None
            _step(session, row, "closed", person_id, now, value=closing.cause, note=note)
            return case_of(row)

    def reopen(self, id: int, stage: str, *, person_id: int | None, now: datetime, note: str = "") -> Case:
        """A closed case, open again in this stage; an open one is given back as it is."""
        with self._database.transaction() as session:
            row = _locked(session, id)
            if row.closed_at is not None:
                _reopen(session, row, stage, person_id, now, note)
            return case_of(row)

    def undo_closing(self, id: int, *, person_id: int | None, now: datetime) -> Case:
        """A closed case as it was before: in its stage, with what was promised; an open one is given back as it is."""
        with self._database.transaction() as session:
            row = _locked(session, id)
            if row.closed_at is not None:
                stage, promised = _before_closing(session, row)
                _reopen(session, row, stage, person_id, now)
                if promised is not None:
                    _promise(session, row, promised, person_id, now)
            return case_of(row)


def case_of(row: models.Case) -> Case:
    """What a row of the table says."""
    return Case(**{name: getattr(row, name) for name in Case.__dataclass_fields__})


def file_of(session: Session, row: models.Case) -> File:
    """A case with what belongs to it."""
    replies = select(models.CaseReply).where(models.CaseReply.case_id == row.id).order_by(models.CaseReply.at)
    steps = select(models.CaseEvent).where(models.CaseEvent.case_id == row.id).order_by(models.CaseEvent.id)
    return File(case_of(row), tuple(map(_reply_of, session.scalars(replies))), tuple(map(_step_of, session.scalars(steps))))


def _found(session: Session, id: int) -> models.Case:
    row = session.get(models.Case, id)
    if row is None:
        raise CaseNotFound(id)
    return row


def _locked(session: Session, id: int) -> models.Case:
    row = session.get(models.Case, id, with_for_update=True)
    if row is None:
        raise CaseNotFound(id)
    return row


def _open_one(session: Session, id: int) -> models.Case:
    row = _locked(session, id)
    if row.closed_at is not None:
        raise CaseClosed(id)
    return row


def _move(session: Session, row: models.Case, stage: str, person_id: int | None, now: datetime, note: str = "") -> None:
    row.stage = stage
    _step(session, row, "stage", person_id, now, value=stage, note=note)


def _promise(
    session: Session, row: models.Case, when: datetime | None, person_id: int | None, now: datetime, note: str = ""
) -> None:
    row.promised_for = when
    _step(session, row, "promised", person_id, now, value=when.isoformat() if when else "", note=note)


def _reopen(session: Session, row: models.Case, stage: str, person_id: int | None, now: datetime, note: str = "") -> None:
    row.stage, row.closed_at = stage, None
    _step(session, row, "reopened", person_id, now, value=stage, note=note)


def _before_closing(session: Session, row: models.Case) -> tuple[str, datetime | None]:
    """The stage of a closed case before it was closed, and what was promised since it was last opened."""
    stage, promised = row.stage, ""
    steps = select(models.CaseEvent).where(models.CaseEvent.case_id == row.id).order_by(models.CaseEvent.id)
    for step in session.scalars(steps):
        if step.kind in ("opened", "reopened"):
            stage, promised = step.value, ""
        elif step.kind == "stage":
            stage = step.value
        elif step.kind == "promised":
            promised = step.value
    return stage, datetime.fromisoformat(promised) if promised else None


def _step(
    session: Session,
    row: models.Case,
    kind: str,
    person_id: int | None,
    now: datetime,
    *,
    value: str = "",
    note: str = "",
) -> None:
    session.add(models.CaseEvent(case_id=row.id, at=now, person_id=person_id, kind=kind, value=value, note=note))


def _required(**texts: str) -> None:
    missing = [ValueProblem(name, "missing", "is required") for name, text in texts.items() if not text.strip()]
    if missing:
        raise InvalidValues(missing)


def _checked(closing: Closing) -> None:
    """Raises InvalidValues naming every value that cannot be."""
    problems = []
    if not closing.cause.strip():
        problems.append(ValueProblem("cause", "missing", "is asked for when a case is closed"))
    if (closing.cost_minor is None) != (not closing.cost_currency):
        problems.append(ValueProblem("cost", "wrong-shape", "needs an amount and a currency, or neither"))
    if closing.cost_minor is not None and closing.cost_minor < 0:
        problems.append(ValueProblem("cost", "not-a-number", "is not below zero"))
    if closing.rating is not None and not 0 <= closing.rating <= 10:
        problems.append(ValueProblem("rating", "not-a-number", "is a whole number from 0 to 10"))
    if problems:
        raise InvalidValues(problems)


def _reply_of(row: models.CaseReply) -> Reply:
    return Reply(row.key, row.at, row.document, row.version, row.lang, row.tone, row.edited, row.person_id)


def _step_of(row: models.CaseEvent) -> Step:
    return Step(row.at, row.kind, row.value, row.note, row.person_id)
