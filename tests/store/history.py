"""A little of everything that is kept, with the texts and times that databases stumble over."""

from __future__ import annotations

from datetime import timedelta

from kb.store.cases import Closing, NewCase, Reply
from kb.store.database import Database
from kb.store.opening import store_of
from kb.store.usage import Copy, Opinion, Search
from tests.store.conftest import NOW


def live(database: Database, copies: int = 30) -> None:
    """Fill every table."""
    store = store_of(database)
    mei = store.people.add("mei@shop.example", 'メイ 👋 O\'Brien "x" \\', "agent", now=NOW, group="ja-desk", password="hash")
    gone = store.people.add("gone", "Gone", "reader", now=NOW)
    store.people.remove(gone.id)
    store.people.failed(mei.id, now=NOW, limit=1, lock_for=timedelta(microseconds=1))
    store.sessions.start(mei.id, "s", now=NOW, expires_at=NOW + timedelta(days=30))
    store.tokens.add(mei.id, "shop", hashed="t", prefix="kb_1", scopes=["read", "write"], now=NOW)
    store.things.star(mei.id, "templates/a", now=NOW)
    store.things.used(mei.id, "templates/Ab", now=NOW.replace(microsecond=1))
    for title in ("z", "Ä", "a", "A", "日", "\U0001f600", "\uffff"):
        store.things.add_snippet(mei.id, title=title, lang="ja", text="line\nline\r\n\ttab \u2028 end", now=NOW)
        store.things.choose(mei.id, {title: title})
    store.things.order(mei.id, "favourites", ["b", "a"])
    store.things.pin("templates/a", person_id=mei.id, now=NOW)
    case = store.cases.open(NewCase("C-1", "email", NOW, owner_id=mei.id), person_id=mei.id, now=NOW)
    store.cases.replied(case.id, Reply("r", NOW, "templates/a", "v", "ja", person_id=mei.id))
    store.cases.close(case.id, Closing("carrier", cost_minor=2**40, cost_currency="JPY", rating=10), person_id=None, now=NOW)
    for number in range(copies):
        at = NOW - timedelta(minutes=number)
        store.usage.copied(Copy(f"c{number}", at, "templates/a", "v", "ja", person_id=mei.id, case_id=case.id, edited=True))
    store.usage.searched(Search("s", NOW, None, "en", "", 0))
    store.usage.said(Opinion("f", NOW, "templates/a", "v", "ja", False, "", mei.id))
