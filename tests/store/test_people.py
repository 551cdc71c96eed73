from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kb.errors import NotFound, PersonNotFound, Taken
from kb.store.opening import Store
from kb.store.people import LOCAL, Person
from kb.store.usage import Copy, Opinion
from tests.store.conftest import NOW

LATER = NOW + timedelta(hours=1)


def test_a_person_is_found_by_login_in_any_case_and_width(store: Store) -> None:
    added = store.people.add(" Mei@Shop.Example ", "Mei", "agent", now=NOW, group="ja-desk", password="hash")

    assert store.people.by_login("MEI@shop.example") == added == store.people.get(added.id)
    assert store.people.by_login("ｍｅｉ@shop.example") == added
    assert (added.login, added.created_at, added.active) == ("mei@shop.example", NOW, True)
    assert "hash" not in repr(added)


@pytest.mark.parametrize(("login", "subject"), [("MEI@shop.example", None), ("other", "idp|1")], ids=["login", "subject"])
def test_what_is_somebodys_is_nobody_elses(store: Store, login: str, subject: str | None) -> None:
    store.people.add("mei@shop.example", "Mei", "agent", now=NOW, oidc_subject="idp|1")

    with pytest.raises(Taken, match=login.casefold()):
        store.people.add(login, "Another", "agent", now=NOW, oidc_subject=subject)

    assert [person.name for person in store.people.all()] == ["Mei"]


def test_several_have_no_openid_subject(store: Store) -> None:
    store.people.add("a", "A", "agent", now=NOW)
    store.people.add("b", "B", "reader", now=NOW)

    assert [person.login for person in store.people.all()] == ["a", "b"]


def test_who_is_not_there_is_not_found(store: Store) -> None:
    asks: list[Callable[[], object]] = [
        lambda: store.people.get(7),
        lambda: store.people.change(7, name="x"),
        lambda: store.people.remove(7),
        lambda: store.people.failed(7, now=NOW, limit=5, lock_for=timedelta(minutes=1)),
    ]
    for ask in asks:
        with pytest.raises(PersonNotFound):
            ask()
    assert store.people.by_login("nobody") is None
    assert store.people.by_subject("nobody") is None


def test_a_site_without_accounts_has_one_local_person_and_no_account(store: Store) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(lambda _: store.people.local(NOW), range(6)))

    assert {(person.login, person.role) for person in found} == {(LOCAL, "admin")}
    assert (store.people.have_accounts(), store.people.all()) == (False, ())

    mei = store.people.add("mei", "Mei", "admin", now=NOW)
    store.people.change(mei.id, active=False)
    assert store.people.have_accounts(), "an account that was switched off does not open the site to everybody"


def test_changes_are_kept_and_the_rest_stays(store: Store, mei: Person) -> None:
    changed = store.people.change(mei.id, role="editor", group="zh-desk")

    assert (changed.role, changed.group, changed.name) == ("editor", "zh-desk", "Mei")
    assert store.people.get(mei.id) == changed
    with pytest.raises(Taken):
        store.people.add("b", "B", "agent", now=NOW, oidc_subject="s")
        store.people.change(mei.id, oidc_subject="s")


def test_failed_sign_ins_lock_at_every_limit_and_a_right_one_forgets_them(store: Store, mei: Person) -> None:
    def fail() -> Person:
        return store.people.failed(mei.id, now=NOW, limit=3, lock_for=timedelta(minutes=15))

    locked = NOW + timedelta(minutes=15)
    seen = [(person.failed_sign_ins, person.locked_until) for person in (fail() for _ in range(4))]
    assert seen == [(1, None), (2, None), (3, locked), (4, locked)]

    store.people.signed_in(mei.id)
    assert (store.people.get(mei.id).failed_sign_ins, store.people.get(mei.id).locked_until) == (0, None)


def test_sign_ins_that_fail_at_once_are_all_counted(store: Store, mei: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.people.failed(mei.id, now=NOW, limit=5, lock_for=timedelta(1)), range(24)))

    assert store.people.get(mei.id).failed_sign_ins == 24


def test_a_session_is_found_by_its_hash_until_it_ends(store: Store, mei: Person) -> None:
    session = store.sessions.start(mei.id, "hash", now=NOW, expires_at=LATER)

    assert store.sessions.find("hash", now=NOW) == (session, mei)
    assert store.sessions.find("other", now=NOW) is None
    assert store.sessions.find("hash", now=LATER) is None, "expired"

    store.sessions.seen(session.id, now=LATER, expires_at=LATER + timedelta(hours=1))
    found = store.sessions.find("hash", now=LATER)
    assert found is not None and found[0].last_seen_at == LATER

    store.sessions.end(mei.id, session.id, now=LATER)
    assert store.sessions.find("hash", now=LATER) is None


@pytest.mark.parametrize(
    "end",
    [
        lambda store, mei: store.people.change(mei.id, password="new"),
        lambda store, mei: store.people.change(mei.id, active=False),
        lambda store, mei: store.people.remove(mei.id),
        lambda store, mei: store.sessions.end_all(mei.id, now=NOW),
    ],
    ids=["new password", "not active", "removed", "signed out everywhere"],
)
def test_what_ends_every_session_of_a_person(store: Store, mei: Person, end: Callable[[Store, Person], object]) -> None:
    for name in ("one", "two"):
        store.sessions.start(mei.id, name, now=NOW, expires_at=LATER)

    end(store, mei)

    assert [store.sessions.find(name, now=NOW) for name in ("one", "two")] == [None, None]


def test_signing_out_everywhere_else_leaves_this_session(store: Store, mei: Person) -> None:
    here = store.sessions.start(mei.id, "here", now=NOW, expires_at=LATER)
    store.sessions.start(mei.id, "there", now=NOW, expires_at=LATER)

    assert store.sessions.end_all(mei.id, now=NOW, but=here.id) == 1
    assert store.sessions.of(mei.id, now=NOW) == (here,)


def test_nobody_ends_the_session_or_token_of_another(store: Store, mei: Person) -> None:
    other = store.people.add("other", "Other", "admin", now=NOW)
    session = store.sessions.start(mei.id, "hash", now=NOW, expires_at=LATER)
    token = store.tokens.add(mei.id, "shop", hashed="t", prefix="kb_1", scopes=["read"], now=NOW)

    store.sessions.end(other.id, session.id, now=NOW)
    with pytest.raises(NotFound):
        store.tokens.revoke(other.id, token.id, now=NOW)

    assert store.sessions.find("hash", now=NOW) and store.tokens.find("t", now=NOW)


def test_sessions_that_ended_long_ago_are_forgotten(store: Store, mei: Person) -> None:
    store.sessions.start(mei.id, "old", now=NOW, expires_at=NOW + timedelta(minutes=1))
    store.sessions.start(mei.id, "new", now=NOW, expires_at=LATER + timedelta(1))
    out = store.sessions.start(mei.id, "out", now=NOW, expires_at=LATER + timedelta(1))
    store.sessions.end(mei.id, out.id, now=NOW)

    assert (store.sessions.over(LATER), store.sessions.forget(LATER), store.sessions.over(LATER)) == (2, 2, 0)
    assert store.sessions.find("new", now=LATER)


def test_a_token_is_good_until_it_expires_or_is_revoked(store: Store, mei: Person) -> None:
    token = store.tokens.add(
        mei.id, "shop", hashed="h", prefix="kb_abc", scopes=["search", "render"], now=NOW, expires_at=LATER
    )
    endless = store.tokens.add(mei.id, "other", hashed="h2", prefix="kb_def", scopes=[], now=NOW)

    assert store.tokens.find("h", now=NOW) == (token, mei)
    assert (token.scopes, endless.scopes) == (("search", "render"), ())
    assert store.tokens.find("h", now=LATER) is None
    assert store.tokens.find("h2", now=LATER + timedelta(9999))

    store.tokens.used(endless.id, now=LATER)
    assert store.tokens.of(mei.id)[0].last_used_at == LATER

    assert store.tokens.revoke(mei.id, endless.id, now=LATER).revoked_at == LATER
    assert store.tokens.revoke(mei.id, endless.id, now=LATER + timedelta(1)).revoked_at == LATER
    assert store.tokens.find("h2", now=LATER) is None


def test_a_person_who_is_not_active_has_no_tokens(store: Store, mei: Person) -> None:
    store.tokens.add(mei.id, "shop", hashed="h", prefix="kb_abc", scopes=["read"], now=NOW)

    store.people.change(mei.id, active=False)
    store.people.change(mei.id, active=True)

    assert (store.tokens.find("h", now=NOW), store.tokens.of(mei.id)) == (None, ())


def test_a_removed_person_takes_her_things_with_her_and_leaves_what_was_done(store: Store, mei: Person) -> None:
    store.things.star(mei.id, "templates/a", now=NOW)
    store.things.pin("templates/a", person_id=mei.id, now=NOW)
    store.usage.copied(Copy("c", NOW, "templates/a", "v", "ja", person_id=mei.id))
    store.usage.said(Opinion("f", NOW, "templates/a", "v", "ja", True, "good", mei.id))

    store.people.remove(mei.id)

    assert store.things.at_hand(mei.id).favourites == ()
    assert store.things.at_hand(mei.id).pins == ("templates/a",)
    assert store.usage.popularity(NOW) == {"templates/a": 1}
    assert [feedback.opinion.person_id for feedback in store.usage.feedback()] == [None]
