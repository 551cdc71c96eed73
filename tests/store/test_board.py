from __future__ import annotations

from datetime import timedelta

import pytest

from kb.store.board import Board, Narrowed, Tally
from kb.store.cases import Case, Closing, NewCase, Reply
from kb.store.opening import Store
from kb.store.people import Person
from tests.store.conftest import NOW

HOUR = timedelta(hours=1)
TONIGHT = NOW + 8 * HOUR


@pytest.fixture
def board(store: Store) -> Board:
    """The board over the store."""
    return Board(store.database)


def opened(store: Store, reference: str, due: timedelta, **facts: str) -> Case:
    new = NewCase(reference, **{"channel": "email", **facts}, due_at=NOW + due)  # type: ignore[arg-type]
    return store.cases.open(new, person_id=None, now=NOW)


def test_what_is_due_first_stands_first_and_what_waits_for_nothing_last(store: Store, board: Board) -> None:
    opened(store, "later", 20 * HOUR)
    answered = opened(store, "answered", HOUR)
    store.cases.replied(answered.id, Reply("k", NOW, "templates/a", "v", "en"))
    opened(store, "late", -HOUR)
    promised = opened(store, "promised", HOUR)
    store.cases.replied(promised.id, Reply("l", NOW, "templates/a", "v", "en"))
    store.cases.promise(promised.id, NOW + 2 * HOUR, person_id=None, now=NOW)

    shown = board.open(Narrowed())
    assert [case.reference for case in shown] == ["late", "promised", "later", "answered"]
    assert [case.next_at for case in shown] == [NOW - HOUR, NOW + 2 * HOUR, NOW + 20 * HOUR, None]
    assert board.open(Narrowed(), limit=2) == shown[:2]
    assert board.tally(Narrowed(), NOW, TONIGHT) == Tally(overdue=1, today=1, later=1, waiting=1)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Narrowed(), ["one", "two"]),
        (Narrowed(market="JP"), ["two"]),
        (Narrowed(channel="email", issue="refund"), ["one"]),
        (Narrowed(reference="two"), ["two"]),
        (Narrowed(group="night"), []),
    ],
)
def test_the_board_is_narrowed_down(store: Store, board: Board, wanted: Narrowed, found: list[str]) -> None:
    opened(store, "one", HOUR, issue="refund")
    opened(store, "two", 2 * HOUR, market="JP", group="ja-desk")

    assert [case.reference for case in board.open(wanted)] == found
    assert board.tally(wanted, NOW, TONIGHT).total == len(found)


def test_the_board_can_be_one_persons(store: Store, board: Board, mei: Person) -> None:
    opened(store, "nobody's", HOUR)
    store.cases.open(NewCase("hers", "email", NOW, owner_id=mei.id), person_id=None, now=NOW)

    assert [case.reference for case in board.open(Narrowed(owner_id=mei.id))] == ["hers"]


def test_closed_cases_are_on_a_board_of_their_own(store: Store, board: Board) -> None:
    case = opened(store, "done", HOUR, group="ja-desk")
    store.cases.close(case.id, Closing("packing"), person_id=None, now=NOW)
    opened(store, "open", HOUR, group="es-desk")

    assert [case.reference for case in board.closed(Narrowed())] == ["done"]
    assert [case.reference for case in board.open(Narrowed())] == ["open"]
    assert board.groups() == ("es-desk",)


def test_the_last_reply_of_a_template_to_a_case_is_known(store: Store, board: Board) -> None:
    case, other = opened(store, "one", HOUR), opened(store, "two", HOUR)
    for key, of, hours in (("a", case, 0), ("b", case, 1), ("c", other, 2)):
        store.cases.replied(of.id, Reply(key, NOW + hours * HOUR, "templates/a", "v", "en"))

    found = board.replies(case.id, ("templates/a", "templates/b"))

    assert {document: reply.key for document, reply in found.items()} == {"templates/a": "b"}
