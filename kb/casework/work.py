"""What may be done with cases: opened, worked on, closed and opened again, by the rules of the content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kb.casework.suggesting import Suggestion, suggestions
from kb.content.cases import AGAIN, LAST
from kb.content.deadlines import Due
from kb.content.library import Library
from kb.errors import InvalidValues, ValueProblem
from kb.reply.references import new_reference, note_refused, refused

if TYPE_CHECKING:
    from kb.store.board import Narrowed, Tally
    from kb.store.cases import Case, Closing, Facts, File, NewCase, Reply
    from kb.store.opening import Store


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The cases of a board, and how many there are of each urgency."""

    cases: tuple[Case, ...]
    tally: Tally
    now: datetime
    tonight: datetime
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case with all that is known of it: by which row its reply is due, and what may come next.

    `due` is None where the content has the case's channel no more.
    """

    file: File
    due: Due | None
    suggestions: tuple[Suggestion, ...]


class Casework:
    """The team's cases. `person_id` is who works, None where nobody has a number."""

    def __init__(self, store: Store, library: Callable[[], Library]) -> None:
        from kb.store.board import Board

        self._cases, self._board, self._library = store.cases, Board(store.database), library

    @property
    def zone(self) -> str:
        """The zone in which the team reads times."""
        return self._library().vocabulary.cases.zone

    def open(self, new: NewCase, *, person_id: int | None, now: datetime, received: datetime | None = None) -> Case:
        """A new case, its due time counted from when the message was `received`; one without a reference is given one.

        Raises InvalidValues when the reference tells who the customer is, or the message is of the future.
        """
        since = received or now
        if since > now:
            raise InvalidValues([ValueProblem("received", "in-the-future", "lies in the future")])
        reference = new.reference.strip() or self._free_reference()
        _raise(refused(reference))
        due = self.due(since, new.channel, new.platform, new.market)
        return self._cases.open(replace(new, reference=reference, due_at=due.at), person_id=person_id, now=since)

    def due(self, since: datetime, channel: str, platform: str, market: str) -> Due:
        """When the first reply to a message is due, and by which row. Raises InvalidValues without a channel."""
        found = self._due(since, channel, platform, market)
        if found is None:
            raise InvalidValues([ValueProblem("channel", "unknown-choice", "is not one of the channels")])
        return found

    def board(self, wanted: Narrowed, now: datetime, *, closed: bool = False) -> BoardPage:
        """What is due next; with `closed` the cases that were closed last."""
        zone = ZoneInfo(self.zone)
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        tonight = datetime.combine(tomorrow, time(0), zone)
        cases = self._board.closed(wanted) if closed else self._board.open(wanted)
        return BoardPage(cases, self._board.tally(wanted, now, tonight), now, tonight, self._board.groups())

    def sheet(self, id: int) -> Sheet:
        """A case with what may come next. Raises CaseNotFound."""
        file, library = self._cases.file(id), self._library()
        case = file.case
        due = self._due(case.opened_at, case.channel, case.platform, case.market)
        return Sheet(file, due, () if case.closed_at else suggestions(library, case))

    def at_work(self, id: int, document: str = "") -> tuple[Case, Reply | None]:
        """A case, and the last reply of this template that went to it."""
        found = self._board.replies(id, (document,)) if document else {}
        return self._cases.get(id), found.get(document)

    def correct(self, id: int, *, person_id: int | None, now: datetime, **facts: object) -> Case:
        """The case with these facts. Where it came from decides anew when its first reply is due, unless that is said too.

        What older rules decided stands until where the case came from or its due time is changed. Raises InvalidValues when
        the reference tells who the customer is, or the due time is beyond a platform's rule.
        """
        given: Facts = dict(facts)  # type: ignore[assignment]
        if "reference" in given:
            given["reference"] = given["reference"].strip()
            _raise(refused(given["reference"]))
        case = self._cases.get(id)
        channel, platform, market = (str(facts.get(name, getattr(case, name))) for name in ("channel", "platform", "market"))
        moved = (channel, platform, market) != (case.channel, case.platform, case.market)
        if moved or given.get("due_at", case.due_at) != case.due_at:
            due = (self._due if channel == case.channel else self.due)(case.opened_at, channel, platform, market)
            if due is not None:
                _raise(_beyond(due, given.setdefault("due_at", due.at)))
        return self._cases.correct(id, person_id=person_id, now=now, **given)

    def replied(self, id: int, reply: Reply) -> bool:
        """Keep that a reply went to a case, which takes the case to the step that the reply is for. False for a retry."""
        library = self._library()
        documents = library.documents.get(reply.document, {})
        intent = next((document.facets.intent for document in documents.values()), "")
        return self._cases.replied(id, reply, lambda stage: library.vocabulary.cases.after_reply(stage, intent))

    def move(self, id: int, stage: str, *, person_id: int | None, now: datetime) -> Case:
        """The case in another stage. Raises InvalidValues for one that is not known, or that only closing reaches."""
        if stage not in self._library().vocabulary.cases.stages or stage == LAST:
            raise InvalidValues([ValueProblem("stage", "unknown-choice", "is not a stage that a case can be moved to")])
        return self._cases.move(id, stage, person_id=person_id, now=now)

    def promise(self, id: int, when: datetime | None, *, person_id: int | None, now: datetime) -> Case:
        """The case with what was promised, or with the promise kept. Raises InvalidValues for a time that is over."""
        if when is not None and when <= now:
            raise InvalidValues([ValueProblem("promised_for", "in-the-past", "lies in the past")])
        return self._cases.promise(id, when, person_id=person_id, now=now)

    def note(self, id: int, text: str, lang: str, *, person_id: int | None, now: datetime) -> None:
        """Keep a note. Raises InvalidValues when it is empty or holds what belongs to a person."""
        if not text.strip():
            raise InvalidValues([ValueProblem("note", "missing", "is empty")])
        _raise(note_refused(text, lang))
        self._cases.note(id, text.strip(), person_id=person_id, now=now)

    def close(self, id: int, closing: Closing, *, person_id: int | None, now: datetime) -> Case:
        """The case, closed. Raises InvalidValues without a cause, and for one that is not in the vocabulary."""
        taxonomy = self._library().taxonomy
        unknown = [
            ValueProblem(name, "unknown-choice", "is not one of the list")
            for name, value, known in (
                ("cause", closing.cause, taxonomy.causes),
                ("outcome", closing.outcome, taxonomy.outcomes),
            )
            if value and value not in known
        ]
        if unknown:
            raise InvalidValues(unknown)
        return self._cases.close(id, closing, person_id=person_id, now=now)

    def reopen(self, id: int, *, person_id: int | None, now: datetime) -> Case:
        """A closed case, open again because there is more to do."""
        return self._cases.reopen(id, AGAIN, person_id=person_id, now=now)

    def undo_closing(self, id: int, *, person_id: int | None, now: datetime) -> Case:
        """The case as it was before it was closed: in its stage, with what was promised."""
        return self._cases.undo_closing(id, person_id=person_id, now=now)

    def _due(self, since: datetime, channel: str, platform: str, market: str) -> Due | None:
        """When the first reply to a message is due; None for a channel that the content does not have."""
        library = self._library()
        if channel not in library.taxonomy.channels:
            return None
        rules = library.vocabulary.cases
        return rules.due(since, channel=channel, platform=platform, market=market, taxonomy=library.taxonomy)

    def _free_reference(self) -> str:
        reference = new_reference()
        while self._cases.find(reference):
            reference = new_reference()
        return reference


def _beyond(due: Due, at: datetime) -> ValueProblem | None:
    if due.limit is None or at <= due.limit:
        return None
    return ValueProblem("due_at", "beyond-rule", "lies beyond what the platform allows")


def _raise(problem: ValueProblem | None) -> None:
    if problem is not None:
        raise InvalidValues([problem])
