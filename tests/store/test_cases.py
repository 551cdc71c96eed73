from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kb.errors import CaseClosed, CaseNotFound, InvalidValues
from kb.store.board import Board, Narrowed
from kb.store.cases import Case, Closing, File, NewCase, Reply
from kb.store.opening import Store
from kb.store.people import Person
from kb.store.usage import Copy
from tests.store.conftest import NOW

A, B = "templates/apology/late-delivery", "templates/offer/refund"
NEW = NewCase(
    "C-1042", "email", NOW + timedelta(hours=2), "own-shop", "JP", "ja", "late-delivery", "Kettle", "Yamato", "desk"
)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def opened(store: Store, reference: str = "C-1042", due: float = 120) -> Case:
    return store.cases.open(replace(NEW, reference=reference, due_at=after(due)), person_id=None, now=NOW)


def test_a_case_from_opening_to_closing(store: Store, mei: Person) -> None:
    case = store.cases.open(replace(NEW, owner_id=mei.id), person_id=mei.id, now=NOW)
    assert (case.stage, case.opened_at, case.next_at) == ("detect", NOW, after(120))

    assert store.cases.replied(case.id, Reply("r1", after(30), A, "v1", "ja", "formal", True, mei.id))
    assert not store.cases.replied(case.id, Reply("r1", after(31), A, "v1", "ja", "formal", True, mei.id))
    assert store.cases.get(case.id).next_at is None, "the ball is with the customer"
    store.cases.move(case.id, "offer", person_id=mei.id, now=after(31))
    promised = store.cases.promise(case.id, after(2000), person_id=mei.id, now=after(32), note="carrier answers")
    assert promised.next_at == after(2000)
    store.cases.note(case.id, "photos are clear", person_id=mei.id, now=after(33))
    closing = Closing("carrier", "solved", "refund", 125000, "JPY", 9)
    closed = store.cases.close(case.id, closing, person_id=mei.id, now=after(2100))

    assert (closed.stage, closed.closed_at, closed.next_at) == ("archive", after(2100), None)
    assert (closed.cause, closed.cost_minor, closed.cost_currency, closed.rating) == ("carrier", 125000, "JPY", 9)
    file = store.cases.file(case.id)
    assert file.case == closed
    assert [(reply.document, reply.version, reply.edited) for reply in file.replies] == [(A, "v1", True)]
    assert [(step.kind, step.value, step.note) for step in file.steps] == [
        ("opened", "detect", ""),
        ("stage", "offer", ""),
        ("promised", after(2000).isoformat(), "carrier answers"),
        ("note", "", "photos are clear"),
        ("closed", "carrier", ""),
    ]
    assert {step.person_id for step in file.steps} == {mei.id}


@pytest.mark.parametrize("missing", ["reference", "channel"])
def test_a_case_needs_a_reference_and_a_channel(store: Store, missing: str) -> None:
    with pytest.raises(InvalidValues, match=missing):
        store.cases.open(replace(NEW, **{missing: " "}), person_id=None, now=NOW)  # type: ignore[arg-type]
    case = opened(store)
    with pytest.raises(InvalidValues, match=missing):
        store.cases.correct(case.id, person_id=None, now=NOW, **{missing: ""})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("closing", "wrong"),
    [
        (Closing(""), ["cause"]),
        (Closing("  ", rating=11), ["cause", "rating"]),
        (Closing("carrier", cost_minor=5), ["cost"]),
        (Closing("carrier", cost_currency="EUR"), ["cost"]),
        (Closing("carrier", cost_minor=-5, cost_currency="EUR"), ["cost"]),
        (Closing("carrier", rating=-1), ["rating"]),
    ],
)
def test_closing_asks_for_the_cause_and_refuses_what_cannot_be(store: Store, closing: Closing, wrong: list[str]) -> None:
    case = opened(store)

    with pytest.raises(InvalidValues) as error:
        store.cases.close(case.id, closing, person_id=None, now=NOW)

    assert [problem.name for problem in error.value.problems] == wrong
    assert store.cases.get(case.id) == case


WORK: dict[str, Callable[[Store, int], object]] = {
    "reply": lambda store, id: store.cases.replied(id, Reply("r", NOW, A, "v", "ja")),
    "move": lambda store, id: store.cases.move(id, "offer", person_id=None, now=NOW),
    "promise": lambda store, id: store.cases.promise(id, NOW, person_id=None, now=NOW),
    "note": lambda store, id: store.cases.note(id, "x", person_id=None, now=NOW),
    "correct": lambda store, id: store.cases.correct(id, person_id=None, now=NOW, issue="refund"),
    "close": lambda store, id: store.cases.close(id, Closing("x"), person_id=None, now=NOW),
}
LOOK: dict[str, Callable[[Store, int], object]] = {
    "get": lambda store, id: store.cases.get(id),
    "file": lambda store, id: store.cases.file(id),
    "reopen": lambda store, id: store.cases.reopen(id, "offer", person_id=None, now=NOW),
    "undo": lambda store, id: store.cases.undo_closing(id, person_id=None, now=NOW),
}


@pytest.mark.parametrize("work", WORK)
def test_a_closed_case_is_not_worked_on(store: Store, work: str) -> None:
    case = opened(store)
    closed = store.cases.close(case.id, Closing("carrier"), person_id=None, now=NOW)

    with pytest.raises(CaseClosed, match="reopen"):
        WORK[work](store, case.id)

    assert store.cases.file(case.id).case == closed
    assert [step.kind for step in store.cases.file(case.id).steps] == ["opened", "closed"]


@pytest.mark.parametrize("name", [*WORK, *LOOK])
def test_a_case_that_is_not_there_is_not_found(store: Store, name: str) -> None:
    with pytest.raises(CaseNotFound):
        {**WORK, **LOOK}[name](store, 99)


def test_a_closed_case_can_be_opened_again(store: Store) -> None:
    case = opened(store)
    store.cases.close(case.id, Closing("carrier", rating=2), person_id=None, now=NOW)

    again = store.cases.reopen(case.id, "offer", person_id=None, now=after(5), note="came back")

    assert (again.stage, again.closed_at, again.rating) == ("offer", None, 2)
    assert store.cases.reopen(case.id, "detect", person_id=None, now=after(6)) == again
    assert [step.kind for step in store.cases.file(case.id).steps] == ["opened", "closed", "reopened"]


def test_the_first_reply_is_the_earliest_whichever_arrives_first(store: Store) -> None:
    case = opened(store)
    for key, minutes in (("late", 50), ("early", 20), ("later", 70)):
        store.cases.replied(case.id, Reply(key, after(minutes), A, "v", "ja"))

    assert store.cases.get(case.id).first_reply_at == after(20)


def test_a_reply_and_the_step_it_leads_to_are_kept_together_or_not_at_all(store: Store, mei: Person) -> None:
    case = opened(store)
    reply = Reply("r1", after(3), A, "v", "ja", person_id=mei.id)

    def interrupted(_stage: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.cases.replied(case.id, reply, interrupted)
    assert store.cases.file(case.id) == File(case, (), store.cases.file(case.id).steps[:1])

    assert store.cases.replied(case.id, reply, {"detect": "apologise"}.__getitem__)
    assert not store.cases.replied(case.id, reply, {"detect": "apologise"}.__getitem__)

    file = store.cases.file(case.id)
    assert (file.case.stage, file.case.first_reply_at, file.replies) == ("apologise", after(3), (reply,))
    assert [(s.kind, s.value, s.at, s.person_id) for s in file.steps[1:]] == [("stage", "apologise", after(3), mei.id)]


@pytest.mark.parametrize(
    ("work", "stage", "promised"),
    [
        ("", "detect", None),
        ("move promise close", "offer", after(30)),
        ("move promise kept close", "offer", None),
        ("promise close undo move close", "offer", after(30)),
        ("move promise close reopen close", "reopened", None),
        ("promise close reopen close undo close", "reopened", None),
    ],
)
def test_a_closing_is_taken_back_to_what_was_since_the_case_was_last_opened(
    store: Store, work: str, stage: str, promised: datetime | None
) -> None:
    cases, case = store.cases, opened(store)
    steps: dict[str, Callable[[], object]] = {
        "move": lambda: cases.move(case.id, "offer", person_id=None, now=NOW),
        "promise": lambda: cases.promise(case.id, after(30), person_id=None, now=NOW),
        "kept": lambda: cases.promise(case.id, None, person_id=None, now=NOW),
        "close": lambda: cases.close(case.id, Closing("carrier"), person_id=None, now=NOW),
        "reopen": lambda: cases.reopen(case.id, "reopened", person_id=None, now=NOW),
        "undo": lambda: cases.undo_closing(case.id, person_id=None, now=NOW),
    }
    for step in work.split():
        steps[step]()

    undone = cases.undo_closing(case.id, person_id=None, now=NOW)

    assert undone == cases.get(case.id) == cases.undo_closing(case.id, person_id=None, now=NOW)
    assert (undone.stage, undone.promised_for, undone.closed_at) == (stage, promised, None)


def test_corrections_are_kept_with_their_names_and_none_is_no_step(store: Store, mei: Person) -> None:
    case = opened(store)

    store.cases.correct(case.id, person_id=mei.id, now=NOW, issue=case.issue)
    changed = store.cases.correct(case.id, person_id=mei.id, now=NOW, issue="refund", owner_id=mei.id, due_at=after(9))

    assert (changed.issue, changed.owner_id, changed.due_at) == ("refund", mei.id, after(9))
    with pytest.raises(InvalidValues, match="owner_id"):
        store.cases.correct(case.id, person_id=mei.id, now=NOW, owner_id=5000, issue="late-delivery")
    assert store.cases.get(case.id) == changed
    assert [(step.kind, step.value) for step in store.cases.file(case.id).steps] == [
        ("opened", "detect"),
        ("corrected", "issue owner_id due_at"),
    ]


def test_everything_about_a_reference_can_be_given_out(store: Store) -> None:
    case, _ = opened(store), opened(store, "other")
    store.cases.replied(case.id, Reply("r1", after(1), A, "v1", "ja"))
    store.usage.copied(Copy("r1", after(1), A, "v1", "ja", case_id=case.id))
    store.cases.note(case.id, "photos", person_id=None, now=after(2))

    (told,) = json.loads(json.dumps(store.archive.everything_about("C-1042")))

    assert told["case"]["reference"] == "C-1042" and told["case"]["opened_at"] == NOW.isoformat()
    assert [reply["document"] for reply in told["replies"]] == [A]
    assert [step["note"] for step in told["steps"]] == ["", "photos"]
    assert [copy["at"] for copy in told["copies"]] == [after(1).isoformat()]
    assert store.archive.everything_about("nothing") == store.archive.everything_about("") == ()


def test_an_anonymised_case_stays_in_the_figures_without_reference_and_notes(store: Store) -> None:
    case, other = opened(store), opened(store, "other")
    store.cases.note(case.id, "photos", person_id=None, now=NOW)

    assert store.archive.anonymise("C-1042", now=after(5)) == 1
    assert store.archive.anonymise("C-1042", now=after(6)) == 0

    file = store.cases.file(case.id)
    assert (file.case.reference, file.case.anonymised_at, file.case.issue) == ("", after(5), "late-delivery")
    assert [(step.kind, step.note) for step in file.steps] == [("opened", ""), ("note", "")]
    assert (store.cases.find("C-1042"), store.cases.find("")) == ((), ())
    assert store.cases.get(other.id) == other


ADDED: dict[str, Callable[[Store, int], object]] = {
    "a reference": lambda store, id: store.cases.correct(id, person_id=None, now=after(6), reference="C-1043"),
    "a note": lambda store, id: store.cases.note(id, "photos", person_id=None, now=after(6)),
}


@pytest.mark.parametrize("added", ADDED)
def test_what_was_added_after_a_case_was_anonymised_goes_too(store: Store, added: str) -> None:
    case = opened(store)
    store.archive.anonymise("C-1042", now=after(5))
    ADDED[added](store, case.id)
    store.cases.close(case.id, Closing("carrier"), person_id=None, now=after(7))

    would = store.archive.closed(after(8), NOW)
    done = [store.archive.anonymise_closed(after(8), now=after(minutes)) for minutes in (9, 10)]

    file = store.cases.file(case.id)
    assert (would, done, store.archive.closed(after(8), NOW)) == ((1, 0), [1, 0], (0, 0))
    assert (file.case.reference, file.case.anonymised_at, {step.note for step in file.steps}) == ("", after(9), {""})


def test_a_deleted_case_is_gone_with_its_replies_and_its_copies_name_it_no_more(store: Store) -> None:
    case, other = opened(store), opened(store, "other")
    store.cases.replied(case.id, Reply("r1", NOW, A, "v1", "ja"))
    store.usage.copied(Copy("r1", NOW, A, "v1", "ja", case_id=case.id))

    assert store.archive.delete("C-1042") == 1

    with pytest.raises(CaseNotFound):
        store.cases.get(case.id)
    assert store.cases.get(other.id) == other
    assert store.usage.popularity(NOW) == {A: 1}
    assert store.cases.replied(other.id, Reply("r1", NOW, A, "v1", "ja")), "the deleted reply's key is free again"


def test_an_empty_reference_anonymises_and_deletes_nothing(store: Store) -> None:
    case = opened(store)
    store.archive.anonymise("C-1042", now=NOW)
    store.cases.note(case.id, "photos", person_id=None, now=NOW)

    assert (store.archive.anonymise("", now=NOW), store.archive.delete("")) == (0, 0)
    assert store.cases.file(case.id).steps[-1].note == "photos"


@pytest.mark.parametrize("what", ["anonymise_closed", "delete_closed"])
def test_retention_takes_the_cases_that_were_closed_before_and_no_open_one(store: Store, what: str) -> None:
    for number in range(3):
        case = opened(store, f"C-{number}")
        store.cases.close(case.id, Closing("carrier"), person_id=None, now=NOW - timedelta(number * 100))
    opened(store, "open")

    limit = NOW - timedelta(90)
    done = store.archive.delete_closed(limit) if "delete" in what else store.archive.anonymise_closed(limit, now=NOW)

    assert done == 2
    board = Board(store.database)
    assert [case.reference for case in board.closed(Narrowed())] == (["C-0"] if "delete" in what else ["C-0", "", ""])
    assert [case.reference for case in board.open(Narrowed())] == ["open"]


def test_what_a_purge_would_take_is_counted_once(store: Store) -> None:
    for days in (1, 40, 41, 70):
        case = opened(store, f"C-{days}")
        store.cases.close(case.id, Closing("carrier"), person_id=None, now=NOW - timedelta(days))
    store.archive.anonymise("C-41", now=NOW)
    opened(store, "open")

    assert store.archive.closed(NOW - timedelta(30), NOW - timedelta(60)) == (1, 1)
