from __future__ import annotations

from datetime import timedelta

import pytest

from kb.errors import NotFound
from kb.store.opening import Store
from kb.store.people import Person
from kb.store.things import RECENTS
from tests.store.conftest import NOW

A, B, C = "templates/apology/late-delivery", "templates/offer/refund", "articles/reply-process"


def test_favourites_are_the_last_starred_first_and_one_is_starred_once(store: Store, mei: Person) -> None:
    for minute, document in enumerate([A, B, A]):
        store.things.star(mei.id, document, now=NOW + timedelta(minutes=minute))
    assert store.things.at_hand(mei.id).favourites == (B, A)

    store.things.unstar(mei.id, B)
    store.things.unstar(mei.id, C)
    assert store.things.at_hand(mei.id).favourites == (A,)


def test_recents_are_the_last_used_first_each_once_and_only_so_many(store: Store, mei: Person) -> None:
    for number in range(RECENTS + 5):
        store.things.used(mei.id, f"templates/t/{number}", now=NOW + timedelta(minutes=number))
    store.things.used(mei.id, "templates/t/30", now=NOW + timedelta(days=1))

    last = store.things.at_hand(mei.id, recents=3).recents
    assert last == ("templates/t/30", f"templates/t/{RECENTS + 4}", f"templates/t/{RECENTS + 3}")
    everything = store.things.at_hand(mei.id, recents=999).recents
    assert (len(everything), everything[-1]) == (RECENTS, "templates/t/5")

    store.things.forget_recents(mei.id)
    assert store.things.at_hand(mei.id).recents == ()


def test_snippets_are_a_persons_own(store: Store, mei: Person) -> None:
    other = store.people.add("other", "Other", "admin", now=NOW)
    sign = store.things.add_snippet(mei.id, title="Sign", lang="ja", text="担当: メイ\n", signature=True, now=NOW)
    hello = store.things.add_snippet(mei.id, title="Hi", lang="en", text="Hello 👋", now=NOW + timedelta(1))

    assert store.things.snippets(mei.id) == (hello, sign)
    assert store.things.snippets(other.id) == ()
    with pytest.raises(NotFound):
        store.things.change_snippet(other.id, sign.id, title="x", lang="ja", text="x", now=NOW)
    store.things.remove_snippet(other.id, sign.id)

    changed = store.things.change_snippet(
        mei.id, sign.id, title="Sign", lang="ja", text="メイ", signature=True, now=NOW + timedelta(2)
    )
    assert store.things.snippets(mei.id) == (changed, hello)
    store.things.remove_snippet(mei.id, sign.id)
    assert store.things.snippets(mei.id) == (hello,)


def test_choices_are_remembered_one_by_one_and_an_empty_one_is_forgotten(store: Store, mei: Person) -> None:
    store.things.choose(mei.id, {"lang": "ja", "channel": "email"})
    store.things.choose(mei.id, {"channel": "live-chat", "lang": ""})
    store.things.choose(mei.id, {})

    assert store.things.at_hand(mei.id).choices == {"channel": "live-chat"}


def test_a_persons_own_order_is_kept_until_she_gives_it_up(store: Store, mei: Person) -> None:
    store.things.order(mei.id, "favourites", [C, A, B, A])
    store.things.order(mei.id, "recents", [B])
    assert store.things.at_hand(mei.id).orderings.get("favourites", ()) == (C, A, B)

    store.things.order(mei.id, "favourites", [])
    assert store.things.at_hand(mei.id).orderings.get("favourites", ()) == ()
    assert store.things.at_hand(mei.id).orderings.get("recents", ()) == (B,)


def test_a_groups_pins_stand_before_those_for_everybody(store: Store, mei: Person) -> None:
    store.things.pin(A, person_id=mei.id, now=NOW)
    store.things.pin(B, person_id=mei.id, now=NOW)
    store.things.pin(A, person_id=None, now=NOW + timedelta(1))
    store.things.pin(C, group="ja-desk", person_id=mei.id, now=NOW)
    store.things.pin(B, group="ja-desk", person_id=mei.id, now=NOW)

    assert store.things.at_hand(mei.id).pins == (A, B)
    assert store.things.at_hand(mei.id, "ja-desk").pins == (C, B, A)

    store.things.unpin(B, group="ja-desk")
    assert store.things.at_hand(mei.id, "ja-desk").pins == (C, A, B)


def test_a_text_that_not_every_database_can_keep_is_refused_by_both(store: Store, mei: Person) -> None:
    with pytest.raises(Exception, match="NUL"):
        store.things.choose(mei.id, {"lang": "j\0a"})
    assert store.things.at_hand(mei.id).choices == {}
